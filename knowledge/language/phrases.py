"""Words as they are compared, and books of phrases to be found in a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.language.text import folded_words, raw_words

LONGEST = 8
"""Syllables within which a phrase is looked for when another word may stand in it."""


class Word(NamedTuple):
    """One syllable: folded for comparing, `marks` (sorted diacritics, tone placement apart) for telling apart."""

    folded: str
    marks: str

    @property
    def exact(self) -> str:
        return f"{self.folded}|{self.marks}"


class Span(NamedTuple):
    """A run of words that the lexicon knows: [start, end) and the concepts it may stand for."""

    start: int
    end: int
    concepts: tuple[str, ...]

    @property
    def concepts_said(self) -> tuple[str, ...]:
        """The concepts, whichever side of a pair was said."""
        return tuple(dict.fromkeys(concept.removeprefix("~") for concept in self.concepts))


@lru_cache(maxsize=20_000)
def marks_of(token: str) -> str:
    """The diacritics of one typed syllable in sorted order, so that "hoà" and "hòa" are alike."""
    decomposed = unicodedata.normalize("NFD", token.lower())
    return "".join(sorted(c for c in decomposed if unicodedata.combining(c) or c == "đ"))


@dataclass(frozen=True, slots=True)
class Phrase:
    words: tuple[Word, ...]
    concepts: tuple[str, ...]


AS_TYPED = frozenset(
    ["cho", "con", "quy", "theo", "ra", "qua", "sang", "sau", "hai", "ba", "khi", "trong", "hay", "do", "ai", "sao"]
)
"""Words without accents that are so common that, in a line with accents, they are nothing else ("cho" is no "chỗ")."""


def _agree(phrase: Sequence[Word], typed: Sequence[Word]) -> bool:
    """Whether the accents of equal syllables go together: a lone syllable must carry the phrase's own, and in a longer
    phrase what is typed may lack accents but not have others ("có giáo" is not "cô giáo")."""
    if len(phrase) == 1:
        return phrase[0].marks == typed[0].marks
    others = [(a, b) for a, b in zip(phrase, typed, strict=True) if a.marks != b.marks]
    return all(set(_tone(b.marks)) <= set(_tone(a.marks)) and (b.marks or b.folded not in AS_TYPED) for a, b in others)


def _tone(marks: str) -> str:
    """Half of the country says and writes "~" and "?" alike."""
    return marks.replace("\u0303", "\u0309")


class PhraseBook:
    """Phrases to be found in a text: a tree over their folded syllables, so that looking costs what the text has in
    common with a phrase, however many there are."""

    def __init__(self, phrases: Mapping[tuple[Word, ...], Sequence[str]]) -> None:
        self._tree: dict[str, Any] = {}  # folded syllable -> the same again; "" -> the phrases that end here
        self._keys: dict[str, None] = {}  # in order, without repeats
        for listed, concepts in phrases.items():
            node = self._tree
            for word in listed:
                node = node.setdefault(word.folded, {})
            node.setdefault("", []).append(Phrase(listed, tuple(dict.fromkeys(concepts))))
            self._keys[" ".join(word.folded for word in listed)] = None

    def loosely_at(self, text: Sequence[Word], start: int, between: Set[Word]) -> list[Span]:
        """As `at` where accents count, but the phrases of three words and more with one word of `between` in them."""
        found: list[Span] = []
        if text[start].folded not in self._tree:
            return found
        for place in range(start + 1, min(len(text) - 1, start + LONGEST)):
            if text[place] in between:
                closed = (*text[start:place], *text[place + 1 : start + LONGEST])
                spans = self.at(closed, 0, strict=True)
                found += [
                    Span(start, start + s.end + 1, s.concepts) for s in spans if s.end >= max(3, place - start + 1)
                ]
        return sorted(found, key=lambda span: -span.end)

    def at(self, text: Sequence[Word], start: int, *, strict: bool) -> list[Span]:
        """The phrases that begin at `start`, longest first. With `strict`, accents count: see `_agree`."""
        node = self._tree.get(text[start].folded)
        if node is None:
            return []
        found: list[Span] = []
        end = start + 1
        while node is not None:
            if ending := node.get(""):
                typed = text[start:end]
                found[:0] = [Span(start, end, p.concepts) for p in ending if not strict or _agree(p.words, typed)]
            node = node.get(text[end].folded) if end < len(text) else None
            end += 1
        return found

    def near(self, said: str) -> list[str]:
        """The other phrases, as folded text, that are one letter off; only for small books."""
        found = process.extract(said, list(self._keys), scorer=OSA.distance, score_cutoff=1, limit=4)
        return [key for key, _, _ in found if key != said]

    def everywhere(self, text: Sequence[Word], *, strict: bool = True) -> list[Span]:
        found: list[Span] = []
        following = [*(word.folded for word in text[1:]), None]
        for place, (word, after) in enumerate(zip(text, following, strict=False)):
            node = self._tree.get(word.folded)
            if node is not None and (after in node or "" in node):
                found += self.at(text, place, strict=strict)
        return found

    def longest(self, text: Sequence[Word], *, strict: bool) -> list[Span]:
        """Spans from left to right, each the longest at its place, without overlap."""
        found: list[Span] = []
        start = 0
        while start < len(text):
            spans = self.at(text, start, strict=strict)
            if spans:
                found.append(spans[0])
            start = spans[0].end if spans else start + 1
        return found


@lru_cache(maxsize=50_000)
def _word(folded: str, raw: str) -> Word:
    return Word(folded, marks_of(raw))


def plain_words(text: str) -> tuple[Word, ...]:
    """A text's syllables as they stand, nothing written out."""
    raw = raw_words(text)
    return tuple(map(_word, folded_words(raw), raw))
