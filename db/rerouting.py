"""Where a delivery goes when its chat or its bot is gone: to the chat's new id, to another contact of the same person,
or nowhere."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.deliveries import DELIVERIES, Chat, in_chat
from db.inbox import INBOX, account_names, of_accounts, storable
from db.models import Action, Announcement, Consent, Contact, DeliveryStatus, Purpose
from db.sqlite import LONG

CONTACTS: Table = Contact.metadata.tables["contacts"]
ANNOUNCEMENTS: Table = Announcement.metadata.tables["announcements"]
_IS_QUEUED = DELIVERIES.c.status == literal_column("'queued'")  # spelt out, as in db.deliveries
_NEW_CHAT = {
    name: select(CONTACTS.c[name]).where(CONTACTS.c.id == bindparam("to")).scalar_subquery()
    for name in ("channel", "account", "chat_id")
}
_SEND_TO = (
    update(DELIVERIES)
    .where(DELIVERIES.c.id == bindparam("row"), or_(_IS_QUEUED, DELIVERIES.c.status == DeliveryStatus.BLOCKED))
    .values(**_NEW_CHAT, status=DeliveryStatus.QUEUED, not_before=None, error="")
)


async def block(
    session: AsyncSession, chat: Chat, id_: int, now: datetime, reason: str, accounts: Collection[tuple[str, str]]
) -> bool:
    """Switches the contact off. What is queued for the chat, and the delivery `id_` that found it blocked, follow.

    Announcements go to the person's newest other contact over one of `accounts` that said yes to announcements of that
    office, in the same row; whatever else there is, is blocked. Returns whether anything has got another contact.
    """
    await session.execute(
        update(CONTACTS).where(*in_chat(CONTACTS, chat), CONTACTS.c.blocked_at.is_(None)).values(blocked_at=now)
    )
    found = and_(DELIVERIES.c.id == id_, DELIVERIES.c.status == DeliveryStatus.BLOCKED)
    theirs = and_(*in_chat(DELIVERIES, chat), or_(_IS_QUEUED, found))
    other = await session.execute(_others(theirs), {"accounts": account_names(accounts)})
    moved = [{"row": row, "to": to} for row, to in other if to is not None]
    if moved:
        await (await session.connection()).execute(_SEND_TO, moved)
    left = theirs if not moved else and_(theirs, DELIVERIES.c.id.not_in([one["row"] for one in moved]))
    await session.execute(update(DELIVERIES).where(left).values(status=DeliveryStatus.BLOCKED, error=storable(reason)))
    return bool(moved)


async def leave_unserved(session: AsyncSession, accounts: Collection[tuple[str, str]]) -> tuple[int, int]:
    """What is queued for a bot that is none of `accounts` any more goes to another contact, as in `block`.

    Only what has certainly not arrived; the rest waits, as what has no other contact does, for that bot to be served
    again. Returns how many rows have another contact now, and how many wait. For a start, before anything is sent.
    """
    connection = await session.connection()
    is_unserved = and_(_IS_QUEUED, ~of_accounts(DELIVERIES))
    given = {"accounts": account_names(accounts)}
    # By itself, or SQLite would begin with all that was ever announced.
    new = select(DELIVERIES.c.id).where(is_unserved, DELIVERIES.c.action == Action.SEND, DELIVERIES.c.attempts == 0)
    moved = (
        update(DELIVERIES)
        .prefix_with(LONG)
        .where(
            DELIVERIES.c.id.in_(new.correlate(None)),
            ANNOUNCEMENTS.c.id == DELIVERIES.c.announcement_id,
            # By the person's index: SQLite would else look for the best contact's id among all.
            CONTACTS.c.person_id == DELIVERIES.c.person_id,
            CONTACTS.c.id + literal_column("0") == _other_contact(),
        )
        .values(**{name: CONTACTS.c[name] for name in _NEW_CHAT}, not_before=None, error="")
    )
    count = (await connection.execute(moved, given)).rowcount
    left = await connection.scalar(select(func.count()).prefix_with(LONG).where(is_unserved), given)
    return count, left or 0


def _others(theirs: ColumnElement[bool]) -> Select[int, int | None]:
    """Announcements' deliveries, each with the contact that may get it instead."""
    return (
        select(DELIVERIES.c.id, _other_contact())
        .join(ANNOUNCEMENTS, ANNOUNCEMENTS.c.id == DELIVERIES.c.announcement_id)
        .where(theirs, DELIVERIES.c.action == Action.SEND)
    )


def _other_contact() -> ScalarSelect[int | None]:
    """The newest contact of a delivery's person that is served and said yes to what its announcement's office tells."""
    return (
        select(func.max(CONTACTS.c.id))
        .join(Consent, Consent.contact_id == CONTACTS.c.id)
        .where(
            CONTACTS.c.person_id == DELIVERIES.c.person_id,
            CONTACTS.c.blocked_at.is_(None),
            of_accounts(CONTACTS),
            Consent.office_id == ANNOUNCEMENTS.c.office_id,
            Consent.purpose == Purpose.ANNOUNCEMENTS,
            Consent.withdrawn_at.is_(None),
        )
        .correlate(DELIVERIES, ANNOUNCEMENTS)
        .scalar_subquery()
    )


async def move(session: AsyncSession, chat: Chat, new_id: str, now: datetime) -> None:
    """The chat has a new id: rows follow. A contact that the new id has already stays; the old one is switched off."""
    new = CONTACTS.alias()
    taken = exists().where(new.c.channel == chat.channel, new.c.account == chat.account, new.c.chat_id == new_id)
    await session.execute(update(CONTACTS).where(*in_chat(CONTACTS, chat), ~taken).values(chat_id=new_id))
    await session.execute(update(CONTACTS).where(*in_chat(CONTACTS, chat)).values(blocked_at=now))
    for table in (DELIVERIES, INBOX):
        await session.execute(update(table).where(*in_chat(table, chat)).values(chat_id=new_id))
