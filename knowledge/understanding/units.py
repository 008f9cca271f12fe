"""What a question is about, unit by unit: known wordings, names, numbers with their noun, lone syllables."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from knowledge.language.lexicon import PhraseBook, Span, Word, concepts_between, lexicon, plain_words
from knowledge.search.index import Unit
from knowledge.timeline.timewords import read_times
from knowledge.understanding.ages import ages_in
from knowledge.understanding.asking import read_asking

FRAME_WORDS = {"nao", "gi", "nhung"}
"""They ask, and are never what is asked about."""
ABSENT = re.compile(
    r"\b(?:(?:khi|luc|trong luc) )?(?:(?:co|chi|anh|thay|ba|ong|dong chi) (?:\w+ ){1,4}?)?"
    r"nghi (?:che do )?(?:thai san|de|sinh|om|phep|viec rieng)\b(?: thi)?|"
    r"\bthay (?:cho )?(?:nguoi|co|chi|anh|thay)(?: (?:dang|bi|vua|moi))* (?:nghi|vang)\b(?: che do)?"
)
BETWEEN = frozenset(plain_words("quá lắm luôn cái mấy các những cả hết cũng đang sẽ đã còn vẫn hơi rất"))
"""Words that may stand within a known wording ("ngồi lâu | quá | một chỗ"): each says nothing of the subject."""
LIGHT = 0.2
"""What a syllable of everyday talk is worth beside a known wording."""
LEVEL_WEIGHT = 0.8
"""A school level says less than a subject: it is also compared by itself."""
SCHOOL_WORDS = {"truong", "th", "thcs", "thpt", "mn", "hoc", "non", "so"}
NUMBERED = {"lop", "khoi", "quy", "do", "muc", "ky", "tuoi", "luc", "phu", "thong", "so", "mon", "cap"}


class Reader:
    """Goes over the words step by step; `free` are the places that no step has taken yet."""

    def __init__(
        self, typed: tuple[Word, ...], accented: bool, knows: Callable[[str], bool], books: Sequence[PhraseBook]
    ) -> None:
        self.typed, self.accented, self.knows, self.books = typed, accented, knows, books
        self.free = [True] * len(typed)
        self.breaks: set[int] = set()
        self.ends: set[int] = set()  # those of the breaks that end a sentence
        self.framed: set[int] = set()  # where pieces begin of which what frames them was left out
        self.unit_at = [0] * len(typed)  # which known wording a place belongs to, 0 for none
        self.asks: frozenset[str] = frozenset()
        self.times = read_times(typed)
        self.levels = lexicon().levels_in(typed)
        self.units: list[Unit] = []
        self.starts: list[int] = []  # where each of them begins

    def folded(self, start: int, end: int) -> str:
        return " ".join(word.folded for word in self.typed[start:end])

    def take(self, start: int, end: int) -> None:
        self.free[start:end] = [False] * (end - start)

    def _say(self, start: int, unit: Unit) -> None:
        self.units.append(unit)
        self.starts.append(start)

    def read_time(self) -> None:
        """Months, quarters, years and school years, each taken out of the subject."""
        for start, end in self.times.taken:
            self.take(start, end)
            self._say(start, Unit(self.typed[start:end][-2:], whole=True, bonus=True, factor=0.8))

    def leave_out(self, own: Sequence[str]) -> None:
        """The office's own place, unless it is part of a longer name or a school's."""
        for parts in (tuple(name.split()) for name in own if name):
            for start in range(len(self.typed) - len(parts) + 1):
                end = start + len(parts)
                if tuple(word.folded for word in self.typed[start:end]) != parts:
                    continue
                longer = any(
                    s.end > end for book in self.books for s in book.at(self.typed, start, strict=self.accented)
                )
                if not longer and (start == 0 or self.typed[start - 1].folded not in SCHOOL_WORDS):
                    self.take(start, end)

    def leave_out_absence(self) -> None:
        """Who is away and why only says that a stand-in is asked for."""
        line = " ".join(word.folded for word in self.typed)
        if (found := ABSENT.search(line)) and re.search(r"\b(?:ai|nguoi nao)\b", line):
            start = line[: found.start()].count(" ")
            self.take(start, start + found.group().count(" ") + 1)
            self._say(start, Unit((Word("tam", ""), Word("thoi", "")), whole=True, bonus=True))

    def read_ages(self) -> None:
        """A child's age as the age group that a plan has for it, where no known wording has it already. Whose age it
        is helps, and is not what is asked."""
        for age in ages_in(self.typed):
            spans = (s for p in range(max(0, age.start - 3), age.start + 1) for s in self._concepts_at(p))
            if not any(span.end >= age.end for span in spans):
                text = self.typed[age.start : age.end]
                self._say(age.start, Unit(text, age.groups, whole=True, bonus=True))
                self.take(age.start, age.end)
                self.levels |= {age.level}

    def _concepts_at(self, place: int) -> list[Span]:
        return lexicon().concepts.at(self.typed, place, strict=self.accented)

    def read_asking(self) -> None:
        asked = read_asking(self.typed, strict=self.accented, ends=self.ends)
        self.asks = asked.asks
        for start, end in asked.taken:
            self.take(start, end)

    def read_subject(self) -> None:
        """Known wordings, levels and stop words, the longest first at each place; the rest syllable by syllable."""
        strict = self.accented
        lex = lexicon()
        start = 0
        while start < len(self.typed):
            if not self.free[start]:
                start += 1
                continue
            stops = [s for s in lex.stops.at(self.typed, start, strict=strict) if strict or "stop" in s.concepts]
            spans = [
                *lex.concepts.at(self.typed, start, strict=strict),
                *(lex.concepts.loosely_at(self.typed, start, BETWEEN) if strict else ()),
                *lex.levels.at(self.typed, start, strict=False),
                *stops,
            ]
            spans = [span for span in spans if self._is_said(span)]
            named = [
                s
                for book in self.books
                for s in book.at(self.typed, start, strict=self.accented)
                if all(self.free[s.start : s.end]) and not self._begins_a_word(s)
            ]
            best = max(spans, key=lambda span: span.end, default=None)
            if (name := max(named, key=lambda span: span.end, default=None)) and (not best or name.end > best.end):
                self._say(start, self._name_unit(self.typed[start : name.end]))
                start = name.end
                continue
            end = best.end if best else start + 1
            self._add(start, end, best, partial(lex.levels.at, self.typed, start, strict=False))
            start = end
        self._hear_echoes()
        self._add_pairs()

    def _begins_a_word(self, name: Span) -> bool:
        """Whether a name of one syllable is but the first of a known word: no "Thành" in "thành phố"."""
        if name.end > name.start + 1 or name.end == len(self.typed):
            return False
        return f"{self.typed[name.start].folded}_{self.typed[name.end].folded}" in lexicon().pairs

    def _hear_echoes(self) -> None:
        """What was named in full before, or a syllable of it ("suy dinh dưỡng … để đỡ suy"), asks for nothing more."""
        named: set[Word] = set()
        whole: set[str] = set()
        for place, unit in enumerate(self.units):
            if (len(unit.words) == 1 and unit.words[0] in named) or unit.said in whole:
                self.units[place] = replace(unit, bonus=True)
            elif unit.concepts:
                named.update(unit.words if len(unit.words) > 1 else ())
                whole.add(unit.said)

    def _is_said(self, span: Span) -> bool:
        """Whether the wording is free, has no comma or full stop within it and ends within no level's name."""
        broken = any(span.start < place < span.end for place in self.breaks)
        return all(self.free[span.start : span.end]) and not broken and not lexicon().cuts_level(self.typed, span)

    def _add(self, start: int, end: int, span: Span | None, levels_at: Callable[[], list[Span]]) -> None:
        text = self.typed[start:end]
        if span is None:
            self._add_plain(start)
            return
        if set(span.concepts) <= {"stop", "accented"}:
            self.take(start, end)
            return
        same = [s for s in levels_at() if s.end == end]
        levels = tuple(c for s in same for c in s.concepts)
        factor = LEVEL_WEIGHT if levels else 1.0
        self._say(
            start,
            Unit(
                text,
                concepts_between(self.typed, start, end, strict=self.accented) or span.concepts_said,
                levels,
                accented=self.accented,
                factor=factor,
            ),
        )
        self.unit_at[start:end] = [len(self.units)] * (end - start)

    def _add_plain(self, start: int) -> None:
        word = self.typed[start]
        if word.folded in FRAME_WORDS:
            return
        before = self.typed[start - 1] if start else None
        if word.folded.isdigit() and before and before.folded in NUMBERED:
            self._say(start, Unit((before, word), whole=True))
        else:
            self._say(start, Unit((word,), accented=self.accented, factor=self._plain_factor(word)))

    def _plain_factor(self, word: Word) -> float:
        """What a lone syllable is worth; one of everyday talk little, unaccented only where the plans lack it."""
        light = lexicon().is_light(word, strict=self.accented) and (self.accented or not self.knows(word.folded))
        return LIGHT if light else 0.75

    def _name_unit(self, text: tuple[Word, ...]) -> Unit:
        """A name, and those in the plans that are one letter off: the same name, read or written in another way."""
        said = " ".join(word.folded for word in text)
        near = [key for book in self.books for key in book.near(said)]
        also = tuple(tuple(Word(part, "") for part in key.split()) for key in near)
        return Unit(text, whole=len(text) > 1, factor=1.2, name=True, also=also)

    def _add_pairs(self) -> None:
        """Neighbours that also stand side by side in the plans say more than either alone."""
        for place, (left, right) in enumerate(pairwise(self.typed)):
            apart = self.unit_at[place] != self.unit_at[place + 1] or not self.unit_at[place]
            if apart and self.free[place] and self.free[place + 1] and self.knows(f"{left.folded}_{right.folded}"):
                self._say(place, Unit((left, right), whole=True, bonus=True, factor=0.35))
