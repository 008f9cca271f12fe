"""The days of the two terms, where the plan gives them itself: they stand before the ministry's yearly frame."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.document import Document
from knowledge.language.text import fold
from knowledge.timeline.period import Frame, Span
from knowledge.timeline.when import read_when

_TERM = re.compile(r"\W*(?:hoc k[yi]|hk)\s*(ii|i|2|1)\b[\s:.,(-]*")
_SHORTEST_DAYS = 75
"""A term has 17 or 18 weeks; anything much shorter is a part of one."""


def given_terms(document: Document, frame: Frame) -> tuple[Span | None, Span | None]:
    """From rows and bullets that are a term and its days ("Học kỳ I | 07/9/2026 - 10/01/2027"); the first counts."""
    terms: dict[int, Span] = {}
    for line in _lines(document):
        found = _TERM.match(fold(line))
        if not found:
            continue
        spans = read_when(_TERM.sub("", fold(line), count=1), frame).spans
        if len(spans) == 1 and (spans[0][1] - spans[0][0]).days >= _SHORTEST_DAYS:
            terms.setdefault(1 if found[1] in {"i", "1"} else 2, spans[0])
    return terms.get(1), terms.get(2)


def _lines(document: Document) -> Iterator[str]:
    for section in document.sections:
        for table in section.tables:
            yield from (" ".join(row.cells) for row in table.rows)
        yield from (paragraph.text[:200] for paragraph in section.paragraphs)
