"""Tasks whose time does not fit the plan's period or the school year that they are for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from knowledge.document import Document, SchoolYear
from knowledge.findings.report import Finding, Place
from knowledge.language.text import fold
from knowledge.timeline.tasks import Task, frame_of, tasks

_MONTH_OF_YEAR = re.compile(r"\d{1,2}\s*/\s*20\d\d")
_SCHOOL_YEAR = re.compile(r"nam hoc\s*(20\d\d)\s*[-–]\s*(20\d\d)")
_AHEAD = re.compile(r"^(?:huong dan|xay dung|lap|chi dao).{0,80}\bke hoach\b")
_BACK = re.compile(r"\b(?:danh gia|tong ket|so ket|phan loai|xep loai|xet duyet)\b")
_PREPARES = re.compile(r"\b(?:xay dung|huong dan|tieu chi|ke hoach|dang ky|chuan bi|bo tieu|tap huan)\b")
SUMMER = 6
"""A plan for a school year may begin in June before it: enrolment and summer work."""


def years(document: Document) -> Iterator[Finding]:
    by_table: dict[str, list[Task]] = defaultdict(list)
    for task in tasks(document):
        if task.when.spans:
            by_table[task.section].append(task)
    for listed in by_table.values():
        yield from _before_the_plan(document, listed)
        for task in listed:
            yield from _other_school_year(task)


def _before_the_plan(document: Document, listed: list[Task]) -> Iterator[Finding]:
    """A month printed with its year that is over before the plan begins, in a table that otherwise keeps to it.

    Where most rows are older the table looks back, or is a road map over years.
    """
    begins = _begin(document)
    if not begins:
        return
    early = [task for task in listed if max(end for _, end in task.when.spans) < begins]
    for task in early if len(early) * 4 <= len(listed) else ():
        if _MONTH_OF_YEAR.search(task.when.words):
            yield Finding(
                "year",
                f"Việc “{task.what}” ghi thời gian {task.when.words}, trước khi kế hoạch bắt đầu ({begins:%m/%Y}).",
                (Place(0, "", document.metadata.title), Place(task.line, task.section, task.when.words)),
            )


def _begin(document: Document) -> date | None:
    frame = frame_of(document)
    if not frame:
        return None
    first = frame.first
    return first if first.month == 1 else date(first.year, SUMMER, 1)


def _other_school_year(task: Task) -> Iterator[Finding]:
    """Guiding a school year's plan after that year is over; judging its results before it has begun."""
    what = fold(task.what)
    named = {int(first) for first, second in _SCHOOL_YEAR.findall(what) if int(second) == int(first) + 1}
    if len(named) != 1:
        return
    year = SchoolYear(named.pop())
    first, last = min(start for start, _ in task.when.spans), max(end for _, end in task.when.spans)
    if _AHEAD.match(what) and first > year.last_day:
        why = f"khi năm học {year} đã kết thúc"
    elif _BACK.search(what) and not _PREPARES.search(what) and last < date(year.start, 7, 1):
        why = f"khi năm học {year} chưa bắt đầu"
    else:
        return
    yield Finding(
        "year",
        f"Việc “{task.what}” ghi thời gian {task.when.words}, {why}.",
        (Place(task.line, task.section, task.what), Place(task.line, task.section, task.when.words)),
    )
