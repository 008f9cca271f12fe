"""The work of a month or a quarter as a list: what is of that time first, what runs on or comes again after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rapidfuzz import fuzz

from knowledge.facts.fact import Fact
from knowledge.language.text import words
from knowledge.search.index import PlanIndex
from knowledge.telling.composed import Composed, shorten, source_of
from knowledge.telling.pages import Line, listed
from knowledge.telling.wording import say
from knowledge.understanding.question import Question

LINE_LIMIT = 220
OWN_DAYS = 35
"""A task of more days is no work of one month alone."""
NAMED_WORDS = 4
"""So many words name a thing well enough to find it in a longer line."""
ALIKE = 93
"""RapidFuzz's token sort ratio (0-100) from which two lines say the same thing."""


def month_list(question: Question, fitting: Sequence[Fact]) -> Composed:
    """The tasks of the asked time as bullets, each thing once, the recurring ones under a title of their own."""
    told = _each_once(fitting)
    own = _month_table_first([fact for fact in told if not _runs_on(question, fact)])
    again = [fact for fact in told if fact not in own]
    title = question.period or _title(question, fitting)
    heading = say("recurring") if own else ""
    lines = [Line(_line(f), source_of(f)) for f in own] + [Line(_line(f), source_of(f), heading) for f in again]
    return listed(title, lines)


def _month_table_first(facts: Sequence[Fact]) -> list[Fact]:
    """The month's own row, which says most of it, before single dates of other tables."""
    sections = Counter(fact.section for fact in facts)
    return sorted(facts, key=lambda fact: -sections[fact.section])


def _line(fact: Fact) -> str:
    return shorten(fact.shown.strip(" -;."), LINE_LIMIT)


def _each_once(facts: Sequence[Fact]) -> list[Fact]:
    """The facts without those that say what an earlier one of another table says."""
    kept: list[Fact] = []
    for fact in facts:
        if not any(other.section != fact.section and _alike(_line(fact), _line(other)) for other in kept):
            kept.append(fact)
    return kept


def _alike(one: str, other: str) -> bool:
    """Whether two lines say the same thing, or one is the other with more words."""
    said, told = set(words(one)), set(words(other))
    shorter = min(said, told, key=len)
    return (len(shorter) >= NAMED_WORDS and shorter == said & told) or fuzz.token_sort_ratio(
        " ".join(words(one)), " ".join(words(other))
    ) >= ALIKE


def _runs_on(question: Question, fact: Fact) -> bool:
    """Whether a task comes again and again or runs for longer than the time asked for."""
    if not fact.task:
        return False
    longest = OWN_DAYS if question.months and not question.quarters and len(question.months) == 1 else 3 * OWN_DAYS
    days = [(end - start).days for start, end in fact.task.when.spans]
    return bool(fact.task.when.every) or len(days) > 2 or min(days, default=0) > longest


def _title(question: Question, fitting: Sequence[Fact]) -> str:
    """ "Tháng 11/2026": the year as asked, else that of the tasks."""
    said = [*(f"Tháng {m}" for m in question.months), *(f"Quý {q}" for q in question.quarters)]
    years = question.years[:1] or sorted(
        {start.year for f in fitting if f.task for start, _ in f.task.when.spans if _in_asked(question, start.month)}
    )
    title = " và ".join(said)
    return f"{title}/{years[0]}" if len(years) == 1 else title


def _in_asked(question: Question, month: int) -> bool:
    return month in question.months or (month + 2) // 3 in question.quarters


def fitting_tasks(index: PlanIndex, question: Question, found: Sequence[Fact]) -> list[Fact]:
    """Those of the tasks that fit the level and the subject that the question names; all where it names none."""
    numbers = {id(fact): number for number, fact in enumerate(index.facts)}
    kept = [f for f in found if not question.levels or not f.level or f.level in question.levels]
    units = [unit for unit in question.subject if not unit.levels]
    if not units:
        return kept
    hits = index.search(units)
    places = ((fact, numbers[id(fact)]) for fact in kept)
    return [fact for fact, n in places if n in hits.scores and hits.of(n).covered >= 0.5 * hits.wanted]
