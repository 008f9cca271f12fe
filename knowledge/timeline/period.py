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
    """The year that a plan runs through, school year or calendar year: it completes a month named without its year.

    `terms` are the two of a school year where the plan gives their days itself.
    """

    first: date
    last: date
    terms: tuple[Span | None, Span | None] = (None, None)

    @classmethod
    def school(cls, year: SchoolYear) -> Frame:
        return cls(year.first_day, year.last_day)

    @classmethod
    def calendar(cls, year: int) -> Frame:
        return cls(date(year, 1, 1), date(year, 12, 31))

    def year_of(self, month: int) -> int:
        return self.first.year if month >= self.first.month else self.last.year

    def term(self, number: int) -> Span:
        """Term 1 or 2 of the school year: the plan's own, else the ministry's yearly frame (term I ends before 18
        January, term II before 31 May; provinces differ by days)."""
        if given := self.terms[number - 1]:
            return given
        start = self.year_of(9) if number == 1 else self.year_of(2) - 1
        return (
            (date(start, 9, 5), date(start + 1, 1, 17))
            if number == 1
            else (date(start + 1, 1, 18), date(start + 1, 5, 31))
        )


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
