"""Numbers for appendices that are printed without one, from their neighbours or from how the text refers to them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.language.text import fold
from knowledge.reading.blocks import Text
from knowledge.reading.marks import roman_value
from knowledge.reading.outline import Node

MOST = 40
"""More appendices than any plan has: beyond it nothing is guessed."""

_REFERENCE = re.compile(r"(?:phụ lục|PL)\s*(?:số\s*)?(\d{1,2}|[IVX]{1,4})\b", re.IGNORECASE)
_EMPTY_WORDS = frozenset({"nam", "hoc", "phu", "luc", "kem", "theo", "ke", "hoach", "va", "cac", "so", "thuc", "hien"})


def number_appendices(root: Node) -> None:
    """Fill in the numbers in place; an appendix whose number cannot be derived keeps none."""
    appendices = [child for child in root.children if child.is_appendix]
    if not appendices or len(appendices) > MOST or all(node.number for node in appendices):
        return
    if any(node.number for node in appendices):
        _from_neighbours(appendices)
    else:
        _from_references(appendices, list(_references(root)))


def _value(number: str) -> int:
    text = number.split()[-1]
    return int(text) if text.isdecimal() else roman_value(text) if set(text) <= set("IVX") else 0


def _from_neighbours(appendices: list[Node]) -> None:
    """Before "Phụ lục 2" stands the first; between 2 and 4, the third."""
    known = [(index, _value(node.number)) for index, node in enumerate(appendices) if node.number]
    offsets = {value - index for index, value in known if value}
    if len(offsets) != 1:
        return
    offset = offsets.pop()
    for index, node in enumerate(appendices):
        if not node.number and index + offset > 0:
            node.number = f"Phụ lục {index + offset}"


def _references(node: Node) -> Iterator[tuple[str, str]]:
    """(number as printed, the words around it) for every mention in the body, headings first among equals."""
    if node.is_appendix:
        return
    texts = [node.title, *(block.text for block in node.content if isinstance(block, Text))]
    for text in texts:
        for found in _REFERENCE.finditer(text):
            yield found[1], text[max(0, found.start() - 200) : found.start()] or text
    for child in node.children:
        yield from _references(child)


def _from_references(appendices: list[Node], references: list[tuple[str, str]]) -> None:
    """Give the mentioned numbers 1..k to k appendices in order, where titles and mentions share the most words."""
    mentions: dict[int, tuple[str, str]] = {}
    for number, words in references:
        mentions.setdefault(_value(number.upper()), (number.upper(), words))
    count = len(mentions)
    if sorted(mentions) != list(range(1, count + 1)) or not 0 < count <= len(appendices):
        return
    likeness = [[_likeness(mentions[n][1], node.title) for node in appendices] for n in range(1, count + 1)]
    if count < len(appendices) and not any(map(any, likeness)):
        return
    for value, at in enumerate(_best_order(likeness), 1):
        appendices[at].number = f"Phụ lục {mentions[value][0]}"


def _likeness(words: str, title: str) -> int:
    return len((set(re.findall(r"\w+", fold(words))) & set(re.findall(r"\w+", fold(title)))) - _EMPTY_WORDS)


def _best_order(likeness: list[list[int]]) -> list[int]:
    """For each row its column, columns rising, with the greatest sum of likeness (dynamic programming)."""
    best: list[tuple[int, list[int]]] = [(0, [])]
    for index, row in enumerate(likeness):
        room = len(row) - len(likeness) + index
        grown: list[tuple[int, list[int]]] = []
        for column in range(index, room + 1):
            before = best[: column - index + 1]
            score, chosen = max(before, key=lambda item: item[0])
            grown.append((score + row[column], [*chosen, column]))
        best = grown
    return max(best, key=lambda item: item[0])[1]
