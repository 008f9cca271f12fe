"""The new time that a report names: a day, a month, a term, or one told from today ("thứ 6", "tuần sau")."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.language.lexicon import plain_words
from knowledge.timeline.clock_words import OF_NOW, read_clock, span_of
from knowledge.timeline.period import Frame, Span, When, month_end
from knowledge.timeline.timewords import MONTH_WORDS

SOONEST = 30
"""Days that a time named without its year may lie back; an earlier one is of the next year."""
_YEAR = r"(?: (?:/|-|nam) (20\d\d))?"
_WEEK = r"(?P<week>tuan nay|tuan sau|tuan toi|nay|toi|sau)"
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "bon": 2, "nam": 3, "sau": 4, "bay": 5}
_COUNT_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "muoi": 10}
_PARTS = {"dau": (1, 10), "giua": (11, 20), "cuoi": (21, 31), "het": (21, 31)}
_MONTHS = "|".join(sorted(MONTH_WORDS, key=len, reverse=True))
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("day", re.compile(rf"(?:\b(?:ngay|mung) )?(?<!/ )\b(?P<d>\d+) (?:/|-|thang) (?P<m>\d\d?)\b{_YEAR}(?! [/%])")),
    (
        "day",
        re.compile(
            r"(?:(?<=ngay )|(?<=sang )|(?<=den )|(?<=qua )|(?<=truoc ))(?P<d>\d{1,2})\.(?P<m>\d\d?)(?P<year>\b)"
        ),
    ),
    ("weekday", re.compile(rf"\b(?:thu (?P<n>[2-7]|{'|'.join(_WEEKDAYS)})|(?P<sunday>chu nhat))\b(?: {_WEEK}\b)?")),
    ("weekday", re.compile(r"\bthang (?P<n>[2-7]) (?P<week>tuan nay|tuan sau|tuan toi)\b")),
    (
        "month",
        re.compile(
            rf"\b(?:(?P<part>dau|giua|cuoi) )?thang (?P<m>\d+|(?!sau\b)(?:{_MONTHS})\b(?! (?:nay|toi|sau)))\b{_YEAR}"
        ),
    ),
    ("alone", re.compile(r"\b(?:ngay|mung|hom) (?P<d>\d{1,2})\b(?! (?:/|thang))")),
    (
        "later",
        re.compile(rf"\b(?P<n>\d+|{'|'.join(_COUNT_WORDS)}) (?P<unit>ngay|hom|bua|tuan|thang) (?:nua|sau|toi)\b"),
    ),
    ("soon", re.compile(r"\bmai mot\b")),
    (
        "tomorrow",
        re.compile(
            r"\b(?:ngay |sang |chieu |"
            r"toi )?(?:(?<!sao )(?<!ban )(?<!hoa )(?<!hoang )(?<!truong )(?<!xuan )(?<!bach )(?<!toc )(?<!thoai )mai\b"
            r"(?! (?:mot|sau|ton|che|ngoi|vom|nha(?! truong))\b)|"
            r"mot\b(?= (?:em|toi|nop|gui|xong)))"
        ),
    ),
    ("after", re.compile(r"\bngay (?:kia|mot)\b")),
    ("part", re.compile(r"\b(?P<part>dau|giua|cuoi|het) (?P<unit>tuan|thang)(?: (?P<which>nay|sau|toi))?\b")),
    ("term", re.compile(r"\b(?:hoc k[yi]|k[yi]|hk) (?P<n>ii|i|2|1|hai|mot)\b")),
)
_NOT_TIMES = {"today", "last_week", "last_month", "last_quarter", "this_month", "this_week", "this_quarter", "summer"}
"""Times by the clock that are no new ones; without accents "he" is no summer."""


@dataclass(frozen=True, slots=True)
class Named:
    """One time as it stands in the text, [start, end); `span` is None where there is no such day or month."""

    start: int
    end: int
    span: Span | None


def times(text: str, today: date, frame: Frame | None) -> Iterator[Named]:
    """Every time in folded words, in no order. One named without its year is the next one from a month ago on."""
    reader = _Reader(today, frame)
    for name, pattern in _FORMS:
        read: Callable[[re.Match[str]], Span | None] = getattr(reader, name)
        for found in pattern.finditer(text):
            yield Named(found.start(), found.end(), read(found))
            text = f"{text[: found.start()]}{'#' * len(found.group())}{text[found.end() :]}"
    yield from _by_clock(text, reader)


def new_time(found: list[Named], text: str) -> Named | None:
    """Of several times the one behind a word for where it is put, else the last."""
    behind = [one for one in found if _GOAL.search(text[: one.start])]
    return max(behind or found, key=lambda one: one.start, default=None)


_GOAL = re.compile(r"\b(?:sang|den|toi|qua|vao|thanh|xuong|truoc|trong|hen)(?: (?:ngay|het|hom|dip))* $")


def when(named: Named, words: str) -> When:
    return When(words, (named.span,) if named.span else ())


@dataclass(frozen=True, slots=True)
class _Reader:
    """What each form of _FORMS means."""

    today: date
    frame: Frame | None

    def day(self, found: re.Match[str]) -> Span | None:
        return self._on(int(found["d"]), int(found["m"]), found[3])

    def alone(self, found: re.Match[str]) -> Span | None:
        """A day without its month is in this one, or in the next where it is past."""
        day = int(found["d"])
        month = self.today.month if day >= self.today.day else self.today.month % 12 + 1
        return self._on(day, month, None)

    def _on(self, day: int, month: int, year: str | None) -> Span | None:
        if not 1 <= month <= 12:
            return None
        number = int(year) if year else self._year(month)
        if not 1 <= day <= monthrange(number, month)[1]:
            return None
        return (date(number, month, day),) * 2

    def _year(self, month: int) -> int:
        since = self.today - timedelta(days=SOONEST)
        return since.year if month >= since.month else since.year + 1

    def month(self, found: re.Match[str]) -> Span | None:
        month = MONTH_WORDS.get(found["m"]) or int(found["m"])
        if not 1 <= month <= 12:
            return None
        year = int(found[3]) if found[3] else self._year(month)
        return _part(found["part"], date(year, month, 1))

    def weekday(self, found: re.Match[str]) -> Span:
        """This week's, or where that is past the next one's; "tuần sau" is the week after this."""
        number = 6 if found.groupdict().get("sunday") else _WEEKDAYS.get(found["n"], -1)
        number = int(found["n"]) - 2 if number < 0 else number
        day = self.today + timedelta(days=number - self.today.weekday())
        later = (found["week"] or "") in {"tuan sau", "tuan toi", "sau"} or day < self.today
        return (day + timedelta(days=7 * later),) * 2

    def later(self, found: re.Match[str]) -> Span:
        count = _COUNT_WORDS.get(found["n"]) or min(int(found["n"]), 400)
        days = {"tuan": 7, "thang": 30}.get(found["unit"], 1)
        return (self.today + timedelta(days=count * days),) * 2

    def tomorrow(self, _: re.Match[str]) -> Span:
        return (self.today + timedelta(days=1),) * 2

    def soon(self, _: re.Match[str]) -> Span:
        return self.today + timedelta(days=1), self.today + timedelta(days=2)

    def after(self, _: re.Match[str]) -> Span:
        return (self.today + timedelta(days=2),) * 2

    def part(self, found: re.Match[str]) -> Span:
        """The beginning, middle or end of a week (two days, or one) or of a month."""
        later = (found["which"] or "") in {"sau", "toi"} or (found["part"] == "dau" and not found["which"])
        if found["unit"] == "thang":
            first = self.today.replace(day=1)
            return _part(found["part"], month_end(first.year, first.month) + timedelta(days=1) if later else first)
        monday = self.today + timedelta(days=7 * later - self.today.weekday())
        first_day, last_day = {"dau": (0, 1), "giua": (2, 2), "cuoi": (4, 6), "het": (4, 6)}[found["part"]]
        return monday + timedelta(days=first_day), monday + timedelta(days=last_day)

    def term(self, found: re.Match[str]) -> Span | None:
        return self.frame.term(1 if found["n"] in {"i", "1", "mot"} else 2) if self.frame else None


def _part(part: str | None, first: date) -> Span:
    begin, end = _PARTS[part] if part else (1, 31)
    last = month_end(first.year, first.month)
    return first.replace(day=begin), last.replace(day=min(end, last.day))


def _by_clock(text: str, reader: _Reader) -> Iterator[Named]:
    """Times that questions name too ("tuần sau", "tháng sau", "sau Tết"); "thang sau" is taken for the next one."""
    for word in read_clock(plain_words(text), strict=False):
        said = " ".join(one.folded for one in word.words)
        span = (
            None
            if word.name in _NOT_TIMES
            else span_of(word.name, reader.today, None if word.name in OF_NOW else reader.frame)
        )
        if span and (place := re.search(rf"\b{said}\b", text)):
            yield Named(place.start(), place.end(), span)
    if place := re.search(r"\bthang sau\b", text):
        following = month_end(reader.today.year, reader.today.month) + timedelta(days=1)
        yield Named(place.start(), place.end(), _part(None, following))
