"""The month's summary as figures, the same for the sheet and for the document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.models import AgendaItem, Office
from db.overview import OWES, Cell, Standing


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """One item in one month: how many reports were owed and how they stand; and the sums of what was asked for."""

    item: AgendaItem
    due: date  # the last of the month's
    counts: Counter[Standing]
    missing: tuple[str, ...]  # schools, those first asked to amend included
    sums: tuple[tuple[str, float, int], ...]  # of each field that is a number: name, sum, schools

    @property
    def owed(self) -> int:
        return sum(self.counts.values()) - self.counts[Standing.EXEMPT]

    @property
    def came(self) -> int:
        return self.counts[Standing.ON_TIME] + self.counts[Standing.LATE]

    @property
    def rate(self) -> str:
        return f"{self.came * 100 / self.owed:.0f}%" if self.owed else "–"


@dataclass(frozen=True, slots=True)
class Summary:
    office: Office
    year: int
    month: int
    at: datetime  # in the office's zone
    document_code: str  # of its issuer, as in "VHXH"; "" where no plan tells
    tasks: tuple[TaskFigures, ...]
    cells: tuple[Cell, ...]

    @property
    def schools(self) -> int:
        return len({cell.school.id for cell in self.cells})

    @property
    def counts(self) -> Counter[Standing]:
        return Counter(cell.standing for cell in self.cells)

    @property
    def troubles(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_trouble]


def by_item(cells: Iterable[Cell]) -> tuple[TaskFigures, ...]:
    """Each item once, by its due day."""
    grouped: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        grouped[cell.item.id].append(cell)
    found = [_task(of) for of in grouped.values()]
    return tuple(sorted(found, key=lambda task: (task.due, task.item.number)))


def _task(cells: Sequence[Cell]) -> TaskFigures:
    lacking = [cell for cell in cells if cell.standing in OWES and cell.standing is not Standing.WAITING]
    return TaskFigures(
        cells[0].item,
        max(cell.request.due for cell in cells),
        Counter(cell.standing for cell in cells),
        tuple(dict.fromkeys(cell.school.name for cell in lacking)),
        tuple(_sums(cells)),
    )


def _sums(cells: Sequence[Cell]) -> Iterable[tuple[str, float, int]]:
    """Of several days of one month the newest of each school: pupils counted daily are not added up."""
    newest: dict[int, Cell] = {}
    for cell in sorted(cells, key=lambda each: each.request.due):
        if cell.report:
            newest[cell.school.id] = cell
    for field in cells[0].item.fields:
        values = [cell.report.values.get(field["name"]) for cell in newest.values() if cell.report]
        numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
        if field["type"] == "number" and numbers:
            yield field["name"], sum(numbers), len(numbers)
