"""A scheme or programme whose quoted title is written two ways."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from knowledge.document import Document
from knowledge.findings.passages import Passage
from knowledge.findings.report import Finding, Place
from knowledge.findings.spelling import Spelling, accents_only, spelling
from knowledge.language.text import fold

_QUOTED = re.compile(r"[“\"]([^“”\"]{12,300})[”\"]")
_PERIOD = re.compile(r"giai đoạn\s*(\d{4})\s*[-–]\s*(\d{4})", re.IGNORECASE)
_OUTLOOK = re.compile(r"(định hướng|tầm nhìn)\s*(?:đến|tới)?\s*(?:năm\s*)?(\d{4})", re.IGNORECASE)
LEAST_WORDS = 5
"""Shorter titles are slogans and brands, of which each may have a sister ("Dạy tốt", "Học tốt")."""


@dataclass(frozen=True, slots=True)
class _Title:
    name: Spelling
    period: tuple[str, ...]
    outlook: tuple[str, ...]
    words: str
    place: Place


def titles(_: Document, texts: Sequence[Passage]) -> Iterator[Finding]:
    """Period against period and outlook against outlook of one name; and one name under other accents."""
    same: dict[Spelling, list[_Title]] = defaultdict(list)
    for passage in texts:
        for found in _QUOTED.finditer(passage.text):
            title = _title(found[1], passage)
            if len(title.name) >= LEAST_WORDS:
                same[title.name].append(title)
    for uses in same.values():
        for kind in ("period", "outlook"):
            yield from _disagreeing(uses, kind)
    for one, other in combinations(same, 2):
        if accents_only(one, other):
            yield _finding(same[one][0], same[other][0], same[one][0].words, same[other][0].words)


def _title(words: str, passage: Passage) -> _Title:
    period, outlook = _PERIOD.search(words), _OUTLOOK.search(words)
    name = _OUTLOOK.sub(" ", _PERIOD.sub(" ", words))
    return _Title(
        spelling(" ".join(re.findall(r"[^\W_]+", name))),
        period.groups() if period else (),
        tuple(map(fold, outlook.groups())) if outlook else (),
        words,
        Place(passage.line, passage.section, _tail(words)),
    )


def _tail(words: str) -> str:
    """What follows the name: the period and the outlook."""
    found = _PERIOD.search(words) or _OUTLOOK.search(words)
    return words[found.start() :] if found else words


def _disagreeing(uses: list[_Title], kind: str) -> Iterator[Finding]:
    """A title without a period is a short form; only two that both have one can contradict each other."""
    first: _Title | None = None
    for title in uses:
        said = getattr(title, kind)
        if said and first is None:
            first = title
        elif said and first and _contradict(first, title, kind):
            yield _finding(first, title, first.place.words, title.place.words)
            return


def _contradict(one: _Title, other: _Title, kind: str) -> bool:
    """Stages of one programme follow each other: only those that begin or end together are one stage."""
    if kind == "outlook":
        return one.outlook != other.outlook and one.period == other.period
    return one.period != other.period and any(a == b for a, b in zip(one.period, other.period, strict=True))


def _finding(one: _Title, other: _Title, left: str, right: str) -> Finding:
    return Finding("title", f"Một tên gọi được viết hai cách: “{left}” và “{right}”.", (one.place, other.place))
