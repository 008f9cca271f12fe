"""Which fact answers a question: coverage of its words, evidence of the kind asked for, the level, the length."""

from __future__ import annotations

from dataclasses import dataclass, replace

from knowledge.evidence import has_evidence
from knowledge.facts import Fact, Kind
from knowledge.fitting import count_fit, fit, negation_fit
from knowledge.index import PlanIndex, Unit
from knowledge.lexicon import Word
from knowledge.question import Question

NO_EVIDENCE = 0.3
AROUND = 0.8
NAMED = 0.42
"""What a fact must have of the noun that is counted: the word itself, if only above it, not another accent or a syllable."""
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


NOT_YET = Unit((Word("chua", ""),))


def rank(index: PlanIndex, question: Question, top: int = 45) -> list[Found]:
    """The best facts first."""
    hits, wanted, weights = index.search(question.units)
    if not wanted:
        return []
    hits.sort(key=lambda hit: -hit.score)
    counted = [(unit, index.found_in(unit)) for unit in question.counted]
    names = {p for p, unit in enumerate(question.units) if unit.name and weights[p] > COMMON_NAME}
    negated = index.found_in(NOT_YET)
    found = []
    for hit in hits[:top]:
        fact = index.facts[hit.fact]
        eligible = names <= hit.found and all(values.get(hit.fact, 0.0) >= NAMED for _, values in counted)
        evidence = _evidence(question, fact) if eligible else NO_EVIDENCE
        worth = hit.score / wanted * evidence * fit(question, fact, index.levels[hit.fact])
        worth *= negation_fit(question, told=hit.fact in negated)
        if counted:
            worth *= count_fit(counted[0][0].words[0].folded, fact)
        found.append(Found(fact, hit.fact, worth, min(1.0, hit.covered / wanted), evidence > NO_EVIDENCE, hit.solid))
    return sorted(found, key=lambda f: -f.rank)


def _evidence(question: Question, fact: Fact) -> float:
    if has_evidence(question, fact):
        return 1.0
    return AROUND if _evident_around(question, fact) else NO_EVIDENCE


def _evident_around(question: Question, fact: Fact) -> bool:
    """Whether the paragraph around a clause names the school or the unit asked for, and nothing more exact is asked."""
    exact = question.asks & {"count", "percent", "money", "when", "year", "paper", "contact", "hour", "grade"}
    return fact.kind is Kind.PROSE and not exact and has_evidence(question, replace(fact, text=fact.quote))
