"""A child's age as people say it ("18 tháng", "lên ba", "4 tuổi") and the age group or level that a plan has for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.language.lexicon import Word
from knowledge.language.text import NUMERALS

CHILD = r"\b(?:be|chau|con|nhoc|tre|cu|cu ti|em be)\b(?: (?!(?:trong|sau|thi|nghi|hoc|vao)\b)[a-z]+){0,5}"
NUMERAL = rf"\d{{1,2}}|{'|'.join(NUMERALS)}"
YEARS = re.compile(rf"\b(?P<age>{NUMERAL})(?: ruoi)? tuoi\b")
RISING = re.compile(rf"{CHILD} (?:len|gan|sap) (?P<age>{NUMERAL})\b(?! (?:lop|cap|muc|thang|nam|tuoi))")
MONTHS = re.compile(rf"\b(?P<months>\d{{1,2}}) thang tuoi\b|{CHILD} (?P<more>\d{{2}}) thang\b(?! (?:\d|nua|nay))")
GROUPS = ((3, ("nha tre",), "MN"), (5, ("mau giao",), "MN"), (6, ("mau giao", "tre 5 tuoi"), "MN"))
"""Years below which a child is of that group: Điều lệ trường mầm non (Thông tư 52/2020/TT-BGDĐT), Điều 1 và 14."""
SCHOOLS = ((6, 11, "TH"), (11, 15, "THCS"))
"""Years of age, [from, to), by level: Luật Giáo dục 2019, Điều 28. Of who is older the level is not told."""


@dataclass(frozen=True, slots=True)
class Age:
    """An age in the words [start, end): the known wordings for its group, "" for no level."""

    start: int
    end: int
    groups: tuple[str, ...]
    level: str


def ages_in(typed: Sequence[Word]) -> Iterator[Age]:
    """Every age of a child that the words name; other ages ("94 tuổi") are none."""
    line = " ".join(word.folded for word in typed)
    for found, years in _found(line):
        groups, level = _group_of(years)
        if level:
            start = line[: found.start(found.lastgroup or 0)].count(" ")
            yield Age(start, line[: found.end()].count(" ") + 1, groups, level)


def _found(line: str) -> Iterator[tuple[re.Match[str], float]]:
    for pattern in (YEARS, RISING):
        for found in pattern.finditer(line):
            yield found, int(NUMERALS.get(found["age"], found["age"]))
    for found in MONTHS.finditer(line):
        yield found, int(found["months"] or found["more"]) / 12


def _group_of(years: float) -> tuple[tuple[str, ...], str]:
    for below, groups, level in GROUPS:
        if years < below:
            return groups, level
    return (), next((level for start, end, level in SCHOOLS if start <= years < end), "")
