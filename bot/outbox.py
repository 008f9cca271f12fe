"""Claim, pace, send, record: the only place that sends.

    outbox = Outbox(database, {(channel.name, channel.account): channel}, clock)
    async with database.write() as session:
        await outbox.enqueue(session, "telegram", "123", chat_id, [message])
    outbox.wake()                # after the commit; without it the message goes within a second
    await outbox.run()           # until cancelled

A row is `sending` in the database before it is on the wire, so that a crash leaves a trace: the next start sends it
again, since a person is better served twice than never. (An announcement may be set to ask staff first.) What is
claimed, and what came back, share transactions, so that a broadcast costs the database little.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from bot.broadcasts import Broadcasts
from bot.channels.base import Channel
from bot.lanes import MOST_UNRECORDED, Item, Lane
from bot.logs import Spell
from bot.outcomes import Outcomes, drop
from bot.sending import Job, jobs
from bot.stock import POLL_S, Stock
from bot.verdicts import GAPS, Verdict, verdict
from db import deliveries
from db.deliveries import REPLY, Chat
from db.models import Action, DeliveryStatus
from db.session import Database
from handlers.messages import Outgoing, outgoing_to_json

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

MOST_BULK = 56  # of MOST_UNRECORDED: reminders and announcements leave some to replies
BATCH = 16  # that came back are worth a transaction at once ...
LINGER_S = 0.02  # ... and fewer one after this time
RECALL_AFTER = timedelta(seconds=1)  # that an account is held, claimed rows go back to the queue
PATIENCE_S = 2.0  # for sends that are out when the program stops, and again for recording them


class Outbox:
    """The deliveries of the given accounts. One process at a time runs an account: who holds `may_work`'s lock.

    With `resend` false an announcement of which nobody knows whether it arrived waits for staff to say so.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[tuple[str, str], Channel],
        clock: Clock,
        may_work: Callable[[], bool] = lambda: True,
        *,
        resend: bool = True,
    ) -> None:
        self._database = database
        self._channels = channels
        self._clock = clock
        self._may_work = may_work
        self._resend = resend
        self._lease = uuid4().hex[:20]
        self._broadcasts = Broadcasts()
        self._lanes = {key: Lane(channel) for key, channel in channels.items()}
        self._gates: dict[Lane, asyncio.TimerHandle] = {}
        self._woken = asyncio.Event()
        self._stopping = False
        self._turned_at = 0.0
        self._turns = Spell(logger, "outbox: the database")
        self._jobs: dict[int, Job] = {}  # claimed, and not known how it went
        self._sends: set[asyncio.Task[None]] = set()
        self._outcomes = Outcomes(clock, self._lease, channels.keys())
        self._stock = Stock(database, self._lanes)

    def rows(
        self,
        channel: str,
        account: str,
        chat_id: str,
        messages: Sequence[Outgoing],
        inbox_id: int | None = None,
        priority: int = REPLY,
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
        priority: int = REPLY,
    ) -> None:
        """Queues messages to one chat in the caller's transaction. `priority`: one of those of db.deliveries."""
        await deliveries.enqueue(session, self.rows(channel, account, chat_id, messages, inbox_id, priority))

    def health(self) -> dict[tuple[str, str], str | None]:
        """Of each account: why nothing can be sent over it; "" where something could be; None: not known yet."""
        troubles = {key: lane.trouble for key, lane in self._lanes.items()}
        return {key: trouble.down or ("" if trouble.works else None) for key, trouble in troubles.items()}

    def wake(self, more_than_replies: bool = False) -> None:
        """Says that something was queued, or that the clock was set."""
        self._stock.tell(more_than_replies)
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
                recovered = self._may_work() and (recovered or await self._recover())
                await self._load()
                self._go_by_the_clock()
                if not self._is_due() or not await self._turn():
                    await self._wait()
            except Exception as error:
                self._turns.failed(error)
                await asyncio.sleep(POLL_S)
        await self._finish()

    async def _recover(self) -> bool:
        again_at = [None, *(self._clock() + gap for gap in GAPS[1:])]
        async with self._database.write() as session:
            again = await deliveries.recover(session, self._lanes.keys(), self._lease, again_at, resend=self._resend)
            await drop(session, again)
        return True

    async def _load(self) -> None:
        if await self._stock.load():
            for lane in self._lanes.values():
                lane.prune(self._clock())

    def _is_due(self) -> bool:
        """Whether a transaction is worth it: a reply waits, a gate runs empty, or enough, or all, have come back."""
        now, lanes = self._clock(), self._lanes.values()
        lingered = asyncio.get_running_loop().time() - self._turned_at >= LINGER_S
        settled = len(self._outcomes.waiting)
        if settled >= BATCH or (settled and (lingered or not self._sends)):
            return True
        if not self._may_work():
            return False
        room, room_for_bulk = self._room(-settled)
        is_roomy = room_for_bulk >= BATCH or (room_for_bulk > 0 and not self._sends)
        return (room > 0 and any(lane.has_reply(now) for lane in lanes)) or (
            is_roomy and any(lane.wants_more(now) for lane in lanes)
        )

    def _room(self, more: int) -> tuple[int, int]:
        """How many may be claimed besides what is and `more`, of any kind and of a broadcast."""
        unrecorded = len(self._jobs) + more
        return MOST_UNRECORDED - unrecorded, MOST_BULK - unrecorded

    async def _turn(self) -> bool:
        """Records what came back and claims what may go, in one transaction; says whether there was anything."""
        settled, self._outcomes.waiting = self._outcomes.waiting, []
        picked = self._pick(len(settled))
        if not settled and not picked:
            return False
        try:
            async with self._database.write() as session:
                has_rerouted = await self._outcomes.record(session, settled)
                claimed = await deliveries.claim(session, [item.id for _, item in picked], self._lease)
                taken = await jobs(session, claimed.values(), self._broadcasts)
                await self._broadcasts.save(session)
        except BaseException:
            self._outcomes.waiting = settled + self._outcomes.waiting
            for lane, item in picked:
                lane.come_back(item, self._clock(), again=True)
            raise
        self._turned_at = asyncio.get_running_loop().time()
        self._turns.over()
        if has_rerouted:
            self.wake(more_than_replies=True)
        for one in settled:
            del self._jobs[one.outcome.id]
        for lane, item in picked:
            self._take(lane, item, taken.get(item.id))
        for lane in self._lanes.values():
            self._open_gate(lane)
        return True

    def _go_by_the_clock(self) -> None:
        """What has waited long enough may go; what is claimed for an account that must wait goes back to the queue."""
        now = self._clock()
        for lane in self._lanes.values():
            lane.open_lines(now)
            if not self._may_work() or lane.trouble.held_until - now > RECALL_AFTER:
                for item in lane.recall():
                    self._outcomes.note(lane, item, self._jobs[item.id].row, Verdict(DeliveryStatus.QUEUED))
            self._open_gate(lane)

    def _pick(self, settled: int) -> list[tuple[Lane, Item]]:
        """`settled`: how many rows make room by the same transaction."""
        if not self._may_work():
            return []
        now = self._clock()
        picked: list[tuple[Lane, Item]] = []
        for lane in self._lanes.values():
            room, room_for_bulk = self._room(len(picked) - settled)
            picked += [(lane, item) for item in lane.pick(now, room, room_for_bulk)]
        return picked

    def _take(self, lane: Lane, item: Item, job: Job | None) -> None:
        """To the gate with what was claimed, unless there is nothing to send."""
        if job is None:
            lane.come_back(item, self._clock(), again=False)  # withdrawn meanwhile
            return
        self._jobs[item.id] = job
        if job.known is not None:
            self._outcomes.note(lane, item, job.row, job.known)
        else:
            lane.at_gate(item)

    def _open_gate(self, lane: Lane) -> None:
        """Lets out what may go now, and comes again when the next may."""
        if timer := self._gates.pop(lane, None):
            timer.cancel()
        if self._stopping or not self._may_work():
            return
        now = self._clock()
        while (item := lane.next_out(now)) is not None:
            send = asyncio.create_task(self._send(lane, item, self._jobs[item.id]))
            self._sends.add(send)
            send.add_done_callback(self._sends.discard)
        if (opens_at := lane.opens_at(now)) > now and lane.has_gated:
            pause = min((opens_at - now).total_seconds(), POLL_S)
            self._gates[lane] = asyncio.get_running_loop().call_later(pause, self._open_gate, lane)
        if self._is_due():
            self._woken.set()

    async def _send(self, lane: Lane, item: Item, job: Job) -> None:
        try:
            message_id = await job.do(lane.channel, item.line.chat.id)
        except Exception as error:
            self._outcomes.note(lane, item, job.row, self._verdict(item, job, error))
        else:
            self._outcomes.note(lane, item, job.row, Verdict(DeliveryStatus.SENT), message_id)
        self._sends.discard(asyncio.current_task())
        self._open_gate(lane)
        if len(self._outcomes.waiting) == 1:
            self._woken.set()  # so that it does not wait for others longer than it should

    def _verdict(self, item: Item, job: Job, error: Exception) -> Verdict:
        moved = item.moved or str(getattr(error, "chat_id", "")) == item.line.chat.id
        resend = self._resend or job.row.announcement_id is None or job.row.action is not Action.SEND
        return verdict(error, refusals=item.refusals, uncertain=item.attempts, has_moved=moved, resend=resend)

    async def _wait(self) -> None:
        """Until woken, until a line opens, until what came back has waited long enough, or for a second."""
        now = self._clock()
        times = [at for lane in self._lanes.values() for at in lane.next_times(now)]
        pause = min([LINGER_S if self._outcomes.waiting else POLL_S, *((at - now).total_seconds() for at in times)])
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
            await self._outcomes.record(session, self._outcomes.waiting)
            await self._broadcasts.save(session)
            unsent = [id_ for lane in self._lanes.values() for id_ in lane.gated()]
            await deliveries.unclaim(session, unsent, self._lease)
            await drop(session, unsent)
