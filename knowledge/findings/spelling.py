"""When two spellings are one name: what the rules of writing leave free, and what only a slip explains."""

from __future__ import annotations

import unicodedata
from functools import cache

from rapidfuzz.distance import Levenshtein

from knowledge.text import fold

_TONES = "\u0300\u0301\u0303\u0309\u0323"

Spelling = tuple[str, ...]


@cache
def syllable(text: str) -> str:
    """One syllable whatever is free in writing it: "Hoà" and "Hòa", "Lý" and "Lí", capitals."""
    marks = unicodedata.normalize("NFD", text.lower())
    tone = "".join(mark for mark in marks if mark in _TONES)
    letters = "".join(mark for mark in marks if mark not in _TONES)
    return unicodedata.normalize("NFC", letters).replace("y", "i") + tone


def spelling(name: str) -> Spelling:
    return tuple(syllable(part) for part in name.replace("-", " ").replace("–", " ").split())


def differing(one: Spelling, other: Spelling) -> tuple[str, str] | None:
    """The only syllables in which two names of the same length differ, else None."""
    if len(one) != len(other):
        return None
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return pairs[0] if len(pairs) == 1 else None


def accents_only(one: Spelling, other: Spelling) -> bool:
    """Đồng / Đổng: the same letters under other accents, in one syllable."""
    pair = differing(one, other)
    return pair is not None and fold(pair[0]) == fold(pair[1])


def letter_only(one: Spelling, other: Spelling) -> bool:
    """Lâm / Lân: one letter within or behind the syllable; another first letter makes another name."""
    pair = differing(one, other)
    if pair is None:
        return False
    a, b = fold(pair[0]), fold(pair[1])
    return min(len(a), len(b)) > 2 and a[0] == b[0] and Levenshtein.distance(a, b) == 1 and (a + b).isalpha()
