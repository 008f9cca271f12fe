"""Fetches the photos and documents of reports and drafts, after the message that brought them was handled.

    files = Files(database, {(channel.name, channel.account): channel}, outbox, clock, most_mb)
    await files.run()            # until cancelled

A row stands in the database before its bytes are here, so a restart fetches what is missing. What cannot be had, or is
not what its name says, is marked, and its sender is told.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from bot.channels.base import Fetching, GiveUp, SendError, Unreachable
from bot.logs import Spell
from bot.outbox import Clock, Outbox
from db import drafts, reports, uploads
from db.models import DraftFile, ReportFile
from db.session import Database
from handlers.announcing_wording import file_not_fetched
from handlers.filetypes import begins_right
from handlers.reports_refused import not_fetched

log = logging.getLogger(__name__)

POLL_S = 2.0
AT_ONCE = 200  # rows in one look
FIRST_PAUSE_S = 5.0  # after a failure, and twice as long after each further one
MOST_TRIES = 10  # in one run of the program: more than an hour

Wanted = ReportFile | DraftFile
Key = tuple[type[Wanted], int]


class Files:
    """`fetching`: the channels, by (name, account), over which files come in."""

    def __init__(
        self,
        database: Database,
        fetching: Mapping[tuple[str, str], Fetching],
        outbox: Outbox,
        clock: Clock,
        most_mb: int,
    ) -> None:
        self._database, self._fetching, self._outbox, self._clock = database, fetching, outbox, clock
        self._most_bytes = most_mb * 1_000_000
        self._turns = Spell(log, "files: looking")
        self._tries: dict[Key, int] = {}
        self._not_before: dict[Key, float] = {}  # loop time

    async def run(self) -> None:
        """Fetches what there is, and looks again."""
        while self._fetching:
            await self._turns.watch(self.turn())
            await asyncio.sleep(POLL_S)

    async def turn(self) -> int:
        """Tries each file whose time has come once; returns how many are here now."""
        async with self._database.read() as session:
            waiting: list[Wanted] = [*await reports.to_fetch(session, AT_ONCE), *await drafts.to_fetch(session)]
        loop_time = asyncio.get_running_loop().time()
        due = [file for file in waiting if self._not_before.get(_key(file), 0.0) <= loop_time]
        return sum([await self._fetch(file) for file in due])

    async def _fetch(self, file: Wanted) -> bool:
        channel = self._fetching.get((str(file.source.get("channel")), str(file.source.get("account"))))
        if channel is None:  # the bot of another token: it may come back
            self._later(file)
            return False
        try:
            content = await channel.fetch(file.source, self._most_bytes)
        except (GiveUp, Unreachable) as error:
            return await self._give_up(file, str(error))
        except SendError as error:
            self._later(file)
            return await self._give_up(file, str(error)) if self._tries[_key(file)] >= MOST_TRIES else False
        if len(content) > self._most_bytes or not begins_right(file.name, content):
            return await self._give_up(file, "the content is not what its name or size says")
        await self._keep(file, content=content, size=len(content), fetched_at=self._clock())
        return True

    def _later(self, file: Wanted) -> None:
        tries = self._tries[_key(file)] = self._tries.get(_key(file), 0) + 1
        self._not_before[_key(file)] = asyncio.get_running_loop().time() + FIRST_PAUSE_S * 2 ** min(
            tries - 1, MOST_TRIES
        )

    async def _give_up(self, file: Wanted, reason: str) -> bool:
        log.warning("file %d is given up: %s", file.id, reason)
        await self._keep(file, error=reason)
        return False

    async def _keep(self, file: Wanted, **values: Any) -> None:
        """What came of it; the sender hears only of what failed."""
        self._tries.pop(_key(file), None)
        self._not_before.pop(_key(file), None)
        async with self._database.write() as session:
            is_reports = isinstance(file, ReportFile)
            row: Wanted | None = await session.get(ReportFile if is_reports else DraftFile, file.id)
            if row is None:
                return
            for name, value in values.items():
                setattr(row, name, value)
            await uploads.forget(session, [row.source])
            if row.error and "chat_id" in row.source:  # whose sender was erased since, nobody is told of
                channel, account, chat_id = (str(row.source[part]) for part in ("channel", "account", "chat_id"))
                told = (not_fetched if is_reports else file_not_fetched)(row.name)
                await self._outbox.enqueue(session, channel, account, chat_id, [told])
        self._outbox.wake()


def _key(file: Wanted) -> Key:
    return type(file), file.id
