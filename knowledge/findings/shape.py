"""Tables whose rows and header do not fit each other."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.document import Document, Row, Section, Table
from knowledge.findings.figures import is_total_label
from knowledge.findings.report import Finding, Place


def shape(document: Document) -> Iterator[Finding]:
    for section in document.sections:
        for table in section.tables:
            yield from _header(section, table)
            yield from _rows(section, table)


def _header(section: Section, table: Table) -> Iterator[Finding]:
    head = Place(table.line, section.label, " | ".join(name for name in table.header if name))
    if table.shifted and table.rows:
        yield Finding(
            "shape",
            f"Tên các cột ở đầu bảng bị lệch một ô so với các dòng: cột “{table.header[-1]}” in trước cột "
            f"“{table.header[-2]}”.",
            (Place(table.line, section.label, table.header[-1]), _place(section, table.rows[0])),
        )
    unnamed = [row for row in table.rows if len(row.cells) > 1 and row.cells[-1]]
    if not table.header[-1] and len(unnamed) > 1:
        yield Finding(
            "shape",
            "Cột cuối của bảng có nội dung nhưng đầu bảng không ghi tên cột.",
            (head, _place(section, unnamed[0])),
        )


def _rows(section: Section, table: Table) -> Iterator[Finding]:
    """A row with more filled cells than columns is wrong for sure.

    One with fewer is only where the other rows print their empty cells too: some programs drop them at the end.
    """
    width = len(table.header)
    head = Place(table.line, section.label, " | ".join(name for name in table.header if name))
    uneven = [row for row in table.rows if row.printed]
    short = [row for row in uneven if row.printed < width]
    long = [row for row in uneven if row.printed > width]
    prints_empty = any(not row.printed and not row.cells[-1] for row in table.rows)
    if short and len(short) == len(table.rows) > 1 and table.header[-1].casefold() != "ghi chú":
        widths = {row.printed for row in short}
        if len(widths) == 1:
            yield _finding(head, section, short[0], width, "Mọi dòng của bảng")
    elif prints_empty:
        long = [*long, *(row for row in short if not any(map(is_total_label, row.cells[:2])))]
    for row in long if len(long) * 2 <= len(table.rows) else ():
        yield _finding(head, section, row, width, "Một dòng của bảng")


def _finding(head: Place, section: Section, row: Row, width: int, who: str) -> Finding:
    return Finding(
        "shape", f"{who} có {row.printed} ô, trong khi đầu bảng có {width} cột.", (head, _place(section, row))
    )


def _place(section: Section, row: Row) -> Place:
    return Place(row.line, section.label, " | ".join(cell for cell in row.cells if cell))
