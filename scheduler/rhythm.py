"""An office's rhythm: on which days and at what time it calls, and when it is quiet.

Public holidays, days off in lieu and working Saturdays are those of the Labour Code (45/2019/QH14, article 112) and
the Government's yearly notices, as the `holidays` library knows them; an office adds what its province decides.
Tết is from the lunar calendar, so that the break is right before any notice is out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from holidays import country_holidays
from lunar_vn import LunarDate, lunar_to_solar

DAY = timedelta(days=1)
SATURDAY = 5  # date.weekday()
LUNAR_YEARS = range(1901, 2100)  # those that lunar_vn knows; a slip of the pen may name another


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What an office may set. Days are dates in `zone`; steps are days before and after the due day."""

    zone: str = "Asia/Ho_Chi_Minh"
    at: time = time(7, 30)
    first: bool = True  # a digest on the first working day of each month
    before: tuple[int, ...] = (3,)
    on_day: bool = True
    after: tuple[int, ...] = (1, 3)
    quiet_from: time = time(21, 0)
    quiet_until: time = time(6, 30)
    saturdays: bool = False  # whether Saturdays are worked
    tet_before: int = 2  # the break: days before the first of the lunar year ...
    tet_after: int = 5  # ... and from it on
    days_off: frozenset[date] = frozenset()  # beyond the law's
    days_worked: frozenset[date] = frozenset()  # although they would be off
    stale_after: int = 7  # days after which a call that could not go out is of no more use

    def is_working(self, day: date) -> bool:
        if day in self.days_worked:
            return True
        if day in self.days_off or self._in_tet(day):
            return False
        calendar = _calendar(day.year)
        return calendar.is_working_day(day) or (self.saturdays and day.weekday() == SATURDAY and day not in calendar)

    def _in_tet(self, day: date) -> bool:
        if day.year not in LUNAR_YEARS:
            return False
        new_year = first_of_lunar_year(day.year)
        return new_year - self.tet_before * DAY <= day < new_year + self.tet_after * DAY

    def last_working(self, day: date) -> date:
        """`day`, or the working day before it: what is due on a Sunday is called for on the Friday."""
        return next(d for d in _days(day, -DAY) if self.is_working(d))

    def next_working(self, day: date) -> date:
        """`day`, or the working day after it."""
        return next(d for d in _days(day, DAY) if self.is_working(d))

    def first_working(self, year: int, month: int) -> date:
        return self.next_working(date(year, month, 1))

    def calls_at(self, day: date) -> datetime:
        """The instant (UTC) at which calls of that day go out."""
        return datetime.combine(day, self.at, ZoneInfo(self.zone)).astimezone(UTC)

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.zone)).date()

    def wakes(self, now: datetime) -> datetime:
        """`now`, or where it is night the night's end (UTC). For what is no call to work: days off are no night."""
        zone = ZoneInfo(self.zone)
        local = now.astimezone(zone)
        if self.quiet_until <= local.time() < self.quiet_from:
            return now
        day = local.date() + (DAY if local.time() >= self.quiet_from else timedelta(0))
        return datetime.combine(day, self.quiet_until, zone).astimezone(UTC)

    def is_quiet(self, now: datetime) -> bool:
        """Whether nobody may be called: at night, and on days off."""
        local = now.astimezone(ZoneInfo(self.zone))
        return not self.quiet_until <= local.time() < self.quiet_from or not self.is_working(local.date())

    def next_call(self, now: datetime) -> datetime:
        """`now`, or when it is quiet the first instant at which calls go out again."""
        if not self.is_quiet(now):
            return now
        today = self.today(now)
        return next(at for d in _days(today, DAY) if self.is_working(d) and (at := self.calls_at(d)) > now)


def _days(day: date, step: timedelta) -> Iterator[date]:
    while True:
        yield day
        day += step


@lru_cache(maxsize=32)
def _calendar(year: int) -> Any:
    return country_holidays("VN", years=year)


@lru_cache(maxsize=32)
def first_of_lunar_year(year: int) -> date:
    """The first day of Tết in a calendar year."""
    return lunar_to_solar(LunarDate(1, 1, year))
