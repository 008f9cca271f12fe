"""Times that people name by the clock or by the school year: "tháng này", "tuần sau", "học kỳ 2", "dịp Tết"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from lunar_vn import LunarDate, lunar_to_solar

from knowledge.language.lexicon import PhraseBook, Word, lexicon
from knowledge.timeline.period import Frame, Span, month_end

WORDINGS = {
    "today": ("hôm nay", "ngày hôm nay", "bữa nay"),
    "tomorrow": ("ngày mai",),
    "this_week": ("tuần này", "trong tuần", "cuối tuần này", "đầu tuần này"),
    "next_week": ("tuần sau", "tuần tới", "tuần kế tiếp"),
    "last_week": ("tuần trước", "tuần vừa rồi", "tuần qua"),
    "this_month": ("tháng này", "trong tháng"),
    "next_month": ("tháng sau", "tháng tới", "tháng kế tiếp"),
    "last_month": ("tháng trước", "tháng vừa rồi", "tháng vừa qua"),
    "month_end": ("cuối tháng", "cuối tháng này"),
    "this_quarter": ("quý này",),
    "next_quarter": ("quý sau", "quý tới"),
    "last_quarter": ("quý trước", "quý vừa rồi"),
    "term_1": ("học kỳ 1", "kỳ 1", "hk 1", "học kỳ một", "học kỳ đầu"),
    "term_2": ("học kỳ 2", "kỳ 2", "hk 2", "học kỳ hai"),
    "year_start": ("đầu năm học",),
    "year_end": ("cuối năm học",),
    "summer": ("hè", "nghỉ hè", "dịp hè", "mùa hè", "hè này", "kỳ nghỉ hè"),
    "tet": ("tết", "dịp tết", "tết nguyên đán", "tết âm lịch", "nghỉ tết"),
    "before_tet": ("trước tết", "giáp tết", "cận tết"),
    "after_tet": ("sau tết", "ra tết", "qua tết"),
}
NEEDS_ACCENTS = {"thang sau", "trong thang", "trong tuan", "he"}
"""Without accents these may be other words ("tháng sáu", "hệ")."""
NOT_BEFORE = {
    "tet": {"tay", "duong", "trung", "thieu"},
    "thang": {"may", "nao", "gieng", "hai", "ba", "tu", "nam", "bay", "tam", "chin", "muoi", "chap"},
    "tuan": {"dau", "le"},
}
"""Where one of these follows, the wording is part of a longer time: "cuối tháng 5", "Tết Trung thu"."""
OF_NOW = {name for name in WORDINGS if name.split("_")[0] in {"today", "tomorrow", "this", "next", "last", "month"}}
"""Those that cannot be told without knowing what day it is."""
STEP = {"this": 0, "next": 1, "last": -1}
AROUND_TET_DAYS = {"tet": (-7, 7), "before_tet": (-28, -1), "after_tet": (1, 28)}


@dataclass(frozen=True, slots=True)
class ClockWord:
    """One such time as typed: its name in WORDINGS and its words."""

    name: str
    words: tuple[Word, ...]


def read_clock(typed: Sequence[Word], *, strict: bool) -> tuple[ClockWord, ...]:
    """Every such time in a question. `strict` where accents were typed: then they count."""
    found = []
    for span in _book().longest(typed, strict=strict):
        words = tuple(typed[span.start : span.end])
        after = typed[span.end].folded if span.end < len(typed) else ""
        longer = after.isdigit() or after in NOT_BEFORE.get(words[-1].folded, ())
        bare = " ".join(word.folded for word in words) in NEEDS_ACCENTS
        if not longer and (strict or not bare):
            found.append(ClockWord(span.concepts[0], words))
    return tuple(found)


@cache
def _book() -> PhraseBook:
    return PhraseBook({lexicon().words(said): [name] for name, listed in WORDINGS.items() for said in listed})


def in_year(now: date, frame: Frame | None) -> date:
    """`now`, or the like day of the plan's own year where the plan is of another one."""
    if frame is None or frame.first <= now <= frame.last:
        return now
    year = frame.year_of(now.month)
    return date(year, now.month, min(now.day, month_end(year, now.month).day))


def span_of(name: str, now: date | None, frame: Frame | None) -> Span | None:
    """First and last day. `now` for what is of now, `frame` for what is of the plan's year; None where not given."""
    if name in OF_NOW:
        return _of_now(name, in_year(now, frame)) if now else None
    if frame is None:
        return None
    if name in AROUND_TET_DAYS:
        return _around_tet(frame.year_of(2), *AROUND_TET_DAYS[name])
    if name == "summer":
        return date(frame.year_of(6), 6, 1), date(frame.year_of(7), 7, 31)
    if name == "year_start":
        return date(frame.year_of(8), 8, 1), date(frame.year_of(9), 9, 30)
    first, last = frame.term(1 if name == "term_1" else 2)
    return (last.replace(day=1), last) if name == "year_end" else (first, last)


def _of_now(name: str, now: date) -> Span:
    if name in {"today", "tomorrow"}:
        day = now + timedelta(days=name == "tomorrow")
        return day, day
    if name == "month_end":
        return now.replace(day=21), month_end(now.year, now.month)
    which, unit = name.split("_")
    if unit == "week":
        monday = now + timedelta(days=7 * STEP[which] - now.weekday())
        return monday, monday + timedelta(days=6)
    length = 3 if unit == "quarter" else 1
    first = now.year * 12 + (now.month - 1) // length * length + length * STEP[which]
    last = first + length - 1
    return date(first // 12, first % 12 + 1, 1), month_end(last // 12, last % 12 + 1)


def tet(year: int) -> date:
    """The first day of the lunar year that begins in `year`; ValueError where the tables end (1900 to 2100)."""
    return lunar_to_solar(LunarDate(1, 1, year))


def _around_tet(year: int, first: int, last: int) -> Span | None:
    try:
        day = tet(year)
    except ValueError:
        return None
    return day + timedelta(days=first), day + timedelta(days=last)
