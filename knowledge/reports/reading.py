"""What a short text says about one task: the types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.reports.figures import Count
from knowledge.timeline.period import When


class Kind(StrEnum):
    """What a text sent while a report is open is. What is not plainly something else is a report."""

    REPORT = "report"
    QUESTION = "question"
    CHAT = "chat"


class Status(StrEnum):
    """How the task stands. TROUBLE is not done, for a difficulty that was told; MOVED asks for or tells another time;
    CANCELLED will not be done by this school. UNKNOWN is asked back."""

    DONE = "done"
    DOING = "doing"
    TROUBLE = "trouble"
    NOT_STARTED = "not_started"
    MOVED = "moved"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood, to be shown back.

    `percent` is 0 to 100; `difficulty` and `question` are the person's own words, "" where there are none. `until` is
    the new time that was named; `no_such_day` the words of a day or month that no calendar has, which nobody bends.
    Not `sure` means that it counts only once the person has confirmed it. A REPORT with a `question` is both.
    """

    kind: Kind
    status: Status
    sure: bool
    percent: int | None = None
    counts: tuple[Count, ...] = ()
    difficulty: str = ""
    until: When | None = None
    no_such_day: str = ""
    question: str = ""
