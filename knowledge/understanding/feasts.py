"""How old an office or a feast is: "ngành giáo dục tròn bao nhiêu tuổi" asks for an anniversary, no child's age."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.language.lexicon import Word, plain_words

FEAST = r"(?:tron|ky niem|mung|sinh nhat|thanh lap|nhat|niem)"
HOW_OLD = r"(?:bao nhieu|may) (?:tuoi|nam)"
OF_TRADE = re.compile(rf"\b(nganh (?:giao duc|gddt|gd)\b(?: \w+){{0,6}}?)(?: {FEAST})+ {HOW_OLD}\b")
OF_ANYTHING = re.compile(rf"\b({FEAST}\b(?: \w+){{0,6}}?) (?:bao nhieu|may) tuoi\b")
FOUNDED = plain_words("kỷ niệm thành lập")
YEARS = plain_words("bao nhiêu năm")
FEAST_YEARS = plain_words("kỷ niệm bao nhiêu năm")


def as_anniversary(piece: Sequence[Word]) -> tuple[Word, ...]:
    """A piece of a message that asks how old an office or a feast is, as one that asks which anniversary it is."""
    line = " ".join(word.folded for word in piece)
    if found := OF_TRADE.search(line):
        return _put(piece, line, found, FOUNDED, YEARS)
    if found := OF_ANYTHING.search(line):
        return _put(piece, line, found, (), FEAST_YEARS)
    return tuple(piece)


def _put(
    piece: Sequence[Word], line: str, found: re.Match[str], before: Sequence[Word], behind: Sequence[Word]
) -> tuple[Word, ...]:
    """`piece` with what was found as its first group, between the words that are put for the rest of it."""
    start, end = line[: found.start()].count(" "), line[: found.end()].count(" ") + 1
    kept = start + found.group(1).count(" ") + 1
    return (*piece[:start], *before, *piece[start:kept], *behind, *piece[end:])
