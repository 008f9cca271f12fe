"""What a person may say no to and take back: announcements and what else is optional, by their own word or by blocking.

A person's no holds for all of their contacts, so that a fall-back over another channel does not go round it. Reminders
and requests of reports go on: they are the duty of a school, and end with the role.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import people
from db.invites import PURPOSES
from db.models import Announcement, AnnouncementState, Consent, Contact, Delivery, DeliveryStatus, Purpose

OPTIONAL = (Purpose.ANNOUNCEMENTS, Purpose.QUESTIONS)
LEFT = "the person stopped announcements"  # the reason kept with a delivery that was withdrawn for it
STILL_NEWS = timedelta(days=3)  # an announcement that began longer ago is not sent to who comes back
NOT_BEGUN = (AnnouncementState.APPROVAL, AnnouncementState.SCHEDULED)
# What may have arrived is not said to have been held back.
TAKEN_BACK = case((Delivery.attempts > 0, DeliveryStatus.UNCERTAIN), else_=DeliveryStatus.WITHDRAWN)


def _contacts_of(person_id: int) -> Select[int]:
    return select(Contact.id).where(Contact.person_id == person_id)


async def in_force(session: AsyncSession, person_id: int) -> list[Consent]:
    """Every yes of this person that holds, the oldest first."""
    held = select(Consent).where(Consent.contact_id.in_(_contacts_of(person_id)), Consent.withdrawn_at.is_(None))
    return list(await session.scalars(held.order_by(Consent.given_at, Consent.id)))


async def stop(session: AsyncSession, person_id: int, now: datetime) -> set[Purpose]:
    """Withdraws each optional yes at once, and what of announcements has not gone out; returns what was withdrawn.

    What may have arrived already is uncertain from now on, and is not sent again.
    """
    withdrawn = await session.scalars(
        update(Consent)
        .where(
            Consent.contact_id.in_(_contacts_of(person_id)),
            Consent.purpose.in_(OPTIONAL),
            Consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
        .returning(Consent.purpose)
    )
    stopped = set(withdrawn)
    if Purpose.ANNOUNCEMENTS in stopped:
        await hold_back(session, person_id)
    return stopped


async def hold_back(session: AsyncSession, person_id: int) -> None:
    """Takes back every announcement to this person that has not gone out."""
    await session.execute(
        update(Delivery)
        .where(
            Delivery.person_id == person_id,
            Delivery.announcement_id.is_not(None),
            Delivery.status.in_([DeliveryStatus.WAITING, DeliveryStatus.QUEUED]),
        )
        .values(status=TAKEN_BACK, error=LEFT)
    )


async def drop_left(session: AsyncSession, ids: Collection[int]) -> None:
    """Takes back those of the announcements' deliveries whose readers left while they were on the wire.

    They left who have been erased, or have withdrawn their yes to the office and hold none.
    """
    said = (
        select(Consent.id)
        .join(Contact, Contact.id == Consent.contact_id)
        .join(Announcement, Announcement.office_id == Consent.office_id)
        .where(
            Announcement.id == Delivery.announcement_id,
            Contact.person_id == Delivery.person_id,
            Consent.purpose == Purpose.ANNOUNCEMENTS,
        )
    )
    withdrew = and_(
        said.where(Consent.withdrawn_at.is_not(None)).exists(), ~said.where(Consent.withdrawn_at.is_(None)).exists()
    )
    await session.execute(
        update(Delivery)
        .where(
            Delivery.id.in_(ids),
            Delivery.status == DeliveryStatus.QUEUED,
            Delivery.announcement_id.is_not(None),
            or_(Delivery.person_id.is_(None), withdrew),
        )
        .values(status=TAKEN_BACK, error=LEFT),
        execution_options={"synchronize_session": False},
    )


async def resume(session: AsyncSession, contact: Contact, version: str, now: datetime) -> set[Purpose]:
    """Gives anew what this person had stopped, where a role of theirs still asks for it; returns the purposes.

    `version`: of the notice that holds now. The announcements held back meanwhile come, while they still are news.
    """
    resumed: set[Purpose] = set()
    founded = {
        (held.office_id, purpose)
        for held in await people.memberships(session, contact.person_id, now)
        for purpose in PURPOSES[held.role]
    }
    query = select(Contact).where(Contact.person_id == contact.person_id).order_by(Contact.id)
    mine = list(await session.scalars(query))
    for each in mine:
        stopped = await session.execute(
            select(Consent.office_id, Consent.purpose).where(
                Consent.contact_id == each.id, Consent.purpose.in_(OPTIONAL), Consent.withdrawn_at.is_not(None)
            )
        )
        for office_id, purpose in founded.intersection((row[0], row[1]) for row in stopped):
            resumed.update(await people.give_consents(session, each, office_id, [purpose], version, now))
    for each in sorted(mine, key=lambda one: one.id != contact.id):
        await take_up(session, each, now)
    return resumed


async def take_up(session: AsyncSession, contact: Contact, now: datetime) -> None:
    """Queues what could not reach this person, or was held back by their own no: over this contact, where it may be.

    For who has unblocked the bot, has written again, or has said yes again.
    """
    if contact.blocked_at is not None:
        return
    offices = await session.scalars(
        select(Consent.office_id).where(
            Consent.contact_id == contact.id,
            Consent.purpose == Purpose.ANNOUNCEMENTS,
            Consent.withdrawn_at.is_(None),
        )
    )
    if not (said_yes_to := set(offices)):
        return
    news = and_(Announcement.state == AnnouncementState.SENDING, Announcement.started_at >= now - STILL_NEWS)
    await _again(session, contact, said_yes_to, Announcement.state.in_(NOT_BEGUN), DeliveryStatus.WAITING)
    await _again(session, contact, said_yes_to, news, DeliveryStatus.QUEUED)


async def _again(
    session: AsyncSession,
    contact: Contact,
    office_ids: Collection[int],
    which: ColumnElement[bool],
    status: DeliveryStatus,
) -> None:
    over: dict[str, Any] = {"channel": contact.channel, "account": contact.account, "chat_id": contact.chat_id}
    stopped = and_(Delivery.status == DeliveryStatus.WITHDRAWN, Delivery.error == LEFT)
    await session.execute(
        update(Delivery)
        .where(
            Delivery.person_id == contact.person_id,
            Delivery.announcement_id.in_(select(Announcement.id).where(Announcement.office_id.in_(office_ids), which)),
            or_(Delivery.status == DeliveryStatus.BLOCKED, stopped),
        )
        .values(**over, status=status, error="", not_before=None)
    )
