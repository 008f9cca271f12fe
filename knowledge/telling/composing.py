"""Facts to answers: the subject, then the figure, name or month, as a clerk would say it, with the plan's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.facts.fact import Fact, Kind
from knowledge.ranking.ranking import Found
from knowledge.search.index import PlanIndex
from knowledge.telling.composed import Composed, shorten, single, source_of
from knowledge.telling.heading import headed
from knowledge.telling.listing import TIES, school_list, table_list
from knowledge.telling.pages import Line, listed, sentence_or_list
from knowledge.telling.prose import closest_clause, prose, section
from knowledge.telling.rows import cell_sentence, columns_for, row_sentence
from knowledge.telling.wording import say
from knowledge.understanding.question import Question


def compose(index: PlanIndex, question: Question, ranked: Sequence[Found]) -> Composed:
    """The answer that the best facts bear out."""
    best = ranked[0].fact
    if question.wants("school") and (composed := school_list(index, question, ranked)):
        return composed
    if best.kind is Kind.DUTY:
        return _duty(question, ranked)
    if best.kind is Kind.TASK:
        return _tasks(question, ranked)
    if best.kind is Kind.CELL and best.row:
        return single(cell_sentence(best), best)
    if best.kind is Kind.ROW and best.row:
        return single(row_sentence(question, best.row), best)
    if best.kind is Kind.TABLE:
        return table_list(index, question, best)
    if best.kind is Kind.SECTION:
        return section(best)
    return prose(question, closest_clause(question, ranked), ranked[0].weights)


def _tasks(question: Question, ranked: Sequence[Found]) -> Composed:
    """When (or who) first. Where time is asked, equally good tasks of other months are told too."""
    best = ranked[0].fact
    if question.wants("who", "agency", "product") and best.row and (chosen := columns_for(question, best.row)):
        return single(f"{'; '.join(cell for _, cell in chosen)}: {best.shown}", best)
    if question.wants("period"):
        return single(headed(question, best.shown), best)
    same = [f.fact for f in ranked if f.fact.task and f.rank >= TIES * ranked[0].rank][:4]
    lines = [Line(shorten(_when_what(fact), 250), source_of(fact)) for fact in same]
    if not question.wants("when") or len({line.text for line in lines}) == 1:
        return single(_when_what(best), best)
    return listed("Theo kế hoạch", lines)


def _when_what(fact: Fact) -> str:
    when = fact.task.when.words if fact.task else ""
    if re.fullmatch(r"\d{1,2}/\d{4}", when):
        when = f"Tháng {when}"
    return say("first", when, fact.shown.rstrip(" ;.")) if when else fact.shown


def _duty(question: Question, ranked: Sequence[Found]) -> Composed:
    best = ranked[0].fact
    if not question.wants("who"):
        return _person_duties(ranked)
    return single(say("person", best.person, _position(best), best.shown), best)


def _position(fact: Fact) -> str:
    return fact.context.removeprefix("phụ trách . ").split(fact.person)[0].strip()


def _person_duties(ranked: Sequence[Found]) -> Composed:
    """What one person does: the duties that fit the question, those of the same paragraph."""
    best = ranked[0].fact
    same = [f.fact for f in ranked if f.fact.block == best.block and f.rank >= 0.6 * ranked[0].rank]
    return sentence_or_list(best.person, [Line(fact.shown, source_of(fact)) for fact in same])
