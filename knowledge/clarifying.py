"""Asking back within one plan: a school name of several levels, where the plan says different things of each."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.answering import Choice
from knowledge.facts.fact import Fact, Kind
from knowledge.ranking.ranking import Found
from knowledge.search.index import PlanIndex
from knowledge.understanding.question import Question

EQUAL = 0.9
"""Facts this close to the best are equally good readings."""


def same_name(index: PlanIndex, question: Question, good: Sequence[Found]) -> tuple[Choice, ...]:
    """A choice for each school of the name asked for; none where the level was said or the plan says the same of all.

    Only rows and figures about one school each count: a sentence or a duty that names several answers for all.
    """
    name = next((unit.said for unit in question.units if unit.name and unit.said in index.names.schools), "")
    if not name or question.levels or question.wants("school", "list") or len(index.names.schools[name]) < 2:
        return ()
    close = [found.fact for found in good if found.rank >= EQUAL * good[0].rank]
    by_level = {fact.level: fact for fact in reversed(close) if _is_about(fact)}
    if len(by_level) < 2 or not all(map(_is_about, close)):
        return ()
    shown = index.names.school_names[name]
    subject = _without(question, name)
    levels = sorted(level for level in by_level if level in index.names.schools[name])
    return tuple(Choice(f"{level} {shown}", f"{level} {shown} {subject}".strip()) for level in levels[:4])


def _is_about(fact: Fact) -> bool:
    return bool(fact.level and fact.row and fact.kind in {Kind.ROW, Kind.CELL})


def _without(question: Question, name: str) -> str:
    """What was asked, without the school's name and the word for a school before it."""
    parts = name.split()
    folded = [word.folded for word in question.words]
    start = next((p for p in range(len(folded)) if folded[p : p + len(parts)] == parts), -1)
    typed = question.text.split()
    if start < 0 or len(typed) != len(folded):
        return question.text
    before = start - (start > 0 and folded[start - 1] == "truong")
    return " ".join([*typed[:before], *typed[start + len(parts) :]])
