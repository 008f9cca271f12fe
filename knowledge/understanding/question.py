"""A typed text to what it asks: the kind of answer wanted, time, levels, names, and the units to look for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import accumulate

from knowledge.language.lexicon import PhraseBook, Word, lexicon, plain_words
from knowledge.language.repair import repair
from knowledge.language.text import plain, written_out
from knowledge.search.index import Unit
from knowledge.timeline.clock_words import ClockWord, read_clock
from knowledge.timeline.year_words import years_away
from knowledge.understanding.asides import Asides
from knowledge.understanding.asking import read_asking
from knowledge.understanding.feasts import as_anniversary
from knowledge.understanding.focus import asking_part, parts_of
from knowledge.understanding.framing import asks_whom, not_meant, without_exclusions, without_frames
from knowledge.understanding.naming import Named, names_in
from knowledge.understanding.nouns import PUPILS, counted_nouns
from knowledge.understanding.units import Reader

MONEY = "kinh phi"
"""Money is paid, and not counted: "60.000 đồng" need not say that it is some."""
LONGEST = 700
"""A question longer than this many characters is no question that a plan could answer."""
END = re.compile(r"[.!?]")
BREAK = re.compile(r"[,;:!?]+(?:\s+|$)|(?<=\w\w)\.+(?:\s+|$)")


@dataclass(frozen=True)  # no slots: some properties are kept, as each of many facts asks for them
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
    counted: tuple[Unit, ...] = ()  # what stands behind "bao nhiêu" or "mấy"
    clock: tuple[ClockWord, ...] = ()  # times to be told by the clock or by the plan's year: see timed.py
    span: tuple[date, date] | None = None  # the days that they are in the plan asked, told as `period`
    period: str = ""
    not_meant: frozenset[str] = frozenset()  # known wordings: "không kể xây mới"
    years_away: int | None = None  # "năm tới": from the plan's own year
    year: tuple[date, date] | None = None  # the days of that year, or of a school year, in the plan asked: see timed.py
    narrowed: Question | None = None  # the part that asks, to be asked alone where all of it is told nowhere
    pared: Question | None = None  # without what is told before the sentence that asks, to be asked after that

    def wants(self, *kinds: str) -> bool:
        return not self.asks.isdisjoint(kinds)

    @cached_property
    def folded(self) -> str:
        """Its words without their accents, in a line."""
        return " ".join(word.folded for word in self.words)

    @cached_property
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
    as_typed = plain_words(shown)  # what abbreviations stand for has accents that nobody typed
    written = written_out(without_exclusions(shown))
    accented = sum(bool(word.marks) for word in as_typed) * 5 > len(as_typed)
    pieces = [
        as_anniversary(repair(lexicon().typed_words(piece), knows, corpus, accented=accented))
        for piece in BREAK.split(written)
    ]
    told = [without_frames(piece, knows, strict=accented, asks_whom=asks_whom(pieces)) for piece in pieces]
    typed = tuple(word for piece in told for word in piece)
    reader = Reader(typed, accented, knows, books)
    _mark_parts(reader, written, pieces, told)
    reader.read_time()
    reader.leave_out(own)
    reader.leave_out_absence()
    reader.read_ages()
    reader.read_asking()
    reader.read_subject()
    asides = Asides(reader)
    asides.leave_out()
    question = Question(
        text=shown,
        words=typed,
        accented=accented,
        asks=reader.asks,
        levels=reader.levels,
        months=tuple(dict.fromkeys(reader.times.months)),
        years=tuple(dict.fromkeys(reader.times.years)),
        school_years=tuple(dict.fromkeys(reader.times.school_years)),
        quarters=tuple(dict.fromkeys(reader.times.quarters)),
        units=tuple(reader.units),
        names=tuple(names_in(shown, typed, books, knows, reader.breaks)),
        clock=read_clock(typed, strict=accented),
        not_meant=not_meant(shown, pieces, strict=accented),
        years_away=years_away(typed, strict=accented),
    )
    kept = asides.units_without()
    pared = _counting(replace(question, units=kept), typed) if kept and kept != question.units else None
    return replace(_counting(question, typed), narrowed=_narrowed(question, reader.breaks), pared=pared)


def _mark_parts(reader: Reader, written: str, pieces: Sequence[Sequence[Word]], told: Sequence[Sequence[Word]]) -> None:
    """Tells the reader where the pieces of a message end, which of them end a sentence, and of which what frames them
    was left out; `told` are the pieces without that."""
    places = list(accumulate((len(piece) for piece in told), initial=0))
    signs = [found.group() for found in BREAK.finditer(written)]
    reader.breaks = set(places[1:])
    reader.ends = {place for place, sign in zip(places[1:], signs, strict=False) if END.search(sign)} - {places[-1]}
    reader.framed = {start for start, piece, left in zip(places, pieces, told, strict=False) if len(left) < len(piece)}


def _counting(question: Question, typed: Sequence[Word]) -> Question:
    """The question with what it counts in `typed`, its words or some of them."""
    if "count" not in question.asks or "percent" in question.asks:
        return question
    counted = tuple(noun for noun in counted_nouns(typed, strict=question.accented) if MONEY not in noun.concepts)
    told = tuple(unit for unit in counted if unit.said in PUPILS or not question.units)
    return replace(question, counted=counted, units=(*question.units, *told))


def _narrowed(question: Question, breaks: Collection[int]) -> Question | None:
    """The message as what its last part asks: "bao giờ con hết học nhà tạm, bao nhiêu trường được xây" asks for a
    number. None where that is what all of it asks."""
    parts = parts_of(question.words, breaks)
    asking = asking_part(question.words, parts, strict=question.accented)
    if asking < 0 or len(parts) == 1:
        return None
    part = question.words[slice(*parts[asking])]
    asks = read_asking(part, strict=question.accented).asks
    if asks in (frozenset(), question.asks):
        return None
    return _counting(replace(question, asks=asks, counted=()), part)
