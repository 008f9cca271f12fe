"""The transactions in which messages are handled: several chats' in one, and what failed alone.

    handling = Handling(database, channels, handle, outbox, clock, sorry, lines, woken)
    await handling.handle(lines.take(32))  # gives each line back when it is done or may be tried again

What `handle` promises, and what a failure comes to, is said in `bot.inbox`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel
from bot.lines import Chat, Lines
from bot.logs import Spell
from bot.outbox import Clock, Outbox
from bot.turns import ENDED, HandleOne, HandlerFailed, Results, Turns
from db import deliveries, progress
from db import inbox as rows
from db.away import is_away
from db.inbox import Closing, Taken
from db.models import InboxStatus
from db.session import Database
from handlers.messages import Outgoing

logger = logging.getLogger(__name__)


RETRY_AFTER_S = 0.5  # and twice as long the next time
AWAY_S = 1.0  # until what the database refused for its own sake is tried again
GROUP_S = 0.1  # after which no further message of a transaction is begun: on SQLite all others wait meanwhile


class Handling:
    """Handles the heads of lines. `left_by_others` is the highest id that a former process may have left, if known."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[tuple[str, str], Channel],
        handle: HandleOne,
        outbox: Outbox,
        clock: Clock,
        sorry: Outgoing,
        lines: Lines,
        woken: asyncio.Event,
    ) -> None:
        self.left_by_others: int | None = None  # ids up to here were there before this process recorded or looked
        self.is_stopping = False  # nothing further is begun
        self._turns = Turns(channels, handle, outbox, clock, sorry)
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._lines = lines
        self._woken = woken
        self._failed: set[int] = set()  # and will be tried again
        self._counted: set[int] = set()  # beforehand, and not tried since: the database was away
        self._writing = Spell(logger, "inbox: writing")

    async def handle(self, heads: dict[int, Chat]) -> None:
        """A group whose transaction fails as a whole is taken apart, so that nobody pays for another's failure."""
        alone = {id_: chat for id_, chat in heads.items() if self._was_left(id_) or id_ in self._failed}
        together = {id_: chat for id_, chat in heads.items() if id_ not in alone}
        try:
            if together:
                await self._handle_together(together)
        except HandlerFailed as failed:
            await self._fail_alone({failed.id: heads[failed.id]}, failed.error)
            alone = {id_: chat for id_, chat in heads.items() if id_ != failed.id}
        except Exception as error:
            if is_away(error):
                self._wait_for_database(together.values(), error)
            else:
                logger.warning("inbox: a transaction of %d failed, now one by one: %r", len(together), error)
                alone = heads
        for id_, chat in alone.items():
            await self._handle_alone({id_: chat})

    def _was_left(self, id_: int) -> bool:
        return id_ <= (self.left_by_others or 0)

    async def _handle_alone(self, head: dict[int, Chat]) -> None:
        try:
            if any(map(self._was_left, head)) and not self.is_stopping and self._counted.isdisjoint(head):
                await self._count_beforehand(head)
            await self._handle_together(head)
        except HandlerFailed as failed:
            await self._fail_alone(head, failed.error)
        except Exception as error:
            await self._fail_alone(head, error)

    async def _count_beforehand(self, head: dict[int, Chat]) -> None:
        async with self._database.write() as session:
            taken, _ = await rows.take(session, head)
            counted = [Closing(update.id, InboxStatus.NEW, update.attempts + 1, ENDED) for update in taken]
            await rows.close(session, counted, self._clock())
        self._counted.update(head)

    async def _take(self, session: AsyncSession, heads: dict[int, Chat]) -> tuple[list[Taken], set[int]]:
        """Takes the rows, with the attempts that came before this one."""
        taken, held = await rows.take(session, heads)
        return [replace(row, attempts=row.attempts - 1) if self._was_left(row.id) else row for row in taken], held

    async def _handle_together(self, heads: dict[int, Chat]) -> None:
        results = Results()
        late: set[int] = set()
        loop = asyncio.get_running_loop()
        async with self._database.write() as session:
            until = loop.time() + GROUP_S
            taken, held = await self._take(session, heads)
            for update in taken:
                # The first has its turn however long the database took: it may have been counted before.
                if self.is_stopping or (results.closings and loop.time() > until):
                    late.add(update.id)
                else:
                    await self._turns.take(session, update, results)
                    await asyncio.sleep(0)  # SQLite's statements do not pause by themselves; sends and pages go on
            await self._close(session, results)
        self._outbox.wake()
        self._writing.over()
        self._go_on(heads, results, late, held)

    async def _fail_alone(self, heads: dict[int, Chat], error: Exception) -> None:
        """The transaction of one message failed: its failure is recorded in another, unless it was the database's."""
        if is_away(error):
            self._wait_for_database(heads.values(), error)
            return
        results = Results()
        try:
            async with self._database.write() as session:
                taken, held = await self._take(session, heads)
                for update in taken:
                    self._turns.fail(update, error, results)
                await self._close(session, results)
        except Exception as failure:
            self._wait_for_database(heads.values(), failure)
            return
        self._outbox.wake()
        self._go_on(heads, results, late=set(), held=held)

    async def _close(self, session: AsyncSession, results: Results) -> None:
        await deliveries.enqueue(session, results.replies)
        for announcement_id, update_id in results.progress.items():
            await progress.adopt(session, announcement_id, update_id)
        await rows.close(session, results.closings, self._clock())

    def _go_on(self, heads: dict[int, Chat], results: Results, late: set[int], held: set[int]) -> None:
        """Lets the lines know, after the commit: what failed, or is in other hands, keeps its place for another try."""
        failed = {closing.id: closing.attempts for closing in results.closings if closing.status is InboxStatus.NEW}
        self._failed = self._failed.difference(heads).union(failed)
        self._counted.difference_update(heads)
        for id_, chat in reversed(heads.items()):
            if id_ in failed:
                self._retry([chat], RETRY_AFTER_S * 2 ** (failed[id_] - 1))
            elif id_ in held:
                self._retry([chat], RETRY_AFTER_S)
            elif id_ in late:
                self._lines.again(chat)
            else:
                self._lines.done(id_, chat)

    def _wait_for_database(self, chats: Iterable[Chat], error: Exception) -> None:
        self._writing.failed(error)
        self._retry(chats, AWAY_S)

    def _retry(self, chats: Iterable[Chat], pause_s: float) -> None:
        for chat in chats:
            asyncio.get_running_loop().call_later(pause_s, self._offer_again, chat)

    def _offer_again(self, chat: Chat) -> None:
        self._lines.again(chat)
        self._woken.set()
