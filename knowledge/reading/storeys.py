"""A table's header: one line or several storeys, perhaps with a row of column numbers, printed again on every page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.reading.cells import Cells

MAX_STOREYS = 4
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])\)?(?:\s?=.*)?$")


@dataclass(frozen=True, slots=True)
class Header:
    """`names` has one entry a column ("Số lớp / Tổng"); `printed` are the rows that the header takes up."""

    names: Cells
    printed: frozenset[Cells]
    shifted: bool = False

    @property
    def width(self) -> int:
        return len(self.names)

    def repeats(self, cells: Cells) -> bool:
        return _key(cells) in self.printed


def read_header(rows: Sequence[Cells], usual_width: int) -> tuple[Header, int]:
    """The header at the top of `rows`, and the index of the first row that is not part of it."""
    storeys = [rows[0]]
    while len(storeys) < min(len(rows), MAX_STOREYS) and _is_storey(rows[len(storeys)], storeys[-1]):
        storeys.append(rows[len(storeys)])
    end = len(storeys)
    if end < len(rows) and is_number_row(rows[end]):
        end += 1
    width = max(usual_width, *(len(storey) for storey in storeys)) if usual_width <= 64 else len(rows[0])
    grid = [list(storey) + [""] * (width - len(storey)) for storey in storeys]
    shifted = _move_notes_last(grid)
    return Header(_names(grid, width), frozenset(map(_key, rows[:end])), shifted), end


def same_row(one: Cells, other: Cells) -> bool:
    return _key(one) == _key(other)


def is_number_row(cells: Cells) -> bool:
    """(1) (2) (3) ... or A B 1 2 3 under the header: the form's way to number columns."""
    filled = [cell for cell in cells if cell]
    if len(filled) < max(2, len(cells) - 1) or not all(map(_COLUMN_NUMBER.match, filled)):
        return False
    numbers = [int(found[0]) for cell in filled if (found := re.search(r"\d+", cell))]
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _key(cells: Cells) -> Cells:
    """What makes two printings of a row the same: letters and figures, not spaces, signs or missing last cells."""
    folded = ["".join(filter(str.isalnum, cell.lower())) for cell in cells]
    while folded and not folded[-1]:
        folded.pop()
    return tuple(folded)


def _is_storey(row: Cells, above: Cells) -> bool:
    """A row that fills only columns which the header above it spans, and leaves the first to it."""
    filled = [index for index, cell in enumerate(row) if cell]
    if not filled or filled[0] == 0 or row[filled[0]].startswith(("*", "-")):
        return False
    return all(_is_spanned(index, above) for index in filled)


def _is_spanned(index: int, above: Cells) -> bool:
    if index >= len(above) or not above[index]:
        return True
    return index + 1 < len(above) and not above[index + 1]


def _move_notes_last(grid: list[list[str]]) -> bool:
    """A notes column is one wide and stands last. Where it was put before names of a lower storey, move it back."""
    top = grid[0]
    at = next((index for index, name in enumerate(top) if name.lower() == "ghi chú"), -1)
    lower = grid[1:]
    if at < 0 or any(top[at + 1 :]) or any(storey[at] for storey in lower):
        return False
    if not any(cell for storey in lower for cell in storey[at + 1 :]):
        return False
    for storey in lower:
        storey[at:] = [*storey[at + 1 :], ""]
    top[at], top[-1] = "", top[at]
    return True


def _names(grid: list[list[str]], width: int) -> Cells:
    """Every column's name through all storeys; a name reaches over the empty cells to its right within its own span."""
    spans: list[tuple[str, ...]] = [()] * width
    for depth, storey in enumerate(grid):
        current: str = ""
        owner: tuple[str, ...] | None = None
        widened: list[str] = []
        for column in range(width):
            if storey[column] or spans[column] != owner:
                current, owner = storey[column], spans[column]
            reaches = storey[column] or any(below[column] for below in grid[depth + 1 :])
            widened.append(current if reaches else "")
        spans = [(*span, name) for span, name in zip(spans, widened, strict=True)]
    return tuple(_joined(span) for span in spans)


def _joined(span: tuple[str, ...]) -> str:
    parts: list[str] = []
    for name in span:
        if name and name not in parts[-1:]:
            parts.append(name)
    return " / ".join(parts)
