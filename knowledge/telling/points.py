"""Prose that is a list at heart: clauses that are points of one matter, an enumeration behind a colon."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.language.clauses import LABEL, split_outside_brackets
from knowledge.telling.composed import SENTENCE_LIMIT
from knowledge.telling.passages import JOINT, STOP, Telling, clauses_of, pieces_of

ALIKE = 0.9
FEWEST = 3
"""So many clauses that tell (nearly) as much as the best one are points, not one answer and its surroundings."""
LONGEST_TITLE = 200


def points(text: str, telling: Telling) -> tuple[str, Sequence[str]]:
    """(title, clauses) where no clause tells more of what is asked than two others do; no clauses where one does."""
    label = LABEL.match(text)
    listed = clauses_of(text[label.end() :] if label else text)
    told = [sum(telling(point)) for point in listed]
    alike = sum(value >= ALIKE * max(told) for value in told)
    return label.group(1) if label else "", listed if alike >= FEWEST else ()


def enumeration(text: str, telling: Telling) -> tuple[str, Sequence[str]]:
    """(title, items) of the sentence that tells most of what is asked; no items where it is no long enumeration."""
    sentence = max(_sentences(text), key=lambda sentence: sum(telling(sentence)))
    title, *behind = split_outside_brackets(sentence.strip(" .;"), ":")
    if len(sentence) <= SENTENCE_LIMIT or len(title) > LONGEST_TITLE:
        return title, ()
    told = ": ".join(behind)
    items = split_outside_brackets(told)
    if len(items) < FEWEST:
        items = _by_commas(told)
    return title.strip(" -+"), [item.strip(" -+.") for item in items] if len(items) >= FEWEST else ()


def _sentences(text: str) -> list[str]:
    starts = [piece.start for piece in pieces_of(text) if piece.before == STOP]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _by_commas(told: str) -> list[str]:
    """What commas part; what ends an enumeration within ("… và …") stays with the one before."""
    items: list[str] = []
    for piece in pieces_of(told):
        item = told[piece.start : piece.end].strip(" ,;")
        if items and piece.before == JOINT:
            items[-1] += f" {item}"
        elif items and " và " in item:
            items[-1] += f", {item}"
        else:
            items.append(item)
    return items
