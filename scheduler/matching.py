"""Which task of a plan's new version is which of the old one's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from knowledge.language.text import fold
from knowledge.timeline.period import Span

SURE = 88.0  # RapidFuzz score (0-100) from which two wordings in one time are one task ...
PERHAPS = 68.0  # ... and from which staff are asked


@dataclass(frozen=True, slots=True)
class Worded:
    """A task as it is compared."""

    id: int
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """Pairs of (old id, new id); each id is in one pair at most."""

    sure: tuple[tuple[int, int], ...]
    perhaps: tuple[tuple[int, int], ...]


def match(old: Sequence[Worded], new: Sequence[Worded]) -> Matched:
    """Pairs the likest first. A task whose time moved is only perhaps the same, however alike the words.

    Equal words in one time are the same even where there are several: they pair in the order of the plan.
    """
    scored = sorted(_scored(old, new), key=lambda pair: (-pair[0], pair[1], pair[2]))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    sure: list[tuple[int, int]] = []
    perhaps: list[tuple[int, int]] = []
    for score, before, after in scored:
        if before in taken_old or after in taken_new:
            continue
        taken_old.add(before)
        taken_new.add(after)
        (sure if score >= SURE else perhaps).append((old[before].id, new[after].id))
    return Matched(tuple(sure), tuple(perhaps))


def _scored(old: Sequence[Worded], new: Sequence[Worded]) -> list[tuple[float, int, int]]:
    """(score, index in old, index in new) of every pair that may be one task."""
    texts = [fold(task.text) for task in new]
    found = []
    for before, task in enumerate(old):
        likely = process.extract(fold(task.text), texts, scorer=fuzz.token_sort_ratio, score_cutoff=PERHAPS, limit=8)
        for _, score, after in likely:
            moved = not _meet(task.spans, new[after].spans)
            capped = min(score, SURE - 1) if moved else score
            found.append((capped, before, after))
    return found


def _meet(one: Sequence[Span], other: Sequence[Span]) -> bool:
    if not one or not other:
        return not one and not other
    return any(a <= d and c <= b for a, b in one for c, d in other)
