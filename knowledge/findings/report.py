"""What a rule hands over: a sentence for staff and the places that do not agree."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.language.text import cut_words

MOST_WORDS = 16
"""Words of a quotation: enough to find the place on the page."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is printed. `line` is the 1-based line of the file, 0 for the head (number, date, title)."""

    line: int
    section: str
    words: str

    def __str__(self) -> str:
        where = f"dòng {self.line}, {self.section}" if self.line else "phần đầu văn bản"
        return f"{where}: “{cut_words(' '.join(self.words.split()), MOST_WORDS)}”" if self.words else where


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree.

    `kind` is one of total, count, shape, counter, number, date, appendix, name, title, year. `sentence` is Vietnamese,
    for staff; `places` has at least one entry, and two or more where two things contradict each other.
    """

    kind: str
    sentence: str
    places: tuple[Place, ...]
