"""The words of the field: what people say for what plans write. The data is lexicon.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from knowledge.language.phrases import PhraseBook, Span, Word, marks_of, plain_words
from knowledge.language.text import fold, is_syllable, nfc, words

__all__ = ["LEXICON", "Lexicon", "PhraseBook", "Span", "Word", "concepts_between", "lexicon", "marks_of", "plain_words"]

LEXICON = Path(__file__).parent / "lexicon.toml"


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


LEVEL_NUMBER = re.compile(r"\b(cấp )([123])\b")
SPOKEN = {"1": "một", "2": "hai", "3": "ba"}
""" "Đỗ cấp ba" is "đỗ cấp 3"."""


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
        soft = [word for listed in data["soft"].values() for word in listed]
        self.soft = frozenset(map(fold, soft))
        pairs = {**{fold(word): [word] for word in soft}, **pairs}
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
        self.light = frozenset(
            word for said in (*data["stop"]["light"], *data["talk"]["light"]) for word in plain_words(said)
        )
        self._light_folded = frozenset(word.folded for word in self.light)
        self.stops = self._book({"stop": data["stop"]["both"], "accented": data["stop"]["accented"]})
        wordings = [*pairs.values(), *data["levels"].values(), *data["asking"].values()]
        wordings += [*data["stop"].values(), *data["talk"].values()]
        said = [words(wording) for listed in wordings for wording in listed]
        self.known = {word for line in said for word in line}
        self.exact = {word for listed in wordings for wording in listed for word in plain_words(wording)}
        self.marks: dict[str, set[str]] = {}  # the accents that a syllable is written with
        for word in self.exact:
            self.marks.setdefault(word.folded, set()).add(word.marks)
        self.pairs = {"_".join(pair) for line in said for pair in pairwise(line)}
        self.known.update(word for long in (*self._long.values(), *self._said.values()) for word in words(long))
        self.known.update(fold(short) for short in (*self._long, *self._said))

    def _book(self, entries: dict[str, list[str]]) -> PhraseBook:
        phrases: dict[tuple[Word, ...], list[str]] = {}
        for concept, wordings in entries.items():
            for wording in wordings:
                spoken = LEVEL_NUMBER.sub(lambda found: f"{found.group(1)}{SPOKEN[found.group(2)]}", wording)
                for listed in {plain_words(wording), self.words(wording), self.words(spoken)} - {()}:
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

    def cuts_level(self, text: Sequence[Word], span: Span) -> bool:
        """Whether an everyday wording ends within the name of a level: nobody says "lớp mầm" in "lớp | mầm non"."""
        if not all(concept.startswith("~") for concept in span.concepts):
            return False
        inside = range(span.start + 1, span.end)
        return any(level.end > span.end for place in inside for level in self.levels.at(text, place, strict=False))

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


def concepts_between(text: Sequence[Word], start: int, end: int, *, strict: bool) -> tuple[str, ...]:
    """What the words from `start` to `end` may stand for, whichever side of a pair they are."""
    spans = lexicon().concepts.at(text, start, strict=strict)
    return tuple(dict.fromkeys(c.removeprefix("~") for span in spans if span.end == end for c in span.concepts))
