"""The words of the field: what people say for what plans write. The data is lexicon.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.text import fold, is_syllable, nfc, raw_words, words

LEXICON = Path(__file__).parent / "lexicon.toml"
LEVELS = ("MN", "TH", "THCS", "THPT", "GDTX")


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


@lru_cache(maxsize=20_000)
def marks_of(token: str) -> str:
    """The diacritics of one typed syllable in sorted order, so that "hoà" and "hòa" are alike."""
    decomposed = unicodedata.normalize("NFD", token.lower())
    return "".join(sorted(c for c in decomposed if unicodedata.combining(c) or c == "đ"))


@dataclass(frozen=True, slots=True)
class Phrase:
    words: tuple[Word, ...]
    concepts: tuple[str, ...]


def _agree(phrase: Sequence[Word], typed: Sequence[Word]) -> bool:
    """Whether the accents of equal syllables go together: a lone syllable must carry the phrase's own, and in a longer
    phrase what is typed may lack accents but not have others ("có giáo" is not "cô giáo")."""
    if len(phrase) == 1:
        return phrase[0].marks == typed[0].marks
    return all(a.marks == b.marks or set(b.marks) <= set(a.marks) for a, b in zip(phrase, typed, strict=True))


class PhraseBook:
    """Phrases to be found in a text, looked up by their folded syllables."""

    def __init__(self, phrases: dict[tuple[Word, ...], list[str]]) -> None:
        self._phrases: dict[tuple[str, ...], list[Phrase]] = {}
        self._lengths: dict[str, list[int]] = {}  # first one or two syllables, joined -> lengths, longest first
        for listed, concepts in phrases.items():
            key = tuple(word.folded for word in listed)
            self._phrases.setdefault(key, []).append(Phrase(listed, tuple(dict.fromkeys(concepts))))
            lengths = self._lengths.setdefault(" ".join(key[:2]), [])
            if len(key) not in lengths:
                lengths.append(len(key))
                lengths.sort(reverse=True)

    def at(self, text: Sequence[Word], start: int, *, strict: bool) -> list[Span]:
        """The phrases that begin at `start`, longest first. With `strict`, accents count: see `_agree`."""
        first = text[start].folded
        pair = f"{first} {text[start + 1].folded}" if start + 1 < len(text) else ""
        found = []
        for length in (*self._lengths.get(pair, ()), *self._lengths.get(first, ())):
            typed = text[start : start + length]
            for phrase in self._phrases.get(tuple([word.folded for word in typed]), ()):
                if not strict or _agree(phrase.words, typed):
                    found.append(Span(start, start + length, phrase.concepts))
        return found

    def near(self, said: str) -> list[str]:
        """The other phrases, as folded text, that are one letter off; only for small books."""
        keys = [" ".join(key) for key in self._phrases]
        return [k for k, _, _ in process.extract(said, keys, scorer=OSA.distance, score_cutoff=1, limit=4) if k != said]

    def everywhere(self, text: Sequence[Word], *, strict: bool = True) -> list[Span]:
        return [span for place in range(len(text)) for span in self.at(text, place, strict=strict)]

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


def _plain_words(text: str) -> tuple[Word, ...]:
    return tuple(Word(token, marks_of(raw)) for token, raw in zip(words(text), raw_words(text), strict=True))


def _pattern(shorts: Sequence[str]) -> re.Pattern[str]:
    """Abbreviations as whole words, longest first; a lone letter or dotted form counts only by itself."""
    listed = sorted(map(re.escape, shorts), key=len, reverse=True)
    return re.compile(rf"(?<![\w./-])(?:{'|'.join(listed)})(?![\w])", re.IGNORECASE)


class Lexicon:
    """One reading of lexicon.toml: concepts, abbreviations, levels, asking words and stop words."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._long: dict[str, str] = {nfc(short).lower(): long for short, long in data["abbreviations"].items()}
        self._said: dict[str, str] = {nfc(short).lower(): long for short, long in data["teencode"].items()}
        self._bare: dict[str, str] = {fold(short): long for short, long in self._long.items()}
        self._capitals = {short for short in self._long if is_syllable(fold(short))}
        self._written = _pattern([*self._long])
        self._typed = _pattern([*self._long, *self._bare, *self._said])
        pairs = {
            fold(official): [official, *said] for group in data["words"].values() for official, said in group.items()
        }
        self.soft = frozenset(fold(word) for word in data["soft"]["words"])
        pairs = {**{fold(word): [word] for word in data["soft"]["words"]}, **pairs}
        official = {concept: wordings[:1] for concept, wordings in pairs.items()}
        self.concepts = self._book({**{f"~{concept}": said[1:] for concept, said in pairs.items()}, **official})
        self.levels = self._book(data["levels"])
        self.asking = self._book(data["asking"])
        self.stops = self._book({"stop": data["stop"]["both"], "accented": data["stop"]["accented"]})
        wordings = [*pairs.values(), *data["levels"].values(), *data["asking"].values(), *data["stop"].values()]
        self.known = {word for listed in wordings for said in listed for word in words(said)}
        self.known.update(word for long in (*self._long.values(), *self._said.values()) for word in words(long))
        self.known.update(fold(short) for short in (*self._long, *self._said))

    def _book(self, entries: dict[str, list[str]]) -> PhraseBook:
        phrases: dict[tuple[Word, ...], list[str]] = {}
        for concept, wordings in entries.items():
            for wording in wordings:
                for listed in {_plain_words(wording), self.words(wording)} - {()}:
                    phrases.setdefault(listed, []).append(concept)
        return PhraseBook(phrases)

    def words(self, text: str) -> tuple[Word, ...]:
        """A plan's text as words, abbreviations written out."""
        return _plain_words(self._written.sub(self._write_out, nfc(text)))

    def typed_words(self, text: str) -> tuple[Word, ...]:
        """A question as words: abbreviations and chat shorthand written out."""
        return _plain_words(self._typed.sub(self._spell_out, nfc(text)))

    def _write_out(self, found: re.Match[str]) -> str:
        short = found.group().lower()
        if short in self._capitals and not found.group().isupper():
            return found.group()
        return self._long[short]

    def _spell_out(self, found: re.Match[str]) -> str:
        short = found.group().lower()
        if said := self._said.get(short):
            return said
        if short in self._capitals and not found.group().isupper():
            return found.group()
        return self._long.get(short) or self._bare[short]

    def levels_in(self, text: Sequence[Word]) -> frozenset[str]:
        """The school levels that a text names, leaving out those inside a longer known wording."""
        taken = {
            place for span in self.concepts.everywhere(text) if span.end - span.start > 2 for place in range(*span[:2])
        }
        spans = self.levels.longest(text, strict=False)
        return frozenset(c for span in spans if span.start not in taken for c in span.concepts)


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with the program, read once."""
    with LEXICON.open("rb") as file:
        return Lexicon(tomllib.load(file))
