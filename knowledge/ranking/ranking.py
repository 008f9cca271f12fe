"""Which fact answers a question: coverage of its words, evidence of the kind asked for, the level, the length."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from knowledge.facts.drawing import OWNER, Fact, Kind
from knowledge.language.text import words
from knowledge.ranking.counting import count_fit, total_fit
from knowledge.ranking.demands import Demands, demands
from knowledge.ranking.denying import NOT_YET, negation_fit
from knowledge.ranking.evidence import has_evidence
from knowledge.ranking.fitting import fit
from knowledge.search.index import Hit, PlanIndex
from knowledge.understanding.question import Question

NO_EVIDENCE = 0.3
AROUND = 0.8
TOP, MOST = 45, 180
"""Facts that are looked at, and how many at most where those are all no answer and the next have the words as well:
the rows of a long list."""
AS_GOOD = 0.9
TIE = 0.97
"""Sentences whose rank is this close to the best are told apart by their very words."""
SHORT = 160
"""Characters of a sentence that is not long, whatever it stands beside."""
GRAMMAR = set(words("các những mấy cho có là thì ở và được của gì nào với thế em con vào ra không"))
"""Words that any sentence may have."""
OF_THE_SAME = 0.8
"""What another duty of the same person counts beside the duty itself."""


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
    held: Set[int] = frozenset()  # places of the units that the fact has
    weights: Sequence[float] = ()  # of all units; 0 where one need not be had


def rank(index: PlanIndex, question: Question) -> list[Found]:
    """The best facts first."""
    hits, wanted, weights = index.search(question.units)
    if not wanted:
        return []
    asked = demands(index, question, weights)
    hits.sort(key=lambda hit: -hit.score - sum(values.get(hit.fact, 0.0) for values in asked.counted))
    if question.wants("who") and not question.subject:  # a level alone: of all that names it, whoever has duties there
        hits.sort(key=lambda hit: not index.facts[hit.fact].person)
    negated = {posting >> 1 for posting in index.postings[NOT_YET.exact]}
    under = _told_under_headings(index, question, hits[:TOP], weights) if question.wants("duty") else {}
    if question.wants("who"):
        under = _told_of_the_same(index, question, hits[:TOP], weights)
    found: list[Found] = []
    for start in range(0, min(len(hits), MOST), TOP):
        if start and (hits[start].score < AS_GOOD * hits[0].score or any(f.evident for f in found)):
            break
        for hit in hits[start : start + TOP]:
            negation = negation_fit(question, told=hit.fact in negated)
            found.append(_weighed(index, asked, hit, under.get(hit.fact, 0.0), wanted, negation))
    return _as_typed_first(question, sorted(found, key=lambda f: -f.rank))


def _as_typed_first(question: Question, ranked: list[Found]) -> list[Found]:
    """Of sentences that answer as well as the best, and are no longer, the one that has most of the typed words
    first."""
    if not ranked or ranked[0].fact.kind is not Kind.PROSE:
        return ranked
    typed = {word.folded for word in question.words} - GRAMMAR
    longest = max(SHORT, len(ranked[0].fact.text))
    good = (f for f in ranked if f.rank >= TIE * ranked[0].rank and f.fact.kind is Kind.PROSE)
    alike = [ranked[0], *(f for f in good if len(f.fact.text) <= longest and ranked[0].fact.text not in f.fact.text)]
    best = max(alike, key=lambda f: len(typed.intersection(words(f.fact.text))))
    return [best, *(f for f in ranked if f is not best)]


def _weighed(index: PlanIndex, asked: Demands, hit: Hit, below: float, wanted: float, negation: float) -> Found:
    """`below` is the weight of what is told only under a heading, `wanted` that of all that is asked."""
    question, fact = asked.question, index.facts[hit.fact]
    evidence = _evidence(question, fact) if asked.met(hit, fact) else NO_EVIDENCE
    worth = (hit.score + below) / wanted * evidence * fit(question, fact, index.levels[hit.fact])
    worth *= negation * _count_fit(asked, fact)
    coverage = min(1.0, (hit.covered + below) / wanted)
    evident = evidence > NO_EVIDENCE
    about = asked.subject(hit, fact)
    return Found(fact, hit.fact, worth, coverage, evident, hit.solid, about, hit.found, asked.weights)


def _told_under_headings(
    index: PlanIndex, question: Question, hits: Sequence[Hit], weights: Sequence[float]
) -> dict[int, float]:
    """Of the heading of an office that the question names, the weight of what stands only under it."""
    told: dict[int, float] = {}
    said = {word.folded for word in question.words}
    for hit in hits:
        heading = index.facts[hit.fact]
        named = heading.kind is Kind.SECTION and OWNER.match(heading.folded) and said.issuperset(words(heading.text))
        if not named:
            continue
        below = {n for n, fact in enumerate(index.facts) if fact.section == heading.section and n != hit.fact}
        missing = (place for place, weight in enumerate(weights) if weight and place not in hit.found)
        told[hit.fact] = sum(weights[p] for p in missing if not below.isdisjoint(index.found_in(question.units[p])))
    return told


def _told_of_the_same(
    index: PlanIndex, question: Question, hits: Sequence[Hit], weights: Sequence[float]
) -> dict[int, float]:
    """Of a person's duty for a place or a school that is named, the weight of what the same person's other duties have:
    "bếp ăn … phường A" may be said in two of them."""
    told: dict[int, float] = {}
    named = {place for place, unit in enumerate(question.units) if unit.name}
    values = [index.found_in(unit) if weights[place] else {} for place, unit in enumerate(question.units)]
    for hit in hits:
        person = index.facts[hit.fact].person
        if not person or named.isdisjoint(hit.found):
            continue
        others = {n for n, fact in enumerate(index.facts) if fact.person == person}
        missing = (place for place, weight in enumerate(weights) if weight and place not in hit.found)
        told[hit.fact] = OF_THE_SAME * sum(weights[p] for p in missing if not others.isdisjoint(values[p]))
    return told


def _count_fit(asked: Demands, fact: Fact) -> float:
    if not asked.question.counted:
        return 1.0
    return count_fit(asked.question.counted[0], fact) * (total_fit(asked.question, fact) if asked.of_all else 1.0)


def _evidence(question: Question, fact: Fact) -> float:
    if has_evidence(question, fact):
        return 1.0
    return AROUND if _evident_around(question, fact) else NO_EVIDENCE


def _evident_around(question: Question, fact: Fact) -> bool:
    """Whether the paragraph around a clause names the school or the unit asked for, and nothing more exact is asked."""
    exact = question.asks & {"count", "percent", "money", "when", "year", "paper", "contact", "hour", "grade"}
    return fact.kind is Kind.PROSE and not exact and has_evidence(question, replace(fact, text=fact.quote))
