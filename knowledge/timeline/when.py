"""Time as plans write it ("Tháng 5,6/2023", "Quý 2+3", "Từ tháng 1", "trước ngày 25 hàng tháng") to spans of days.

Nothing here raises: what cannot be read has no spans and keeps its words.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from knowledge.document import SchoolYear
from knowledge.language.text import fold, nfc
from knowledge.timeline.period import Frame, Span, When, month_end

_YEAR = r"(?P<year>20\d\d)(?!\d)"
_LIST = r"(?<![\d/])\d{1,2}(?!\d)(?:\s*(?:,|\+|&|-|va|den|den het)\s*(?:thang\s*)?\d{1,2}(?!\d))*"
_MONTHS = re.compile(rf"(?P<since>\btu\s+)?(?P<word>thang\s*)?(?P<list>{_LIST})(?:\s*(?:/|nam)\s*{_YEAR})?")
_LAST_MONTH = re.compile(
    rf"\s*(?:-|den het|den|toi)\s*(?:thang\s*)?(?P<month>\d{{1,2}})(?:\s*(?:/|nam)\s*{_YEAR})?(?![\d/])"
)
_QUARTER = r"(?:iv|i{1,3}|[1-4])\b"
_QUARTERS = re.compile(
    rf"quy\s*(?P<list>{_QUARTER}(?:\s*(?:,|\+|&|-|va|den)\s*(?:quy\s*)?{_QUARTER})*)(?:\s*(?:/|nam)\s*{_YEAR})?"
)
_SPELLED_DAY = re.compile(
    r"(?:ngay\s*)?(?<!\d)(?<!tuan )(?<!lop )(\d{1,2})\s*thang\s*(\d{1,2})(?!\d)(?:\s*nam\s*(20\d\d)|/(20\d\d))?"
)
_DAY = r"(?<![\d/])(\d{1,2})\s?/\s?(\d{1,2})(?:\s?/\s?(20\d\d))?(?![\d/])"
_FIRST_DAY = r"(?<![\d/])(?P<first>\d{1,2})(?P<first_month>/\d{1,2})?(?:/20\d\d)?\s*(?:-|den|toi)\s*(?:het |ngay )*"
_DAYS = re.compile(rf"(?:{_FIRST_DAY})?{_DAY}")
_SCHOOL_YEAR = re.compile(r"nam hoc\s*(20\d\d)\s*-\s*(20\d\d)")
_CALENDAR_YEAR = re.compile(rf"(?:trong |ca )?nam\s*{_YEAR}(?!\s*-\s*20)")
_TERM = re.compile(r"(?:hoc k[yi]|hk)\s*(ii|i|2|1)\b")
_WHOLE = re.compile(r"thuong xuyen|ca nam|trong nam|quanh nam|suot nam|trong nam hoc")
_NUMBER = re.compile(r"\d{1,2}")

_EVERY = (
    ("month", re.compile(r"(?:hang|moi|tung|theo|cac) thang|(?:\d+ lan\s*)?/\s*thang|dinh ky thang")),
    ("quarter", re.compile(r"(?:hang|moi|tung|theo) quy|(?:\d+ lan\s*)?/\s*quy\b")),
    ("week", re.compile(r"(?:hang|moi|tung|theo) tuan|(?:\d+ lan\s*)?/\s*tuan")),
    ("day", re.compile(r"(?:hang|moi) ngay")),
    ("term", re.compile(r"(?:hang|moi|tung|theo) (?:hoc )?k[yi]\b|(?:\d+ lan\s*)?/\s*(?:hoc )?k[yi]\b")),
    ("year", re.compile(r"(?:hang|moi) nam|(?:\d+ lan\s*)?/\s*nam\b")),
)
_MONTH_DAY = re.compile(r"ngay\s*(?:mung\s*)?(\d{1,2})\s*(?:hang|moi|cua moi|cac) thang")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def read_when(words: str, frame: Frame | None) -> When:
    """The time that `words` name. Parts between semicolons stand for themselves."""
    spans: list[Span] = []
    every = ""
    for part in words[:400].split(";"):
        part_spans, part_every = _Reader(_normal(part), frame).read()
        spans += [span for span in part_spans if span not in spans]
        every = every or part_every
    return When(words, tuple(spans), every)


def days_in(text: str, frame: Frame | None) -> Iterator[When]:
    """The days and runs of days that a sentence names ("chào mừng 20/11", "từ ngày 05/10 đến ngày 30/10"), each with
    its words."""
    line = " ".join(nfc(text).split())
    folded = fold(line)
    reader = _Reader(folded, frame)
    for found in _DAYS.finditer(folded):
        if span := reader.days(found):
            yield When((line if len(line) == len(folded) else folded)[found.start() : found.end()], (span,))


def _normal(part: str) -> str:
    text = fold(part).replace("–", "-").replace("—", "-")
    return re.sub(r"(?<=\d)\s*/\s*(?=20\d\d)", "/", text)


class _Reader:
    """Takes the forms out of the text one after the other, the surest first, so that none is read twice."""

    def __init__(self, text: str, frame: Frame | None) -> None:
        self.text = text
        self.frame = frame

    def read(self) -> tuple[list[Span], str]:
        every = self._take_every()
        spans = [*self._school_years(), *self._terms(), *self._days(), *self._quarters(), *self._months()]
        if not spans:
            spans = [*self._calendar_years()]
        if not spans and self.frame and (every or _WHOLE.search(self.text)):
            spans = [(self.frame.first, self.frame.last)]
        return spans, every

    def _take_every(self) -> str:
        found = self._take(_MONTH_DAY)
        if found and 1 <= int(found[1]) <= 31:
            return f"month:{int(found[1])}"
        return next((name for name, pattern in _EVERY if self._take(pattern)), "")

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.text)
        if found:
            self.text = f"{self.text[: found.start()]} ; {self.text[found.end() :]}"
        return found

    def _school_years(self) -> Iterator[Span]:
        while found := self._take(_SCHOOL_YEAR):
            year = SchoolYear(int(found[1]))
            yield year.first_day, year.last_day

    def _terms(self) -> Iterator[Span]:
        while found := self._take(_TERM):
            if self.frame:
                yield self.frame.term(1 if found[1] in {"i", "1"} else 2)

    def _days(self) -> Iterator[Span]:
        self.text = _SPELLED_DAY.sub(lambda m: "/".join(filter(None, m.groups())), self.text)
        while found := self._take(_DAYS):
            if span := self.days(found):
                yield span

    def days(self, found: re.Match[str]) -> Span | None:
        """What one match of _DAYS means."""
        last = self._day(int(found[3]), int(found[4]), found[5])
        month = int(found["first_month"][1:]) if found["first_month"] else int(found[4])
        first = self._day(int(found["first"]), month, found[5] if last else None) if found["first"] else last
        if not first or not last:
            return None
        return (first.replace(year=first.year - 1) if first > last else first), last

    def _day(self, day: int, month: int, year: str | None) -> date | None:
        if not 1 <= month <= 12 or not (year or self.frame):
            return None
        number = int(year) if year else self.frame.year_of(month) if self.frame else 0
        return date(number, month, day) if 1 <= day <= monthrange(number, month)[1] else None

    def _quarters(self) -> Iterator[Span]:
        while found := self._take(_QUARTERS):
            names = re.findall(r"iv|i{1,3}|[1-4]", found["list"])
            quarters = [_ROMAN.get(name) or int(name) for name in names]
            for first, last in _ranges(quarters, found["list"]):
                year = int(found["year"]) if found["year"] else self._year(first * 3 - 2)
                if year:
                    yield date(year, first * 3 - 2, 1), month_end(year, last * 3)

    def _months(self) -> Iterator[Span]:
        place = 0
        while found := _MONTHS.search(self.text, place):
            place = found.end()
            before = self.text[: found.start()]
            if not (found["word"] or found["year"]) or (
                not found["word"] and before.endswith(("so ", "luc ", "tuan "))
            ):
                continue
            until = _LAST_MONTH.match(self.text, place) if found["year"] else None
            if until and (until["year"] or "thang" in until[0]):
                place = until.end()
                yield from self._month_range(found, until)
            else:
                yield from self._month_list(found)

    def _month_range(self, found: re.Match[str], until: re.Match[str]) -> Iterator[Span]:
        first = int(_NUMBER.findall(found["list"])[0])
        last = int(until["month"])
        year = int(found["year"])
        last_year = int(until["year"]) if until["year"] else year + (last < first)
        if 1 <= first <= 12 and 1 <= last <= 12 and (year, first) <= (last_year, last):
            yield date(year, first, 1), month_end(last_year, last)

    def _month_list(self, found: re.Match[str]) -> Iterator[Span]:
        months = [int(number) for number in _NUMBER.findall(found["list"])]
        if not all(1 <= month <= 12 for month in months):
            return
        for first, last in _ranges(months, found["list"]):
            # "12, 1/2027": the year stands with the last month, what is later in the year belongs to the year before.
            end_year = int(found["year"]) - (last > months[-1]) if found["year"] else self._year(last)
            if not end_year:
                continue
            end = month_end(end_year, last)
            if found["since"] and len(months) == 1 and self.frame and end < self.frame.last:
                end = self.frame.last
            yield date(end_year - (first > last), first, 1), end

    def _year(self, month: int) -> int:
        return self.frame.year_of(month) if self.frame else 0

    def _calendar_years(self) -> Iterator[Span]:
        while found := self._take(_CALENDAR_YEAR):
            yield date(int(found["year"]), 1, 1), date(int(found["year"]), 12, 31)


def _ranges(numbers: list[int], printed: str) -> Iterator[tuple[int, int]]:
    """(2, 11) from "2-11"; (5, 5), (6, 6) from "5,6"."""
    signs = re.findall(r"-|den|,|\+|&|va", printed)
    index = 0
    while index < len(numbers):
        last = index
        while last < len(signs) and signs[last] in {"-", "den"} and last + 1 < len(numbers):
            last += 1
        yield numbers[index], numbers[last]
        index = last + 1
