"""The marks that Vietnamese administrative documents put before a line: I. 1. 1.1. a) - + (Nghị định 30/2020/NĐ-CP)."""

from __future__ import annotations

import re
from dataclasses import dataclass

ITEM_LETTERS = "abcdđeghiklmnopqrstuvxy"

RANKS = {"appendix": 0, "part": 1, "letter": 2, "roman": 3, "arabic": 4, "dotted": 4, "paren": 9, "item": 10}
"""How deep each numbering stands; a dotted number adds its dots."""

_PATTERNS = (
    ("roman", re.compile(r"([IVX]{1,5})\s?[.):](?=\s|[^\W\d_])\s*|([IVX]{1,5})\s?[-–]\s+")),
    ("letter", re.compile(r"([A-HĐ])\.\s+")),
    ("dotted", re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,4})(?:\.\s*(?=[^\W\d_]|[“\"(])|[.:]?\s+)")),
    ("arabic", re.compile(r"(\d{1,2})[./]\s*(?=[^\W\d_]|[“\"(])|(\d{1,2})[.:]\s+")),
    ("paren", re.compile(r"(\d{1,2})\)\s*")),
    ("item", re.compile(rf"([{ITEM_LETTERS}])[).]\s+")),
    ("sub", re.compile(r"([+○◦▫])\s*")),
    ("bullet", re.compile(r"([-–—•●▪·])\s*(?!\d)(?=[^\s\-–—])|([-–—•●▪·*])\s+")),
)

_MARKED = re.compile(r"[-–—•●▪·*+○◦▫\d]|[^\W\d_]{1,5}\s?[.):–-]")
_APPENDIX = re.compile(
    r"(?:phụ lục|pl)\s*(?:số\s*)?(?P<number>\d{1,2}|[ivx]{1,4}|[a-h])?\s*(?:[.:\-–]+\s*(?P<title>\S.*)?)?$",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"(?:tổng số|tổng cộng|(?:tổng|cộng)\s*(?:$|[:(\d]))", re.IGNORECASE)
_PART = re.compile(r"(phần(?: thứ)? (?:[ivx]{1,4}|\d{1,2}|nhất|hai|ba|tư|bốn|năm))\s*[.:\-–]?\s*(.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line begins with. `kind` is "" for plain text; `rest` is the line without its mark."""

    kind: str
    number: str
    rest: str

    @property
    def rank(self) -> int:
        return RANKS[self.kind] + self.number.count(".")

    @property
    def numbered(self) -> bool:
        return self.kind in RANKS


def mark_of(text: str) -> Mark:
    if not _MARKED.match(text):
        return Mark("", "", text)
    for kind, pattern in _PATTERNS:
        found = pattern.match(text)
        if found and found.end() < len(text):
            number = next(group for group in found.groups() if group)
            return Mark(kind, number, text[found.end() :])
    return Mark("", "", text)


def heading_mark(text: str) -> Mark:
    """The mark of a line that is known to be a heading: appendices and parts count too."""
    appendix = appendix_mark(text)
    if appendix:
        return appendix
    part = _PART.match(text) if len(text) < 200 else None
    return Mark("part", part[1], part[2]) if part else mark_of(text)


def appendix_mark(text: str) -> Mark | None:
    """A line that opens an appendix: "Phụ lục 2", "PHỤ LỤC I. DANH SÁCH ...". A mention within a sentence is none."""
    found = _APPENDIX.match(text) if len(text) < 300 else None
    if not found or not (found["number"] or text[:3].lower() == "phụ"):
        return None
    number = f"Phụ lục {found['number'].upper()}" if found["number"] else "Phụ lục"
    return Mark("appendix", number, (found["title"] or "").strip())


def ordinal(mark: Mark) -> int:
    """The place in its own sequence: 4 for "IV", "4", "3.4" and "d" alike; 0 where it cannot be told."""
    last = mark.number.rsplit(".", 1)[-1]
    if mark.kind == "roman":
        return roman_value(last)
    if mark.kind == "item":
        return ITEM_LETTERS.index(last) + 1
    if mark.kind == "letter":
        return "ABCDĐEGH".find(last) + 1
    return int(last) if last.isdecimal() else 0


def roman_value(text: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[char] for char in text.upper()]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def is_upper(text: str) -> bool:
    """Upper-case throughout, and long enough to be a title."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 4 and text == text.upper()


def is_total(text: str) -> bool:
    """ "Tổng số", "TỔNG CỘNG", "Cộng": the label of a sum, not "Tổng kết năm học"."""
    return bool(_TOTAL.match(text))


def is_finished(text: str) -> bool:
    """Whether the text ends as a sentence or a list entry does."""
    return text.rstrip(" ”\"')").endswith((".", ";", ":", "!", "?", "…", "/."))
