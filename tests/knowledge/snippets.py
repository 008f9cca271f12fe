"""Small invented plans for the tests of reading."""

from __future__ import annotations

from knowledge.document import Document, Section, Table
from knowledge.reading import read

HEAD = """Số: 15/KH-PGDĐT

Sông Mơ, ngày 20 tháng 8 năm 2026

KẾ HOẠCH
Công tác giáo dục năm học 2026-2027

Căn cứ tình hình địa phương, phòng GDĐT quận Sông Mơ lập kế hoạch sau:

"""


def plan(body: str, head: str = HEAD) -> Document:
    """The document of an invented plan with this body."""
    return read((head + body).encode(), "song-mo.txt")


def section(document: Document, label: str) -> Section:
    return next(section for section in document.sections if section.label == label)


def table(body: str) -> Table:
    """The only table of a plan whose first section is `body`."""
    tables = [table for section in plan(f"I. BẢNG\n\n{body}").sections for table in section.tables]
    assert len(tables) == 1
    return tables[0]


def cells(found: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in found.rows]
