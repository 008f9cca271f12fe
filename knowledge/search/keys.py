"""The keys that a text is found by: folded syllables, pairs of them, numbers with their noun, known wordings, levels.

A posting is an integer: twice the fact's number, plus one where the word stands only in the fact's context (heading,
table title, column headers).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from knowledge.facts.fact import Fact
from knowledge.language.lexicon import Span, Word, lexicon
from knowledge.search.postings import Postings


def _keys(text: Sequence[Word]) -> set[str]:
    folded = [word.folded for word in text]
    keys = {*folded, *(f"{word.folded}|{word.marks}" for word in text if word.marks)}
    keys.update(map("{}_{}".format, folded, folded[1:]))
    if any(word[0].isdigit() for word in folded):
        keys.update(_number_runs(text))
    return keys


def _number_runs(text: Sequence[Word]) -> Iterable[str]:
    """Pairs of a noun and each number of its list: "lớp 1, 2, 3" is about lop_1, lop_2 and lop_3."""
    noun = ""
    for word in text:
        if word.folded.isdigit() or word.folded.replace(",", "").isdigit():
            for number in word.folded.split(","):
                if noun:
                    yield f"{noun}_{number}"
        elif word.folded != "va":
            noun = word.folded


def _known_wordings(text: Sequence[Word]) -> list[Span]:
    """All known wordings of a text; "công lập" is none in "ngoài công lập"."""
    spans = _uncrossed(lexicon().concepts.everywhere(text))
    outside = [span for span in spans if text[span.start].folded == "ngoai"]
    return [s for s in spans if not any(o.start < s.start and s.end <= o.end for o in outside)]


def read_all(listed: Sequence[Fact]) -> tuple[tuple[frozenset[str], ...], Postings]:
    """The levels that each fact is about, and where the words of all stand."""
    read = cache(_read)  # contexts repeat
    level_sets: dict[frozenset[str], frozenset[str]] = {}  # each once: there are hardly more than a dozen
    levels: list[frozenset[str]] = []
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for number, fact in enumerate(listed):
        own, named = read(fact.text)
        above, hung = read(fact.context)
        own_levels = frozenset({fact.level}) if fact.level else named
        about = own_levels or hung
        levels.append(level_sets.setdefault(about, about))
        own_keys = own | {f"@{level}" for level in own_levels}
        for key in own_keys:
            postings[key].append(2 * number)
        for key in (above | {f"@{level}" for level in about}) - own_keys:
            postings[key].append(2 * number + 1)
    return tuple(levels), Postings(postings)


def _read(text: str) -> tuple[set[str], frozenset[str]]:
    """The keys of a text and the levels that it names."""
    read = lexicon().words(text)
    known = _known_wordings(read)
    concepts = {f"#{concept}" for span in known for concept in span.concepts}
    return _keys(read) | concepts, lexicon().levels_in(read, known)


def _uncrossed(spans: list[Span]) -> list[Span]:
    """Without everyday wordings that run into an official one: in "đánh giá học sinh" nobody says "giá học"."""
    official = [s for s in spans if not all(concept.startswith("~") for concept in s.concepts)]
    return [s for s in spans if s in official or not any(_cross(s, other) for other in official)]


def _cross(one: Span, other: Span) -> bool:
    return one.start < other.start < one.end < other.end or other.start < one.start < other.end < one.end
