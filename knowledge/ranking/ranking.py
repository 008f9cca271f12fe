"""Which fact answers a question: coverage of its words, evidence of the kind asked for, the level, the length."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import heapify, heappop, heappush
from itertools import takewhile

from knowledge.facts.drawing import Fact, Kind
from knowledge.language.text import words
from knowledge.ranking.counting import count_fit, total_fit
from knowledge.ranking.demands import Demands, demands
from knowledge.ranking.denying import NOT_YET, negation_fit
from knowledge.ranking.elsewhere import told_elsewhere
from knowledge.ranking.evidence import has_evidence
from knowledge.ranking.fitting import fitting
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


@dataclass
class Likely:
    """A fact that has words of the question, before it is known whether it holds what is asked for."""

    asked: Demands
    hit: Hit
    fact: Fact
    share: float  # of all that is asked, in score
    coverage: float
    fit: float
    count: float  # how it fits what is counted and denied

    @property
    def most(self) -> float:
        """Its rank if it holds what is asked for."""
        return self.share * self.fit * self.count

    @property
    def subject(self) -> float:
        return self.asked.subject(self.hit, self.fact)

    @cached_property
    def found(self) -> Found:
        asked, hit, fact = self.asked, self.hit, self.fact
        evidence = _evidence(asked.question, fact) if asked.met(hit, fact) else NO_EVIDENCE
        if evidence > NO_EVIDENCE and not asked.counted_so(fact):  # last, since it reads the fact word by word
            evidence = NO_EVIDENCE
        worth = self.share * evidence * self.fit * self.count
        evident = evidence > NO_EVIDENCE
        return Found(fact, hit.fact, worth, self.coverage, evident, hit.solid, self.subject, hit.found, asked.weights)


class Ranking:
    """The facts found, the best first. Evidence costs most, and most facts are read by nobody: it is looked for only
    where a fact may answer, or may be the next best."""

    def __init__(self, likely: Sequence[Likely]) -> None:
        self._likely = likely
        self._told: list[Found] = []
        self._preferred: Found | None = None
        self._left = [(-fact.most, place, False) for place, fact in enumerate(likely)]
        heapify(self._left)

    def __len__(self) -> int:
        return len(self._likely)

    def __getitem__(self, place: int) -> Found:
        while len(self._told) <= place:
            self._told.append(self._next())
        return self._told[place]

    def __iter__(self) -> Iterator[Found]:
        return map(self.__getitem__, range(len(self)))

    def _next(self) -> Found:
        """Whoever is first by its rank is so by right; whoever is by what its rank may be is weighed first."""
        while True:
            _, place, is_weighed = heappop(self._left)
            found = self._likely[place].found
            if is_weighed:
                return found
            heappush(self._left, (-found.rank, place, True))

    def prefer(self, place: int) -> None:
        """Puts the fact at this place first."""
        if place:
            self._preferred = self[place]
            self._told.insert(0, self._told.pop(place))

    def evident(self, may: Callable[[Likely], bool]) -> list[Found]:
        """Those that hold what is asked for, of which `may` is true."""
        found = (likely.found for likely in self._likely if may(likely))
        return sorted((f for f in found if f.evident), key=lambda f: (f is not self._preferred, -f.rank))


def rank(index: PlanIndex, question: Question) -> Ranking:
    """The best facts first."""
    searched = index.search(question.units)
    if not searched.wanted:
        return Ranking([])
    asked = demands(index, question, searched.weights)
    best = _likeliest(index, question, searched.scores, asked)
    hits = [searched.of(fact) for fact in best[:TOP]]
    scales = _Scales(index, asked, searched.wanted, told_elsewhere(index, question, hits, searched))
    likely = [scales.likely(hit) for hit in hits]
    for start in range(TOP, len(best), TOP):
        far = searched.scores[best[start]] < AS_GOOD * hits[0].score
        if far or any(fact.found.evident for fact in likely):
            break
        likely += [scales.likely(searched.of(fact)) for fact in best[start : start + TOP]]
    ranked = Ranking(likely)
    ranked.prefer(_as_typed(question, ranked))
    return ranked


def _as_typed(question: Question, ranked: Ranking) -> int:
    """The place of the sentence that has most of the typed words, of those that answer as well as the best and are no
    longer."""
    if not ranked or ranked[0].fact.kind is not Kind.PROSE:
        return 0
    best, typed = ranked[0], {word.folded for word in question.words} - GRAMMAR
    longest = max(SHORT, len(best.fact.text))
    near = takewhile(lambda found: found.rank >= TIE * best.rank, ranked)
    alike = {
        place: len(typed.intersection(words(found.fact.text)))
        for place, found in enumerate(near)
        if found is best
        or (found.fact.kind is Kind.PROSE and len(found.fact.text) <= longest and best.fact.text not in found.fact.text)
    }
    return max(alike, key=alike.__getitem__)


def _likeliest(index: PlanIndex, question: Question, scores: Mapping[int, float], asked: Demands) -> Sequence[int]:
    """The facts that have most of the question's words, best first; MOST are enough."""
    for values in asked.counted:
        scores = {**scores, **{fact: scores[fact] + value for fact, value in values.items() if fact in scores}}
    best = sorted(scores, key=scores.__getitem__, reverse=True)
    if question.wants("who") and not question.subject:  # a level alone: of all that names it, whoever has duties there
        best.sort(key=lambda fact: not index.facts[fact].person)
    return best[:MOST]


class _Scales:
    """Weighs facts. `wanted` is the weight of all that is asked, `elsewhere` of each fact the weight of what is told
    only under a heading or in another duty."""

    def __init__(self, index: PlanIndex, asked: Demands, wanted: float, elsewhere: Mapping[int, float]) -> None:
        self._index, self._asked, self._wanted, self._elsewhere = index, asked, wanted, elsewhere
        self._fit = fitting(asked.question)
        self._negated = {posting >> 1 for posting in index.postings[NOT_YET.exact]}
        self._negation = [negation_fit(asked.question, told=told) for told in (False, True)]

    def likely(self, hit: Hit) -> Likely:
        fact, more = self._index.facts[hit.fact], self._elsewhere.get(hit.fact, 0.0)
        return Likely(
            self._asked,
            hit,
            fact,
            share=(hit.score + more) / self._wanted,
            coverage=min(1.0, (hit.covered + more) / self._wanted),
            fit=self._fit(fact, self._index.levels[hit.fact]),
            count=self._negation[hit.fact in self._negated] * _count_fit(self._asked, fact),
        )


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
