"""The outbox's rows: queued with what caused them, claimed before they are sent, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, case, exists, insert, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.inbox import INBOX, account_names, of_accounts, storable, wait_for_turn
from db.models import Contact, Delivery, DeliveryStatus

DELIVERIES: Table = Delivery.metadata.tables["deliveries"]
CONTACTS: Table = Contact.metadata.tables["contacts"]
# Spelt out, not bound: a database uses a partial index only for a condition that it can read.
_IS_QUEUED = DELIVERIES.c.status == literal_column("'queued'")
_IS_SENDING = DELIVERIES.c.status == literal_column("'sending'")

_QUEUED = select(
    DELIVERIES.c.id,
    DELIVERIES.c.channel,
    DELIVERIES.c.account,
    DELIVERIES.c.chat_id,
    DELIVERIES.c.priority,
    DELIVERIES.c.attempts,
    DELIVERIES.c.not_before,
).where(_IS_QUEUED)
_OF_ACCOUNTS = of_accounts(DELIVERIES)
_REPLIES = (
    _QUEUED.where(_OF_ACCOUNTS, DELIVERIES.c.priority == 0, DELIVERIES.c.id > bindparam("after"))
    .order_by(DELIVERIES.c.id)
    .limit(bindparam("most"))
)
_FIRST = _QUEUED.where(_OF_ACCOUNTS).order_by(DELIVERIES.c.priority, DELIVERIES.c.id).limit(bindparam("most"))
_CLAIM = (
    update(DELIVERIES)
    .where(DELIVERIES.c.id.in_(bindparam("ids", expanding=True)), _IS_QUEUED)
    .values(status=DeliveryStatus.SENDING)
    .returning(DELIVERIES.c.id, DELIVERIES.c.message)
)
_SETTLE = (
    update(DELIVERIES)
    .where(DELIVERIES.c.id == bindparam("row"), _IS_SENDING)
    .values(
        status=bindparam("status"),
        attempts=bindparam("attempts"),
        not_before=bindparam("not_before"),
        message_id=bindparam("message_id"),
        error=bindparam("error"),
        sent_at=bindparam("sent_at"),
    )
)


@dataclass(frozen=True, slots=True)
class Queued:
    """A queued row without its message: what is needed to put it in line."""

    id: int
    channel: str
    account: str
    chat_id: str
    priority: int
    attempts: int
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one send. `status` QUEUED: it will be sent again, not before `not_before`."""

    id: int
    status: DeliveryStatus
    attempts: int
    not_before: datetime | None = None
    message_id: str = ""
    error: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    channel: str
    account: str
    id: str


def row(
    chat: Chat, message: dict[str, Any], now: datetime, inbox_id: int | None = None, priority: int = 0
) -> dict[str, Any]:
    """One message to one chat, ready for `enqueue`. `priority`: 0 a reply, 1 a reminder, 2 an announcement."""
    return {
        "channel": chat.channel,
        "account": chat.account,
        "chat_id": chat.id,
        "inbox_id": inbox_id,
        "priority": priority,
        "message": message,
        "status": DeliveryStatus.QUEUED,
        "attempts": 0,
        "message_id": "",
        "error": "",
        "created_at": now,
    }


async def enqueue(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Queues messages in the caller's transaction, in the order given. On PostgreSQL no other can until it ends."""
    if rows:
        connection = await session.connection()
        await wait_for_turn(connection, DELIVERIES)
        await connection.execute(insert(DELIVERIES), rows)


async def replies(session: AsyncSession, accounts: Collection[tuple[str, str]], after: int, most: int) -> list[Queued]:
    """Queued replies of these (channel, account) with an id above `after`, oldest first."""
    connection = await session.connection()
    rows = await connection.execute(_REPLIES, {"accounts": account_names(accounts), "after": after, "most": most})
    return [Queued(*row) for row in rows]


async def first(session: AsyncSession, account: tuple[str, str], most: int) -> list[Queued]:
    """The head of one account's queue: by priority, then oldest first."""
    rows = await (await session.connection()).execute(_FIRST, {"accounts": account_names([account]), "most": most})
    return [Queued(*row) for row in rows]


async def claim(session: AsyncSession, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Marks as being sent what is still queued, and gives the messages: who gets none was too late."""
    if not ids:
        return {}
    rows = await (await session.connection()).execute(_CLAIM, {"ids": list(ids)})
    return {row.id: row.message for row in rows}


async def message_sent(session: AsyncSession, chat: Chat, message_id: str) -> dict[str, Any] | None:
    """What was sent to this chat under the channel's message id."""
    sent = select(DELIVERIES.c.message).where(*_in_chat(DELIVERIES, chat), DELIVERIES.c.message_id == message_id)
    stored: dict[str, Any] | None = await session.scalar(sent.order_by(DELIVERIES.c.id.desc()).limit(1))
    return stored


async def settle(session: AsyncSession, outcomes: Sequence[Outcome]) -> None:
    """Records what came of claimed rows."""
    if not outcomes:
        return
    rows = [
        {
            "row": outcome.id,
            "status": outcome.status,
            "attempts": outcome.attempts,
            "not_before": outcome.not_before,
            "message_id": outcome.message_id,
            "error": storable(outcome.error),
            "sent_at": outcome.sent_at,
        }
        for outcome in outcomes
    ]
    await (await session.connection()).execute(_SETTLE, rows)


async def unclaim(session: AsyncSession, ids: Collection[int]) -> None:
    """Back to the queue: claimed, but certainly not sent."""
    await session.execute(
        update(DELIVERIES).where(DELIVERIES.c.id.in_(ids), _IS_SENDING).values(status=DeliveryStatus.QUEUED)
    )


async def recover(session: AsyncSession, accounts: Collection[tuple[str, str]], most_attempts: int) -> None:
    """Takes what a dead process was sending as perhaps sent: queued again, or failed after too many such attempts."""
    again = DELIVERIES.c.attempts < most_attempts
    await session.execute(
        update(DELIVERIES)
        .where(_IS_SENDING, _OF_ACCOUNTS)
        .values(
            status=case((again, DeliveryStatus.QUEUED), else_=DeliveryStatus.FAILED),
            attempts=DELIVERIES.c.attempts + 1,
            error="the process ended while it was being sent",
        ),
        {"accounts": account_names(accounts)},
    )


async def block(session: AsyncSession, chat: Chat, now: datetime, reason: str) -> None:
    """Switches the contact off and drops what is queued for it."""
    await session.execute(
        update(CONTACTS).where(*_in_chat(CONTACTS, chat), CONTACTS.c.blocked_at.is_(None)).values(blocked_at=now)
    )
    await session.execute(
        update(DELIVERIES)
        .where(*_in_chat(DELIVERIES, chat), _IS_QUEUED)
        .values(status=DeliveryStatus.BLOCKED, error=storable(reason))
    )


async def move(session: AsyncSession, chat: Chat, new_id: str, now: datetime) -> None:
    """The chat has a new id: rows follow. A contact that the new id has already stays; the old one is switched off."""
    new = CONTACTS.alias()
    taken = exists().where(new.c.channel == chat.channel, new.c.account == chat.account, new.c.chat_id == new_id)
    await session.execute(update(CONTACTS).where(*_in_chat(CONTACTS, chat), ~taken).values(chat_id=new_id))
    await session.execute(update(CONTACTS).where(*_in_chat(CONTACTS, chat)).values(blocked_at=now))
    for table in (DELIVERIES, INBOX):
        await session.execute(update(table).where(*_in_chat(table, chat)).values(chat_id=new_id))


def _in_chat(table: Table, chat: Chat) -> tuple[Any, ...]:
    return table.c.channel == chat.channel, table.c.account == chat.account, table.c.chat_id == chat.id
