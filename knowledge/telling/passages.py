"""A long passage to the stretch of it that answers: as much as a hurried person reads, cut where nothing is turned
around by the cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from knowledge.language.clauses import SENTENCE
from knowledge.language.text import UPPER
from knowledge.telling.composed import SENTENCE_LIMIT

ROOM = SENTENCE_LIMIT - len("… ") - len(" …")
TOGETHER, WHOLE_ENDS, FULL, LATE = 0.5, 0.12, 0.1, 0.15
"""What it is worth, beside telling all that was asked somewhere, to tell all of it in one piece, to cut no sentence at
either end, and to fill the message; and what it costs to tell it last."""
# What governs or limits the words behind it: a stretch that leaves it out would say something else.
GOVERNS = re.compile(
    r"\b(?:không|chưa|cấm|tránh|đừng|chấm dứt|hạn chế|trừ|chỉ(?! đạo| tiêu| thị| số| định| huy)|nếu|trường hợp)\b|"
    r"^(?:đối với|riêng|với|khi|trong)\b",
    re.I,
)
LIMITS = re.compile(r"^(?:trừ|ngoại trừ|không|chưa|nhưng|song|nếu|khi|tuy nhiên|riêng)\b", re.I)
# "GD&ĐT. Kiểm tra" and "đa dạng... Tổ chức" end a sentence as well.
STOPS = (
    SENTENCE,
    re.compile(rf"(?<=[{UPPER}&]{{3}})\.(?=\s+[{UPPER}]\w+\s)"),
    re.compile(rf"(?:\.{{2,}}|…)(?=\s+[{UPPER}])"),
)
JOINING = re.compile(rf" (?=(?:và(?! [{UPPER}])|để|nhằm|gồm|theo|trong đó|từ|tại|do|với|đối với|cho|của|về) )")
BRACKETS = re.compile(r"\([^()]*\)|“[^“”]*”")
LONG = 120
JOINT, COMMA, SEMICOLON, STOP = 0, 1, 2, 3
SIGNS = {",": COMMA, ";": SEMICOLON}
FEWEST_WORDS = 3
"""What stands between two commas and has fewer words belongs to what stands before it."""

REMEMBERED = 2_000  # texts

Telling = Callable[[str], Sequence[float]]
"""What a text tells of each thing asked; always as many values."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch between two signs outside of brackets and quotation marks; `before` and `after` are these signs."""

    start: int
    end: int
    before: int
    after: int


@lru_cache(REMEMBERED)
def pieces_of(text: str) -> tuple[Piece, ...]:
    """The pieces of a text in their order; joined they are the text. A long one is parted before a joining word too."""
    signs = [*_signs(text), (len(text), STOP)]
    cuts = [(0, STOP)]
    for (place, sign), (after, _) in pairwise([*signs, signs[-1]]):
        if sign != COMMA or len(text[place:after].split()) >= FEWEST_WORDS:
            cuts += [*_joints(text, cuts[-1][0], place), (place, sign)]
    return tuple(Piece(start, end, before, after) for (start, before), (end, after) in pairwise(cuts) if start < end)


def _signs(text: str) -> Iterator[tuple[int, int]]:
    stops = {found.end() for pattern in STOPS for found in pattern.finditer(text)}
    depth = 0
    for place, char in enumerate(text, start=1):
        depth = max(0, depth + (char in "([“") - (char in ")]”"))
        if place in stops:
            depth = 0
            yield place, STOP
        elif char in SIGNS and not depth and text[place : place + 1] == " ":
            yield place, SIGNS[char]


def _joints(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if end - start <= LONG:
        return []
    inside = BRACKETS.sub(lambda found: "x" * len(found.group()), text[start:end])
    return [(start + found.start(), JOINT) for found in JOINING.finditer(inside) if found.start()]


def clauses_of(text: str) -> list[str]:
    """What stands between full stops and semicolons."""
    starts = [piece.start for piece in pieces_of(text) if piece.before >= SEMICOLON]
    return [text[start:end].strip(" -+•;") for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def stretch(text: str, telling: Telling, core: tuple[int, int]) -> tuple[int, int]:
    """Start and end of the stretch of at most ROOM characters that tells most of what is asked.

    It holds `core`, or lies in it where that is longer.
    """
    near = [p for p in pieces_of(text) if p.end > core[0] - ROOM and p.start < core[1] + ROOM]
    told = [telling(text[piece.start : piece.end]) for piece in near]
    total = sum(map(max, zip(*told, strict=True))) or 1.0
    best, chosen = -1.0, (core[0], min(core[1], core[0] + ROOM))
    for first, last in _runs(text, near):
        ends = _trimmed(text, near[first].start, near[last].end)
        if not _holds(ends, core) or _misleads(text, near, first, last):
            continue
        here = told[first : last + 1]
        most = max(range(len(here)), key=lambda place: sum(here[place]))
        worth = (sum(map(max, zip(*here, strict=True))) + TOGETHER * sum(here[most])) / total
        worth += WHOLE_ENDS * (near[first].before + near[last].after) / (2 * STOP)
        worth += (FULL * (ends[1] - ends[0]) - LATE * (near[first + most].start - ends[0])) / ROOM
        if worth > best:
            best, chosen = worth, ends
    return chosen


def _runs(text: str, pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """First and last of all runs of pieces that a message has room for."""
    for first, head in enumerate(pieces):
        for last in range(first, len(pieces)):
            start, end = _trimmed(text, head.start, pieces[last].end)
            if end - start > ROOM:
                break
            yield first, last


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the white space and the signs at both ends; a full stop stays."""
    told = text[start:end]
    return start + len(told) - len(told.lstrip(" -+•")), start + len(told.rstrip(" ,;:-+"))


def _holds(ends: tuple[int, int], core: tuple[int, int]) -> bool:
    outer, inner = (ends, core) if core[1] - core[0] <= ROOM else (core, ends)
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _misleads(text: str, pieces: Sequence[Piece], first: int, last: int) -> bool:
    """Whether a cut within a clause leaves out a "không" or an "đối với" before it, or a "trừ" behind it."""
    head = first
    while head and pieces[head].before < SEMICOLON:
        head -= 1
    governed = any(GOVERNS.search(text[p.start : p.end].strip()) for p in pieces[head:first])
    return governed or (pieces[last].after < SEMICOLON and bool(LIMITS.match(text[pieces[last].end :].strip())))


def shown(text: str, start: int, end: int) -> str:
    """The stretch, with an ellipsis at each end that cuts a sentence."""
    opening = (piece.start for piece in pieces_of(text) if piece.before == STOP and piece.start <= start)
    opens = any(not text[place:start].strip(" -+•") for place in opening)
    closes = end >= len(text.rstrip(" ,;:-+")) or text[end - 1] in ".!?…"
    return f"{'' if opens else '… '}{text[start:end]}{'' if closes else ' …'}"
