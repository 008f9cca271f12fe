"""A stated count beside what it counts: a heading over a table, names in brackets, parts that are listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.document import Document, Section
from knowledge.findings.passages import Passage
from knowledge.findings.report import Finding, Place
from knowledge.language.text import fold

_HEADED = re.compile(r":\s*(\d{1,3})(?: [^\W\d_]+){0,2}\.?$")
_COMPRISES = re.compile(r"gồm (\d{1,3}) ([^\W\d_]+)\.?$", re.IGNORECASE)
_ORDINAL_HEAD = re.compile(r"(?:s?tt|so tt|so thu tu|#)\.?$")
_NAMED = re.compile(
    r"(?<![\d.,/-])(\d{1,3}) (?:trường|đơn vị|xã|phường|cơ sở|cụm)\b([^();:,.\d]{0,40})\(([^()]{4,400})\)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?:MN|TH|THCS|THPT|[Mm]ầm non|[Tt]iểu học|[Cc]ấp [^\W\d_]+|[Tt]rường|[Xx]ã|[Pp]hường)\s*:?\s+)+"
)
_OPEN_LIST = re.compile(r"\.\.\.|…|v\.v|\bvà các\b|\bnhư\b|\d")
_PARTS = re.compile(
    r"(?<![\d.,/-])(\d{1,4}) ([^\W\d_]+)\b[^().;\d]{0,60}(?:\((?:gồm:? )?|,? gồm(?: có)?:? )"
    r"(\d{1,4} \2\b[^().;]{2,300})"
)
_LEVELS = re.compile(r"(?<![\d.,/-])(\d{1,4}) ([^\W\d_]+)\b[^.;\d]{0,60}trong đó:? ([^.;]{10,300})", re.IGNORECASE)
_LEVEL_PART = re.compile(
    r"(?:cấp )?(mầm non|tiểu học|trung học cơ sở|MN|TH|THCS):? (\d{1,4}) ([^\W\d_]+)$|"
    r"(\d{1,4}) ([^\W\d_]+) (mầm non|tiểu học|trung học cơ sở|MN|TH|THCS)$",
    re.IGNORECASE,
)
_SHORT_LEVEL = {"mầm non": "mn", "tiểu học": "th", "trung học cơ sở": "thcs"}


def lists(document: Document, texts: Sequence[Passage]) -> Iterator[Finding]:
    for section in document.sections:
        if section.path:
            yield from _headed_table(section)
            yield from _headed_bullets(section)
    for passage in texts:
        for rule in (_named, _parts, _by_level):
            yield from rule(passage)


def _headed_table(section: Section) -> Iterator[Finding]:
    """ "... mới: 02" over one table: its numbered rows are what was counted."""
    found = _HEADED.search(section.path[-1].title)
    if not found or len(section.tables) != 1 or not _ORDINAL_HEAD.match(fold(section.tables[0].header[0])):
        return
    rows = [row for row in section.tables[0].rows if row.cells[0].strip(" .").isdecimal()]
    if rows and len(rows) == len(section.tables[0].rows) and len(rows) != int(found[1]):
        yield Finding(
            "count",
            f"Tiêu đề ghi {found[1]} nhưng bảng bên dưới có {len(rows)} dòng.",
            (
                Place(section.line, section.label, section.path[-1].title),
                Place(rows[-1].line, section.label, " ".join(rows[-1].cells[:2])),
            ),
        )


def _headed_bullets(section: Section) -> Iterator[Finding]:
    """ "Gồm 03 tổ" over entries that all begin with "Tổ"."""
    found = _COMPRISES.search(section.path[-1].title)
    if not found or len(section.paragraphs) < 2:
        return
    start = re.compile(rf"{re.escape(found[2])}\b", re.IGNORECASE)
    if all(start.match(p.text) for p in section.paragraphs) and len(section.paragraphs) != int(found[1]):
        last = section.paragraphs[-1]
        yield Finding(
            "count",
            f"Tiêu đề ghi {found[1]} {found[2]} nhưng bên dưới liệt kê {len(section.paragraphs)}.",
            (Place(section.line, section.label, section.path[-1].title), Place(last.line, section.label, last.text)),
        )


def _named(passage: Passage) -> Iterator[Finding]:
    """ "09 trường (MN: A, B; TH: C)": every piece in the brackets must be a name, else they hold something else."""
    for found in _NAMED.finditer(passage.text):
        least, most = _names_in(found[3])
        stated = int(found[1])
        if most and not least <= stated <= most and (most > 1 or stated == 1):
            yield _finding(passage, found, f"Ghi {found[1]} nhưng trong ngoặc có {least} tên.")


def _names_in(text: str) -> tuple[int, int]:
    """(least, most) names listed; (0, 0) where the brackets hold anything but names. "và" may be part of a name."""
    if _OPEN_LIST.search(text):
        return 0, 0
    pieces = [_LABEL.sub("", piece.strip()) for piece in re.split(r"[;,]", text)]
    joined = [part for piece in pieces for part in re.split(r" và ", piece)]
    if not all(_is_name(_LABEL.sub("", part.strip())) for part in joined):
        return 0, 0
    return len(pieces), len(joined)


def _is_name(text: str) -> bool:
    words = text.removeprefix("thị trấn ").split()
    return 0 < len(words) <= 6 and all(word[0].isupper() or word in {"-", "–"} for word in words)


def _parts(passage: Passage) -> Iterator[Finding]:
    """ "9 phòng học (7 phòng thông dụng và 2 phòng chuyên dụng)": parts that name the very thing again."""
    for found in _PARTS.finditer(passage.text):
        pieces = [piece.strip() for piece in re.split(r", | và ", found[3])]
        start = re.compile(rf"(\d{{1,4}}) {re.escape(found[2])}\b[^\d]*$")
        numbers = [int(part[1]) for piece in pieces if (part := start.match(piece))]
        if len(numbers) == len(pieces) > 1 and sum(numbers) != int(found[1]):
            yield _sum(passage, found, numbers)


def _by_level(passage: Passage) -> Iterator[Finding]:
    """ "09 trường, trong đó: MN 05 trường, TH 02 trường, THCS 02 trường": all three levels, each once, make up all."""
    for found in _LEVELS.finditer(passage.text):
        pieces = [piece.strip(" ,)") for piece in re.split(r", | và ", found[3])]
        parts = [part for piece in pieces if (part := _LEVEL_PART.match(piece))]
        levels = {_SHORT_LEVEL.get(level, level) for part in parts if (level := (part[1] or part[6]).lower())}
        same_thing = all((part[3] or part[5]).lower() == found[2].lower() for part in parts)
        numbers = [int(part[2] or part[4]) for part in parts]
        if len(parts) == len(pieces) == len(levels) == 3 and same_thing and sum(numbers) != int(found[1]):
            yield _sum(passage, found, numbers)


def _sum(passage: Passage, found: re.Match[str], numbers: list[int]) -> Finding:
    added = f"{' + '.join(map(str, numbers))} = {sum(numbers)}"
    return _finding(passage, found, f"Ghi {found[1]} {found[2]} nhưng các phần là {added}.")


def _finding(passage: Passage, found: re.Match[str], sentence: str) -> Finding:
    return Finding("count", sentence, (passage.place(found.start(), found.end()),))
