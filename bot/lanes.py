"""The outbox's queue in memory: per account a lane, per chat a line. Time is given; nothing here sends or stores.

A row stands in its chat's line, is claimed (`pick`), waits at the gate, and goes out (`next_out`) when the pace allows:
so the time that the database takes costs no rate, and a reply overtakes at the gate too.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.channels.base import Channel
from bot.pace import Bucket, Pace, Pass
from bot.trouble import Trouble
from bot.verdicts import Verdict
from db.deliveries import Chat, Queued
from db.models import DeliveryStatus

LONG_AGO = datetime.min.replace(tzinfo=UTC)
MOST_UNRECORDED = 64  # sends out or not yet recorded: as many may be sent twice after a crash
AHEAD_S = 0.25  # for so long a broadcast should stand at the gate ...
MOST_AT_GATE = 40  # ... but no more than this
BULK_SHARE = 0.75  # of what may be on the wire at once: a hanging broadcast leaves room for replies


class Item:
    """One queued delivery in line."""

    __slots__ = ("attempts", "id", "line", "moved", "passed", "priority", "refusals")

    def __init__(self, row: Queued, line: Line) -> None:
        self.id = row.id
        self.priority = row.priority
        self.attempts = row.attempts
        self.line = line
        self.refusals = 0  # in a row, since this process began
        self.moved = False
        self.passed: Pass | None = None  # while it is on the wire

    def __lt__(self, other: Item) -> bool:
        return (self.priority, self.id) < (other.priority, other.id)


class Line:
    """One chat: what waits for it, best first. One message is out at a time, which keeps the order."""

    __slots__ = ("bucket", "chat", "held_until", "is_busy", "waiting")

    def __init__(self, chat: Chat, bucket: Bucket) -> None:
        self.chat = chat
        self.bucket = bucket
        self.waiting: list[Item] = []
        self.is_busy = False
        self.held_until = LONG_AGO

    def hold(self, until: datetime) -> None:
        self.held_until = max(self.held_until, until)

    def is_idle(self, now: datetime) -> bool:
        return not self.waiting and not self.is_busy and self.held_until <= now and self.bucket.is_full(now)


class Lane:
    """One account of one channel: its lines, and how much of it may go out now.

    `ready` holds the first of each line. Entries may be out of date: `pick` checks each, and a line that gets free
    again enters anew.
    """

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.known: dict[int, Item] = {}
        self.on_wire = 0
        self.trouble = Trouble()
        self.pace = Pace(channel.rate_per_s)
        self.may_have_more = True  # in the database, beyond what is known
        self._lines: dict[str, Line] = {}
        self._ready: list[Item] = []
        self._gate: list[Item] = []
        self._later: list[tuple[datetime, int, Line]] = []
        self._tie = count()
        self._most_at_gate = max(1, int(min(channel.rate_per_s * AHEAD_S, MOST_AT_GATE, 2 * channel.max_in_flight)))
        self._most_bulk = max(1, int(channel.max_in_flight * BULK_SHARE))

    def add(self, row: Queued) -> None:
        """Puts a row in line, unless it is there."""
        if row.id not in self.known:
            item = self.known[row.id] = Item(row, self.line(row.chat_id))
            if row.not_before is not None:
                item.line.hold(row.not_before)
            self._enter(item)

    def count(self, lowest: int) -> int:
        """How many rows are known, down to the priority `lowest`."""
        return sum(item.priority <= lowest for item in self.known.values())

    def line(self, chat_id: str) -> Line:
        line = self._lines.get(chat_id)
        if line is None:
            channel = self.channel
            bucket = Bucket(timedelta(seconds=channel.seconds_per_chat), channel.burst_per_chat)
            line = self._lines[chat_id] = Line(Chat(channel.name, channel.account, chat_id), bucket)
        return line

    def pick(self, now: datetime, most: int, most_bulk: int) -> list[Item]:
        """What may be claimed now, replies first, of all at most `most`; their lines are busy until `come_back`."""
        picked: list[Item] = []
        if self.trouble.held_until > now:
            return picked
        most, most_bulk = min(most, self._room(is_bulk=False)), min(most_bulk, self._room(is_bulk=True))
        while self._ready and len(picked) < (most_bulk if self._ready[0].priority else most):
            item = self._next_ready()
            if self._may_go(item, now):
                picked.append(item)
        return picked

    def _next_ready(self) -> Item:
        """The best; to find out whether the channel works, the least tried: nobody's tries shall be used up for all."""
        if not self.trouble.is_probing:
            return heapq.heappop(self._ready)
        item = min(self._ready, key=lambda one: (one.attempts, one.priority, one.id))
        self._ready.remove(item)
        heapq.heapify(self._ready)
        return item

    def open_lines(self, now: datetime) -> None:
        """Lines that had to wait until now are ready."""
        while self._later and self._later[0][0] <= now:
            self._offer_first(heapq.heappop(self._later)[2])

    def has_reply(self, now: datetime) -> bool:
        """Whether a reply may be claimed."""
        return bool(self._ready) and not self._ready[0].priority and self._may_claim(now)

    def wants_more(self, now: datetime) -> bool:
        """Whether it is time to claim for the gate again."""
        return bool(self._ready) and len(self._gate) <= self._most_at_gate // 2 and self._may_claim(now)

    def _may_claim(self, now: datetime) -> bool:
        return self._room(is_bulk=bool(self._ready[0].priority)) > 0 and self.trouble.held_until <= now

    def at_gate(self, item: Item) -> None:
        """It was claimed."""
        heapq.heappush(self._gate, item)

    def next_out(self, now: datetime) -> Item | None:
        """Takes what is to go out now from the gate, if anything."""
        if not self._gate or self.opens_at(now) > now:
            return None
        item = heapq.heappop(self._gate)
        if self.on_wire >= (self._most_bulk if item.priority else self.channel.max_in_flight):
            heapq.heappush(self._gate, item)
            return None
        self.on_wire += 1
        item.passed = self.pace.take(now)
        return item

    def opens_at(self, now: datetime) -> datetime:
        """When the first at the gate may pass, as far as time is concerned."""
        is_bulk = bool(self._gate and self._gate[0].priority)
        return max(self.trouble.held_until, self.pace.opens_at(now, is_bulk))

    def recall(self) -> list[Item]:
        """Clears the gate."""
        recalled, self._gate = self._gate, []
        return recalled

    @property
    def ready(self) -> int:
        """About how many chats something could go to now."""
        return len(self._ready)

    @property
    def has_gated(self) -> bool:
        return bool(self._gate)

    def gated(self) -> list[int]:
        """The ids of what is claimed, and certainly not on the wire."""
        return [item.id for item in self._gate]

    def settle(self, item: Item, result: Verdict, now: datetime) -> None:
        """The send is over: what it says about the item, its line and the lane."""
        line, again = item.line, result.status is DeliveryStatus.QUEUED
        item.refusals = item.refusals + 1 if again else 0
        item.moved = item.moved or bool(result.moved_to)
        line.hold(now + result.hold_chat)
        if self.trouble.note(line.chat.id, result, now):
            self.pace.lower(now)
        self.come_back(item, now, again=again)
        if result.moved_to:
            self._rename(line, result.moved_to)
        elif result.status is DeliveryStatus.BLOCKED:
            self._drop(line)

    def come_back(self, item: Item, now: datetime, *, again: bool) -> None:
        """The next of the line may follow; `again` puts the item back at its place."""
        if item.passed is not None:
            item.passed.back(now)
            item.passed = None
            self.on_wire -= 1
        line = item.line
        line.is_busy = False
        if again:
            heapq.heappush(line.waiting, item)
        else:
            self.known.pop(item.id, None)
        self._offer_first(line)

    def _drop(self, line: Line) -> None:
        """Forgets what waits in this line."""
        for item in line.waiting:
            self.known.pop(item.id, None)
        line.waiting.clear()

    def _rename(self, line: Line, chat_id: str) -> None:
        """The chat has a new id: who waits in the old line waits in the new one."""
        new = self.line(chat_id)
        new.hold(line.held_until)
        for item in line.waiting:
            item.line = new
            self._enter(item)
        line.waiting = []

    def prune(self, now: datetime) -> None:
        """Forgets lines in which nothing is left to know."""
        for chat_id in [chat_id for chat_id, line in self._lines.items() if line.is_idle(now)]:
            del self._lines[chat_id]

    def next_times(self, now: datetime) -> Iterator[datetime]:
        """When there may be something to claim again, apart from what comes back or is added."""
        if self._later and self._room(is_bulk=False) > 0:
            yield max(self._later[0][0], self.trouble.held_until)
        if self.trouble.held_until > now:
            yield self.trouble.held_until

    def _room(self, *, is_bulk: bool) -> int:
        """How many may be claimed; in trouble one message finds out for all."""
        if self.trouble.is_probing:
            return 1 - self.on_wire - len(self._gate)
        return (self._most_at_gate if is_bulk else MOST_UNRECORDED) - len(self._gate)

    def _enter(self, item: Item) -> None:
        heapq.heappush(item.line.waiting, item)
        if item.line.waiting[0] is item:
            self._offer_first(item.line)

    def _offer_first(self, line: Line) -> None:
        if line.waiting and not line.is_busy:
            heapq.heappush(self._ready, line.waiting[0])

    def _may_go(self, item: Item, now: datetime) -> bool:
        """Whether the item is still the first of a free line; a line that must wait is put down for later."""
        line = item.line
        if line.is_busy or not line.waiting or line.waiting[0] is not item:
            return False
        opens_at = max(line.held_until, line.bucket.opens_at(now))
        if opens_at > now:
            heapq.heappush(self._later, (opens_at, next(self._tie), line))
            return False
        heapq.heappop(line.waiting)
        line.is_busy = True
        line.bucket.take(now)
        return True
