"""What a time in a plan is once it is understood: spans of days, and the year that they are reckoned in."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from knowledge.document import SchoolYear

Span = tuple[date, date]
"""First and last day, inclusive."""


@dataclass(frozen=True, slots=True)
class When:
    """When a task falls due, as printed and as understood.

    `spans` are first and last days, inclusive; none where the words name no time that can be told. `every` is "" or
    "day", "week", "month", "quarter", "term", "year"; "month:25" is due by the 25th of each month.
    """

    words: str
    spans: tuple[Span, ...] = ()
    every: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The year that a plan runs through, school year or calendar year: it completes a month named without its year."""

    first: date
    last: date

    @classmethod
    def school(cls, year: SchoolYear) -> Frame:
        return cls(year.first_day, year.last_day)

    @classmethod
    def calendar(cls, year: int) -> Frame:
        return cls(date(year, 1, 1), date(year, 12, 31))

    def year_of(self, month: int) -> int:
        return self.first.year if month >= self.first.month else self.last.year


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
