"""The outbox's rows: queued with what caused them, claimed before they are sent, and what came of it.

A claim is a lease: it names the run of the program that took the row, and only that run may say what came of it. What a
dead run left is taken over by `recover` (that it is dead, `db.lock` warrants).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, bindparam, case, insert, literal, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.inbox import account_names, of_accounts, storable, wait_for_turn
from db.models import Action, Announcement, Delivery, DeliveryStatus

# The outbox's priorities: who has withdrawn a wrong message wants it gone before anything else is announced.
REPLY, REMINDER, DELETION, ANNOUNCEMENT = range(4)

DELIVERIES: Table = Delivery.metadata.tables["deliveries"]
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
    _QUEUED.where(_OF_ACCOUNTS, DELIVERIES.c.priority == REPLY, DELIVERIES.c.id > bindparam("after"))
    .order_by(DELIVERIES.c.id)
    .limit(bindparam("most"))
)
_FIRST = (
    _QUEUED.where(
        DELIVERIES.c.channel == bindparam("of_channel"),
        DELIVERIES.c.account == bindparam("of_account"),
        DELIVERIES.c.priority <= bindparam("lowest"),
    )
    .order_by(DELIVERIES.c.priority, DELIVERIES.c.id)
    .limit(bindparam("most"))
)
_CLAIM = (
    update(DELIVERIES)
    .where(
        DELIVERIES.c.id.in_(bindparam("ids", expanding=True)),
        or_(_IS_QUEUED, and_(_IS_SENDING, DELIVERIES.c.lease == bindparam("held"))),
    )
    .values(status=DeliveryStatus.SENDING, lease=bindparam("lease"))
    .returning(
        DELIVERIES.c.id,
        DELIVERIES.c.message,
        DELIVERIES.c.action,
        DELIVERIES.c.target_id,
        DELIVERIES.c.announcement_id,
    )
)
_SETTLE = (
    update(DELIVERIES)
    .where(DELIVERIES.c.id == bindparam("row"), _IS_SENDING, DELIVERIES.c.lease == bindparam("held"))
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
class Claimed:
    """What to do with a claimed row. `message` is {} where the announcement has it, and for a deletion."""

    id: int
    message: dict[str, Any]
    action: Action
    target_id: int | None
    announcement_id: int | None


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
    chat: Chat, message: dict[str, Any], now: datetime, inbox_id: int | None = None, priority: int = REPLY
) -> dict[str, Any]:
    """One message to one chat, ready for `enqueue`."""
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


async def first(session: AsyncSession, account: tuple[str, str], most: int, lowest: int = ANNOUNCEMENT) -> list[Queued]:
    """The head of one account's queue, down to the priority `lowest`: by priority, then oldest first."""
    given = {"of_channel": account[0], "of_account": account[1], "most": most, "lowest": lowest}
    return [Queued(*row) for row in await (await session.connection()).execute(_FIRST, given)]


async def claim(session: AsyncSession, ids: Collection[int], lease: str) -> dict[int, Claimed]:
    """Marks as being sent under `lease` what is still queued, and says what it is: who gets none was too late.

    What is claimed under this lease already may be claimed again: the answer to that COMMIT may have been lost.
    """
    if not ids:
        return {}
    rows = await (await session.connection()).execute(_CLAIM, {"ids": list(ids), "lease": lease, "held": lease})
    return {row.id: Claimed(*row) for row in rows}


async def is_last(session: AsyncSession, delivery: Delivery) -> bool:
    """Whether nothing was said to this chat after it."""
    chat = Chat(delivery.channel, delivery.account, delivery.chat_id)
    last = select(DELIVERIES.c.id).where(*in_chat(DELIVERIES, chat)).order_by(DELIVERIES.c.id.desc()).limit(1)
    return await session.scalar(last) == delivery.id


async def message_sent(session: AsyncSession, chat: Chat, message_id: str) -> dict[str, Any] | None:
    """What this chat has been sent under the channel's message id: a row's own message, else its announcement's."""
    sent = (
        select(DELIVERIES.c.message, Announcement.message)
        .outerjoin(Announcement, Announcement.id == DELIVERIES.c.announcement_id)
        .where(*in_chat(DELIVERIES, chat), DELIVERIES.c.message_id == message_id)
    )
    row = (await session.execute(sent.order_by(DELIVERIES.c.id.desc()).limit(1))).first()
    return (row[0] or row[1]) if row else None


async def settle(session: AsyncSession, outcomes: Sequence[Outcome], lease: str) -> None:
    """Records what came of the rows claimed under `lease`; what another run has taken over is left to it."""
    if not outcomes:
        return
    rows = [
        {
            "row": outcome.id,
            "held": lease,
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


async def unclaim(session: AsyncSession, ids: Collection[int], lease: str) -> None:
    """Back to the queue: claimed, but certainly not sent."""
    await session.execute(
        update(DELIVERIES)
        .where(DELIVERIES.c.id.in_(ids), _IS_SENDING, DELIVERIES.c.lease == lease)
        .values(status=DeliveryStatus.QUEUED)
    )


async def recover(
    session: AsyncSession,
    accounts: Collection[tuple[str, str]],
    lease: str,
    again_at: Sequence[datetime | None],
    *,
    resend: bool,
) -> list[int]:
    """Takes what other runs were sending as perhaps sent: queued again, or uncertain after as many tries as `again_at`.

    That says when, by the number of such tries before: a row that is out at each of several kills waits longer each
    time (None: at once), or the kills alone would use up its tries. Without `resend` an announcement is sent again only
    when staff say so; edits and deletions do no harm twice.
    Returns the rows' ids.
    """
    tries = DELIVERIES.c.attempts
    is_over = tries >= len(again_at)
    if not resend:
        is_over = or_(is_over, and_(DELIVERIES.c.announcement_id.is_not(None), DELIVERIES.c.action == Action.SEND))
    recovered = await session.execute(
        update(DELIVERIES)
        .where(_IS_SENDING, _OF_ACCOUNTS, DELIVERIES.c.lease != bindparam("held"))
        .values(
            status=case((is_over, DeliveryStatus.UNCERTAIN), else_=DeliveryStatus.QUEUED),
            attempts=tries + 1,
            not_before=case(
                *((tries == before, literal(at, DELIVERIES.c.not_before.type)) for before, at in enumerate(again_at))
            ),
            error="the process ended while it was being sent",
        )
        .returning(DELIVERIES.c.id),
        {"accounts": account_names(accounts), "held": lease},
    )
    return list(recovered.scalars())


def in_chat(table: Table, chat: Chat) -> tuple[Any, ...]:
    """The conditions that a row is of this chat."""
    return table.c.channel == chat.channel, table.c.account == chat.account, table.c.chat_id == chat.id
