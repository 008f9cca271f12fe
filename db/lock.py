"""One serving process a database. The lock dies with its process, however that ends.

    lock = ServingLock(url, clock)
    await lock.take(tell)        # returns when it is had; `tell(holder)` once, where it must be waited for
    await lock.watch()           # until cancelled: `is_held` is false while the lock is lost

On SQLite the operating system holds it, on a file beside the database. On PostgreSQL the server holds it for a
connection of its own (so none through a pooler that lends connections by the transaction): when that connection is
lost, another process may have it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from db.lock_file import FileLock
from db.lock_server import ServerLock
from db.session import parse_url
from knowledge.errors import UserError

WAITS_S = 0.1  # how soon it is noticed that the lock is free
LOOKS_S = 1.0  # how soon it is noticed that it was lost
_HOLDER = re.compile(r"(\d+)@(\S*) (\S+Z)")

log = logging.getLogger(__name__)


class Superseded(UserError):
    """The lock was lost, and another process serves now."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who serves: process, machine, and since when (UTC)."""

    pid: int
    host: str
    since: datetime


class Lock(Protocol):
    """One kind of lock. `name` is what it shows to those who wait."""

    async def take(self, name: str) -> bool:
        """Tries once. Raises DatabaseError or OSError where it cannot be tried."""

    async def is_ours(self) -> bool:
        """Whether what was taken is still held; raises where that cannot be known."""

    async def holder(self) -> str:
        """The name of whoever holds it, "" where that is not known."""

    async def release(self) -> None:
        """Gives up whatever is held, and all that was opened for it."""


class ServingLock:
    """`clock` gives the time (UTC) since which the lock is said to be held."""

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        parsed = parse_url(url)
        self._lock: Lock = FileLock(parsed) if parsed.drivername.startswith("sqlite") else ServerLock(parsed)
        self._clock = clock
        self._name = ""
        self.is_held = False

    async def take(self, tell: Callable[[Holder | None], None]) -> None:
        """Waits until the lock is had. Raises DatabaseError where even the first try cannot be made."""
        if not await self._try():
            tell(await self._holder())
        while not self.is_held:
            await asyncio.sleep(WAITS_S)
            await self._try_whatever_comes()

    async def watch(self) -> None:
        """Looks each second; what is lost is taken again. Raises Superseded where another process was faster."""
        while True:
            await asyncio.sleep(LOOKS_S)
            if not await self._is_ours():
                self.is_held = False
                log.error("Mất khóa phục vụ của cơ sở dữ liệu: tạm dừng gửi và xử lý tin cho đến khi lấy lại được.")
                await self._take_again()
                log.info("Đã lấy lại khóa phục vụ: tiếp tục gửi và xử lý tin.")

    async def release(self) -> None:
        self.is_held = False
        await self._lock.release()

    async def _try(self) -> bool:
        name = f"{os.getpid()}@{_host()} {self._clock().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        self.is_held = await self._lock.take(name)
        self._name = name if self.is_held else self._name
        return self.is_held

    async def _try_whatever_comes(self) -> bool:
        """A server that restarts, or a folder that is not there just now, is waited for like a lock."""
        try:
            return await self._try()
        except (UserError, OSError) as error:
            log.debug("the lock could not be tried: %s", error)
            return False

    async def _is_ours(self) -> bool:
        try:
            return await self._lock.is_ours()
        except Exception as error:
            log.warning("the lock cannot be seen: %r", error)
            return False

    async def _take_again(self) -> None:
        await self._lock.release()
        while not await self._try_whatever_comes():
            name = await self._holder_name()
            if name and name != self._name:  # our own name: the server has not noticed yet that we are gone
                raise Superseded("Một chương trình khác đã phục vụ cơ sở dữ liệu này; chương trình này dừng.", name)
            await asyncio.sleep(WAITS_S)

    async def _holder(self) -> Holder | None:
        found = _HOLDER.fullmatch(await self._holder_name())
        if found is None:
            return None
        return Holder(int(found[1]), found[2], datetime.fromisoformat(found[3]))

    async def _holder_name(self) -> str:
        """Best effort: who holds the lock is only said, or compared."""
        try:
            return await self._lock.holder()
        except Exception as error:
            log.debug("who holds the lock cannot be seen: %r", error)
            return ""


def _host() -> str:
    """Short, and without what could not be shown in PostgreSQL's 63 bytes of a connection's name."""
    return re.sub(r"[^\w.-]", "", socket.gethostname(), flags=re.ASCII)[:25]
