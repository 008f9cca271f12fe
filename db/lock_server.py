"""The lock of a PostgreSQL database: an advisory lock, held by the server for as long as one connection stands."""

from __future__ import annotations

import asyncio
from typing import Any, LiteralString

import psycopg
from sqlalchemy import URL

from db.session import DatabaseError

LOCK = 0x7472_6F6E_68  # any number that only we use: the migrations' and one more
PATIENCE_S = 5.0  # for a server's answer
# The server learns by these that a machine is gone: without them it would keep a dead one's lock for two hours.
_KEEP_ALIVE = (
    "SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),"
    " set_config('tcp_keepalives_count', '3', false)"
)
_TAKE = "SELECT pg_try_advisory_lock(%s)"
_SAY_WHO = "SELECT set_config('application_name', %s, false)"
_LOCKED = """FROM pg_locks AS held JOIN pg_stat_activity AS other ON other.pid = held.pid
    WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1 AND other.datname = current_database()
    AND held.classid::bigint << 32 | held.objid::bigint = %s"""
_IS_OURS: LiteralString = f"SELECT count(*) {_LOCKED} AND held.pid = pg_backend_pid()"
_HOLDER: LiteralString = f"SELECT other.application_name {_LOCKED}"


class ServerLock:
    """db.lock.Lock on a connection of its own."""

    def __init__(self, url: URL) -> None:
        self._where = url.render_as_string(hide_password=True)
        _, self._connect = url.get_dialect()().create_connect_args(url)
        self._connection: psycopg.AsyncConnection[Any] | None = None

    async def take(self, name: str) -> bool:
        taken = bool(await self._ask(_TAKE, LOCK))
        if taken:
            await self._ask(_SAY_WHO, name)
        return taken

    async def is_ours(self) -> bool:
        """A new connection, made because the old one was lost, has no lock."""
        return bool(await self._ask(_IS_OURS, LOCK))

    async def holder(self) -> str:
        return await self._ask(_HOLDER, LOCK) or ""

    async def release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _ask(self, statement: LiteralString, value: object) -> Any:
        """The one value that the server answers with. A connection that is silent is given up."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                found = await (await (await self._open()).execute(statement, (value,))).fetchone()
        except (TimeoutError, psycopg.Error) as error:
            await self.release()
            sentence = f"Không mở được cơ sở dữ liệu {self._where}. Hãy kiểm tra máy chủ cơ sở dữ liệu."
            raise DatabaseError(sentence, f"{self._where}: {error!r}") from error
        return found[0] if found else None

    async def _open(self) -> psycopg.AsyncConnection[Any]:
        if self._connection is None:
            connect = {**self._connect, "autocommit": True, "connect_timeout": int(PATIENCE_S)}
            self._connection = await psycopg.AsyncConnection.connect(**connect)
            await self._connection.execute(_KEEP_ALIVE)
        return self._connection
