"""Proper names where a word before them says what they are: a school's level, a form of address, a kind of place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.document import Document
from knowledge.findings.passages import Passage
from knowledge.findings.spelling import Spelling, spelling

_LEVEL = re.compile(
    r"\b(MN|[Mm]ầm non|TH|[Tt]iểu học|THCS|[Tt]rung học cơ sở|THPT)\b"
    r"(?: tư thục| công lập)?(?: trường)?\s*[:(]?\s*(?=[^\W\d_a-z])"
)
_PERSON = re.compile(r"(?:\b[Đđ]ồng chí|[Đđ]/c|\b[Ôô]ng|\b[Bb]à)\s+(?=[^\W\d_a-z])")
_AREA = re.compile(
    r"\b(phường|xã|thị trấn|quận|huyện|thị xã|thành phố|tỉnh|khu phố|thôn):?\s+(?=[^\W\d_a-z])", re.IGNORECASE
)
_LEVELS = {"mầm non": "MN", "tiểu học": "TH", "trung học cơ sở": "THCS"}
_NO_NAME = frozenset({"Năm", "Trường", "Phòng", "Ban", "Sở", "Bộ", "Các", "Chủ", "Phó", "Bí", "Giám", "Hiệu", "Trưởng"})
OPENING = 6
"""Characters of a number or mark before the name that a paragraph begins with."""
_LIST_END = re.compile(r"[;.:()“”\n]")


@dataclass(frozen=True, slots=True)
class Mention:
    """`group` is the list or column that it stands in: names beside each other there are different ones."""

    kind: str  # school, person, area
    level: str
    name: str
    spelt: Spelling
    passage: Passage
    start: int
    group: tuple[object, ...]


def mentions(document: Document, texts: Sequence[Passage]) -> list[Mention]:
    titles = {(section.line, section.label) for section in document.sections if section.path and section.path[-1].title}
    found = [
        mention for passage in texts for mention in _in_passage(passage, (passage.line, passage.section) in titles)
    ]
    signer = document.metadata.signer
    if signer:
        closing = Passage(signer, 0, "")
        found.append(Mention("person", "", signer, spelling(signer), closing, 0, ("signer",)))
    return found


def _in_passage(passage: Passage, is_title: bool) -> Iterator[Mention]:
    for kind, pattern in (("school", _LEVEL), ("person", _PERSON), ("area", _AREA)):
        for found in pattern.finditer(passage.text):
            level = _LEVELS.get(found[1].lower(), found[1]) if kind == "school" else ""
            group = _group(passage, kind, found.start(), is_title)
            for name, start in _listed(passage.text, found.end(), many=kind != "person"):
                yield Mention(kind, level, name, spelling(name), passage, start, group)


def _group(passage: Passage, kind: str, start: int, is_title: bool) -> tuple[object, ...]:
    """A column; the headings, and the paragraphs that begin with a person; a paragraph, or an area's own list in it."""
    if passage.column != (0, 0):
        return passage.column
    if is_title or (kind == "person" and start < OPENING):
        return ("title",)
    return (passage.line, passage.section, start if kind == "area" else 0)


def _listed(text: str, start: int, *, many: bool) -> Iterator[tuple[str, int]]:
    """The names of a list "A, B, C" from `start` on, to the first piece that is more than a name."""
    end = _LIST_END.search(text, start)
    for piece in re.finditer(r"[^,]+", text[start : end.start() if end else len(text)]):
        words = _name_words(piece[0], dashes=many)
        if words:
            lead = len(piece[0]) - len(piece[0].lstrip())
            yield " ".join(words), start + piece.start() + lead
        if not many or len(words) < len(piece[0].split()):
            return


def _name_words(piece: str, *, dashes: bool) -> list[str]:
    """The capitalised words at its start. A school's name may hold a dash; behind a person's stands the position."""
    words: list[str] = []
    for word in piece.split():
        capital = word[0].isupper() and word.isalpha() and (not word.isupper() or len(word) == 1)
        if not (capital and word not in _NO_NAME) and not (dashes and words and word in {"-", "–"}):
            break
        words.append(word)
    while words and words[-1] in {"-", "–"}:
        words.pop()
    return words
