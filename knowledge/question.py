"""A typed text to what it asks: the kind of answer wanted, time, levels, names, and the units to look for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import accumulate, pairwise

from knowledge.asking import read_asking
from knowledge.clock_words import ClockWord, read_clock
from knowledge.index import Unit
from knowledge.lexicon import PhraseBook, Span, Word, lexicon, plain_words
from knowledge.naming import Named, names_in
from knowledge.repair import repair
from knowledge.text import plain, written_out
from knowledge.timewords import read_times

LONGEST = 700
"""A question longer than this many characters is no question that a plan could answer."""
COUNTED = {"truong", "lop", "phong", "xa", "phuong", "ngay", "buoi", "tiet", "giai", "mon", "to", "diem", "bep", "cum"}
COUNTED |= {"tuoi", "suat", "phut"}
BREAK = re.compile(r"[,;:!?]+(?:\s+|$)|(?<=\w\w)\.+(?:\s+|$)")
PUPILS = {"chau", "em", "be", "dua"}
"""How pupils are called where they are counted."""
QUANTITIES = {"tram", "nghin", "ngan", "chuc"}
FRAME_WORDS = {"nao", "gi"}
"""They ask, and are never what is asked about."""
ABSENT = re.compile(
    r"\b(?:(?:khi|luc|trong luc) )?(?:(?:co|chi|anh|thay|ba|ong|dong chi) (?:\w+ ){1,4}?)?"
    r"nghi (?:che do )?(?:thai san|de|sinh|om|phep|viec rieng)\b(?: thi)?"
)
LIGHT = 0.2
"""What a syllable of everyday talk is worth beside a known wording."""
LEVEL_WEIGHT = 0.8
"""A school level says less than a subject: it is also compared by itself."""
ORDINAL_NOUNS = {"thang", "ngay", "lop", "khoi", "nam", "quy", "thu", "gio", "tuan", "do", "muc", "so", "cap", "hang"}
"""Behind one of these "mấy" asks which, not how many."""
SCHOOL_WORDS = {"truong", "th", "thcs", "thpt", "mn", "hoc", "non", "so"}
NUMBERED = {"lop", "khoi", "quy", "do", "muc", "ky", "tuoi", "luc", "phu", "thong", "so", "mon", "cap"}


@dataclass(frozen=True, slots=True)
class Question:
    """What a text asks. `asks` holds the names of the [asking] groups that it touches."""

    text: str
    words: tuple[Word, ...]
    accented: bool
    asks: frozenset[str]
    levels: frozenset[str]
    months: tuple[int, ...]
    years: tuple[int, ...]
    school_years: tuple[int, ...]  # "2022-2023" as 2022
    quarters: tuple[int, ...]
    units: tuple[Unit, ...]
    names: tuple[Named, ...]
    counted: tuple[Unit, ...]  # what stands behind "bao nhiêu" or "mấy"
    clock: tuple[ClockWord, ...] = ()  # times to be told by the clock or by the plan's year: see timed.py
    span: tuple[date, date] | None = None  # the days that they are in the plan asked, told as `period`
    period: str = ""

    def wants(self, *kinds: str) -> bool:
        return not self.asks.isdisjoint(kinds)

    @property
    def subject(self) -> tuple[Unit, ...]:
        """The units that say what it is about, without mere levels."""
        return tuple(unit for unit in self.units if not unit.bonus and not unit.levels)


def understand(
    text: str,
    knows: Callable[[str], bool],
    corpus: Callable[[], Sequence[str]],
    books: Sequence[PhraseBook] = (),
    own: Sequence[str] = (),
) -> Question:
    """`knows(syllable or pair)` says whether the plans have it, `books` hold their names; `own` are the folded
    place names of the asked offices, which say which plan is meant and nothing about the subject. `corpus()` gives the
    syllables that slips are repaired from."""
    shown = plain(text)
    pieces = [repair(lexicon().typed_words(piece), knows, corpus) for piece in BREAK.split(written_out(shown))]
    typed = tuple(word for piece in pieces for word in piece)
    as_typed = plain_words(shown)  # what abbreviations stand for has accents that nobody typed
    accented = sum(bool(word.marks) for word in as_typed) * 5 > len(as_typed)
    reader = _Reader(typed, accented, knows, books)
    reader.breaks = set(accumulate(len(piece) for piece in pieces))
    reader.read_time()
    reader.leave_out(own)
    reader.leave_out_absence()
    reader.read_asking()
    reader.read_subject()
    counted = tuple(reader.counted())
    return Question(
        text=shown,
        words=typed,
        accented=accented,
        asks=reader.asks,
        levels=reader.levels,
        months=tuple(dict.fromkeys(reader.times.months)),
        years=tuple(dict.fromkeys(reader.times.years)),
        school_years=tuple(dict.fromkeys(reader.times.school_years)),
        quarters=tuple(dict.fromkeys(reader.times.quarters)),
        units=(*reader.units, *(unit for unit in counted if unit.said in PUPILS or not reader.units)),
        names=tuple(names_in(shown, typed, books, knows)),
        counted=counted,
        clock=read_clock(typed, strict=accented),
    )


class _Reader:
    """Goes over the words step by step; `free` are the places that no step has taken yet."""

    def __init__(
        self, typed: tuple[Word, ...], accented: bool, knows: Callable[[str], bool], books: Sequence[PhraseBook]
    ) -> None:
        self.typed, self.accented, self.knows, self.books = typed, accented, knows, books
        self.free = [True] * len(typed)
        self.breaks: set[int] = set()
        self.unit_at = [0] * len(typed)  # which known wording a place belongs to, 0 for none
        self.asks: frozenset[str] = frozenset()
        self.times = read_times(typed)
        self.levels = lexicon().levels_in(typed)
        self.units: list[Unit] = []

    def folded(self, start: int, end: int) -> str:
        return " ".join(word.folded for word in self.typed[start:end])

    def take(self, start: int, end: int) -> None:
        self.free[start:end] = [False] * (end - start)

    def read_time(self) -> None:
        """Months, quarters, years and school years, each taken out of the subject."""
        for start, end in self.times.taken:
            self.take(start, end)
            self.units.append(Unit(self.typed[start:end][-2:], whole=True, bonus=True, factor=0.8))

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
            self.units.append(Unit((Word("tam", ""), Word("thoi", "")), whole=True, bonus=True))

    def read_asking(self) -> None:
        asked = read_asking(self.typed, strict=self.accented)
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
                *lex.levels.at(self.typed, start, strict=False),
                *stops,
            ]
            spans = [span for span in spans if all(self.free[span.start : span.end]) and not self._broken(span)]
            named = [
                s
                for book in self.books
                for s in book.at(self.typed, start, strict=self.accented)
                if all(self.free[s.start : s.end])
            ]
            best = max(spans, key=lambda span: span.end, default=None)
            if (name := max(named, key=lambda span: span.end, default=None)) and (not best or name.end > best.end):
                self.units.append(self._name_unit(self.typed[start : name.end]))
                start = name.end
                continue
            end = best.end if best else start + 1
            self._add(start, end, best, partial(lex.levels.at, self.typed, start, strict=False))
            start = end
        self._add_pairs()

    def _broken(self, span: Span) -> bool:
        """Whether a comma or a full stop stands within the wording."""
        return any(span.start < place < span.end for place in self.breaks)

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
        self.units.append(Unit(text, self._concepts(start, end), levels, accented=self.accented, factor=factor))
        self.unit_at[start:end] = [len(self.units)] * (end - start)

    def _concepts(self, start: int, end: int) -> tuple[str, ...]:
        """What the words may stand for, whichever side of a pair they are."""
        spans = lexicon().concepts.at(self.typed, start, strict=self.accented)
        return tuple(dict.fromkeys(c.removeprefix("~") for span in spans if span.end == end for c in span.concepts))

    def _add_plain(self, start: int) -> None:
        word = self.typed[start]
        if word.folded in FRAME_WORDS:
            return
        before = self.typed[start - 1] if start else None
        if word.folded.isdigit() and before and before.folded in NUMBERED:
            self.units.append(Unit((before, word), whole=True))
        else:
            self.units.append(Unit((word,), accented=self.accented, factor=self._plain_factor(word)))

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

    def _asks_count(self, place: int) -> bool:
        """Whether the word at `place` ends "bao nhiêu", is "mấy", or "số" that opens the text or "tổng số"."""
        word = self.typed[place]
        before = self.typed[place - 1].folded if place else ""
        if word.folded == "may":
            return before not in ORDINAL_NOUNS and word.marks in {"", "\u0301\u0302", "\u0302\u0301"}
        return (word.folded, before) in {("nhieu", "bao"), ("so", ""), ("so", "tong")}

    def counted(self) -> Iterator[Unit]:
        """The noun behind each "bao nhiêu" or "mấy", where it is one that a plan would count."""
        said = [word.folded for word in self.typed]
        only_how_many = "nhieu" in said and "bao" in said  # "mấy trường được bao nhiêu": the first is a plural
        for start in range(1, len(self.typed)):
            if only_how_many and said[start - 1] == "may":
                continue
            if "count" not in self.asks or "percent" in self.asks or not self._asks_count(start - 1):
                continue
            if said[start] in QUANTITIES and start + 1 < len(said):
                start += 1
            spans = lexicon().concepts.at(self.typed, start, strict=self.accented)
            levels = lexicon().levels.at(self.typed, start, strict=False)
            if spans:
                end = spans[0].end
                also = ((self.typed[start],),) if self.typed[start].folded in {*COUNTED, "nguoi"} else ()
                yield Unit(self.typed[start:end], self._concepts(start, end), accented=self.accented, also=also)
            elif not levels and self.typed[start].folded in COUNTED:
                yield Unit((self.typed[start],))
            elif self.typed[start].folded in PUPILS:
                yield Unit((self.typed[start],), ("hoc sinh", "tre"))

    def _add_pairs(self) -> None:
        """Neighbours that also stand side by side in the plans say more than either alone."""
        for place, (left, right) in enumerate(pairwise(self.typed)):
            apart = self.unit_at[place] != self.unit_at[place + 1] or not self.unit_at[place]
            if apart and self.free[place] and self.free[place + 1] and self.knows(f"{left.folded}_{right.folded}"):
                self.units.append(Unit((left, right), whole=True, bonus=True, factor=0.35))
