"""Where a delivery goes when its chat is gone: to its new id, to another contact of the same person, or nowhere."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, exists, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.deliveries import DELIVERIES, Chat, in_chat
from db.inbox import INBOX, account_names, of_accounts, storable
from db.models import Action, Announcement, Consent, Contact, DeliveryStatus, Purpose

CONTACTS: Table = Contact.metadata.tables["contacts"]
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


def _others(theirs: ColumnElement[bool]) -> Select[int, int | None]:
    """Announcements' deliveries, each with the contact that may get it instead."""
    other = (
        select(func.max(CONTACTS.c.id))
        .join(Consent, Consent.contact_id == CONTACTS.c.id)
        .where(
            CONTACTS.c.person_id == DELIVERIES.c.person_id,
            CONTACTS.c.blocked_at.is_(None),
            of_accounts(CONTACTS),
            Consent.office_id == Announcement.office_id,
            Consent.purpose == Purpose.ANNOUNCEMENTS,
            Consent.withdrawn_at.is_(None),
        )
        .correlate(DELIVERIES, Announcement)
        .scalar_subquery()
    )
    return (
        select(DELIVERIES.c.id, other)
        .join(Announcement, Announcement.id == DELIVERIES.c.announcement_id)
        .where(theirs, DELIVERIES.c.action == Action.SEND)
    )


async def move(session: AsyncSession, chat: Chat, new_id: str, now: datetime) -> None:
    """The chat has a new id: rows follow. A contact that the new id has already stays; the old one is switched off."""
    new = CONTACTS.alias()
    taken = exists().where(new.c.channel == chat.channel, new.c.account == chat.account, new.c.chat_id == new_id)
    await session.execute(update(CONTACTS).where(*in_chat(CONTACTS, chat), ~taken).values(chat_id=new_id))
    await session.execute(update(CONTACTS).where(*in_chat(CONTACTS, chat)).values(blocked_at=now))
    for table in (DELIVERIES, INBOX):
        await session.execute(update(table).where(*in_chat(table, chat)).values(chat_id=new_id))
