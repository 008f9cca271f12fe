"""The months and years that a table's row is about, told from its columns of time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from knowledge.document import SchoolYear
from knowledge.facts.columns import Role
from knowledge.facts.fact import RowView
from knowledge.language.text import fold
from knowledge.timeline.period import Span, month_end
from knowledge.understanding.question import Question

OTHER_TIME = 0.4
"""What a row of other months or years is worth where a time is asked for."""
MONTHS = re.compile(
    r"\b(\d{1,2})/(?:20\d\d)\b|[Tt]háng ((?:\d{1,2}(?:/20\d\d)?(?:\s*(?:[-+,;]|và|đến|tới)\s*(?:[Tt]háng )?(?=\d))?)+)"
)
SPAN = re.compile(r"\b20\d\d\s*(?:[-–]|đến|den|tới|toi)\s*(?:năm |nam )?20\d\d\b")
""" "2021-2025": any year of these."""
YEAR = re.compile(r"\b20\d\d\b")
MONTH_OF_YEAR = re.compile(r"\b(1[0-2]|0?[1-9])/(20\d\d)\b")
YEARS = re.compile(r"\b(20\d\d)(?:\s*[-–]\s*(20\d\d))?\b")
DONE = re.compile(r"\bduoc cong nhan|\bgan nhat\b|\blan truoc\b|\bda (?:dat|duoc|cong nhan)\b")
"""Over a column: when something was done before, which leaves open what is of a later year."""


@lru_cache(10_000)
def _told(cells: tuple[str, ...]) -> tuple[frozenset[int], frozenset[int]]:
    """(months, years) of the cells of time; from one month to another all between."""
    months: set[int] = set()
    for cell in cells:
        for single, run in MONTHS.findall(cell):
            named = [int(number) for number in re.findall(r"(?<!/)\b\d{1,2}\b", single or run)]
            ranged = len(named) == 2 and re.search(r"-|đến|tới", run) and named[0] < named[1]
            months.update(range(named[0], named[1] + 1) if ranged else named)
    return frozenset(months), frozenset(int(year) for cell in cells for year in YEAR.findall(cell))


def months_of(row: RowView) -> frozenset[int]:
    """The months named in the row's columns of time; empty where none is."""
    return _told(tuple(cell for _, cell in row.of(Role.TIME)))[0]


def years_of(row: RowView) -> frozenset[int]:
    """The years under which the row is ticked or has a figure, and those named in its columns of time."""
    return _told(tuple(cell for _, cell in row.of(Role.TIME)))[1].union(
        int(year) for header in [*row.years, *(h for h, _ in row.of(Role.YEAR_VALUE))] for year in YEAR.findall(header)
    )


@lru_cache(10_000)
def days_told(told: str) -> tuple[Span, ...]:
    """The days of the months, or else of the years, that a cell or a header names; "2026-2027" is a school year."""
    if months := [(int(year), int(month)) for month, year in MONTH_OF_YEAR.findall(told)]:
        return tuple((date(year, month, 1), month_end(year, month)) for year, month in months)
    named = [(int(first), int(last or first)) for first, last in YEARS.findall(told)]
    return tuple(_school_year(a) if b == a + 1 else (date(a, 1, 1), date(b, 12, 31)) for a, b in named if a <= b)


def _school_year(start: int) -> Span:
    return SchoolYear(start).first_day, SchoolYear(start).last_day


def overlap(spans: Iterable[Span], asked: Span) -> bool:
    """Whether any of the spans has a day of `asked`."""
    return any(first <= asked[1] and asked[0] <= last for first, last in spans)


def is_of_year(row: RowView, asked: Span) -> bool | None:
    """Whether the row is about the days `asked`, by its columns of time, the years that it is ticked under and those
    that it has figures for; None where these say nothing of them."""
    planned = [*row.years, *(header for header, _ in row.of(Role.YEAR_VALUE))]
    times = row.of(Role.TIME)
    planned += [cell for header, cell in times if not DONE.search(fold(header))]
    spans = [span for told in planned for span in days_told(told)]
    done = [span for header, cell in times if DONE.search(fold(header)) for span in days_told(cell)]
    if overlap([*spans, *done], asked):
        return True
    return False if spans else None


def row_time_fit(question: Question, row: RowView) -> float:
    """1 where the row is about the months and years asked for, or names none."""
    months, years = months_of(row), years_of(row)
    other_month = question.months and months and months.isdisjoint(question.months)
    other_year = question.years and years and years.isdisjoint(question.years)
    if other_month or other_year or (question.year and is_of_year(row, question.year) is False):
        return OTHER_TIME
    return 1.0 if SPAN.search(question.text) else _share(question.years, years)


def _share(asked: Sequence[int], told: frozenset[int]) -> float:
    """Of several years asked for ("lần trước vào năm …, năm nay đề nghị lại") the share that the row has."""
    return len(told.intersection(asked)) / len(set(asked)) if told and asked else 1.0
