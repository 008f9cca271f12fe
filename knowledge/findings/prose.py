"""Figures of the running text against the totals of the tables, where both speak of the same quantity."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from knowledge.document import Document
from knowledge.findings.figures import additive_columns, figure, is_total_label, lines_of
from knowledge.findings.passages import Passage
from knowledge.findings.report import Finding, Place
from knowledge.language.text import fold

_WHOLE_AREA = re.compile(
    r"(?:^|[.;] )(?:Toàn |Cả )?(?:quận|huyện|phường|xã|thị xã|thành phố|tỉnh|ngành)\b[^.;\d]{0,60}?\bcó (?=\d)",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"(?<![\d.,/-])(?P<value>\d{1,3}(?:\.\d{3})+|\d+) (?:(?P<school>trường(?: học)?)|(?P<class>lớp)|"
    r"(?P<pupil>HS|học sinh|trẻ em, học sinh)|(?P<staff>CB, ?GV, ?NV|cán bộ, giáo viên, nhân viên))"
    r"(?: (?P<public>công lập)| (?P<private>tư thục|ngoài công lập))?(?=\s*[,;.()]|\s*$| với | và | trong đó )",
)
_CHANGE = re.compile(r"(?:tăng|giảm|thiếu|thêm|thừa|trên|gần|hơn|khoảng|còn)\s*(?:\w+\s)?$", re.IGNORECASE)
_NOUNS = (
    ("school", re.compile(r"so truong\b")),
    ("class", re.compile(r"so (?:nhom,? )?lop\b")),
    ("pupil", re.compile(r"so (?:hoc sinh|hs|tre)\b")),
    ("staff", re.compile(r"cb, ?gv, ?nv|can bo.*giao vien.*nhan vien")),
)
_PUBLIC, _PRIVATE = re.compile(r"(?:c\.lap|cong lap)$"), re.compile(r"(?:ncl|ngoai cong lap|tu thuc)$")
_SPLIT = re.compile(
    r"(?P<all>(?<![\d.,/-])(?:\d{1,3}(?:\.\d{3})+|\d+)) [^\d();.]{1,60}"
    r"(?:\(|,? trong đó )(?:có )?(?P<rest>[^()]{10,200})"
)
_SPLIT_PARTS = re.compile(
    r"(?P<before>\d[\d.]*) [^\d,;:]{2,25}(?<!ngoài )công lập\b[,;]? (?:và )?"
    r"(?P<before2>\d[\d.]*) [^\d,;:]{2,25}(?:tư thục|ngoài công lập)"
    r"|(?<!ngoài )công lập:? (?P<after>\d[\d.]*)[^\d]{0,40}(?:tư thục|ngoài công lập):? (?P<after2>\d[\d.]*)"
)


def prose(document: Document, texts: Sequence[Passage]) -> Iterator[Finding]:
    totals = _totals(document)
    for passage in texts:
        yield from _public_and_private(passage)
        for sentence in _WHOLE_AREA.finditer(passage.text) if totals else ():
            yield from _against(passage, sentence.end(), totals)


def _totals(document: Document) -> dict[tuple[str, str], tuple[Decimal, Place]]:
    """Grand totals by (noun, all/public/private). Where two tables state two, neither is *the* total."""
    found: dict[tuple[str, str], list[tuple[Decimal, Place]]] = defaultdict(list)
    for section in document.sections:
        for table in section.tables:
            totals = [line for line in lines_of(table) if line.rank == 0]
            for column in additive_columns(table) if len(totals) == 1 else ():
                key = _quantity(table.header[column])
                value = figure(totals[0].row.cells[column])
                if key and value:
                    row = totals[0].row
                    place = Place(row.line, section.label, f"{table.header[column]}: {row.cells[column]}")
                    found[key].append((value, place))
    return {key: listed[0] for key, listed in found.items() if len({value for value, _ in listed}) == 1}


def _quantity(name: str) -> tuple[str, str] | None:
    parts = [part.strip() for part in fold(name).split(" / ")]
    noun = next((noun for noun, pattern in _NOUNS if pattern.match(parts[0])), None)
    below = [part for part in parts[1:] if not is_total_label(part)]
    if noun is None or len(below) > 1:
        return None
    if not below:
        return noun, "all"
    return (noun, "public") if _PUBLIC.match(below[0]) else (noun, "private") if _PRIVATE.match(below[0]) else None


def _against(passage: Passage, start: int, totals: dict[tuple[str, str], tuple[Decimal, Place]]) -> Iterator[Finding]:
    """Each quantity's first mention in the sentence "Toàn quận có ...", unless it is a change or a part."""
    end = passage.text.find(". ", start)
    seen: set[tuple[str, str]] = set()
    for found in _FIGURE.finditer(passage.text, start, end if end >= 0 else len(passage.text)):
        kind = "public" if found["public"] else "private" if found["private"] else "all"
        noun = next(name for name in ("school", "class", "pupil", "staff") if found[name])
        if (noun, kind) in seen or _CHANGE.search(passage.text[max(0, found.start() - 20) : found.start()]):
            continue
        seen.add((noun, kind))
        total = totals.get((noun, kind))
        if total and total[0] != Decimal(found["value"].replace(".", "")):
            place = passage.place(found.start(), found.end())
            yield Finding("count", f"Phần lời ghi {found[0]}, nhưng bảng ghi {total[1].words}.", (place, total[1]))


def _public_and_private(passage: Passage) -> Iterator[Finding]:
    """All = public + private, where a sentence gives the three one behind the other."""
    for found in _SPLIT.finditer(passage.text):
        parts = _SPLIT_PARTS.search(found["rest"])
        if not parts:
            continue
        one, other = (parts["before"], parts["before2"]) if parts["before"] else (parts["after"], parts["after2"])
        values = [int(text.replace(".", "")) for text in (found["all"], one.strip("."), other.strip("."))]
        if values[0] != values[1] + values[2]:
            yield Finding(
                "count",
                f"Ghi {found['all']} nhưng công lập {one} cộng tư thục {other} là {values[1] + values[2]}.",
                (passage.place(found.start(), found.end()),),
            )
