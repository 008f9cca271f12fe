"""Months, quarters, years and school years that a question names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from knowledge.language.lexicon import Word

MONTH_WORDS = {
    **{"gieng": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10},
    **{"muoi mot": 11, "muoi hai": 12, "chap": 12, "nam": 5},
}
# "tháng năm" is May only where no year or word for one follows.
MONTH = (
    r"\d{1,2}\b|muoi mot|muoi hai|(?:gieng|hai|ba|tu|bon|sau|bay|tam|chin|muoi|chap)\b|"
    r"nam\b(?! (?:hoc|nao|nay|ngoai|sau|toi|\d))"
)
QUARTER_MONTHS = {1: (1, 2, 3), 2: (4, 5, 6), 3: (7, 8, 9), 4: (10, 11, 12)}


@dataclass(slots=True)
class Times:
    """What was said, and `taken`: the places of its words, [start, end). A school year is named by its first year."""

    months: list[int] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    school_years: list[int] = field(default_factory=list)
    quarters: list[int] = field(default_factory=list)
    taken: list[tuple[int, int]] = field(default_factory=list)


def read_times(typed: Sequence[Word]) -> Times:
    """Every month, quarter, year and school year, the longer wording first."""
    times = Times()
    line = " ".join(word.folded for word in typed)
    places = _places(typed)
    for pattern, keep in PATTERNS:
        for found in pattern.finditer(line):
            start, end = places.get(found.start()), places.get(found.end() + 1)
            if start is None or end is None or any(s < end and start < e for s, e in times.taken):
                continue
            if keep(times, found):
                times.taken.append((start, end))
    return times


def _places(typed: Sequence[Word]) -> dict[int, int]:
    """Where each word begins in the line -> its place; the end of the line counts as one more."""
    places, at = {}, 0
    for place, word in enumerate(typed):
        places[at] = place
        at += len(word.folded) + 1
    return {**places, at: len(typed)}


def _with_year(times: Times, found: re.Match[str]) -> None:
    if found.group(2):
        times.years.append(int(found.group(2)))


def _months(times: Times, found: re.Match[str]) -> bool:
    """One month or several, in figures or in words ("tháng tư", "tháng 10 và 11")."""
    months = [MONTH_WORDS.get(month) or int(month) for month in re.findall(MONTH, found.group(1))]
    if any(not 1 <= month <= 12 for month in months):
        return False
    times.months += months
    _with_year(times, found)
    return True


def _quarter(times: Times, found: re.Match[str]) -> bool:
    if not 1 <= int(found.group(1)) <= 4:
        return False
    times.quarters.append(int(found.group(1)))
    _with_year(times, found)
    return True


def _year(times: Times, found: re.Match[str]) -> bool:
    times.years.append(int(found.group(1)))
    return True


def _school_year(times: Times, found: re.Match[str]) -> bool:
    start, end = (int(year) % 2000 + 2000 for year in found.groups())
    if end == start + 1:
        times.school_years.append(start)
    elif int(found.group(1)) > 2000:
        times.years += [start, end]
    return end == start + 1 or int(found.group(1)) > 2000


PATTERNS: tuple[tuple[re.Pattern[str], Callable[[Times, re.Match[str]], bool]], ...] = (
    (re.compile(r"\b(20\d\d) (20\d\d)\b"), _school_year),
    (re.compile(r"\b([1-4]\d) ([1-4]\d)\b"), _school_year),
    (
        re.compile(rf"\bthang ((?:{MONTH})(?: (?:va |den |toi |thang )*(?:{MONTH}))*)(?: (?:nam )?(20\d\d))?\b"),
        _months,
    ),
    (re.compile(r"\bqu[yi] (\d)(?: (?:nam )?(20\d\d))?\b"), _quarter),
    (re.compile(r"\b(1[0-2]|[1-9]) (20\d\d)\b"), _months),
    (re.compile(r"\b(?:nam )?(20\d\d)\b"), _year),
)
