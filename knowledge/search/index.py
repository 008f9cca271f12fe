"""One plan, made searchable: an inverted index over folded syllables, pairs of them, concepts and levels (keys.py)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from knowledge.answering import KnownPlan
from knowledge.facts.drawing import Fact, facts
from knowledge.facts.names import Names, names_of
from knowledge.language.levels import LEVELS
from knowledge.language.lexicon import Word, lexicon
from knowledge.search.keys import read_all
from knowledge.timeline.tasks import frame_of

CONTEXT = 0.45
"""What a word in the context is worth beside one of the fact's own."""
FOUND = CONTEXT * 0.9
"""From this worth on a fact has the unit."""
FROM_ABOVE = 1.5
"""A word of the context covers the question better than it ranks the fact."""
OTHER_ACCENTS = 0.4
"""What a syllable is worth when the question carries accents and the plan has others there."""
RAREST = 6.0
"""Cap on a unit's weight, so that one odd word does not drown the rest."""
UNKNOWN = 3.0
"""Cap for a lone syllable that the plan does not have: a subject that is missing, or a word that means little."""
MEANT = 4.0
"""The same for an everyday wording: it may have been meant for something else that the plan has."""
EVERYDAY = 0.8
"""What another everyday wording in the plan is worth beside the official one."""
SOFT = 0.35
"""What a framing word ("chỉ tiêu", "phụ trách") is worth beside one that names the subject."""
SCATTERED = 0.3
"""What a known wording is worth where its syllables stand apart."""
WHOLE, PART = 0.7, 0.5
"""Of a known wording a fact that has less than WHOLE of its pairs has some other thing ("lương | giáo viên"): that
counts for PART of them."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that a question is about: a known wording, a name, a number with its noun, or a lone syllable."""

    words: tuple[Word, ...]
    concepts: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    whole: bool = False  # a name or number phrase: it counts only as a whole
    accented: bool = False
    bonus: bool = False  # adds to the score where found, and is not missed where not
    factor: float = 1.0
    name: bool = False
    also: tuple[tuple[Word, ...], ...] = ()  # other spellings of a name

    @property
    def said(self) -> str:
        return " ".join(word.folded for word in self.words)


class Hit(NamedTuple):
    """How well one fact fits: `score` adds what was found, `covered` leaves the bonuses out."""

    fact: int
    score: float
    covered: float
    solid: bool  # more than lone syllables: a known wording, a name, a level, two words in a row
    found: frozenset[int]  # places of the units that it has and that are no bonus


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found. All facts have their scores; a Hit is made of those only that are looked at."""

    values: Sequence[dict[int, float]]  # for each unit, how well each fact has it
    weights: Sequence[float]  # of the units, 0 where a fact need not have one
    solid: Sequence[bool]  # which units are more than lone syllables
    scores: dict[int, float]

    @property
    def wanted(self) -> float:
        """The weight of everything that a fact should have."""
        return sum(self.weights)

    def of(self, fact: int) -> Hit:
        covered, solid, found = 0.0, False, []
        for place, values in enumerate(self.values):
            if (value := values.get(fact)) is None:
                continue
            solid = solid or (value >= FOUND and self.solid[place])
            if weight := self.weights[place]:
                covered += weight * (min(1.0, value * FROM_ABOVE) if value >= CONTEXT else value)
                if value >= FOUND:
                    found.append(place)
        return Hit(fact, self.scores[fact], covered, solid, frozenset(found))


class PlanIndex:
    """The facts of one plan and where their words stand. Immutable once built."""

    def __init__(self, plan: KnownPlan) -> None:
        self.plan = plan
        self.facts: tuple[Fact, ...] = facts(plan.document)
        self.names: Names = names_of(plan.document, self.facts)
        self.name_book = self.names.book
        self.frame = frame_of(plan.document)
        self.levels, self.postings = read_all(self.facts)

    def has(self, key: str) -> bool:
        """Whether the plan has the syllable, the pair of syllables (joined by "_"), "#concept" or "@level"."""
        return key in self.postings

    def search(self, units: Sequence[Unit]) -> Hits:
        """Every fact that has any of the units."""
        subject = any(_is_solid(unit) and not (unit.bonus or unit.levels or is_soft(unit)) for unit in units)
        found = [self.found_in(unit) for unit in units]
        worths = [self._weight(unit, values) for unit, values in zip(units, found, strict=True)]
        extra = (unit.bonus or (subject and is_soft(unit)) for unit in units)
        weights = [0.0 if more else worth for more, worth in zip(extra, worths, strict=True)]
        scores: dict[int, float] = {}
        known = scores.get
        for worth, values in zip(worths, found, strict=True):
            for fact, value in values.items():  # thousands, in which each step counts
                scores[fact] = known(fact, 0.0) + worth * value
        return Hits(found, weights, [_is_solid(unit) for unit in units], scores)

    def _weight(self, unit: Unit, values: dict[int, float]) -> float:
        count = len([value for value in values.values() if value > 0.3])
        rarity = math.log(1 + (len(self.facts) - count + 0.5) / (count + 0.5))
        soft = SOFT if is_soft(unit) else 1.0
        return min(RAREST if count else _cap_if_absent(unit), rarity) * unit.factor * soft

    def found_in(self, unit: Unit) -> dict[int, float]:
        """Fact number -> how well it has this one unit (0 to 1)."""
        values: dict[int, float] = {}
        for concept in unit.concepts:
            _raise(values, self._having(f"#{concept}", 1.0))
            _raise(values, self._having(f"#~{concept}", EVERYDAY))
        for level in unit.levels:
            _raise(values, self._having(f"@{level}", 1.0))
        if values and len(unit.words) == 1 and not unit.levels:
            return values  # a lone syllable is also part of other words: "tiền" of "tiền đề"
        for text in (unit.words, *unit.also):
            _raise(values, self._literal(unit, text))
        return values

    def said_in(self, unit: Unit, fact: int) -> float:
        """The share of the unit's own syllables that the fact has (0 to 1), whatever else the unit is called."""
        has = (min(1.0, self._syllable(word, accented=unit.accented).get(fact, 0.0)) for word in unit.words)
        return sum(has) / len(unit.words)

    def _literal(self, unit: Unit, text: tuple[Word, ...]) -> dict[int, float]:
        """How much of the unit's own wording each fact has: all pairs in a row, or scattered syllables."""
        if len(text) == 1:
            return self._syllable(text[0], accented=unit.accented)
        pairs = _summed(self._having(f"{left.folded}_{right.folded}", 1.0) for left, right in pairwise(text))
        values = {fact: value / (len(text) - 1) for fact, value in pairs.items()}
        if unit.concepts and len(text) > 2:
            values = {fact: value if value >= WHOLE else PART * value for fact, value in values.items()}
        if unit.whole:
            return {fact: value for fact, value in values.items() if pairs[fact] >= (len(text) - 1) * CONTEXT * 0.99}
        scattered = _summed(self._syllable(word, accented=unit.accented) for word in text)
        _raise(values, {fact: SCATTERED * total / len(text) for fact, total in scattered.items()})
        return values

    def _syllable(self, word: Word, *, accented: bool) -> dict[int, float]:
        if not accented or not word.marks:
            return self._having(word.folded, 1.0)
        # Its own accents are worth more even in the context.
        return self._having(word.folded, OTHER_ACCENTS) | self._having(word.exact, 1.0)

    def _having(self, key: str, worth: float) -> dict[int, float]:
        """The facts that have a key, each with `worth`, or less where it stands but in the context."""
        worths = (worth, worth * CONTEXT)
        return {posting >> 1: worths[posting & 1] for posting in self.postings[key]}


def _cap_if_absent(unit: Unit) -> float:
    """The most that a unit may weigh where the plan nowhere has it."""
    if unit.concepts and unit.said not in unit.concepts:
        return MEANT
    return UNKNOWN if len(unit.words) == 1 and not unit.concepts else RAREST


def _is_solid(unit: Unit) -> bool:
    return bool(unit.concepts or unit.name or unit.levels or len(unit.words) > 1)


def _raise(values: dict[int, float], others: dict[int, float]) -> None:
    """Each fact gets the better of its two values."""
    better = {fact: values[fact] for fact in values.keys() & others.keys() if values[fact] > others[fact]}
    values.update(others)
    values.update(better)


def _summed(listed: Iterable[dict[int, float]]) -> dict[int, float]:
    total: dict[int, float] = {}
    for values in listed:
        if not total:
            total = values
            continue
        known = total.get
        for fact, value in values.items():
            total[fact] = known(fact, 0.0) + value
    return total


def is_soft(unit: Unit) -> bool:
    """Whether the unit only frames the question, so that a fact need not have it."""
    return bool(unit.concepts) and set(unit.concepts) <= lexicon().soft


def known_levels(index: PlanIndex) -> frozenset[str]:
    """The levels that a plan speaks of at all."""
    return frozenset(level for level in LEVELS if index.has(f"@{level}"))
