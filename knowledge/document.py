"""What every reader gives, whatever the file was: one Document of sections, paragraphs and tables.

All types are frozen and hold only what the file says. `line` is the 1-based line of the source file, so that a fact can
be traced to its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """One step of a section's path: `number` as printed ("II", "3.2", "Phụ lục 2", "" where there is none)."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or one bullet, its hard line breaks joined. `lead` is the sentence or bullet that it hangs under."""

    text: str
    line: int
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One table row. `cells` has as many entries as the header; `groups` are the group rows above it, outermost first.

    `continued` is set where a page break cut the row and its pieces were joined.
    """

    cells: tuple[str, ...]
    line: int
    groups: tuple[str, ...] = ()
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its repeated page headers taken out. A header of several storeys is joined: "Số lớp / Tổng"."""

    title: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading path (II / 3 / 3.2) with what stands directly under it. The text before the first heading has `()`."""

    path: tuple[Heading, ...]
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...]
    line: int

    @property
    def label(self) -> str:
        """The path as a person cites it: "mục II.3.2" or "Phụ lục 2"; "phần mở đầu" where there is no heading."""
        if not self.path:
            return "phần mở đầu"
        numbers = [heading.number for heading in self.path if heading.number]
        if not numbers:
            return self.path[-1].title
        last = numbers[-1]
        if last.lower().startswith("phụ lục"):
            return last
        # "3.2" already names its parent "3"; only what it does not repeat is put in front.
        parts = [n for n, below in zip(numbers, [*numbers[1:], ""], strict=True) if not below.startswith(f"{n}.")]
        joined = "".join(part if part.startswith("Phụ lục") else f".{part}" for part in parts).lstrip(".")
        return joined if joined.startswith("Phụ lục") else f"mục {joined}"


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


@dataclass(frozen=True, slots=True)
class Document:
    metadata: Metadata
    sections: tuple[Section, ...]
