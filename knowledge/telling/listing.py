"""Rows told together: a table by its rows, schools by the list that they stand in, a person's schools."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from knowledge.facts.duties import schools
from knowledge.facts.fact import Fact, Kind, RowView
from knowledge.facts.names import folded
from knowledge.ranking.ranking import Found
from knowledge.ranking.rowtimes import is_of_year, months_of, years_of
from knowledge.search.index import PlanIndex
from knowledge.telling.composed import Composed, shorten, source_of
from knowledge.telling.pages import Line, listed, sentence_or_list
from knowledge.telling.rows import row_sentence, school_line
from knowledge.understanding.question import Question

LONGEST_LINE = 300
TIES = 0.9
"""Facts of one kind whose rank is this close to the best are told together where a list is wanted."""
SOME_LESS = 0.1
"""How much less of the question a row may have than the best one, to be told with it."""
BOTH = re.compile(r"\b(?:ca|lan|hoac|hay)\b")
""" "Cả mới lẫn công nhận lại": no row is both."""
JUST_AS_GOOD = 0.98
"""The same for rows of another table."""
CALLED = re.compile(
    r"\b(?:thay|co|chi|anh|ong|ba|bac|chu|dong chi) (\w+(?: \w+)??) (?:o phong |tren phong )?"
    r"(?:dang |duoc |phai |thi )*(?:lo|phu trach|quan ly|quan|lam|nam|coi|theo doi|dam nhiem|giao)\b"
    r"(?: \w+){0,3} (?:gi|nao)\b"
)


def schools_of_person(index: PlanIndex, question: Question) -> Composed | None:
    """The schools that one named person is in charge of, also where it is asked how many they are."""
    if not (question.wants("school") or any(unit.words[0].folded == "truong" for unit in question.counted)):
        return None
    said = question.folded
    named = [n.said for n in question.names if n.kind == "person"]
    people = {index.names.person_like(name) for name in named} | {n for n in index.names.people if n in said}
    duties = [f for f in index.facts if people and f.person and folded(f.person) in people and schools(f.shown)]
    if not duties:
        return None
    return sentence_or_list(duties[0].person, [Line(fact.shown, source_of(fact)) for fact in duties])


def duties_of_person(index: PlanIndex, question: Question) -> Composed | None:
    """What the one person does whom the question calls by the given name ("thầy An lo những gì")."""
    called = CALLED.search(question.folded)
    person = index.names.person_like(called.group(1)) if called else ""
    duties = (
        [fact for fact in index.facts if fact.kind is Kind.DUTY and folded(fact.person) == person] if person else []
    )
    lines = [Line(fact.shown, source_of(fact)) for fact in duties]
    return sentence_or_list(duties[0].person, lines) if lines else None


def table_list(index: PlanIndex, question: Question, table: Fact) -> Composed:
    """The rows of a table by name, those of the level asked for."""
    rows = [fact for fact in index.facts if fact.block == table.block and fact.row and fact.kind is not Kind.TABLE]
    kept = [row for row in rows if not question.levels or row.level in question.levels] or rows
    kept = of_the_year(question, kept, lambda fact: fact.row)
    lines = [Line(shorten(row_sentence(question, row.row), LONGEST_LINE), source_of(row)) for row in kept if row.row]
    return listed(table.text.split(" . ")[0].rstrip(" :"), lines)


def school_list(index: PlanIndex, question: Question, ranked: Sequence[Found]) -> Composed | None:
    """A list of schools: the rows that fit alike, those of each table under its title, or the sentence that names
    them."""
    best = ranked[0].fact
    if not best.row or best.kind is not Kind.ROW or not schools(best.row.name):
        return None
    rows = _of_the_time(question, _fitting_alike(question, ranked))
    rows.sort(key=lambda f: f.number)
    titles = {f.fact.block: title_of(index, f.fact) for f in rows}
    several = len(titles) > 1
    lines = [
        Line(school_line(f.fact.row, question.years), source_of(f.fact), titles[f.fact.block] if several else "")
        for f in rows
        if f.fact.row
    ]
    if len(lines) == 1:
        return Composed(lines[0].text, (lines[0].source,))
    return listed("" if several else titles[best.block], lines)


def title_of(index: PlanIndex, row: Fact) -> str:
    """The title of the table that a row stands in."""
    titles = (f.text for f in index.facts if f.kind is Kind.TABLE and f.block == row.block)
    return next(titles, row.section).split(" . ")[0].rstrip(" :")


def _fitting_alike(question: Question, ranked: Sequence[Found]) -> list[Found]:
    """The rows of the best one's table that fit as well, under a year all that are ticked there; and those of other
    tables that fit just as well by the words that they hang under."""
    best, top = ranked[0].fact, ranked[0].rank
    ticked = bool((question.years or question.year) and best.row and best.row.years)
    rows = [f for f in ranked if f.fact.kind is Kind.ROW and f.fact.row]
    own = [f for f in rows if f.fact.block == best.block and f.rank >= (0.6 if ticked else TIES) * top]
    if not BOTH.search(question.folded):
        own = [f for f in own if f.coverage >= ranked[0].coverage - SOME_LESS]
    others = [f for f in rows if f.fact.block != best.block and f.rank >= JUST_AS_GOOD * top and schools(f.fact.shown)]
    return own + others


def _of_the_time(question: Question, rows: list[Found]) -> list[Found]:
    """Those whose time is a month or a year that was asked for, where any is."""
    months, years = set(question.months), set(question.years)
    timed = [f for f in rows if f.fact.row and not (months and months.isdisjoint(months_of(f.fact.row)))]
    dated = [f for f in timed if f.fact.row and not (years and years.isdisjoint(years_of(f.fact.row)))]
    return of_the_year(question, dated or timed or rows, lambda found: found.fact.row)


T = TypeVar("T")


def of_the_year(question: Question, listed: Sequence[T], row_of: Callable[[T], RowView | None]) -> list[T]:
    """Those whose row is of the one year that is asked for; where none is, those that may be."""
    if not question.year:
        return list(listed)
    told = [(one, is_of_year(row, question.year)) for one in listed if (row := row_of(one))]
    kept = [one for one, of_it in told if of_it]
    return kept or [one for one, of_it in told if of_it is None] or list(listed)
