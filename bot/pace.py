"""How fast: per chat a burst and then one at a time, over all so many a second. Time is given; nothing here sleeps."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta
from math import isinf

EVENLY = 0.9  # of the even interval must lie between two broadcast messages: what was late may catch up
LATE = timedelta(milliseconds=20)  # by which a timer may be late without costing rate
ON_THE_WAY = timedelta(milliseconds=250)  # until which a message may still be on its way to the other side's counter
LEARNT_FROM = 100  # messages from which the shortest way there and back is learnt ...
SURELY = 0.8  # ... of which none will take less than this
LOWERED = 0.7  # what is left of the rate after a refusal ...
LOWEST = 0.1  # ... at the least ...
RECOVERED_PER_S = 0.02  # ... and how much of the set rate comes back each second


class Bucket:
    """`burst` at once, then one each `interval` (zero: no limit).

    Kept as one instant, the time at which the bucket will be full again (the generic cell rate algorithm).
    """

    __slots__ = ("_full_at", "_interval", "_slack")

    def __init__(self, interval: timedelta, burst: int) -> None:
        self._interval = interval
        self._slack = interval * (max(burst, 1) - 1)
        self._full_at: datetime | None = None

    def opens_at(self, now: datetime) -> datetime:
        """When the next one may pass: `now`, or later."""
        if self._full_at is None:
            return now
        # A clock that was set back must not stop the bucket for as long as it went back.
        self._full_at = min(self._full_at, now + self._slack + self._interval)
        return max(now, self._full_at - self._slack)

    def take(self, now: datetime) -> None:
        """One passes."""
        self._full_at = max(self._full_at or now, now) + self._interval

    def is_full(self, now: datetime) -> bool:
        return self._full_at is None or self._full_at <= now


class Way:
    """How long a message and its answer take at the least: by so much later than it left was it counted for sure."""

    def __init__(self) -> None:
        self.shortest = timedelta(0)  # until it is known
        self._lately: list[timedelta] = []

    def note(self, took: timedelta) -> None:
        self._lately.append(took)
        if len(self._lately) == LEARNT_FROM:
            self.shortest = min(self._lately) * SURELY
            self._lately.clear()


class Pass:
    """One message under way. `at`: when at the latest it was counted at the other side, less the shortest way."""

    __slots__ = ("_left", "_way", "at")

    def __init__(self, now: datetime, way: Way) -> None:
        self._left, self._way = now, way
        self.at = now + ON_THE_WAY

    def back(self, now: datetime) -> None:
        """Its answer came: it has been counted."""
        self.at = min(self.at, max(self._left, now - self._way.shortest))
        self._way.note(now - self._left)


class Pace:
    """At most `rate` (math.inf: no limit) in *any* second, not only on average, as counted where they arrive.

    Replies may go as soon as the last second has room; a broadcast goes evenly, so that there soon is some. A refusal
    lowers the rate by a factor, and time gives it back bit by bit, as a network's senders share a line.
    """

    def __init__(self, rate: float) -> None:
        self._most = 0 if isinf(rate) else max(1, int(rate))  # within `_window`
        self._window = timedelta(seconds=self._most / rate)
        self._passed: deque[Pass] = deque(maxlen=self._most or 1)
        self._way = Way()
        self._even_at: datetime | None = None
        self._share, self._share_at = 1.0, datetime.min.replace(tzinfo=UTC)

    def share(self, now: datetime) -> float:
        """What of the rate is in use: 1.0 unless it was lowered lately."""
        if self._share < 1.0:
            regained = max(0.0, (now - self._share_at).total_seconds()) * RECOVERED_PER_S
            return min(1.0, self._share + regained)
        return 1.0

    def lower(self, now: datetime) -> None:
        """The other side finds it too fast."""
        self._share, self._share_at = max(self.share(now) * LOWERED, LOWEST), now

    def opens_at(self, now: datetime, is_bulk: bool) -> datetime:
        """When the next one may pass: `now`, or later."""
        if not self._most:
            return now
        window = self._window / self.share(now)
        at = now
        if len(self._passed) == self._most:
            at = max(at, self._passed[0].at + window)
        if is_bulk and self._even_at is not None:
            at = max(at, self._even_at)
        return min(at, now + window)  # a clock that was set back must not stop all

    def take(self, now: datetime) -> Pass:
        """One passes."""
        passed = Pass(now, self._way)
        if self._most:
            self._passed.append(passed)
            interval = self._window / self.share(now) / self._most * EVENLY
            self._even_at = max(self._even_at or now, now - LATE) + interval
        return passed
