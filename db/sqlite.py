"""SQLite under SQLAlchemy's asyncio: real transactions, and short statements without a trip to another thread.

aiosqlite hands each step of a statement (cursor, execute, fetch, close) to a thread and back, which costs ten to
fifty times what the step itself takes. Here only what may wait goes there: opening, PRAGMA, BEGIN IMMEDIATE (another
process may hold the lock), COMMIT (the disk), and statements marked as LONG, with the fetching of their rows. The rest
runs where it is called, in microseconds.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import aiosqlite
from sqlalchemy import Connection, Engine, event

BUSY_TIMEOUT_MS = 10_000
WAL_PAUSE_MS = 50
BEGIN_TO_WRITE = "BEGIN IMMEDIATE"
MAY_WAIT = (BEGIN_TO_WRITE, "PRAGMA")
LONG = "/* long */"  # `.prefix_with(LONG)` on a statement that touches more than some hundred rows
MARK_WITHIN = 24  # characters from a statement's beginning


class LoopConnection(aiosqlite.Connection):
    """A connection that runs on the event loop's own thread whatever cannot wait."""

    _in_thread = 0  # jobs that are there, a cancelled one too: until it is through, all others line up behind it

    _stopped: asyncio.Future[Any] | None = None
    _long: object = None  # the cursor of a long statement, whose rows are found while they are fetched

    def stop(self) -> asyncio.Future[Any] | None:
        self._stopped = super().stop()
        return self._stopped

    async def _connect(self) -> aiosqlite.Connection:
        """Opens; where that fails, waits for the thread to end, which would else report to a loop that is closed."""
        try:
            return await super()._connect()
        except BaseException:
            if self._stopped is not None:
                await asyncio.wait([self._stopped], timeout=1)
            raise

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not self._waits(fn, *args) and not self._in_thread:
            return fn(*args, **kwargs)
        self._in_thread += 1
        return await super()._execute(self._run, fn, *args, **kwargs)  # type: ignore[no-untyped-call]

    def _waits(self, fn: Callable[..., Any], *args: Any) -> bool:
        cursor = getattr(fn, "__self__", None)
        if not args or not isinstance(args[0], str):
            return fn == self._conn.commit or (self._long is not None and cursor is self._long)
        is_long = LONG in args[0][:MARK_WITHIN]
        self._long = cursor if is_long else None
        return is_long or args[0].startswith(MAY_WAIT)

    def _run(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return fn(*args, **kwargs)
        finally:
            self._in_thread -= 1


def _connect(*args: Any, **kwargs: Any) -> LoopConnection:
    kwargs["check_same_thread"] = False
    connection = LoopConnection(partial(sqlite3.connect, *args, **kwargs), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy's dialect does with the connections that it makes
    return connection


def set_up(engine: Engine) -> None:
    """Makes an engine's connections ours, with our settings and our BEGIN."""
    event.listen(engine, "do_connect", _choose_connection)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _choose_connection(_dialect: Any, _record: Any, _args: Any, parameters: dict[str, Any]) -> None:
    parameters["async_creator_fn"] = _connect


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes late, and never before a SELECT: see _begin
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    _use_wal(cursor)
    cursor.execute("PRAGMA synchronous = FULL")  # what was confirmed to a channel outlives a power cut too
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _use_wal(cursor: Any) -> None:
    """The file keeps the mode, so only its very first users change it; SQLite does not wait for a lock there itself."""
    for _ in range(BUSY_TIMEOUT_MS // WAL_PAUSE_MS):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(WAL_PAUSE_MS / 1000)
    cursor.execute("PRAGMA journal_mode = WAL")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
