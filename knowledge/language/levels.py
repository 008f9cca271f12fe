"""The school levels that words name: MN, TH, THCS, THPT, GDTX."""

from __future__ import annotations

import re
from collections.abc import Collection

from knowledge.language.text import fold

LEVELS = ("MN", "TH", "THCS", "THPT", "GDTX")
GRADES = {"MN": (0,), "TH": range(1, 6), "THCS": range(6, 10), "THPT": range(10, 13), "GDTX": range(6, 13)}
_LEVEL_WORDS = (
    ("MN", re.compile(r"\bmn\b|\bm\.non\b|mam non|mau giao|nha tre")),
    ("TH", re.compile(r"\bth\b|\bt\.hoc\b|tieu hoc|\blop [1-5]\b")),
    ("THCS", re.compile(r"\bthcs\b|trung hoc co so|\blop [6-9]\b")),
    ("THPT", re.compile(r"\bthpt\b|trung hoc pho thong|\blop 1[0-2]\b")),
    ("GDTX", re.compile(r"\bgdtx\b|giao duc thuong xuyen")),
)
# Pupils of grade 9 sit for "lớp 10 THPT": the school above is named, but the task is not its own.
_NEXT_SCHOOL = re.compile(
    r"(?:vao|thi|do|tuyen sinh) lop 10(?: (?:truong )?thpt)?|(?:lop 10|thi|tot nghiep) (?:truong )?thpt"
)


def grades_of(levels: Collection[str]) -> list[int]:
    """The grades that a school of these levels has: 0 is preschool. All, where its levels are not known."""
    return sorted({grade for level in levels or GRADES for grade in GRADES.get(level, ())})


def levels_of(text: str) -> tuple[str, ...]:
    """The school levels that the text names, by themselves ("TH", "mầm non") or by a grade ("lớp 9")."""
    folded = _NEXT_SCHOOL.sub(" ", fold(text))
    named = {level for level, pattern in _LEVEL_WORDS if pattern.search(folded)}
    return tuple(level for level in LEVELS if level in named)


def levels_of_work(what: str) -> tuple[str, ...]:
    """The levels that a task's own words name. One clause that names none is for every school, and so is the task."""
    named = [levels_of(clause) for clause in re.split(r"[;.]\s", what)]
    return tuple(level for level in LEVELS if any(level in levels for levels in named)) if all(named) else ()
