"""What a fact must have beside matching words: the names, the act or the office asked for, a figure by its noun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.facts.fact import Fact, Kind
from knowledge.language.lexicon import plain_words
from knowledge.language.text import fold
from knowledge.ranking.counting import counts, mere_share
from knowledge.ranking.denying import Asked, asked_part, counts_alike
from knowledge.ranking.fitting import grades_in, grades_of
from knowledge.ranking.told import read_told
from knowledge.search.index import Hit, PlanIndex, Unit, is_soft
from knowledge.understanding.question import Question

COMMON_NAME = 1.5
"""A name of less weight is the plan's own place, which everything in it is about."""
TELLING = 2.0
"""From this weight on, the words beside a name say what is asked about it."""
ACTS = {
    "nghi": ("when",),
    **dict.fromkeys(("kham", "tiem", "tuyen", "xay", "mua"), ("when", "where", "count")),
}
"""Acts that no official wording has another word for: the day of something else is not when they are done."""
ROLES = {"hieu truong", "pho hieu truong", "truong phong", "pho truong phong", "chu tich", "pho chu tich", "to truong"}

GOAL = {"muc tieu", "chi tieu"}
EXAM = plain_words("thi")[0]


@dataclass(frozen=True, slots=True)
class Demands:
    """Of one question to one plan. `needed` are places of units that a fact must have."""

    question: Question
    needed: frozenset[int]
    counted: tuple[dict[int, float], ...]  # where the plan has each counted noun
    part: Asked | None  # of the question, where it asks for a figure
    of_all: bool  # nothing restricts what is counted
    address: bool  # where something named is
    examined: bool  # when an exam is: what is done for those who take it is no answer
    aim: frozenset[int]  # where a goal is asked for: what it is of, one of which a fact must have
    about: dict[int, float]  # weights of what is asked about the names; empty where no name is given
    weights: Sequence[float]  # of all units; 0 where one need not be had

    def met(self, hit: Hit, fact: Fact) -> bool:
        """Whether the fact has the words that it must have; what it counts is read by `counted_so`."""
        if not self.needed <= hit.found or any(hit.fact not in values for values in self.counted):
            return False
        if self.address and fact.kind is not Kind.ROW:
            return False  # its row may have its address
        if self.aim and self.aim.isdisjoint(hit.found):
            return False
        if self.question.wants("when", "count", "percent") and _is_of_other_grades(self.question, fact):
            return False
        return not self.examined or EXAM in read_told(fact.text).text

    def counted_so(self, fact: Fact) -> bool:
        """Whether the fact counts all nouns that are counted, of the grade asked for, and denied as they are asked."""
        question, nouns = self.question, self.question.counted
        if self.part and not counts_alike(self.part, fact):
            return False
        if nouns and not question.wants("money") and not _of_the_grade(question, fact):
            return False
        return all(counts(unit, fact, of_all=self.of_all) for unit in nouns) and not any(
            mere_share(question, unit, fact) for unit in nouns
        )

    def subject(self, hit: Hit, fact: Fact) -> float:
        """The share that the fact has of what is asked about the names; whoever is in charge is so of all in a duty."""
        if not self.about or (fact.kind is Kind.DUTY and self.question.wants("who")):
            return 1.0
        return sum(weight for place, weight in self.about.items() if place in hit.found) / sum(self.about.values())


def _of_the_grade(question: Question, fact: Fact) -> bool:
    """Whether the fact, or what it hangs under, names a grade asked for: the pupils of all grades are others."""
    asked = grades_of(question)
    return not asked or not asked.isdisjoint(grades_in(f"{fact.folded} {fold(fact.context)}"))


def _is_of_other_grades(question: Question, fact: Fact) -> bool:
    """Whether the fact names grades, and none of those asked for."""
    asked, named = grades_of(question), grades_in(fact.folded)
    return bool(asked and named) and asked.isdisjoint(named)


def demands(index: PlanIndex, question: Question, weights: Sequence[float]) -> Demands:
    units = [(place, unit) for place, unit in enumerate(question.units) if weights[place]]
    names = {place for place, unit in units if unit.name and weights[place] > COMMON_NAME}
    nouns = {unit.said for unit in question.counted if not unit.concepts}
    return Demands(
        question,
        frozenset(names | {place for place, unit in enumerate(question.units) if _is_needed(question, unit)}),
        tuple(index.found_in(unit) for unit in question.counted),
        asked_part(question) if question.wants("count", "percent") else None,
        all(is_soft(unit) or unit.levels or unit.said in nouns for _, unit in units),
        bool(names) and question.wants("where") and all(unit.name or unit.levels for _, unit in units),
        question.wants("when") and any(_is_exam(unit) for _, unit in units),
        frozenset(p for p, unit in units if GOAL.isdisjoint(unit.concepts)) if question.wants("goal") else frozenset(),
        _about(units, weights) if any(unit.name for _, unit in units) else {},
        weights,
    )


def _is_exam(unit: Unit) -> bool:
    """ "Thi học sinh giỏi", but not "thi tuyển giáo viên", which plans call by another word."""
    return unit.words[0] == EXAM and any(concept.startswith(f"{EXAM.folded} ") for concept in unit.concepts)


def _is_needed(question: Question, unit: Unit) -> bool:
    role = question.wants("role") and not ROLES.isdisjoint(unit.concepts)
    return role or (not unit.bonus and question.wants(*ACTS.get(unit.said, ())))  # an echo was named in full


def _about(units: Sequence[tuple[int, Unit]], weights: Sequence[float]) -> dict[int, float]:
    telling = {
        place: weights[place]
        for place, unit in units
        if not (unit.name or unit.levels or unit.words[-1].folded.isdigit())
    }
    return telling if sum(telling.values()) >= TELLING else {}
