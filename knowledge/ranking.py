"""Which fact answers a question: coverage of its words, evidence of the kind asked for, the level, the length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.counting import count_fit, counts, mere_share, total_fit
from knowledge.evidence import has_evidence
from knowledge.facts import Fact, Kind
from knowledge.fitting import fit, negation_fit
from knowledge.index import Hit, PlanIndex, Unit, is_soft
from knowledge.lexicon import Word
from knowledge.question import Question

NO_EVIDENCE = 0.3
AROUND = 0.8
NAMED = 0.42
"""What a fact must have of the noun that is counted: the word itself, not another accent or a mere syllable."""
TELLING = 2.0
"""From this weight on, the words beside a name say what is asked about it."""
COMMON_NAME = 1.5
"""A name of less weight is the plan's own place, which everything in it is about."""


@dataclass(frozen=True, slots=True)
class Found:
    """One fact with how well it answers: `rank` orders, `coverage` (0 to 1) decides whether to answer at all."""

    fact: Fact
    number: int
    rank: float
    coverage: float
    evident: bool
    solid: bool
    subject: float = 1.0  # the share of what is asked about the names and levels; 1 where nothing is


ACTS = {
    "nghi": ("when",),
    **dict.fromkeys(("kham", "tiem", "tuyen", "xay", "mua"), ("when", "where", "count")),
}
"""Acts that no official wording has another word for: the day of something else is not when they are done."""
ROLES = {"hieu truong", "pho hieu truong", "truong phong", "pho truong phong", "chu tich", "pho chu tich", "to truong"}
NOT_YET = Unit((Word("chua", ""),))


def rank(index: PlanIndex, question: Question, top: int = 45) -> list[Found]:
    """The best facts first."""
    hits, wanted, weights = index.search(question.units)
    if not wanted:
        return []
    counted = [(unit, index.found_in(unit)) for unit in question.counted]
    hits.sort(key=lambda hit: -hit.score - sum(values.get(hit.fact, 0.0) for _, values in counted))
    names = {p for p, unit in enumerate(question.units) if unit.name and weights[p] > COMMON_NAME}
    about = _about(question, weights)
    telling = (unit for unit, weight in zip(question.units, weights, strict=True) if weight)
    of_all = {unit.said for unit in question.counted if not unit.concepts}
    bare = all(is_soft(unit) or unit.levels or unit.said in of_all for unit in telling)  # "bao nhiêu học sinh"
    only_name = (
        names
        and question.wants("where")
        and not any(
            weight for unit, weight in zip(question.units, weights, strict=True) if not (unit.name or unit.levels)
        )
    )
    roles = {p for p, unit in enumerate(question.units) if question.wants("role") and ROLES & set(unit.concepts)}
    acts = {place for place, unit in enumerate(question.units) if question.wants(*ACTS.get(unit.said, ()))}
    negated = index.found_in(NOT_YET)
    found = []
    for hit in hits[:top]:
        fact = index.facts[hit.fact]
        eligible = names <= hit.found and all(values.get(hit.fact, 0.0) >= NAMED for _, values in counted)
        eligible = eligible and all(counts(unit, fact, of_all=bare) for unit in question.counted)
        eligible = eligible and not any(mere_share(question, unit, fact) for unit in question.counted)
        eligible = eligible and not (only_name and fact.kind is not Kind.ROW)  # its row may have its address
        eligible = eligible and acts | roles <= hit.found
        evidence = _evidence(question, fact) if eligible else NO_EVIDENCE
        worth = hit.score / wanted * evidence * fit(question, fact, index.levels[hit.fact])
        worth *= negation_fit(question, told=hit.fact in negated)
        if counted:
            worth *= count_fit(counted[0][0], fact) * (total_fit(question, fact) if bare else 1.0)
        coverage = min(1.0, hit.covered / wanted)
        in_charge = fact.kind is Kind.DUTY and question.wants("who")  # of whatever stands in a duty
        subject = 1.0 if in_charge else _subject_share(about, hit)
        found.append(Found(fact, hit.fact, worth, coverage, evidence > NO_EVIDENCE, hit.solid, subject))
    return sorted(found, key=lambda f: -f.rank)


def _about(question: Question, weights: Sequence[float]) -> dict[int, float]:
    """The weights of the units that say what is asked about the names and levels; empty where no name is given."""
    if not any(unit.name and weight for unit, weight in zip(question.units, weights, strict=True)):
        return {}
    telling = {
        place: weights[place]
        for place, unit in enumerate(question.units)
        if not (unit.name or unit.levels or unit.words[-1].folded.isdigit())
    }
    return telling if sum(telling.values()) >= TELLING else {}


def _subject_share(about: dict[int, float], hit: Hit) -> float:
    return sum(weight for place, weight in about.items() if place in hit.found) / sum(about.values()) if about else 1.0


def _evidence(question: Question, fact: Fact) -> float:
    if has_evidence(question, fact):
        return 1.0
    return AROUND if _evident_around(question, fact) else NO_EVIDENCE


def _evident_around(question: Question, fact: Fact) -> bool:
    """Whether the paragraph around a clause names the school or the unit asked for, and nothing more exact is asked."""
    exact = question.asks & {"count", "percent", "money", "when", "year", "paper", "contact", "hour", "grade"}
    return fact.kind is Kind.PROSE and not exact and has_evidence(question, replace(fact, text=fact.quote))
