"""The words of the field: what people say for what plans write. The data is lexicon.toml, which an office may extend."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

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


def marks_of(token: str) -> str:
    """The diacritics of one typed syllable in sorted order, so that "hoà" and "hòa" are alike."""
    decomposed = unicodedata.normalize("NFD", token.lower())
    return "".join(sorted(c for c in decomposed if unicodedata.combining(c) or c == "đ"))


@dataclass(frozen=True, slots=True)
class Phrase:
    words: tuple[Word, ...]
    concepts: tuple[str, ...]


def _agree(phrase: Sequence[Word], typed: Sequence[Word], *, strict: bool) -> bool:
    """Whether the same syllables stand in both. With `strict`, a lone syllable must carry the phrase's accents, and in
    a longer phrase what is typed may lack accents but not have others ("có giáo" is not "cô giáo")."""
    if any(a.folded != b.folded for a, b in zip(phrase, typed, strict=True)):
        return False
    if not strict:
        return True
    if len(phrase) == 1:
        return phrase[0].marks == typed[0].marks
    return all(not (set(b.marks) - set(a.marks)) for a, b in zip(phrase, typed, strict=True))


class PhraseBook:
    """Phrases by their first syllable, longest first."""

    def __init__(self, phrases: dict[tuple[Word, ...], list[str]]) -> None:
        self._by_first: dict[str, list[Phrase]] = {}
        for listed, concepts in sorted(phrases.items(), key=lambda item: -len(item[0])):
            self._by_first.setdefault(listed[0].folded, []).append(Phrase(listed, tuple(dict.fromkeys(concepts))))

    def at(self, text: Sequence[Word], start: int, *, strict: bool) -> list[Span]:
        """The phrases that begin at `start`, longest first. With `strict`, accents count: see `_agree`."""
        found = []
        for phrase in self._by_first.get(text[start].folded, ()):
            end = start + len(phrase.words)
            if end <= len(text) and _agree(phrase.words, text[start:end], strict=strict):
                found.append(Span(start, end, phrase.concepts))
        return found

    def everywhere(self, text: Sequence[Word], *, strict: bool = True) -> list[Span]:
        return [span for start in range(len(text)) for span in self.at(text, start, strict=strict)]

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


def _book(entries: dict[str, list[str]]) -> PhraseBook:
    phrases: dict[tuple[Word, ...], list[str]] = {}
    for concept, wordings in entries.items():
        for wording in wordings:
            if listed := _plain_words(wording):
                phrases.setdefault(listed, []).append(concept)
    return PhraseBook(phrases)


def _pattern(shorts: Sequence[str]) -> re.Pattern[str]:
    """Abbreviations as whole words, longest first; a lone letter or dotted form counts only by itself."""
    listed = sorted(map(re.escape, shorts), key=len, reverse=True)
    return re.compile(rf"(?<![\w./-])(?:{'|'.join(listed)})(?![\w])", re.IGNORECASE)


class Lexicon:
    """One reading of lexicon.toml: concepts, abbreviations, levels, asking words and stop words."""

    def __init__(self, data: dict[str, Any]) -> None:
        pairs = {fold(official): [official, *said] for group in data["words"].values() for official, said in group.items()}
        self.concepts = _book(pairs)
        self.levels = _book(data["levels"])
        self.asking = _book(data["asking"])
        self.stops = _book({"stop": data["stop"]["both"], "accented": data["stop"]["accented"]})
        self.soft = frozenset(fold(word) for word in data["soft"]["words"])
        self._long = {nfc(short).lower(): long for short, long in data["abbreviations"].items()}
        self._said = {nfc(short).lower(): long for short, long in data["teencode"].items()}
        self._capitals = {short for short in self._long if is_syllable(fold(short))}
        self._written = _pattern([s for s in self._long])
        self._typed = _pattern([*self._long, *(fold(s) for s in self._long), *self._said])
        self._bare = {fold(short): long for short, long in self._long.items()}
        self.known = {word for entry in (*pairs.values(), *data["levels"].values()) for w in entry for word in words(w)}
        for entry in (*data["asking"].values(), *data["stop"].values()):
            self.known.update(word for said in entry for word in words(said))
        self.known.update(word for long in (*self._long.values(), *self._said.values()) for word in words(long))
        self.known.update(fold(short) for short in (*self._long, *self._said))

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
        taken = {place for span in self.concepts.everywhere(text) if span.end - span.start > 2 for place in range(*span[:2])}
        spans = self.levels.longest(text, strict=False)
        return frozenset(c for span in spans if span.start not in taken for c in span.concepts)


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with the program, read once."""
    with LEXICON.open("rb") as file:
        return Lexicon(tomllib.load(file))
