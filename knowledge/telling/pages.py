"""Lists in pages: bullets under a title, as many as a message should hold; the others follow, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from knowledge.telling.composed import LIST_LIMIT, SENTENCE_LIMIT, Composed
from knowledge.telling.wording import say

MOST_SOURCES = 5
FRAME = 12
"""Characters that a page has besides its title, its headings and its lines: the colon, the sign of going on."""


@dataclass(frozen=True, slots=True)
class Line:
    """One bullet: what is told, and the (section label, quote) that bears it out."""

    text: str
    source: tuple[str, str]
    under: str = ""  # the heading within the list that it stands under


def listed(title: str, lines: Sequence[Line]) -> Composed:
    """The lines under a title, each once; what does not fit goes to `rest`, each page with sources of its own."""
    each = list({line.text: line for line in reversed(lines)}.values())[::-1]
    first, *others = _filled(title, each)
    again = say("goes_on", title) if title else ""
    rest = tuple(Composed(_text(again, page), _sources(page)) for page in others)
    return Composed(_text(title, first), _sources(first), rest)


def sentence_or_list(title: str, lines: Sequence[Line]) -> Composed:
    """All in one sentence behind the title where they fit, else as bullets."""
    sentence = say("figure", "; ".join(dict.fromkeys(line.text for line in lines)), title)
    return Composed(sentence, _sources(lines)) if len(sentence) <= SENTENCE_LIMIT else listed(title, lines)


def _filled(title: str, lines: Sequence[Line]) -> list[list[Line]]:
    """As many lines a page as LIST_LIMIT has room for; one page where all fit."""
    room = LIST_LIMIT - len(title) - FRAME - max(len(line.under) for line in lines)
    pages: list[list[Line]] = [[]]
    size = 0
    for line in lines:
        size += len(line.text) + len("\n- ")
        if pages[-1] and size > room:
            pages.append([])
            size = len(line.text) + len("\n- ")
        pages[-1].append(line)
    return pages


def _sources(lines: Sequence[Line]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(line.source for line in lines))[:MOST_SOURCES]


def _text(title: str, lines: Sequence[Line]) -> str:
    groups = [(under, [line.text for line in group]) for under, group in groupby(lines, key=lambda line: line.under)]
    return say("bullets", title, groups)
