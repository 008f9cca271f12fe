"""A question with its times by the clock laid over one plan's own year: "tháng này" becomes a month, "dịp Tết" days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from knowledge.document import SchoolYear
from knowledge.language.lexicon import Word
from knowledge.search.index import PlanIndex, Unit
from knowledge.timeline.clock_words import OF_NOW, ClockWord, span_of
from knowledge.timeline.period import Span
from knowledge.timeline.year_words import year_away
from knowledge.understanding.periods import NARROW_DAYS, tasks_between
from knowledge.understanding.question import Question

SEASONS = {
    "term_1": "Học kỳ I",
    "term_2": "Học kỳ II",
    "year_start": "Đầu năm học",
    "year_end": "Cuối năm học",
    "summer": "Hè",
    "tet": "Dịp Tết Nguyên đán",
    "before_tet": "Trước Tết Nguyên đán",
    "after_tet": "Sau Tết Nguyên đán",
}


def needs_today(question: Question) -> bool:
    """Whether it asks what happens at a time that cannot be told without knowing what day it is."""
    words = [word for word in _words(question) if word.name in OF_NOW]
    return any(question.wants("month_list", "list") or not _without(question, word).subject for word in words)


def timed(question: Question, index: PlanIndex, now: date | None) -> Question:
    """The question as this plan is to be asked. `now` is None where the clock is not known."""
    question = replace(question, year=_year(question, index))
    for word in _words(question):
        span = span_of(word.name, now, index.frame)
        if span is None:
            continue
        asked = _without(question, word)
        if word.name in SEASONS:
            if not asked.months and _is_mere_list(asked) and tasks_between(index, span):
                return _within(asked, span, f"{SEASONS[word.name]}, {_days(span)}")
        elif word.name.endswith("quarter"):
            return replace(asked, months=(), quarters=((span[0].month + 2) // 3,), years=(span[0].year,))
        elif not word.name.endswith("_month") and tasks_between(index, span, NARROW_DAYS):
            return _within(asked, span, _days(span).capitalize())
        else:
            return _in_months(asked, span)
    return question


def _year(question: Question, index: PlanIndex) -> Span | None:
    """The days of the one school year that is named, or of the year that "năm nay" or "năm tới" is in this plan."""
    if question.years:
        return None  # named outright
    if len(question.school_years) == 1:
        year = SchoolYear(question.school_years[0])
        return year.first_day, year.last_day
    away = question.years_away
    return None if away is None or question.school_years or not index.frame else year_away(index.frame, away)


def _words(question: Question) -> Iterator[ClockWord]:
    """Those that count: a month or quarter that is named outright stands before them. "Tháng sau" was read as June."""
    for word in question.clock:
        named = question.quarters or (question.months and not (word.name == "next_month" and question.months == (6,)))
        if not named:
            yield word


def _without(question: Question, word: ClockWord) -> Question:
    """The words that only say when are no subject."""
    return replace(question, units=tuple(u for u in question.units if u.name or not set(u.words) <= set(word.words)))


def _is_mere_list(question: Question) -> bool:
    return question.wants("month_list", "list") and not question.subject


def _within(question: Question, span: Span, title: str) -> Question:
    return replace(_in_months(question, span), span=span, period=title)


def _in_months(question: Question, span: Span) -> Question:
    first, last = span[0].year * 12 + span[0].month - 1, span[1].year * 12 + span[1].month - 1
    months = tuple(dict.fromkeys(number % 12 + 1 for number in range(first, last + 1)))
    years = tuple(dict.fromkeys((span[0].year, span[1].year)))
    said = tuple(
        Unit((Word("thang", ""), Word(str(month), "")), whole=True, bonus=True, factor=0.8) for month in months
    )
    return replace(question, months=months, years=years, units=(*question.units, *said))


def _days(span: Span) -> str:
    first, last = span
    if first == last:
        return f"ngày {first:%d/%m/%Y}"
    return f"từ {first:%d/%m}{'' if first.year == last.year else f'/{first.year}'} đến {last:%d/%m/%Y}"
