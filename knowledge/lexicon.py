"""The words of the field: what people say for what plans write. The data is lexicon.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.text import fold, folded_words, is_syllable, nfc, raw_words, words

LEXICON = Path(__file__).parent / "lexicon.toml"


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


def _pattern(shorts: Iterable[str]) -> re.Pattern[str]:
    """Abbreviations as whole words, the longest that fits; a lone letter or dotted form counts only by itself."""
    tree: dict[str, Any] = {}
    for short in shorts:
        node = tree
        for letter in short.lower():
            node = node.setdefault(letter, {})
        node[""] = {}
    return re.compile(rf"(?<![\w./-]){_branches(tree)}(?![\w])", re.IGNORECASE)


def _branches(tree: dict[str, Any]) -> str:
    """A tree of letters as a pattern that reads no letter twice; "" marks an end and comes last."""
    ways = [re.escape(letter) + _branches(below) for letter, below in tree.items() if letter]
    if not ways:
        return ""
    return f"(?:{'|'.join(ways)}){'?' if '' in tree else ''}"


class Lexicon:
    """One reading of lexicon.toml: concepts, abbreviations, levels, asking words and stop words."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._long: dict[str, str] = {nfc(short).lower(): long for short, long in data["abbreviations"].items()}
        self._said: dict[str, str] = {nfc(short).lower(): long for short, long in data["teencode"].items()}
        self._bare: dict[str, str] = {fold(short): long for short, long in self._long.items()}
        self._capitals = {short for short in self._long if is_syllable(fold(short))}
        self._written = _pattern(self._long)
        self._typed = _pattern([*self._long, *self._bare, *self._said])
        pairs = {
            fold(official): [official, *said] for group in data["words"].values() for official, said in group.items()
        }
        self.soft = frozenset(fold(word) for word in data["soft"]["words"])
        pairs = {**{fold(word): [word] for word in data["soft"]["words"]}, **pairs}
        official = {concept: wordings[:1] for concept, wordings in pairs.items()}
        self.concepts = self._book({**{f"~{concept}": said[1:] for concept, said in pairs.items()}, **official})
        self.levels = self._book(data["levels"])
        # Of these a level is part; "trường mầm non tư" for "ngoài công lập" still names its level.
        self._about_levels = {
            said
            for concept in pairs
            for said in (concept, f"~{concept}")
            if self.levels.everywhere(plain_words(concept), strict=False)
        }
        self.asking = self._book(data["asking"])
        self.light = frozenset(word for said in data["stop"]["light"] for word in plain_words(said))
        self._light_folded = frozenset(word.folded for word in self.light)
        self.stops = self._book({"stop": data["stop"]["both"], "accented": data["stop"]["accented"]})
        wordings = [*pairs.values(), *data["levels"].values(), *data["asking"].values(), *data["stop"].values()]
        self.known = {word for listed in wordings for said in listed for word in words(said)}
        self.known.update(word for long in (*self._long.values(), *self._said.values()) for word in words(long))
        self.known.update(fold(short) for short in (*self._long, *self._said))

    def _book(self, entries: dict[str, list[str]]) -> PhraseBook:
        phrases: dict[tuple[Word, ...], list[str]] = {}
        for concept, wordings in entries.items():
            for wording in wordings:
                for listed in {plain_words(wording), self.words(wording)} - {()}:
                    phrases.setdefault(listed, []).append(concept)
        return PhraseBook(phrases)

    def is_light(self, word: Word, *, strict: bool) -> bool:
        """Whether a syllable is one of everyday talk; `strict` where its accents count."""
        return word in self.light if strict else word.folded in self._light_folded

    def words(self, text: str) -> tuple[Word, ...]:
        """A plan's text as words, abbreviations written out."""
        return plain_words(self._written.sub(self._write_out, nfc(text)))

    def typed_words(self, text: str) -> tuple[Word, ...]:
        """A question as words: abbreviations and chat shorthand written out."""
        return plain_words(self._typed.sub(self._spell_out, nfc(text)))

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

    def _heads(self, text: Sequence[Word], span: Span) -> int:
        """How many of the first words of a known wording still name a level: "mầm non" in "mầm non tư thục"."""
        if not self._about_levels.isdisjoint(span.concepts):
            return 0
        start = span.start + (text[span.start].folded == "truong")
        return 1 + start - span.start if self.levels.at(text, start, strict=False) else 0

    def levels_in(self, text: Sequence[Word], known: Sequence[Span] | None = None) -> frozenset[str]:
        """The school levels that a text names, leaving out those inside a longer known wording (`known`, where the
        caller has looked for the concepts already)."""
        spans = self.levels.longest(text, strict=False)
        if not spans:
            return frozenset()
        known = self.concepts.everywhere(text) if known is None else known
        taken = {
            place
            for span in known
            if span.end - span.start > 2
            for place in range(span.start + self._heads(text, span), span.end)
        }
        return frozenset(c for span in spans if span.start not in taken for c in span.concepts)


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with the program, read once."""
    with LEXICON.open("rb") as file:
        return Lexicon(tomllib.load(file))
