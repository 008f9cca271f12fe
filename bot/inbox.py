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
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, RawUpdate
from bot.lines import Chat, Lines
from bot.logs import Spell
from bot.outbox import Clock, Outbox
from db import deliveries, progress
from db import inbox as rows
from db.away import is_away
from db.inbox import Closing, Taken
from db.models import InboxStatus
from db.session import Database
from handlers.messages import Incoming, Outgoing

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ToOther:
    """A message to somebody else than who wrote."""

    channel: str
    account: str
    chat_id: str
    message: Outgoing


HandleOne = Callable[[AsyncSession, Incoming, datetime], Awaitable[Sequence[Outgoing | ToOther]]]

MOST_ATTEMPTS = 3
ENDED = "the process ended while it was being handled"
RETRY_AFTER_S = 0.5  # and twice as long the next time
HANDLER_LIMIT_S = 8.0  # a handler that hangs has failed; less than another process waits for SQLite
GROUP = 32  # messages in one transaction at most ...
GROUP_S = 0.1  # ... and no further one is begun after that time, since on SQLite all others wait meanwhile
MOST_KNOWN = 2_000  # rows in line in memory; the rest waits in the database
POLL_S = 1.0  # how soon another process's rows are noticed
PATIENCE_S = 3.0  # for handlers at work when the program stops


class HandlerFailed(Exception):
    """Whose handler it was that failed, which the whole transaction cannot outlive."""

    def __init__(self, id_: int, error: Exception) -> None:
        super().__init__(id_)
        self.id = id_
        self.error = error


@dataclass(slots=True)
class Batch:
    """Updates that arrive while others are being written share the next transaction."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    is_recorded: bool = False


@dataclass(slots=True)
class Results:
    """What a transaction's messages come to."""

    closings: list[Closing] = field(default_factory=list)
    replies: list[dict[str, Any]] = field(default_factory=list)
    progress: dict[int, int] = field(default_factory=dict)  # announcement -> the update whose reply tells of it


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
        self._handle = handle
        self._outbox = outbox
        self._clock = clock
        self._sorry = sorry
        self._may_work = may_work
        self._side_by_side = 1 if database.is_sqlite else 4  # transactions; SQLite has one writer
        self._batch = Batch()
        self._recording = asyncio.Lock()
        self._lines = Lines()
        self._left_by_others: int | None = None  # ids up to here were there before this process recorded or looked
        self._failed: set[int] = set()  # and will be tried again
        self._counted: set[int] = set()  # beforehand, and not tried since: the database was away
        self._looking, self._writing = Spell(logger, "inbox: looking"), Spell(logger, "inbox: writing")
        self._newest = 0
        self._swept_at = 0.0
        self._may_have_more = False  # in the database, beyond what is in line
        self._arrived = asyncio.Event()
        self._woken = asyncio.Event()
        self._stopping = False
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
        if self._left_by_others is None:
            self._left_by_others = await rows.newest(session)

    async def run(self) -> None:
        """Handles until cancelled; then waits shortly for what is being handled."""
        if not self._channels:
            await asyncio.Event().wait()
        try:
            await self._work()
        finally:
            self._stopping = True
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
                group = asyncio.create_task(self._handle_group(heads))
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

    async def _handle_group(self, heads: dict[int, Chat]) -> None:
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
        return id_ <= (self._left_by_others or 0)

    async def _handle_alone(self, head: dict[int, Chat]) -> None:
        try:
            if any(map(self._was_left, head)) and not self._stopping and self._counted.isdisjoint(head):
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
                if self._stopping or (results.closings and loop.time() > until):
                    late.add(update.id)
                else:
                    await self._handle_one(session, update, results)
                    await asyncio.sleep(0)  # SQLite's statements do not pause by themselves; sends and pages go on
            await self._close(session, results)
        self._outbox.wake()
        self._writing.over()
        self._go_on(heads, results, late, held)

    async def _handle_one(self, session: AsyncSession, update: Taken, results: Results) -> None:
        """One message. What cannot be parsed today cannot be tomorrow: it is parked at once."""
        channel = self._channels[update.channel, update.account]
        try:
            incoming = channel.parse(update.payload)
        except Exception as error:
            logger.warning("inbox: update %d cannot be parsed: %r", update.id, error)
            results.closings.append(Closing(update.id, InboxStatus.PARKED, update.attempts, repr(error)))
            return
        try:
            if update.attempts >= MOST_ATTEMPTS:
                raise RuntimeError(ENDED)
            if incoming is not None:
                results.replies += await self._answer(session, update, incoming, results)
        except Exception as error:
            raise HandlerFailed(update.id, error) from error
        results.closings.append(Closing(update.id, InboxStatus.DONE, update.attempts))

    async def _answer(
        self, session: AsyncSession, update: Taken, incoming: Incoming, results: Results
    ) -> list[dict[str, Any]]:
        """Handles, and gives the replies as rows. The row knows better than its payload where a chat has moved to."""
        chat_id = update.chat_id or incoming.chat_id
        incoming = replace(incoming, chat_id=chat_id, inbox_id=update.id)
        async with asyncio.timeout(HANDLER_LIMIT_S):
            messages = await self._handle(session, incoming, self._clock())
            if session.new or session.dirty or session.deleted:
                await session.flush()  # here, so that nobody else's statement fails for it
        if self._channels[update.channel, update.account].can_edit:
            told = [message.progress_of for message in messages if isinstance(message, Outgoing)]
            results.progress |= {announcement: update.id for announcement in told if announcement is not None}
        return self._rows(update, chat_id, messages)

    def _rows(self, update: Taken, chat_id: str, messages: Sequence[Outgoing | ToOther]) -> list[dict[str, Any]]:
        """The replies, then what goes to others: all are queued at the end of the transaction, see `_close`."""
        replies = [message for message in messages if isinstance(message, Outgoing)]
        rows = self._outbox.rows(update.channel, update.account, chat_id, replies, update.id)
        for other in messages:
            if isinstance(other, ToOther):
                rows += self._outbox.rows(other.channel, other.account, other.chat_id, [other.message])
        return rows

    def _fail(self, update: Taken, error: Exception, results: Results) -> None:
        """Counts the failure; the third parks the row and tells the person."""
        attempts = update.attempts + 1
        is_last = attempts >= MOST_ATTEMPTS
        logger.error("inbox: the handler failed on update %d, time %d", update.id, attempts, exc_info=error)
        status = InboxStatus.PARKED if is_last else InboxStatus.NEW
        results.closings.append(Closing(update.id, status, attempts, f"{type(error).__name__}: {error}"))
        if is_last and update.chat_id:
            results.replies += self._outbox.rows(
                update.channel, update.account, update.chat_id, [self._sorry], update.id
            )

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
                    self._fail(update, error, results)
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
        self._retry(chats, POLL_S)

    def _retry(self, chats: Iterable[Chat], pause_s: float) -> None:
        for chat in chats:
            asyncio.get_running_loop().call_later(pause_s, self._offer_again, chat)

    def _offer_again(self, chat: Chat) -> None:
        self._lines.again(chat)
        self._woken.set()
