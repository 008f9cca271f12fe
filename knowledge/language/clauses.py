"""Prose to clauses: the smallest pieces that still say something, each with the label that it stands under."""

from __future__ import annotations

import re
from itertools import pairwise

from knowledge.language.text import UPPER

# A full stop ends a sentence when a capital follows and no one-letter abbreviation stands before it.
SENTENCE = re.compile(rf"(?<=[^\s.{UPPER}(])[.!?](?=\s+[“\"(]?[{UPPER}0-9])")
LABEL = re.compile(r"^[-+•*]?\s*([^:;.]{3,90}):\s+(?=\S)")
SHORT = 24
"""A clause below this many characters says too little by itself and stays with its neighbour."""


def sentences(text: str) -> list[str]:
    """Sentences of one paragraph, each with its full stop."""
    cuts = [0, *(found.end() for found in SENTENCE.finditer(text)), len(text)]
    return [piece for start, end in pairwise(cuts) if (piece := text[start:end].strip())]


def split_outside_brackets(text: str, sign: str = ";") -> list[str]:
    """`text` cut at `sign`, but never within brackets or quotation marks."""
    if sign not in text:  # so it is with most, and reading them char by char costs
        return [text.strip()] if text.strip() else []
    pieces, depth, start = [], 0, 0
    for place, char in enumerate(text):
        depth += char in "([“"
        depth -= char in ")]”" and depth > 0
        if char == sign and not depth:
            pieces.append(text[start:place])
            start = place + 1
    return [piece.strip() for piece in [*pieces, text[start:]] if piece.strip()]


def clauses(text: str) -> list[tuple[str, str]]:
    """(clause, label): the label is what stands before the colon that the clause hangs under."""
    found: list[tuple[str, str]] = []
    label = ""
    if (start := LABEL.match(text)) and not re.match(r"\d", text[start.end() :]):
        label = start.group(1)
    for sentence in sentences(text):
        own = LABEL.match(sentence)
        here = own.group(1) if own else label
        for piece in split_outside_brackets(sentence):
            if found and len(piece) < SHORT:
                found[-1] = (f"{found[-1][0]}; {piece}", found[-1][1])
            else:
                found.append((piece, here))
    return found
