"""When two spellings are one name: what the rules of writing leave free, and what only a slip explains."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from rapidfuzz.distance import Levenshtein

from knowledge.language.text import fold, is_syllable

_TONES = "\u0300\u0301\u0303\u0309\u0323"

_FREE_Y = re.compile(r"(?:(?<=qu)|(?<![aăâeêioôơuưy]))y$")
_NASAL = re.compile(r"m(?=\W*$)")

Spelling = tuple[str, ...]


@cache
def syllable(text: str) -> str:
    """One syllable whatever is free in writing it: "Hoà" and "Hòa", "Lý" and "Lí", capitals."""
    marks = unicodedata.normalize("NFD", text.lower())
    tone = "".join(mark for mark in marks if mark in _TONES)
    letters = "".join(mark for mark in marks if mark not in _TONES)
    return _FREE_Y.sub("i", unicodedata.normalize("NFC", letters)) + tone


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
    """One letter of one syllable that is easily mistaken: m for n at its end (Lâm / Lân), or what is no syllable.

    Any other letter makes another name: Lê Lợi and Lê Lai, Khanh and Khang.
    """
    pair = differing(one, other)
    if pair is None:
        return False
    a, b = fold(pair[0]), fold(pair[1])
    if min(len(a), len(b)) < 3 or not (a + b).isalpha() or Levenshtein.distance(a, b) != 1:
        return False
    return _NASAL.sub("n", pair[0]) == _NASAL.sub("n", pair[1]) or is_syllable(a) != is_syllable(b)
