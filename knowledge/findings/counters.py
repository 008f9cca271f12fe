"""Numbering that leaves one out: 1, 2, 4."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from knowledge.document import Document, Row, Section, Table
from knowledge.findings.report import Finding, Place
from knowledge.language.text import fold
from knowledge.reading.marks import roman_value

_ORDINAL_HEAD = re.compile(r"(?:s?tt|so tt|so thu tu|#)\.?$")
LEAST = 3
"""Entries that a sequence needs before a missing one can be told from a choice of few."""


def counters(document: Document) -> Iterator[Finding]:
    for section in document.sections:
        for table in section.tables:
            if _ORDINAL_HEAD.match(fold(table.header[0])):
                yield from _of_table(section, table)
    yield from _of_headings(document)


def _of_table(section: Section, table: Table) -> Iterator[Finding]:
    """Runs of 1, 2, 3 ... in one group. A list of chosen entries jumps more than once; a group's label may take one."""
    labels = {found[0] for row in table.rows for group in row.groups if (found := re.match(r"\d+", group))}
    for run in _runs(table.rows):
        jumps = [(a, b) for a, b in pairwise(run) if _value(b) != _value(a) + 1]
        if len(run) < LEAST or len(jumps) != 1 or _value(run[0]) > 1:
            continue
        before, after = jumps[0]
        missing = str(_value(before) + 1)
        if _value(after) == _value(before) + 2 and missing not in labels:
            yield Finding(
                "counter",
                f"Số thứ tự nhảy từ {before.cells[0]} sang {after.cells[0]}, không có số {missing}.",
                (_place(section, before), _place(section, after)),
            )


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows with rising whole numbers, cut where the group changes or counting begins anew."""
    run: list[Row] = []
    for row in rows:
        if not row.cells[0].strip(" .").isdecimal():
            continue
        if run and (_value(row) <= _value(run[-1]) or row.groups != run[-1].groups):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _value(row: Row) -> int:
    return int(row.cells[0].strip(" ."))


def _place(section: Section, row: Row) -> Place:
    return Place(row.line, section.label, " ".join(cell for cell in row.cells[:2] if cell))


def _of_headings(document: Document) -> Iterator[Finding]:
    """Sibling headings. What the reader took for a paragraph ("3. ...") is not missing."""
    last: dict[tuple[int, str], Section] = {}
    for section in document.sections:
        if not section.path:
            continue
        depth, kind = len(section.path), _kind(section.path[-1].number)
        for deeper in [key for key in last if key[0] > depth]:
            del last[deeper]
        before = last.get((depth, kind))
        last[depth, kind] = section
        if before and kind and before.path[:-1] == section.path[:-1]:
            a, b = _ordinal(before.path[-1].number), _ordinal(section.path[-1].number)
            missing = _printed(section.path[-1].number, a + 1)
            if b == a + 2 and not _is_there(document, missing, before.line, section.line):
                yield Finding(
                    "counter",
                    f"Số mục nhảy từ {before.path[-1].number} sang {section.path[-1].number}, không có mục {missing}.",
                    (_heading(before), _heading(section)),
                )


def _kind(number: str) -> str:
    if re.fullmatch(r"[IVX]{1,5}", number):
        return "roman"
    return "arabic" if re.fullmatch(r"\d{1,2}(?:\.\d{1,2})*", number) else ""


def _ordinal(number: str) -> int:
    return roman_value(number) if _kind(number) == "roman" else int(number.rsplit(".", 1)[-1])


def _printed(like: str, value: int) -> str:
    if _kind(like) == "arabic":
        return f"{like.rpartition('.')[0]}.{value}".lstrip(".")
    return next((roman for roman in _ROMANS if roman_value(roman) == value), "")


_ONES = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMANS = [tens + ones for tens in ("", "X", "XX") for ones in ("", *_ONES)][1:]


def _is_there(document: Document, number: str, first: int, last: int) -> bool:
    """Whether some text between the two headings begins with the number."""
    start = re.compile(rf"{re.escape(number)}[\s.:)/-]")
    between = [section for section in document.sections if first <= section.line <= last]
    texts = [p.text for section in between for p in section.paragraphs] + [s.path[-1].title for s in between if s.path]
    cells = (" ".join(row.cells[:1]) for section in between for table in section.tables for row in table.rows)
    return any(start.match(text) for text in texts) or number in cells


def _heading(section: Section) -> Place:
    heading = section.path[-1]
    return Place(section.line, section.label, f"{heading.number}. {heading.title}".strip())
