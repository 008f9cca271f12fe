"""Who issued a document: the agency from its number, letterhead or closing, the unit it governs from its text."""

from __future__ import annotations

import re
from collections import Counter

from knowledge.language.text import fold
from knowledge.reading.closing import Closing
from knowledge.reading.head import Head

_UNITS = "quận|huyện|thị xã|thành phố|tỉnh|phường|xã|thị trấn|đặc khu"
_AGENCIES = (
    (re.compile(r"\bp?vh-?xh\b|phong van hoa"), "Phòng Văn hóa - Xã hội"),
    (re.compile(r"\bpgd(&?dt)?\b|phong (gd|giao duc)"), "Phòng GD&ĐT"),
    (re.compile(r"\bsgd(&?dt)?\b|so (gd|giao duc)"), "Sở GD&ĐT"),
    (re.compile(r"\bubnd\b|uy ban nhan dan"), "UBND"),
    (re.compile(r"\bhdnd\b|hoi dong nhan dan"), "HĐND"),
)
_UNIT_NAME = re.compile(rf"\b({_UNITS})\s+(?=((?:[^\W\d_]+\s+){{0,3}}[^\W\d_]+))", re.IGNORECASE)


def issuer_of(head: Head, closing: Closing, text: str) -> tuple[str, str]:
    """(place, issuer), both in the spelling that the text uses most beside the unit's name."""
    agency = _agency(head, closing, text)
    unit, name = _governed(text, head.place)
    place = name if name and head.place else head.place
    parts = [agency or (head.letterhead[-1].capitalize() if head.letterhead else ""), unit, name or head.place]
    return place, " ".join(part for part in parts if part) if parts[0] else ""


def _agency(head: Head, closing: Closing, text: str) -> str:
    """The first source that names one: the number's suffix, the closing, the letterhead's last line, the text."""
    sources = [head.suffix, *closing.authority[:1], *reversed(head.letterhead), text[:4000]]
    for source in sources:
        folded = fold(source)
        for pattern, name in _AGENCIES:
            if pattern.search(folded):
                return name
    return ""


def _governed(text: str, place: str) -> tuple[str, str]:
    """The unit and its name ("quận", "Thanh Xuân") that the text names most, the one of `place` where it is known."""
    wanted = fold(place).split()
    counts: Counter[tuple[str, str]] = Counter()
    for found in _UNIT_NAME.finditer(text):
        words = _name_words(found[2])
        if words and (not wanted or fold(" ".join(words)).split() == wanted):
            counts[found[1].lower(), " ".join(words)] += 1
    if not counts:
        return "", ""
    (unit, name), _ = max(counts.items(), key=lambda item: item[1])
    return unit, name


def _name_words(text: str) -> list[str]:
    words: list[str] = []
    for word in text.split():
        if not word[0].isupper() or (word.isupper() and len(word) > 1):
            break
        words.append(word)
    return words
