"""One piece of a plan's timeline, and what its own words and other places of the plan add to its time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.language.text import fold
from knowledge.reading.marks import roman_value
from knowledge.timeline.period import Frame, When
from knowledge.timeline.when import days_in

_APPENDIX = re.compile(r"(?:phu luc|\bpl)\s*(?:so\s*)?(\d{1,2}|[ivx]{1,4})\b")


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of the timeline.

    `levels` are of `language.levels.LEVELS`, empty where the plan does not restrict the task; `leads` are who leads,
    the unit before the person; `joins` who joins; `product` what is due. `section` is the label of its place, `line`
    the line of its row or bullet in the file. `days` are the days that `what` itself names inside `when` ("chào mừng
    20/11" among the work of a November).
    """

    what: str
    when: When
    levels: tuple[str, ...]
    leads: tuple[str, ...]
    joins: tuple[str, ...]
    product: str
    section: str
    line: int
    days: tuple[When, ...] = ()


def followed(task: Task, found: Sequence[Task]) -> Task:
    """A task whose time is "theo phụ lục 02" has the times of that appendix's tasks."""
    named = _APPENDIX.search(fold(task.when.words))
    if not named or task.when.spans or task.when.every:
        return task
    there = [other for other in found if _number(_APPENDIX.match(fold(other.section))) == _number(named)]
    spans = dict.fromkeys(span for other in there for span in other.when.spans if other is not task)
    return replace(task, when=replace(task.when, spans=tuple(sorted(spans))))


def _number(found: re.Match[str] | None) -> int:
    """The number of an appendix: "02" and "II" are 2; 0 where there is none."""
    return 0 if found is None else int(found[1]) if found[1].isdecimal() else roman_value(found[1].upper())


def with_days(task: Task, frame: Frame | None) -> Task:
    days = [
        day
        for day in days_in(task.what, frame)
        if any(first <= day.spans[0][0] <= last for first, last in task.when.spans)
    ]
    return replace(task, days=tuple(days)) if days else task
