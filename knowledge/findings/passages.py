"""The document as running text: headings, paragraphs and cells, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.document import Document
from knowledge.findings.report import Place
from knowledge.language.text import plain

AROUND = 40
"""Characters to each side of what is quoted."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One heading, paragraph or cell. `column` tells the cells of one column (and of nothing else) from the rest."""

    text: str
    line: int
    section: str
    column: tuple[int, int] = (0, 0)  # (line of the table, column + 1)

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """The place, quoting [start:end] with a few words around it."""
        end = len(self.text) if end is None else end
        first = self.text.rfind(" ", 0, max(0, start - AROUND)) + 1 if start > AROUND else 0
        last = self.text.find(" ", min(len(self.text), end + AROUND))
        return Place(self.line, self.section, self.text[first : last if last >= 0 else None])


def passages(document: Document) -> list[Passage]:
    """Everything that the document says, the title first (line 0)."""
    return list(_passages(document))


def _passages(document: Document) -> Iterator[Passage]:
    yield Passage(plain(document.metadata.title), 0, "")
    for section in document.sections:
        label = section.label
        if section.path and section.path[-1].title:
            yield Passage(plain(section.path[-1].title), section.line, label)
        for paragraph in section.paragraphs:
            yield Passage(plain(paragraph.text), paragraph.line, label)
        for table in section.tables:
            for row in table.rows:
                for column, cell in enumerate(row.cells, 1):
                    if cell:
                        yield Passage(plain(cell), row.line, label, (table.line, column))
