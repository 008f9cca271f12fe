"""A reading of a short text as what a report keeps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from db.models import ReportStatus
from db.reports import Content
from knowledge.document import SchoolYear
from knowledge.reports import Count, Kind, Reading, Status, read_report
from knowledge.timeline.period import Frame

# "#V10" anywhere; "V10" too, but "mục V1" is a place in a plan.
CODE = re.compile(
    r"(?<![\w#])(?:#\s?v\s?|(?<!mục )(?<!muc )(?<!phần )(?<!phan )(?<!chương )(?<!chuong )v)(\d{1,9})\b", re.IGNORECASE
)
_NAMED = re.compile(rf"(?:\b(?:việc|viec)\s+)?{CODE.pattern}(?:\s*[:,.–-]+(?=\s|$))?", re.IGNORECASE)
"""A code with what introduces it: it tells which task is meant, nothing of how that stands."""
STATUS = {
    Status.DONE: ReportStatus.DONE,
    Status.DOING: ReportStatus.DOING,
    Status.NOT_STARTED: ReportStatus.DOING,
    Status.MOVED: ReportStatus.DOING,
    Status.TROUBLE: ReportStatus.TROUBLE,
    Status.CANCELLED: ReportStatus.TROUBLE,  # the school will not do it: the office is to look at it
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What a version will keep. `is_sure`: it may count at once; `is_clear`: it says at least how the task stands."""

    content: Content
    is_sure: bool
    is_clear: bool
    difficulty: str = ""
    question: str = ""


def without_codes(text: str) -> str:
    """What a text says beside the codes of tasks."""
    return _NAMED.sub(" ", text).strip(" .,:;–-") if CODE.search(text) else text


def read(text: str, today: date) -> Reading:
    """As the school year of `today` completes months that are named without their year."""
    return read_report(without_codes(text), today=today, frame=Frame.school(SchoolYear.containing(today)))


def says_something(reading: Reading) -> bool:
    """Whether it can be told from the text alone that it is a report."""
    told = reading.status is not Status.UNKNOWN or bool(reading.counts) or reading.percent is not None
    return reading.kind is Kind.REPORT and (told or bool(reading.no_such_day))


def says_how(text: str, today: date) -> bool:
    """Whether it tells how a task stands."""
    return bool(text) and read(text, today).status is not Status.UNKNOWN


def heard(reading: Reading, text: str) -> Heard:
    """What was understood; a text that does not say how the task stands is kept as it is and asked about."""
    is_clear = reading.status is not Status.UNKNOWN
    not_begun = reading.status is Status.NOT_STARTED and reading.percent is None
    content = Content(
        status=STATUS.get(reading.status, ReportStatus.DOING),
        note=text,
        percent=0 if not_begun else reading.percent,
        counts=[_count(each) for each in reading.counts],
        new_date=reading.until.spans[0][1] if reading.until and reading.until.spans else None,
    )
    return Heard(content, reading.sure and is_clear, is_clear, reading.difficulty, reading.question)


def unclear() -> Heard:
    """Files without a word: they say nothing of how the task stands."""
    return Heard(Content(ReportStatus.DOING), is_sure=False, is_clear=False)


def _count(count: Count) -> list[int | str | None]:
    done = count.done
    if done is None and count.total is not None and count.left is not None:
        done = count.total - count.left
    if done is None and count.total is None:
        return [count.left, None, f"{count.unit} còn lại".strip()]
    return [done, count.total, count.unit]
