"""Which few of very many plans a question is asked of: those that have most of its rarer words.

What every plan has says nothing; a name, a place or a phrase that few have says nearly all. Only presence is looked at,
so that a plan costs some microseconds a word; the plans that are left are then asked in full.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from knowledge.language.lexicon import Word, lexicon
from knowledge.search.index import PlanIndex

FEW = 8
"""As many plans are asked in full, which takes some milliseconds each."""


def sift(typed: Sequence[Word], scope: Sequence[PlanIndex], now: date | None) -> list[PlanIndex]:
    """The best FEW of `scope`, all where there are no more. Among equals the plan of the year that `now` falls into
    comes first, where `now` is known, and then the newest."""
    if len(scope) <= FEW:
        return list(scope)
    scores = [0.0] * len(scope)
    for keys in _asked(typed):
        holders = [place for place, index in enumerate(scope) if any(index.has(key) for key in keys)]
        if 0 < len(holders) < len(scope):
            worth = math.log(len(scope) / len(holders))
            for place in holders:
                scores[place] += worth
    ordered = sorted(range(len(scope)), key=lambda place: (-scores[place], *_age(scope[place], now), place))
    return [scope[place] for place in sorted(ordered[:FEW])]


def _asked(typed: Sequence[Word]) -> list[tuple[str, ...]]:
    """What a plan may have of the question: each syllable, each pair, each known wording in either form."""
    spans = lexicon().concepts.everywhere(typed, strict=False)
    concepts = {concept.removeprefix("~") for span in spans for concept in span.concepts}
    return [
        *{(word.folded,) for word in typed},
        *{(f"{a.folded}_{b.folded}",) for a, b in pairwise(typed)},
        *{(f"#{concept}", f"#~{concept}") for concept in concepts},
    ]


def _age(index: PlanIndex, now: date | None) -> tuple[bool, int]:
    frame = index.frame
    if frame is None:
        return True, 0
    return not (now and frame.first <= now <= frame.last), -frame.first.toordinal()
