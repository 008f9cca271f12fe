"""Record first, then handle: in order per chat, chats side by side, each message once.

    inbox = Inbox(database, channels, handle, outbox, clock, sorry)
    await inbox.record("telegram", "123", updates)   # returns when committed: only now confirm them to the channel
    await inbox.run()                                # until cancelled

`handle(session, incoming, now)` does all its database work through `session`, neither commits nor rolls back, and
returns what to reply. Its changes, the replies and the row's `done` are one transaction, so that a crash at any point
loses nothing and does nothing twice. Several chats' messages share a transaction; where one of them fails, the others
are handled anew, each in a transaction of its own: a savepoint for each message would cost more than that rare case.

What a former process left may be what ended it. So it is handled alone, and the attempt is counted before: a message
that ends the process at each attempt is parked like one whose handler fails.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, RawUpdate
from bot.handling import Handling
from bot.lines import Lines
from bot.logs import Spell
from bot.outbox import Clock, Outbox
from bot.turns import HandleOne
from db import inbox as rows
from db.session import Database
from handlers.messages import Outgoing

logger = logging.getLogger(__name__)

GROUP = 32  # messages in one transaction at most
MOST_KNOWN = 2_000  # rows in line in memory; the rest waits in the database
POLL_S = 1.0  # how soon another process's rows are noticed
PATIENCE_S = 3.0  # for handlers at work when the program stops


@dataclass(slots=True)
class Batch:
    """Updates that arrive while others are being written share the next transaction."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    is_recorded: bool = False


class Inbox:
    """The updates of the given accounts. `sorry` is what a person is told whose message failed three times.

    Nothing is handled while `may_work()` is false.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[tuple[str, str], Channel],
        handle: HandleOne,
        outbox: Outbox,
        clock: Clock,
        sorry: Outgoing,
        may_work: Callable[[], bool] = lambda: True,
    ) -> None:
        self._database = database
        self._channels = channels
        self._clock = clock
        self._may_work = may_work
        self._side_by_side = 1 if database.is_sqlite else 4  # transactions; SQLite has one writer
        self._batch = Batch()
        self._recording = asyncio.Lock()
        self._lines = Lines()
        self._looking = Spell(logger, "inbox: looking")
        self._newest = 0
        self._swept_at = 0.0
        self._may_have_more = False  # in the database, beyond what is in line
        self._arrived = asyncio.Event()
        self._woken = asyncio.Event()
        self._handling = Handling(database, channels, handle, outbox, clock, sorry, self._lines, self._woken)
        self._groups: set[asyncio.Task[None]] = set()

    async def record(self, channel: str, account: str, updates: Sequence[RawUpdate]) -> None:
        """Returns when the updates are committed; one that is there already is passed over."""
        if not updates:
            return
        now, batch = self._clock(), self._batch
        batch.rows += [
            rows.row(channel, account, update.key, update.chat_id, update.payload, now) for update in updates
        ]
        async with self._recording:
            if not batch.is_recorded:
                self._batch = Batch() if self._batch is batch else self._batch
                async with self._database.write() as session:
                    await self._see_what_was_left(session)
                    await rows.record(session, batch.rows)
                batch.is_recorded = True
        self._arrived.set()
        self._woken.set()

    async def _see_what_was_left(self, session: AsyncSession) -> None:
        if self._handling.left_by_others is None:
            self._handling.left_by_others = await rows.newest(session)

    async def run(self) -> None:
        """Handles until cancelled; then waits shortly for what is being handled."""
        if not self._channels:
            await asyncio.Event().wait()
        try:
            await self._work()
        finally:
            self._handling.is_stopping = True
            if self._groups:
                await asyncio.wait(self._groups, timeout=PATIENCE_S)
            for group in self._groups:
                group.cancel()
            await asyncio.gather(*self._groups, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._load()
            except Exception as error:
                self._looking.failed(error)
            else:
                self._looking.over()
            while len(self._groups) < self._side_by_side and self._may_work() and (heads := self._lines.take(GROUP)):
                group = asyncio.create_task(self._handling.handle(heads))
                self._groups.add(group)
                group.add_done_callback(self._group_is_done)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._woken.wait()

    def _group_is_done(self, group: asyncio.Task[None]) -> None:
        self._groups.discard(group)
        self._woken.set()

    async def _load(self) -> None:
        """What has arrived since; and each second all that is new, in case another process recorded it."""
        loop_time = asyncio.get_running_loop().time()
        is_due = loop_time - self._swept_at >= POLL_S
        is_dry = self._may_have_more and len(self._lines) < MOST_KNOWN // 2
        room = MOST_KNOWN - len(self._lines)
        if room <= 0 or not (is_due or is_dry or self._arrived.is_set()):
            return
        self._arrived.clear()
        after, most = (0, MOST_KNOWN) if is_due else (self._newest, room)
        async with self._database.read() as session:
            await self._see_what_was_left(session)
            found = await rows.waiting(session, self._channels.keys(), after, most)
        self._may_have_more = len(found) == most
        if found:
            self._newest = max(self._newest, found[-1].id)
            self._lines.add(found)
        if is_due:
            self._swept_at = loop_time
