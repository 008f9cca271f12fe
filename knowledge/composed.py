"""An answer in the making: its text, its sources, and the limits of both."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.duties import without_absence
from knowledge.facts import Fact, Kind
from knowledge.text import counted_words

SENTENCE_LIMIT = 300
LIST_LIMIT = 1450
PASSAGE_LIMIT = 650
QUOTE_WORDS = 145


@dataclass(frozen=True, slots=True)
class Composed:
    """`sources` are (section label, quote); `rest` are the pages that follow."""

    text: str
    sources: tuple[tuple[str, str], ...]
    rest: tuple[Composed, ...] = ()


def single(text: str, fact: Fact) -> Composed:
    return Composed(text, (source_of(fact),))


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
    """`text` within `limit` characters, cut at a word."""
    return text if len(text) <= limit else text[: limit - 2].rsplit(" ", 1)[0] + " …"
