"""Days and years that cannot be: 31/11, a Saturday that is a Sunday, năm học 2022-2024, an end before its beginning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from knowledge.document import Document
from knowledge.findings.passages import Passage
from knowledge.findings.report import Finding

_DAY = re.compile(r"\bngày\s*(\d{1,2})\s*(?:/|tháng)\s*(\d{1,2})\s*(?:/|năm)\s*((?:19|20)\d\d)\b", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\b(thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật),?\s*(?:là\s*)?\(?(?:ngày\s*)?(\d{1,2})/(\d{1,2})/(20\d\d)\b",
    re.IGNORECASE,
)
_SCHOOL_YEAR = re.compile(r"(?<!các )(?<!từ )năm học\s*(20\d\d)\s*[-–]\s*(20\d\d)\b", re.IGNORECASE)
_STAGE = re.compile(r"\bgiai đoạn\s*(20\d\d)\s*[-–]\s*(20\d\d)\b", re.IGNORECASE)
_ANNIVERSARY = re.compile(r"\bkỷ niệm (\d{1,3}) năm [^.;()\d]{0,80}\(\s*(\d{4})\s*[-–]\s*(\d{4})\s*\)", re.IGNORECASE)
_SPAN = re.compile(
    r"\btừ (?:ngày )?(\d{1,2})/(\d{1,2})(?:/(20\d\d))? (?:đến|tới) (?:hết )?(?:ngày )?(\d{1,2})/(\d{1,2})/(20\d\d)\b",
    re.IGNORECASE,
)
_WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")


def dates(_: Document, texts: Sequence[Passage]) -> Iterator[Finding]:
    for passage in texts:
        if any(map(str.isdigit, passage.text)):
            for rule in (_impossible, _weekdays, _years, _spans):
                yield from rule(passage)


def _date(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _finding(passage: Passage, found: re.Match[str], kind: str, sentence: str) -> Finding:
    return Finding(kind, sentence, (passage.place(found.start(), found.end()),))


def _impossible(passage: Passage) -> Iterator[Finding]:
    for found in _DAY.finditer(passage.text):
        if not _date(found[1], found[2], found[3]):
            yield _finding(passage, found, "date", f"Không có ngày {found[1]}/{found[2]}/{found[3]}.")


def _weekdays(passage: Passage) -> Iterator[Finding]:
    for found in _WEEKDAY.finditer(passage.text):
        day = _date(found[2], found[3], found[4])
        if day and _WEEKDAYS[day.weekday()] != found[1].lower():
            true = _WEEKDAYS[day.weekday()]
            yield _finding(passage, found, "date", f"Ngày {day:%d/%m/%Y} là {true}, không phải {found[1].lower()}.")


def _years(passage: Passage) -> Iterator[Finding]:
    """A school year is two years in a row; a longer span after "năm học" may be meant, 0 or 2 years are a slip."""
    for found in _SCHOOL_YEAR.finditer(passage.text):
        length = int(found[2]) - int(found[1])
        if length in (0, 2) or length < 0:
            yield _finding(passage, found, "year", f"Năm học ghi chưa đúng: {found[1]}-{found[2]}.")
    for found in _STAGE.finditer(passage.text):
        if int(found[2]) < int(found[1]):
            yield _finding(passage, found, "year", f"Giai đoạn kết thúc trước khi bắt đầu: {found[1]}-{found[2]}.")
    for found in _ANNIVERSARY.finditer(passage.text):
        years = int(found[3]) - int(found[2])
        if years != int(found[1]):
            yield _finding(
                passage,
                found,
                "year",
                f"Ghi kỷ niệm {found[1]} năm, nhưng từ {found[2]} đến {found[3]} là {years} năm.",
            )


def _spans(passage: Passage) -> Iterator[Finding]:
    """The first day's year may be left out: then a span over New Year is no slip."""
    for found in _SPAN.finditer(passage.text):
        first, last = _date(found[1], found[2], found[3] or found[6]), _date(found[4], found[5], found[6])
        if first and last and last < first and (found[3] or first.month - last.month < 6):
            yield _finding(
                passage, found, "date", f"Ngày kết thúc {last:%d/%m/%Y} trước ngày bắt đầu {first:%d/%m/%Y}."
            )
