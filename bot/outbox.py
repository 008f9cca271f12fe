"""Claim, pace, send, record: the only place that sends.

    outbox = Outbox(database, {(channel.name, channel.account): channel}, clock)
    async with database.write() as session:
        await outbox.enqueue(session, "telegram", "123", chat_id, [message])
    outbox.wake()                # after the commit; without it the message goes within a second
    await outbox.run()           # until cancelled

A row is `sending` in the database before it is on the wire, so that a crash leaves a trace: the next start sends it
again, since a person is better served twice than never.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel
from bot.lanes import Item, Lane
from bot.verdicts import MOST_UNCERTAIN, Verdict, verdict
from db import deliveries
from db.deliveries import Chat, Outcome
from db.models import DeliveryStatus
from db.session import Database
from handlers.messages import Outgoing, outgoing_from_json, outgoing_to_json

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

MOST_UNRECORDED = 64  # sends out or not yet recorded: as many may be sent twice after a crash
LOAD = 500  # rows at once
MOST_KNOWN = 5_000  # rows of one account in memory ...
MOST_BULK_KNOWN = 2_000  # ... of which reminders and announcements leave room for replies
POLL_S = 1.0  # how soon another process's rows are noticed
PATIENCE_S = 2.0  # for sends that are out when the program stops, and again for recording them


@dataclass(frozen=True, slots=True)
class Settled:
    """What one send changes in the database."""

    outcome: Outcome
    chat: Chat
    moved_to: str = ""


class Outbox:
    """The deliveries of the given accounts. One process at a time runs an account: who holds `may_work`'s lock."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[tuple[str, str], Channel],
        clock: Clock,
        may_work: Callable[[], bool] = lambda: True,
    ) -> None:
        self._database = database
        self._channels = channels
        self._clock = clock
        self._may_work = may_work
        self._lanes = {key: Lane(channel) for key, channel in channels.items()}
        self._woken = asyncio.Event()
        self._stopping = False
        self._newest = 0
        self._swept_at = 0.0
        self._sends: set[asyncio.Task[None]] = set()
        self._settled: list[Settled] = []
        self._unsent: set[int] = set()  # claimed, and certainly not on the wire

    def rows(
        self,
        channel: str,
        account: str,
        chat_id: str,
        messages: Sequence[Outgoing],
        inbox_id: int | None = None,
        priority: int = 0,
    ) -> list[dict[str, Any]]:
        """The messages, split as the channel needs, as rows for `db.deliveries.enqueue`."""
        sender = self._channels.get((channel, account))
        pieces = [piece for message in messages for piece in (sender.split(message) if sender else [message])]
        chat, now = Chat(channel, account, chat_id), self._clock()
        return [deliveries.row(chat, outgoing_to_json(piece), now, inbox_id, priority) for piece in pieces]

    async def enqueue(
        self,
        session: AsyncSession,
        channel: str,
        account: str,
        chat_id: str,
        messages: Sequence[Outgoing],
        inbox_id: int | None = None,
        priority: int = 0,
    ) -> None:
        """Queues messages to one chat in the caller's transaction. `priority`: 0 reply, 1 reminder, 2 announcement."""
        await deliveries.enqueue(session, self.rows(channel, account, chat_id, messages, inbox_id, priority))

    def wake(self, more_than_replies: bool = False) -> None:
        """Says that something was queued, or that the clock was set."""
        if more_than_replies:
            self._swept_at = 0.0
        self._woken.set()

    async def run(self) -> None:
        """Sends until cancelled; then waits shortly for what is out, and records it."""
        if not self._lanes:
            await asyncio.Event().wait()
        work = asyncio.create_task(self._work())
        try:
            await asyncio.shield(work)
        finally:
            self._stopping = True
            self.wake()
            with suppress(TimeoutError):
                await asyncio.wait_for(work, 2 * PATIENCE_S)

    async def _work(self) -> None:
        """One turn after the other; a database that fails is asked again a second later."""
        recovered = False
        while not self._stopping:
            try:
                self._woken.clear()  # first of all, so that no call is missed
                recovered = recovered or await self._recover()
                await self._load()
                if not await self._turn():
                    await self._wait()
            except Exception:
                logger.exception("outbox: the database failed; trying again")
                await asyncio.sleep(POLL_S)
        await self._finish()

    async def _recover(self) -> bool:
        async with self._database.write() as session:
            await deliveries.recover(session, self._lanes.keys(), MOST_UNCERTAIN)
        return True

    async def _load(self) -> None:
        """New replies each time; each second, and where a lane runs dry, whatever else stands in the database."""
        loop_time = asyncio.get_running_loop().time()
        is_due = loop_time - self._swept_at >= POLL_S
        dry = [key for key, lane in self._lanes.items() if is_due or (lane.may_have_more and len(lane.known) < LOAD)]
        async with self._database.read() as session:
            rows = await deliveries.replies(session, self._lanes.keys(), self._newest, LOAD)
            self._add(rows)
            self._newest = max([self._newest, *(row.id for row in rows)])
            for key in dry:
                most = min(len(self._lanes[key].known) + LOAD, MOST_KNOWN)
                rows = await deliveries.first(session, key, most)
                self._lanes[key].may_have_more = len(rows) == most
                self._add(rows)
        if is_due:
            self._swept_at = loop_time
            for lane in self._lanes.values():
                lane.prune(self._clock())

    def _add(self, rows: Sequence[deliveries.Queued]) -> None:
        for row in rows:
            lane = self._lanes[row.channel, row.account]
            if len(lane.known) < (MOST_BULK_KNOWN if row.priority else MOST_KNOWN):
                lane.add(row)
            else:
                lane.may_have_more = True

    async def _turn(self) -> bool:
        """Records what came back and claims what may go, in one transaction; says whether there was anything."""
        settled, self._settled = self._settled, []
        picked = self._pick()
        if not settled and not picked:
            return False
        try:
            async with self._database.write() as session:
                await self._record(session, settled)
                messages = await deliveries.claim(session, [item.id for _, item in picked])
        except BaseException:
            self._settled = settled + self._settled
            for lane, item in picked:
                lane.come_back(item, again=True)
            raise
        for lane, item in picked:
            if item.id in messages:
                self._start(lane, item, messages[item.id])
            else:
                lane.come_back(item, again=False)  # another process was faster
        return True

    def _pick(self) -> list[tuple[Lane, Item]]:
        if not self._may_work():
            return []
        now = self._clock()
        picked: list[tuple[Lane, Item]] = []
        for lane in self._lanes.values():
            room = MOST_UNRECORDED - len(self._sends) - len(picked)
            picked += [(lane, item) for item in lane.pick(now, room)]
        return picked

    async def _record(self, session: AsyncSession, settled: Sequence[Settled]) -> None:
        await deliveries.settle(session, [one.outcome for one in settled])
        for one in settled:
            if one.outcome.status is DeliveryStatus.BLOCKED:
                await deliveries.block(session, one.chat, self._clock(), one.outcome.error)
            elif one.moved_to:
                await deliveries.move(session, one.chat, one.moved_to, self._clock())

    def _start(self, lane: Lane, item: Item, message: dict[str, Any]) -> None:
        self._unsent.add(item.id)
        send = asyncio.create_task(self._send(lane, item, message))
        self._sends.add(send)
        send.add_done_callback(self._sends.discard)

    async def _send(self, lane: Lane, item: Item, message: dict[str, Any]) -> None:
        async with lane.sends:
            if self._stopping:
                return
            self._unsent.discard(item.id)
            try:
                message_id = await lane.channel.send(item.line.chat.id, outgoing_from_json(message))
            except Exception as error:
                moved = item.moved or str(getattr(error, "chat_id", "")) == item.line.chat.id
                result = verdict(error, refusals=item.refusals, uncertain=item.attempts, has_moved=moved)
                self._settle(lane, item, result)
            else:
                self._settle(lane, item, Verdict(DeliveryStatus.SENT), message_id)
        self.wake()

    def _settle(self, lane: Lane, item: Item, result: Verdict, message_id: str = "") -> None:
        """Notes the result for the database, and lets the queue in memory know it at once."""
        now, chat = self._clock(), item.line.chat
        item.attempts += result.is_uncertain
        self._settled.append(
            Settled(
                Outcome(
                    item.id,
                    result.status,
                    item.attempts,
                    not_before=now + result.hold_chat if result.hold_chat else None,
                    message_id=message_id,
                    error=result.error,
                    sent_at=now if result.status is DeliveryStatus.SENT else None,
                ),
                chat,
                result.moved_to,
            )
        )
        _log(lane, item, result)
        lane.settle(item, result, now)

    async def _wait(self) -> None:
        """Until woken, until the first line or bucket opens, or for a second."""
        now = self._clock()
        has_room = len(self._sends) < MOST_UNRECORDED and self._may_work()
        times = [at for lane in self._lanes.values() for at in lane.next_times(now)] if has_room else []
        pause = min([POLL_S, *((at - now).total_seconds() for at in times)])
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._woken.wait()

    async def _finish(self) -> None:
        """Lets what is out come back; what does not stays `sending`, as it may have arrived."""
        if self._sends:
            await asyncio.wait(self._sends, timeout=PATIENCE_S)
        for send in self._sends:
            send.cancel()
        async with self._database.write() as session:
            await self._record(session, self._settled)
            await deliveries.unclaim(session, self._unsent)


def _log(lane: Lane, item: Item, result: Verdict) -> None:
    """A refusal is worth a line once; a channel that is down, once until it is up again."""
    where = f"{lane.channel.name}: delivery {item.id}"
    if result.hold_channel:
        if not lane.is_down:
            logger.error("%s: channel is down, trying each minute: %s", lane.channel.name, result.error)
    elif result.status is DeliveryStatus.FAILED:
        logger.error("%s is given up: %s", where, result.error)
    elif result.status is DeliveryStatus.BLOCKED:
        logger.info("%s: nobody there any more: %s", where, result.error)
    elif result.status is DeliveryStatus.QUEUED and item.refusals == 0:
        logger.warning("%s is sent again: %s", where, result.error)
