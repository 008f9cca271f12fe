"""One plan's reply to one question: what must be refused by name, what is a month's list, what is one fact."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from knowledge.answering import Citation, Page
from knowledge.clarifying import same_name
from knowledge.facts.duties import schools
from knowledge.facts.fact import Fact, Kind
from knowledge.ranking.certainty import certainty
from knowledge.ranking.evidence import has_evidence
from knowledge.ranking.ranking import Found, Ranking, rank
from knowledge.ranking.resting import rests_on_little
from knowledge.ranking.rowtimes import months_of
from knowledge.refusing import (
    Reply,
    absent,
    is_vague,
    no_such_sum,
    of_another_year,
    of_no_such_year,
    refuse,
    refused_by_name,
)
from knowledge.search.index import PlanIndex
from knowledge.telling.composed import Composed
from knowledge.telling.composing import compose
from knowledge.telling.courses import courses_listed
from knowledge.telling.listing import duties_of_person, schools_of_person
from knowledge.telling.monthly import fitting_tasks, month_list
from knowledge.telling.owning import own_data
from knowledge.telling.papers import cited_paper, cites_none_of
from knowledge.telling.wording import say
from knowledge.understanding.periods import plan_years, tasks_in
from knowledge.understanding.question import Question

NEAR = 0.25
"""The share of a question's weight from which a fact's subject is worth offering."""
HEADINGS = frozenset((Kind.SECTION, Kind.TABLE))
MIN_TITLE, MAX_TITLE = 10, 64
"""Characters of a subject that fits on a button."""
NEAR_BEST = 0.5
"""A fact that covers the question but ranks below this share of the best is a chance hit."""
ENOUGH = 0.5
"""The share of a question's weight that a fact must cover. Below it the plan does not say."""
ENOUGH_SCATTERED = 0.75
"""The same where the fact has but lone syllables of the question."""
ENOUGH_WITHOUT = 0.7
"""The same where something that the question names is nowhere in the plan."""
BESIDE_NAME = 0.2
"""The share that must be covered of what is asked about a name: the name alone answers nothing."""
TIME_OF_YEAR = re.compile(r"\b(?:thang|quy|hoc ky|he|tet|khai giang)\b|\b\d{1,2}/\d|\b(?:dau|cuoi) nam\b")
SURE = 0.7
"""The least certainty of an answer: a wrong one costs more than two right ones are worth."""


def reply_from(index: PlanIndex, question: Question) -> Reply:
    """What this plan says, or why it does not."""
    if reply := _without_ranking(index, question):
        return reply
    ranked = rank(index, question)
    enough = ENOUGH_WITHOUT if absent(index, question) else ENOUGH
    good = ranked.evident(
        lambda likely: (
            likely.coverage >= (enough if likely.hit.solid else ENOUGH_SCATTERED) and likely.subject >= BESIDE_NAME
        )
    )
    if not good or _is_doubtful(index, question, good[0], ranked):
        return refuse("not_said", "", nearest=_nearest(index, ranked), score=ranked[0].rank if ranked else 0.0)
    best = good[0].fact
    if refusal := _of_another(index, question, best):
        return refusal
    if choices := same_name(index, question, good):
        return Reply(True, good[0].rank, say("which_school"), choices=choices)
    told = compose(index, question, good)
    if best.kind is Kind.PROSE and question.wants("when") and not has_evidence(question, replace(best, text=told.text)):
        return refuse("not_said", "", nearest=_nearest(index, ranked))  # its paragraph has a time, of something else
    return _told(index, told, good[0].rank)


def _of_another(index: PlanIndex, question: Question, best: Fact) -> Reply | None:
    """The refusal where what has the words is of another year, level or month than what was asked for."""
    if year := of_another_year(index, question, best):
        return refuse("school_year" if "-" in year else "year", year)
    if of_no_such_year(question, best) or _of_another_level(question, best) or _of_no_month(index, question, best):
        return refuse("not_said", "")
    months = _of_another_month(question, best)
    return refuse("month", months) if months else None


def _is_doubtful(index: PlanIndex, question: Question, best: Found, ranked: Ranking) -> bool:
    """Whether the best that covers the question may well be a chance hit."""
    if best.rank < NEAR_BEST * ranked[0].rank or certainty(best, ranked) < SURE:
        return True
    return rests_on_little(index, question, best)


def _without_ranking(index: PlanIndex, question: Question) -> Reply | None:
    """What needs no search: the plan's own data and documents, what it does not have, a month's work; else None."""
    if told := _of_documents(index, question):
        return _told(index, told, 1.0)
    if cites_none_of(index, question):
        return refuse("not_said", "")
    if refusal := refused_by_name(index, question):
        return refusal
    if not question.wants(*OTHER_KINDS) and (courses := courses_listed(index, question)):
        return _told(index, courses, 1.0)
    if is_month_question(question) and (reply := _month(index, question)):
        return reply
    if own := _of_this_plan(index, question):
        return _told(index, own, 1.0)
    return refuse("not_said", "") if is_vague(question) or no_such_sum(index, question) else None


def _of_documents(index: PlanIndex, question: Question) -> Composed | None:
    """What is asked of the plan itself or of a document that it cites."""
    if cited := cited_paper(index, question):
        return cited
    years, start = plan_years(index.plan.document)
    of_another = not years.issuperset(question.years) or not {start}.issuperset(question.school_years)
    return None if of_another else own_data(index, question)


def _of_this_plan(index: PlanIndex, question: Question) -> Composed | None:
    """What is asked of the plan itself, or of one person in it."""
    return own_data(index, question) or schools_of_person(index, question) or duties_of_person(index, question)


OTHER_KINDS = ("who", "when", "percent", "money", "school", "paper", "agency", "contact", "year", "hour")


def is_month_question(question: Question) -> bool:
    """Whether it asks what happens in a month or a quarter."""
    if not question.months and not question.quarters:
        return False
    return not question.wants(*OTHER_KINDS) and (question.wants("month_list", "list") or not question.counted)


def _month(index: PlanIndex, question: Question) -> Reply | None:
    """The month's list; None where the question is about a subject that no task of the month is about."""
    found = tasks_in(index, question)
    if not found:
        said = " và ".join(f"tháng {m}" for m in question.months) or " và ".join(f"quý {q}" for q in question.quarters)
        year = f"/{question.years[0]}" if question.years else ""
        return refuse("month", said + year, score=0.1)
    fitting = fitting_tasks(index, question, found)
    if not fitting and not question.wants("month_list", "list"):
        return None
    return _told(index, month_list(question, fitting + [fact for fact in found if fact not in fitting]), 1.0)


def _of_another_month(question: Question, best: Fact) -> str:
    """The months asked for, where the best row is one of a table that tells other months only; "" where it is not."""
    told = months_of(best.row) if best.row and best.kind is Kind.ROW else frozenset()
    other = told and question.months and told.isdisjoint(question.months) and not question.wants("when")
    return " và ".join(f"tháng {month}" for month in question.months) if other else ""


def _of_no_month(index: PlanIndex, question: Question, best: Fact) -> bool:
    """Whether a month is asked for that has work of its own in the plan, and the best text is of no time at all."""
    if not question.months or question.wants("when") or best.kind not in {Kind.PROSE, Kind.SECTION}:
        return False
    return not TIME_OF_YEAR.search(best.folded) and bool(tasks_in(index, question))


def _of_another_level(question: Question, best: Fact) -> bool:
    """Whether schools of one level are asked for, and the best row has one of another."""
    asked = question.wants("school") and question.levels and best.kind is Kind.ROW and best.level
    return bool(asked) and best.level not in question.levels


def _nearest(index: PlanIndex, ranked: Iterable[Found]) -> list[str]:
    """Up to three subjects of the plan near the question, short enough for a button."""
    titles = {f.section: f.text for f in index.facts if f.kind in HEADINGS}
    near = [found.fact for found in islice(ranked, 12) if found.solid and found.coverage >= NEAR]
    subjects = dict.fromkeys(_subject(fact, titles) for fact in near)
    return [subject for subject in subjects if subject][:3]


def _subject(fact: Fact, titles: dict[str, str]) -> str:
    """A short title for what a fact is about: an indicator's name, a task, else the heading that it stands under."""
    own = fact.row.name if fact.row and fact.kind is Kind.ROW and not schools(fact.row.name) else ""
    own = fact.shown if fact.kind is Kind.TASK else own
    for title in (own.strip(" -+.;"), titles.get(fact.section, "").split(" . ")[0].strip(" :")):
        if MIN_TITLE <= len(title) <= MAX_TITLE and not title.isupper():
            return title[:1].upper() + title[1:]
    return ""


def _told(index: PlanIndex, composed: Composed, score: float) -> Reply:
    rest = tuple(Page(page.text, _citations(index, page)) for page in composed.rest)
    return Reply(True, score, composed.text, _citations(index, composed), rest=rest)


def _citations(index: PlanIndex, composed: Composed) -> tuple[Citation, ...]:
    plan, data = index.plan, index.plan.document.metadata
    return tuple(
        Citation(plan.slug, data.number, data.title, section, quote, data.school_year, data.is_fact_sheet)
        for section, quote in composed.sources
    )
