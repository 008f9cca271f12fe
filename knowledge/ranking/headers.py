"""The headers of a table's columns: the known wordings in them, and which of them a question says."""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.facts.columns import Role
from knowledge.facts.fact import RowView
from knowledge.language.lexicon import lexicon
from knowledge.ranking.counting import names_counted
from knowledge.understanding.question import Question


@lru_cache(maxsize=4000)
def _header_words(header: str) -> tuple[frozenset[str], frozenset[str]]:
    """(the telling words of a header, the known wordings in it)."""
    said = lexicon().words(re.sub(r"\(.*?\)", "", header.split("/")[-1]))
    content = {w.folded for w in said} - {"so", "thoi", "gian", "nam", "du", "kien", "cua", "tong"}
    known = {c.removeprefix("~") for span in lexicon().concepts.everywhere(said) for c in span.concepts}
    return frozenset(content), frozenset(known)


def header_concepts(header: str) -> frozenset[str]:
    """The known wordings in a header."""
    return _header_words(header)[1]


def named_columns(question: Question, row: RowView) -> list[tuple[str, str]]:
    """Value columns whose header the question says, by its words or by a known wording for it; where one of them
    counts what is counted, no other for a mere wording ("Số ngày bồi dưỡng", where it is teachers)."""
    asked = {word.folded for word in question.words}
    counting = {h for h, _ in row.of(Role.VALUE) if any(names_counted(unit, h) for unit in question.counted)}
    concepts = set() if counting else {concept for unit in question.units for concept in unit.concepts}
    found = []
    for header, cell in row.of(Role.VALUE, Role.PERSON, Role.TIME, Role.MONEY, Role.NOTE, Role.LEVEL):
        content, known = _header_words(header)
        if header in counting or (content and content <= asked) or (known & concepts - lexicon().soft):
            found.append((header, cell))
    return found
