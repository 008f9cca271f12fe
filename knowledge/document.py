"""What every reader gives, whatever the file was: one Document of sections, paragraphs and tables.

All types are frozen and hold only what the file says. `line` is the 1-based line of the source file, so that a fact can
be traced to its place.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from knowledge.language.text import fold


@dataclass(frozen=True, slots=True)
class Heading:
    """One step of a section's path: `number` as printed ("II", "3.2", "Phụ lục 2", "" where there is none)."""

    number: str
    title: str  # "" where the number stands before a paragraph, not before a title


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or one bullet, without its mark. `lead` is the sentence or bullet that it hangs under."""

    text: str
    line: int
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One table row. `cells` has as many entries as the header; `groups` are the group rows above it, outermost first.

    `continued` is set where a page break cut the row and its pieces were joined. `printed` is how many cells the file
    has in this row where those are not the header's: 0 where they are.
    """

    cells: tuple[str, ...]
    line: int
    groups: tuple[str, ...] = ()
    continued: bool = False
    printed: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its repeated page headers taken out. A header of several storeys is joined: "Số lớp / Tổng".

    `shifted` is set where the header's storeys do not stand one under another as printed and moved to fit the rows.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int
    shifted: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading path (II / 3 / 3.2) with what stands directly under it. The text before the first heading has `()`."""

    path: tuple[Heading, ...]
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...]
    line: int

    @property
    def label(self) -> str:
        """The path as a person cites it: "mục II.3.2", "Phụ lục 2, mục 1"; an unnumbered heading by its title."""
        pieces: list[str] = []
        for index, heading in enumerate(self.path):
            below = self.path[index + 1].number if index + 1 < len(self.path) else ""
            if not heading.number or " " in heading.number:  # "Phụ lục 2" names itself, "II" does not
                pieces.append(heading.number or heading.title)
            elif not below.startswith(f"{heading.number}."):  # "3.2" already names its parent "3"
                joins = bool(pieces) and pieces[-1].startswith("mục ")
                pieces.append(f"{pieces.pop()}.{heading.number}" if joins else f"mục {heading.number}")
        return ", ".join(filter(None, pieces)) or "phần mở đầu"


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """A school year, named by the calendar year in which it starts (it runs from August to July)."""

    start: int

    def __str__(self) -> str:
        return f"{self.start}-{self.start + 1}"

    @property
    def first_day(self) -> date:
        return date(self.start, 8, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, 7, 31)

    @classmethod
    def containing(cls, day: date) -> SchoolYear:
        """The school year that `day` falls into: from 1 August (knowledge of the ministry's yearly frame)."""
        return cls(day.year if day.month >= 8 else day.year - 1)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The document's own data (form of Nghị định 30/2020/NĐ-CP). Empty string or None where the file does not say."""

    title: str
    number: str  # "26/KH-PGDĐT"
    kind: str  # "Kế hoạch", "Công văn", "Hướng dẫn"
    issuer: str  # "Phòng GD&ĐT quận Thanh Xuân", "UBND huyện Gia Lâm"
    place: str  # "Thanh Xuân": the place beside the date
    signer: str
    signer_position: str
    signed_on: date | None
    signed_month: tuple[int, int] | None  # (year, month) where the day is left blank
    school_year: SchoolYear | None
    recipients: tuple[str, ...] = ()
    note: str = ""  # what the file says of itself before the document begins: a sample, a fact sheet

    @property
    def is_fact_sheet(self) -> bool:
        """Whether the file tells a document's facts in other words, so that its lines are no quotation of it."""
        return fold(self.note).startswith("phieu du kien")


@dataclass(frozen=True, slots=True)
class Document:
    metadata: Metadata
    sections: tuple[Section, ...]


def document_to_json(document: Document) -> dict[str, Any]:
    """The document as plain JSON values; `document_from_json` gives the equal Document back."""
    data = asdict(document)
    metadata = data["metadata"]
    signed_on, school_year = document.metadata.signed_on, document.metadata.school_year
    metadata["signed_on"] = signed_on.isoformat() if signed_on else None
    metadata["school_year"] = school_year.start if school_year else None
    return data


def document_from_json(data: dict[str, Any]) -> Document:
    return Document(_metadata(data["metadata"]), tuple(_section(section) for section in data["sections"]))


def _metadata(data: dict[str, Any]) -> Metadata:
    signed_on, month, year = data["signed_on"], data["signed_month"], data["school_year"]
    return Metadata(
        **{
            **data,
            "signed_on": date.fromisoformat(signed_on) if signed_on else None,
            "signed_month": (month[0], month[1]) if month else None,
            "school_year": None if year is None else SchoolYear(year),
            "recipients": tuple(data["recipients"]),
        }
    )


def _section(data: dict[str, Any]) -> Section:
    return Section(
        tuple(Heading(**heading) for heading in data["path"]),
        tuple(Paragraph(**paragraph) for paragraph in data["paragraphs"]),
        tuple(_table(table) for table in data["tables"]),
        data["line"],
    )


def _table(data: dict[str, Any]) -> Table:
    return Table(
        data["title"],
        tuple(data["header"]),
        tuple(_row(row) for row in data["rows"]),
        data["line"],
        data.get("shifted", False),  # documents stored before these two fields were known lack them
    )


def _row(data: dict[str, Any]) -> Row:
    return Row(tuple(data["cells"]), data["line"], tuple(data["groups"]), data["continued"], data.get("printed", 0))
