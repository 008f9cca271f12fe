"""A plan's words as counting needs them: known wordings, figures that count, and the things that are named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from knowledge.language.lexicon import Word, lexicon, plain_words
from knowledge.understanding.nouns import COUNTED, PERSON

PEOPLE = {
    "hoc sinh": "hoc sinh",
    "tre": "hoc sinh",
    "giao vien": "giao vien",
    "nhan vien": "nhan vien",
    "can bo quan ly": "can bo",
}
"""Known wordings for people that plans count, with what a column calls them."""
ORDINAL = {(word.folded, word.marks) for word in plain_words("mức độ lớp khối ngày tháng năm quý lục")}
"""A figure behind one of these says which, not how many."""


Known = tuple[tuple[int, int, frozenset[str]], ...]
"""Known wordings of a text: [start, end) and what they stand for."""


class Told(NamedTuple):
    text: tuple[Word, ...]
    known: Known
    figures: frozenset[int]  # places of numbers that count: no share, no year, no ordinal
    things: frozenset[str]  # what is named of all that plans count


@lru_cache(10_000)
def read_told(told: str) -> Told:
    text = lexicon().words(told)
    known = known_in(text, accented=True)
    shares = set(re.findall(r"([\d.,]+) ?%", told))
    figures = frozenset(p for p, word in enumerate(text) if _counts(text, p) and word.folded not in shares)
    return Told(text, known, figures, _things(text, known))


def known_in(text: Sequence[Word], *, accented: bool) -> Known:
    """The known wordings of a text and what each stands for. `accented` where accents count."""
    spans = lexicon().concepts.everywhere(text, strict=accented)
    return tuple((s.start, s.end, frozenset(c.removeprefix("~") for c in s.concepts)) for s in spans)


def _counts(text: tuple[Word, ...], place: int) -> bool:
    folded = text[place].folded
    which = place > 0 and tuple(text[place - 1]) in ORDINAL
    return folded[0].isdigit() and not which and not re.fullmatch(r"(?:19|20)\d\d", folded)


def is_noun(word: Word, noun: Word) -> bool:
    """Whether the plan's word is that noun: "trường", not "trưởng"; a mark set on the other vowel is a slip."""
    return word.folded == noun.folded and set(word.marks) == set(noun.marks)


def _things(text: tuple[Word, ...], known: Known) -> frozenset[str]:
    nouns = {word.folded for word in text if (noun := COUNTED.get(word.folded)) and is_noun(word, noun)}
    people = {PEOPLE[concept] for _, _, concepts in known for concept in concepts if concept in PEOPLE}
    said = " ".join(word.folded for word in text)
    people |= {"can bo"} if re.search(r"\bcan bo\b", said) else set()
    return frozenset(nouns | people | ({PERSON.folded} if any(is_noun(word, PERSON) for word in text) else set()))
