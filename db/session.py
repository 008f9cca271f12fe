"""One database, many readers, and on SQLite one writer at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from sqlalchemy import URL, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from db import sqlite
from knowledge.errors import UserError

DRIVERS = ("sqlite+aiosqlite", "postgresql+psycopg")
# A server that is gone is noticed within half a minute, not after a quarter of an hour.
NOTICES = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 25_000}


class DatabaseError(UserError):
    """The database cannot be opened: a wrong address, a missing right, a server that is down."""


def parse_url(url: str) -> URL:
    """The URL, refused with a sentence when it is none of the two kinds that we serve."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseError("BOT_DATABASE_URL không phải là địa chỉ cơ sở dữ liệu.") from error
    if parsed.drivername not in DRIVERS or not parsed.database or parsed.database == ":memory:":
        raise DatabaseError(
            "BOT_DATABASE_URL phải có dạng sqlite+aiosqlite:///đường-dẫn hoặc postgresql+psycopg://máy-chủ/tên."
        )
    return parsed


def make_engine(url: URL) -> AsyncEngine:
    """An engine that opens real transactions on both databases and says in Vietnamese that it cannot connect."""
    if url.drivername.startswith("sqlite"):
        engine = create_async_engine(url, pool_size=8, max_overflow=16)
        sqlite.set_up(engine.sync_engine)
    else:
        connect = {"connect_timeout": 10, "application_name": "trong-truong", **NOTICES}
        engine = create_async_engine(url, pool_size=8, max_overflow=16, pool_pre_ping=True, connect_args=connect)
    event.listen(engine.sync_engine, "handle_error", _say_why_not_open)
    return engine


def _say_why_not_open(context: ExceptionContext) -> None:
    if context.connection is not None or context.engine is None:
        return  # it was open: not our case
    url = context.engine.url
    where = url.render_as_string(hide_password=True)
    advice = (
        "Hãy kiểm tra thư mục và quyền ghi."
        if url.drivername.startswith("sqlite")
        else "Hãy kiểm tra máy chủ cơ sở dữ liệu."
    )
    raise DatabaseError(
        f"Không mở được cơ sở dữ liệu {where}. {advice}", f"{where}: {context.original_exception}"
    ) from context.original_exception


class Database:
    """`async with database.read() as session` to look, `async with database.write() as session` to change.

    `write` is one transaction: it commits when the block ends and rolls back when it raises; it does not nest. SQLite
    has one writer: waiting in line here costs less than meeting SQLITE_BUSY there, and BEGIN IMMEDIATE keeps two
    processes apart, so that what was read inside `write` still holds when it is changed. PostgreSQL runs READ
    COMMITTED: there, check what you change with a conditional UPDATE. `read` is one snapshot on SQLite.
    """

    def __init__(self, url: str) -> None:
        self.url = parse_url(url)
        self.is_sqlite = self.url.drivername.startswith("sqlite")
        self.engine: AsyncEngine = make_engine(self.url)
        self._readers = async_sessionmaker(self.engine, expire_on_commit=False)
        writing = self.engine.execution_options(sqlite_begin=sqlite.BEGIN_TO_WRITE) if self.is_sqlite else self.engine
        self._writers = async_sessionmaker(writing, expire_on_commit=False)
        self._writer = asyncio.Lock() if self.is_sqlite else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        async with self._readers() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        async with self._writer or nullcontext(), self._writers() as session, session.begin():
            yield session

    async def close(self) -> None:
        await self.engine.dispose()
