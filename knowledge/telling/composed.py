"""An answer in the making: its text, its sources, and the limits of both."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.facts.drawing import Fact, Kind
from knowledge.facts.duties import without_absence
from knowledge.language.text import counted_words

SENTENCE_LIMIT = 300
LIST_LIMIT = 1450
QUOTE_WORDS = 145
CUT = " …"


@dataclass(frozen=True, slots=True)
class Composed:
    """`sources` are (section label, quote); `rest` are the pages that follow."""

    text: str
    sources: tuple[tuple[str, str], ...]
    rest: tuple[Composed, ...] = ()


def single(text: str, fact: Fact) -> Composed:
    """One sentence; what it has no room for follows."""
    told, source = shorten(text, SENTENCE_LIMIT), source_of(fact)
    if told == text:
        return Composed(text, (source,))
    left = text[len(told.removesuffix(CUT)) :].strip(" ,;")
    return Composed(told, (source,), (Composed(shorten(f"… {left}", LIST_LIMIT), (source,)),))


def source_of(fact: Fact) -> tuple[str, str]:
    return fact.section, quote_of(fact)


def quote_of(fact: Fact) -> str:
    """The fact's own words with at most QUOTE_WORDS, the shown part in them, nobody's absence told."""
    quote = without_absence(fact.quote) if fact.kind is Kind.DUTY else fact.quote
    return cut_to_quote(quote, fact.shown)


def cut_to_quote(quote: str, shown: str = "") -> str:
    """At most QUOTE_WORDS of a text, those around `shown`."""
    if counted_words(quote) <= QUOTE_WORDS:
        return quote
    place = max(0, quote.find(shown.split(": ")[-1][:50]))
    pieces = list(re.finditer(r"\S+", quote))
    first = next((i for i, piece in enumerate(pieces) if piece.start() >= place), 0)
    length = len(shown.split())
    begin = max(0, min(first - max(0, (120 - length) // 3), len(pieces) - 120))
    cut = quote[pieces[begin].start() : pieces[min(len(pieces), begin + 120) - 1].end()]
    while counted_words(cut) > QUOTE_WORDS:
        cut = cut.rsplit(" ", 1)[0]
    return f"{'… ' if begin else ''}{cut} …"


def shorten(text: str, limit: int) -> str:
    """`text` within `limit` characters, cut at a word, but never between a number and what it counts or in a name."""
    if len(text) <= limit:
        return text
    kept = text[: limit - len(CUT) + 1].rsplit(" ", 1)[0]
    while " " in kept and _tears(kept, text[len(kept) :]):
        kept = kept.rsplit(" ", 1)[0]
    return kept.rstrip(" ,;:") + CUT


def _tears(kept: str, left: str) -> bool:
    last, first = kept.rsplit(" ", 1)[-1], left.split(" ", 2)[1]
    return last[-1:].isdigit() or first[:1].isdigit() or (last[:1].isupper() and first[:1].isupper())
