"""The months and years that a table's row is about, told from its columns of time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from knowledge.facts.columns import Role
from knowledge.facts.fact import RowView
from knowledge.understanding.question import Question

OTHER_TIME = 0.4
"""What a row of other months or years is worth where a time is asked for."""
MONTHS = re.compile(
    r"\b(\d{1,2})/(?:20\d\d)\b|[Tt]háng ((?:\d{1,2}(?:/20\d\d)?(?:\s*(?:[-+,;]|và|đến|tới)\s*(?:[Tt]háng )?(?=\d))?)+)"
)
SPAN = re.compile(r"\b20\d\d\s*(?:[-–]|đến|den|tới|toi)\s*(?:năm |nam )?20\d\d\b")
""" "2021-2025": any year of these."""
YEAR = re.compile(r"\b20\d\d\b")


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
    """The years under which the row is ticked and those named in its columns of time."""
    return _told(tuple(cell for _, cell in row.of(Role.TIME)))[1].union(int(year[:4]) for year in row.years)


def row_time_fit(question: Question, row: RowView) -> float:
    """1 where the row is about the months and years asked for, or names none."""
    months, years = months_of(row), years_of(row)
    other = (question.months and months and months.isdisjoint(question.months)) or (
        question.years and years and years.isdisjoint(question.years)
    )
    if other:
        return OTHER_TIME
    return 1.0 if SPAN.search(question.text) else _share(question.years, years)


def _share(asked: Sequence[int], told: frozenset[int]) -> float:
    """Of several years asked for ("lần trước vào năm …, năm nay đề nghị lại") the share that the row has."""
    return len(told.intersection(asked)) / len(set(asked)) if told and asked else 1.0
