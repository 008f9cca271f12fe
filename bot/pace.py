"""How fast: a bucket lets a burst pass and then one at a time. Time is given; nothing here sleeps."""

from __future__ import annotations

from datetime import datetime, timedelta


class Bucket:
    """`burst` at once, then one each `interval` (zero: no limit).

    Kept as one instant, the time at which the bucket will be full again (the generic cell rate algorithm).
    """

    __slots__ = ("_full_at", "_interval", "_slack")

    def __init__(self, interval: timedelta, burst: int) -> None:
        self._interval = interval
        self._slack = interval * (max(burst, 1) - 1)
        self._full_at: datetime | None = None

    @classmethod
    def per_second(cls, rate: float) -> Bucket:
        """`rate` a second, a second's worth at once; math.inf: no limit."""
        return cls(timedelta(seconds=1 / rate), int(min(rate, 1e6)))

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
