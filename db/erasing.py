"""Deletes what is held about a person, and keeps what belongs to the office: reports without their author, and each
delivery's row without chat, person and content, so that the figures of announcements add up.

The answer to who asked for it is still to be sent: it keeps the chat id until it is through (`clean`). What it, and
whatever is on the wire just then, hang on is the emptied inbox row of the message that asked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import handover, uploads
from db.models import (
    Announcement,
    Contact,
    Delivery,
    DeliveryStatus,
    InboxStatus,
    InboxUpdate,
    Invite,
    Membership,
    Office,
    Person,
    Question,
    Report,
    ReportFile,
    Role,
    School,
    Upload,
)
from db.people import STAFF, schools_led_by
from db.privacy import NOT_BEGUN, TAKEN_BACK
from db.sqlite import LONG

GONE = "-"  # in place of a chat id: no chat has it
EMPTY: dict[str, Any] = {"blocks": [], "intent": "notify", "buttons": [], "attachments": []}  # an Outgoing as JSON
EMPTIED = {"chat_id": GONE, "message": EMPTY, "message_id": "", "error": "", "person_id": None}
TO_FETCH = ("channel", "account", "file_id")  # of where a file is, all that Telegram needs
IN_THE_DATABASE = {"synchronize_session": False}  # no row of these is looked at again in its session
OPEN = (DeliveryStatus.WAITING, DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
# A browser fetches what is "sent" to it, at once or, where it was cut off just then, some seconds later.
STAYS_FOR = {"webchat": timedelta(seconds=10)}


async def erase(
    session: AsyncSession, person_id: int, inbox_id: int | None, in_its_place: dict[str, Any], now: datetime
) -> None:
    """Deletes in the caller's transaction. `inbox_id`: the row of the message that asked for it.

    `in_its_place`: what staff see from now on where they were told of a question of this person, an Outgoing as JSON.
    """
    contacts = list(await session.scalars(select(Contact).where(Contact.person_id == person_id)))
    await _questions(session, contacts, in_its_place)
    await _reports(session, person_id, now)
    await _deliveries(session, person_id, contacts, inbox_id)
    await _inbox(session, contacts, inbox_id)
    await _lists(session, contacts)
    ids = [contact.id for contact in contacts]
    await session.execute(delete(Upload).where(Upload.chat_id.in_([contact.chat_id for contact in contacts])))
    await session.execute(update(Announcement).where(Announcement.contact_id.in_(ids)).values(progress_id=None))
    await session.execute(update(Invite).where(Invite.used_by == person_id).values(used_by=None, known_as=None))
    for contact in contacts:
        session.expunge(contact)
    await session.execute(delete(Person).where(Person.id == person_id))  # takes contacts, roles, consents, dialogues


def _is_theirs(table: type[Delivery] | type[InboxUpdate], contacts: Sequence[Contact]) -> ColumnElement[bool]:
    """In one of the chats; said one by one, so that an index serves."""
    return or_(
        *(
            and_(table.channel == each.channel, table.account == each.account, table.chat_id == each.chat_id)
            for each in contacts
        )
    )


async def _questions(session: AsyncSession, contacts: Sequence[Contact], in_its_place: dict[str, Any]) -> None:
    """Deletes what still is linked to who asked it, and the messages by which staff were told of it."""
    ids = [contact.id for contact in contacts]
    asked = list(await session.scalars(select(Question).where(Question.contact_id.in_(ids))))
    if not asked:
        return
    staff = (
        select(Contact)
        .join(Membership, Membership.person_id == Contact.person_id)
        .where(Membership.office_id.in_({each.office_id for each in asked}), Membership.role.in_(STAFF))
    )
    told = list(await session.scalars(staff.distinct()))
    message = cast(Delivery.message, String)
    buttons = [message.contains(f'"{verb}:{each.id}"') for each in asked for verb in ("reply", "skip")]
    if told:
        await session.execute(
            update(Delivery)
            .prefix_with(LONG)
            .where(
                _is_theirs(Delivery, told), Delivery.created_at >= min(each.asked_at for each in asked), or_(*buttons)
            )
            .values(message=in_its_place),
            execution_options=IN_THE_DATABASE,
        )
    await session.execute(delete(Question).where(Question.id.in_([each.id for each in asked])))


async def _reports(session: AsyncSession, person_id: int, now: datetime) -> None:
    """The files stay; where they came from names the chat. What a browser brought is taken over before it goes."""
    of_person = select(ReportFile).join(Report, ReportFile.report_id == Report.id).where(Report.person_id == person_id)
    for file in await session.scalars(of_person):
        if file.fetched_at is None and not file.error and "upload" in file.source:
            file.content = await uploads.content(session, file.source)
            file.fetched_at, file.error = (now, "") if file.content else (None, "the upload is gone")
        is_settled = file.fetched_at is not None or file.error
        file.source = {} if is_settled else {name: file.source[name] for name in TO_FETCH if name in file.source}
    await session.flush()


async def _deliveries(session: AsyncSession, person_id: int, contacts: Sequence[Contact], inbox_id: int | None) -> None:
    """Takes back what has not gone out, empties the rest, and marks what is on the wire for `clean`."""
    theirs = or_(Delivery.person_id == person_id, _is_theirs(Delivery, contacts))
    for condition, values in (
        (Delivery.status.in_([DeliveryStatus.WAITING, DeliveryStatus.QUEUED]), {"status": TAKEN_BACK}),
        (Delivery.status == DeliveryStatus.SENDING, {"inbox_id": inbox_id, "person_id": None}),
        (Delivery.status != DeliveryStatus.SENDING, EMPTIED),
    ):
        changed = update(Delivery).prefix_with(LONG).where(theirs, condition).values(**values)
        await session.execute(changed, execution_options=IN_THE_DATABASE)


async def _inbox(session: AsyncSession, contacts: Sequence[Contact], inbox_id: int | None) -> None:
    """Deletes what they wrote; the row that is being handled is emptied, and what came after it is for a stranger."""
    handled = InboxUpdate.status != InboxStatus.NEW
    await session.execute(delete(InboxUpdate).prefix_with(LONG).where(_is_theirs(InboxUpdate, contacts), handled))
    asking = await session.get(InboxUpdate, inbox_id) if inbox_id is not None else None
    if asking is not None:
        if asking.chat_id in asking.update_key:
            asking.update_key = f"{GONE}{asking.id}"
        asking.chat_id, asking.payload = GONE, {}
        await session.flush()


async def _lists(session: AsyncSession, contacts: Sequence[Contact]) -> None:
    """Takes them off the lists of announcements that have not begun: SQLite gives a number of a contact anew."""
    ids = {contact.id for contact in contacts}
    for announcement in await session.scalars(select(Announcement).where(Announcement.state.in_(NOT_BEGUN))):
        named = announcement.audience.get("contact_ids", [])
        if not ids.isdisjoint(named):
            left = [id_ for id_ in named if id_ not in ids]
            announcement.audience = {**announcement.audience, "contact_ids": left}
    await session.flush()


async def to_clean(session: AsyncSession, accounts: Collection[tuple[str, str]], now: datetime) -> list[int]:
    """The answers to who has been erased, and what was on the wire then, that are through. Asked each second."""
    found: list[int] = []
    for channel, account in accounts:
        until = now - STAYS_FOR.get(channel, timedelta())
        asked = (InboxUpdate.channel == channel, InboxUpdate.account == account, InboxUpdate.chat_id == GONE)
        query = select(Delivery.id).join(InboxUpdate, Delivery.inbox_id == InboxUpdate.id).where(*asked)
        last = func.coalesce(Delivery.sent_at, Delivery.created_at)
        found += await session.scalars(
            query.where(Delivery.chat_id != GONE, Delivery.status.not_in(OPEN), last <= until)
        )
    return found


async def clean(session: AsyncSession, ids: Collection[int]) -> None:
    """Empties what `to_clean` found."""
    await session.execute(update(Delivery).where(Delivery.id.in_(ids)).values(**EMPTIED))


async def last_of(session: AsyncSession, person_id: int, now: datetime) -> tuple[list[str], list[str]]:
    """The schools that nobody else answers for, and the offices that have no other admin, by name."""
    led = await schools_led_by(session, person_id, now)
    leaders = (await handover.leaders(session, led, now)).items()
    alone = [id_ for id_, members in leaders if {member.person_id for member in members} == {person_id}]
    schools = await session.scalars(select(School.name).where(School.id.in_(alone)).order_by(School.name))
    admins = (
        select(Membership.office_id)
        .where(
            Membership.role == Role.ADMIN,
            Membership.since <= now,
            or_(Membership.until.is_(None), Membership.until > now),
        )
        .group_by(Membership.office_id)
        .having(func.min(Membership.person_id) == person_id, func.max(Membership.person_id) == person_id)
    )
    offices = await session.scalars(select(Office.name).where(Office.id.in_(admins)).order_by(Office.name))
    return list(schools), list(offices)
