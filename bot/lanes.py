"""The outbox's queue in memory: per account a lane, per chat a line. Time is given; nothing here sends or stores."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.channels.base import Channel
from bot.pace import Bucket
from bot.verdicts import CHANNEL_PAUSE, Verdict
from db.deliveries import Chat, Queued
from db.models import DeliveryStatus

LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Item:
    """One queued delivery in line."""

    __slots__ = ("attempts", "id", "line", "moved", "priority", "refusals")

    def __init__(self, row: Queued, line: Line) -> None:
        self.id = row.id
        self.priority = row.priority
        self.attempts = row.attempts
        self.line = line
        self.refusals = 0  # in a row, since this process began
        self.moved = False

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

    `ready` holds the first of each line, replies apart from the rest, so that a broadcast that has used up its share
    stops no reply. Entries may be out of date: `pick` checks each, and a line that gets free again enters anew.
    """

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.sends = asyncio.Semaphore(channel.max_in_flight)
        self.known: dict[int, Item] = {}
        self.out = 0  # claimed, and not come back
        self.held_until = LONG_AGO
        self.is_down = False
        self.may_have_more = True  # in the database, beyond what is known
        self.limited_chat = ""  # the last to be told to wait; a second one means that the whole account is
        self._lines: dict[str, Line] = {}
        self._replies: list[Item] = []
        self._bulk: list[Item] = []
        self._later: list[tuple[datetime, int, Line]] = []
        self._tie = count()
        self._all = Bucket.per_second(channel.rate_per_s)
        self._bulk_share = Bucket.per_second(min(channel.bulk_rate_per_s, channel.rate_per_s))

    def add(self, row: Queued) -> None:
        """Puts a row in line, unless it is there."""
        if row.id not in self.known:
            item = self.known[row.id] = Item(row, self.line(row.chat_id))
            if row.not_before is not None:
                item.line.hold(row.not_before)
            self._enter(item)

    def line(self, chat_id: str) -> Line:
        line = self._lines.get(chat_id)
        if line is None:
            channel = self.channel
            bucket = Bucket(timedelta(seconds=channel.seconds_per_chat), channel.burst_per_chat)
            line = self._lines[chat_id] = Line(Chat(channel.name, channel.account, chat_id), bucket)
        return line

    def pick(self, now: datetime, room: int) -> list[Item]:
        """Takes what may be sent now, replies first, at most `room`; their lines are busy until `come_back`."""
        while self._later and self._later[0][0] <= now:
            self._offer_first(heapq.heappop(self._later)[2])
        picked: list[Item] = []
        if self.held_until > now:
            return picked
        room = min(room, self._room())
        for ready, buckets in ((self._replies, (self._all,)), (self._bulk, (self._all, self._bulk_share))):
            while ready and len(picked) < room and all(bucket.opens_at(now) <= now for bucket in buckets):
                item = heapq.heappop(ready)
                if self._may_go(item, now):
                    for bucket in (*buckets, item.line.bucket):
                        bucket.take(now)
                    picked.append(item)
        self.out += len(picked)
        return picked

    def settle(self, item: Item, result: Verdict, now: datetime) -> None:
        """The send is over: what it says about the item, its line and the lane."""
        line, again = item.line, result.status is DeliveryStatus.QUEUED
        item.refusals = item.refusals + 1 if again else 0
        item.moved = item.moved or bool(result.moved_to)
        line.hold(now + result.hold_chat)
        self._hold_all(line, result, now)
        self.come_back(item, again=again)
        if result.moved_to:
            self._rename(line, result.moved_to)
        elif result.status is DeliveryStatus.BLOCKED:
            self._drop(line)

    def _hold_all(self, line: Line, result: Verdict, now: datetime) -> None:
        """Stops the lane when the channel is down, or when a second chat in a row is told to wait."""
        pause = result.hold_channel
        if result.limited and self.limited_chat not in ("", line.chat.id):
            pause = min(result.hold_chat, CHANNEL_PAUSE)
        self.held_until = max(self.held_until, now + pause)
        self.is_down = bool(result.hold_channel)
        self.limited_chat = line.chat.id if result.limited else ""

    def come_back(self, item: Item, *, again: bool) -> None:
        """The next of the line may follow; `again` puts the item back at its place."""
        self.out -= 1
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
        """When there may be something to pick again, apart from what comes back or is added."""
        if self._room() <= 0:
            return
        if self._later:
            yield max(self._later[0][0], self.held_until)
        if self._replies:
            yield max(self._all.opens_at(now), self.held_until)
        elif self._bulk:
            yield max(self._all.opens_at(now), self._bulk_share.opens_at(now), self.held_until)

    def _room(self) -> int:
        """Claiming somewhat more than can be out keeps the wire busy while the database works."""
        return (1 if self.is_down else 2 * self.channel.max_in_flight) - self.out

    def _enter(self, item: Item) -> None:
        heapq.heappush(item.line.waiting, item)
        if item.line.waiting[0] is item:
            self._offer_first(item.line)

    def _offer_first(self, line: Line) -> None:
        if line.waiting and not line.is_busy:
            first = line.waiting[0]
            heapq.heappush(self._bulk if first.priority else self._replies, first)

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
        return True
