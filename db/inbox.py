"""The inbox's rows: recorded once, taken while new, done or parked in the transaction of what they caused."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, func, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.models import InboxStatus, InboxUpdate

INBOX: Table = InboxUpdate.metadata.tables["inbox"]
ERROR_LENGTH = 2_000
# Spelt out, not bound: a database uses a partial index only for a condition that it can read.
_NEW = INBOX.c.status == literal_column("'new'")


def of_accounts(table: Table) -> ColumnElement[bool]:
    """Rows of the given accounts, said so that no index serves: the rows still open are few, an account's are many."""
    return (table.c.channel + " " + table.c.account).in_(bindparam("accounts", expanding=True))


def account_names(accounts: Collection[tuple[str, str]]) -> list[str]:
    """The parameter of `of_accounts`."""
    return [f"{channel} {account}" for channel, account in accounts]


_WAIT_FOR_TURN = select(func.pg_advisory_xact_lock(func.hashtext(bindparam("queue"))))


async def wait_for_turn(connection: AsyncConnection, table: Table) -> None:
    """Lets ids become visible in the order of their numbers, so that who has seen one need not look for lower ones.

    PostgreSQL numbers rows when they are inserted and shows them when they are committed, which may be the other way
    round; so those who insert into one queue do so one after the other, each until its commit, as on SQLite anyway.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(_WAIT_FOR_TURN, {"queue": table.name})


_WAITING = (
    select(INBOX.c.id, INBOX.c.channel, INBOX.c.account, INBOX.c.chat_id)
    .where(
        _NEW,
        INBOX.c.id > bindparam("after"),
        of_accounts(INBOX),
    )
    .order_by(INBOX.c.id)
    .limit(bindparam("most"))
)
_TAKE = (
    select(INBOX.c.id, INBOX.c.channel, INBOX.c.account, INBOX.c.chat_id, INBOX.c.payload, INBOX.c.attempts)
    .where(INBOX.c.id.in_(bindparam("ids", expanding=True)), _NEW)
    .order_by(INBOX.c.id)
    .with_for_update(skip_locked=True)  # SQLite, which has one writer, leaves it out
)
_NEWEST = select(func.max(INBOX.c.id))
_NEW_AMONG = select(INBOX.c.id).where(INBOX.c.id.in_(bindparam("ids", expanding=True)), _NEW)
_CLOSE = (
    update(INBOX)
    .where(INBOX.c.id == bindparam("row"), _NEW)
    .values(
        status=bindparam("status"), attempts=bindparam("attempts"), error=bindparam("error"), handled_at=bindparam("at")
    )
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A new row without its payload: what is needed to put it in line."""

    id: int
    channel: str
    account: str
    chat_id: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that is new and stays so for others until this transaction ends."""

    id: int
    channel: str
    account: str
    chat_id: str
    payload: dict[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class Closing:
    """What became of a taken row. `status` NEW: it failed and will be tried again."""

    id: int
    status: InboxStatus
    attempts: int
    error: str = ""


def row(
    channel: str, account: str, key: str, chat_id: str, payload: dict[str, Any], received_at: datetime
) -> dict[str, Any]:
    """One update, ready for `record`."""
    return {
        "channel": channel,
        "account": account,
        "update_key": key,
        "chat_id": chat_id,
        "payload": payload,
        "received_at": received_at,
        "status": InboxStatus.NEW,
        "attempts": 0,
        "error": "",
    }


async def record(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts what is not there yet by (channel, account, update_key); a second arrival changes nothing."""
    connection = await session.connection()
    await wait_for_turn(connection, INBOX)
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    await connection.execute(dialect.insert(INBOX).on_conflict_do_nothing(), rows)


async def is_recorded(session: AsyncSession, channel: str, account: str, key: str) -> bool:
    """Whether the update is there, handled or not."""
    query = select(INBOX.c.id).where(INBOX.c.channel == channel, INBOX.c.account == account, INBOX.c.update_key == key)
    return await session.scalar(query) is not None


async def waiting(session: AsyncSession, accounts: Collection[tuple[str, str]], after: int, most: int) -> list[Waiting]:
    """New rows of these (channel, account), oldest first, with an id above `after`."""
    connection = await session.connection()
    rows = await connection.execute(_WAITING, {"accounts": account_names(accounts), "after": after, "most": most})
    return [Waiting(*row) for row in rows]


async def newest(session: AsyncSession) -> int:
    """The highest id there is, 0 where there is none."""
    return await (await session.connection()).scalar(_NEWEST) or 0


async def take(session: AsyncSession, ids: Collection[int]) -> tuple[list[Taken], set[int]]:
    """Those of the rows that are new, oldest first, locked for this transaction; and the ids of those that another has.

    What another transaction has is not done for that: until it is, the next message of its chat must wait.
    """
    connection = await session.connection()
    taken = [Taken(*row) for row in await connection.execute(_TAKE, {"ids": list(ids)})]
    missing = set(ids).difference(row.id for row in taken)
    held = await connection.scalars(_NEW_AMONG, {"ids": list(missing)}) if missing else ()
    return taken, set(held)


async def close(session: AsyncSession, closings: Sequence[Closing], now: datetime) -> None:
    """Records what became of taken rows."""
    if not closings:
        return
    rows = [
        {
            "row": closing.id,
            "status": closing.status,
            "attempts": closing.attempts,
            "error": storable(closing.error),
            "at": None if closing.status is InboxStatus.NEW else now,
        }
        for closing in closings
    ]
    await (await session.connection()).execute(_CLOSE, rows)


def storable(error: str) -> str:
    """An error's text as both databases accept it: no NUL, no lone surrogates, not endless."""
    return error[:ERROR_LENGTH].replace("\0", "").encode("utf-8", "replace").decode("utf-8")
