"""One thing that a plan says, with the words that bear it out and the place that it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from knowledge.facts.columns import MARK, Role
from knowledge.language.text import fold
from knowledge.timeline.tasks import Task


class Kind(StrEnum):
    PROSE = "prose"
    ROW = "row"
    CELL = "cell"
    TASK = "task"
    DUTY = "duty"
    META = "meta"
    SECTION = "section"  # a heading with all that stands under it
    TABLE = "table"  # a table's title with all its rows


@dataclass(frozen=True)
class RowView:
    """A row with what its columns mean: parallel tuples of header, role and cell, without empty cells."""

    header: tuple[str, ...]
    roles: tuple[Role, ...]
    cells: tuple[str, ...]
    name: str

    def of(self, *wanted: Role) -> list[tuple[str, str]]:
        """(header, cell) of the columns with one of these roles."""
        return [(h, c) for h, r, c in zip(self.header, self.roles, self.cells, strict=True) if r in wanted]

    @cached_property
    def years(self) -> tuple[str, ...]:
        """The headers under which the row is ticked."""
        return tuple(h.split("/")[-1].strip() for h, c in self.of(Role.YEAR_MARK) if MARK.fullmatch(c))


@dataclass(frozen=True)
class Fact:
    """`text` is matched as the fact's own words, `context` as what it hangs under; `shown` is what a person reads."""

    kind: Kind
    text: str
    context: str
    shown: str
    quote: str
    section: str
    line: int
    block: int  # facts of one paragraph or one table share it
    level: str = ""  # one level, where the fact's own column or row says so
    row: RowView | None = None
    task: Task | None = None
    person: str = ""
    owner: str = ""  # the office or body under whose heading it stands

    @cached_property
    def folded(self) -> str:
        """The words that evidence is looked for in, folded."""
        return fold(self.quote if self.row else self.shown if self.kind is Kind.META else self.text)
