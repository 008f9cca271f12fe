"""Months, quarters and years of a question, laid over a plan's own school year and its tasks."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from knowledge.document import Document
from knowledge.facts.drawing import Fact
from knowledge.search.index import PlanIndex
from knowledge.timeline.period import Span
from knowledge.timeline.timewords import QUARTER_MONTHS
from knowledge.understanding.question import Question

LONG_SPAN_DAYS = 45
"""A task that runs longer is work of a season rather than of a month; it is listed only where a
month has hardly any of its own."""

EACH_MONTH = {"day", "week", "month"}
NARROW_DAYS = 20
"""A task of a whole month is not one of this week; it is told only where the week has none of its own."""


def plan_years(document: Document) -> tuple[frozenset[int], int | None]:
    """The calendar years that the plan is about, and the one in which its school year starts."""
    data = document.metadata
    years = {int(y) for y in re.findall(r"20\d\d", data.title)}
    if data.signed_on:
        years.add(data.signed_on.year)
    if data.signed_month:
        years.add(data.signed_month[0])
    start = data.school_year.start if data.school_year else None
    if start:
        years |= {start, start + 1}
    return frozenset(years), start


def tasks_in(index: PlanIndex, question: Question) -> list[Fact]:
    """The task facts that fall into the asked months, those of one month before those of a season or of every month."""
    if question.span:
        return tasks_between(index, question.span)
    months = {*question.months, *(m for q in question.quarters for m in QUARTER_MONTHS[q])}
    found: list[tuple[int, Fact]] = []
    for fact in index.facts:
        if fact.task is None:
            continue
        days = [(end - start).days for start, end in fact.task.when.spans if touches(start, end, months, question)]
        if days:
            found.append((min(days), fact))
    short = [fact for days, fact in found if days <= LONG_SPAN_DAYS]
    if question.quarters:
        return [fact for _, fact in found]
    longer = [fact for days, fact in found if days > LONG_SPAN_DAYS]
    return short + [fact for fact in longer if len(short) <= 1 or (fact.task and fact.task.when.every in EACH_MONTH)]


def tasks_between(index: PlanIndex, span: Span, longest: int = LONG_SPAN_DAYS) -> list[Fact]:
    """The tasks that fall into the days of `span`, the earlier first, leaving out those that run for more than
    `longest` days. Days that a task's own words name stand before its month."""
    found: list[tuple[date, Fact]] = []
    for fact in index.facts:
        if not fact.task:
            continue
        runs = [run for day in fact.task.days for run in day.spans] or fact.task.when.spans
        if within := [
            first for first, last in runs if _days(first, last) <= longest and _falls_into(first, last, span)
        ]:
            found.append((min(within), fact))
    return [fact for _, fact in sorted(found, key=lambda pair: pair[0])]


def _falls_into(first: date, last: date, span: Span) -> bool:
    """Whether the days meet; a task of a month or so has to lie half within, or to fill half of the span."""
    shared = _days(max(first, span[0]), min(last, span[1]))
    needed = 1 if _days(first, last) <= NARROW_DAYS else min(_days(first, last), _days(*span)) / 2
    return shared >= needed


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


def touches(start: date, end: date, months: set[int], question: Question) -> bool:
    """Whether the days from `start` to `end` fall into one of the months, in a year that was asked for."""
    for year in range(start.year, end.year + 1):
        if question.years and year not in question.years:
            continue
        for month in months:
            first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
            if start <= last and end >= first:
                return True
    return False
