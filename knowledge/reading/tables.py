"""Grids of printed rows to tables: pages joined, header storeys named, group rows and torn rows understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from knowledge.document import Row, Table
from knowledge.reading.blocks import Grid
from knowledge.reading.cells import Cells, fit, tidy_cell
from knowledge.reading.marks import is_total, roman_value
from knowledge.reading.storeys import Header, read_header, same_row

_ORDINAL_HEADS = {"tt", "stt", "số tt", "số thứ tự", "#", "mã số"}
_OPENING_HEADS = _ORDINAL_HEADS | {"tháng", "thời gian", "cấp học", "nội dung"}
_ROMAN_LABEL = re.compile(r"([IVX]{1,5})[.\s:)-]")

FREE_RANK, LAST_RANK = 3, 99


def build_tables(grid: Grid, title: str) -> list[Table]:
    """One table where the pages of a grid go on with the same columns, several where new headers begin."""
    tables: list[Table] = []
    for part in _parts(grid):
        header, first = read_header([cells for cells, _ in part.rows], _usual_width(part))
        builder = _Builder(header)
        for index in range(first, len(part.rows)):
            cells, line = part.rows[index]
            if not header.repeats(cells):
                builder.add(cells, line, index in part.breaks or index - 1 in part.breaks)
            elif index + 1 < len(part.rows):
                part.breaks.add(index + 1)
        tables.append(Table(title, header.names, builder.done(), part.rows[0][1], header.shifted))
    return tables


def _parts(grid: Grid) -> list[Grid]:
    """Cut where a page opens with a header other than the table's own."""
    parts: list[Grid] = []
    for index, row in enumerate(grid.rows):
        new_page = index in grid.breaks
        if not parts or (new_page and _opens_another(row[0], parts[-1])):
            parts.append(Grid([row]))
            continue
        if new_page:
            parts[-1].breaks.add(len(parts[-1].rows))
        parts[-1].rows.append(row)
    return parts


def _opens_another(cells: Cells, table: Grid) -> bool:
    if same_row(cells, table.rows[0][0]):
        return False
    looks_like_header = cells[0].lower() in _OPENING_HEADS and sum(map(bool, cells)) > 1
    return looks_like_header or len(cells) > max(2, len(table.rows[0][0]) + 2)


def _usual_width(grid: Grid) -> int:
    """The columns that most rows have: OCR may drop the empty cells at a header's end."""
    widths = [len(cells) for cells, _ in grid.rows[:200]]
    most = max(set(widths), key=lambda width: (widths.count(width), width))
    return most if widths.count(most) * 2 > len(widths) else widths[0]


@dataclass(slots=True)
class _Open:
    """A row that may still go on: every cell is a list of pieces."""

    pieces: list[list[str]]
    line: int
    groups: tuple[str, ...]
    continued: bool = False
    printed: int = 0


@dataclass(slots=True)
class _Group:
    """A row that stands over others. `cells` are kept until a row follows it: without any, it is a row itself."""

    rank: int
    label: str
    line: int
    cells: Cells = ()


@dataclass(slots=True)
class _Builder:
    header: Header
    rows: list[_Open] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)

    @property
    def _ordinal(self) -> bool:
        return self.header.names[0].lower().strip(".") in _ORDINAL_HEADS

    def add(self, printed: Cells, line: int, after_break: bool) -> None:
        cells = fit(printed, self.header.width)
        if not any(cells):
            return
        if self.rows and self._goes_on(cells, after_break):
            self._join(cells, after_break)
        elif label := self._group_label(cells):
            self._pop(rank := _label_rank(cells, label))
            self.groups.append(_Group(rank, label, line, cells))
        else:
            self._open(cells, line)
            self.rows[-1].printed = _uneven(printed, self.header.width)

    def _goes_on(self, cells: Cells, after_break: bool) -> bool:
        """Whether these are the rest of the row above: the page tore it, or its month has a line for each task."""
        above = self.rows[-1]
        narrow = len(cells) == 2
        if narrow and not self._ordinal and (not cells[0] or cells[0] == above.pieces[0][0]):
            return bool(cells[1]) and not _is_total(cells)
        if cells[0] or _is_total(cells):
            return False
        first = next(cell for cell in cells if cell)
        return first[0].islower() or (after_break and not cells[1] and first[0] != "*")

    def _join(self, cells: Cells, after_break: bool) -> None:
        row = self.rows[-1]
        row.continued = row.continued or after_break
        for pieces, cell in zip(row.pieces[1:], cells[1:], strict=True):
            if cell:
                pieces.append(cell)

    def _group_label(self, cells: Cells) -> str:
        """The text of a row that only names what follows it ("II | Tiểu học", "* Cấp học Mầm non"), else ""."""
        filled = [cell for cell in cells if cell]
        if _is_total(cells) or not any(map(str.isalpha, "".join(filled))):
            return ""
        alone = len(filled) == 1 and (len(cells) > 2 or bool(cells[0]))
        marked = len(filled) == 2 and len(cells) > 2 and cells[0] == filled[0] and _outline_rank(cells[0]) in (1, 2)
        return " ".join(filled).lstrip("*").strip() if alone or marked else ""

    def _pop(self, rank: int) -> None:
        """Close the groups from `rank` on. One that nothing stood under becomes a row, so that its words are kept."""
        keep = next((at for at, group in enumerate(self.groups) if group.rank >= rank), len(self.groups))
        closed, self.groups = self.groups[keep:], self.groups[:keep]
        for group in closed:
            if group.cells:
                above = tuple(other.label for other in self._take_groups())
                self.rows.append(_Open([[cell] for cell in group.cells], group.line, above))

    def _take_groups(self) -> list[_Group]:
        """The open groups, which from now on have a row."""
        for group in self.groups:
            group.cells = ()
        return self.groups

    def _open(self, cells: Cells, line: int) -> None:
        """A row of its own. A numbered row stands over the deeper numbers below it: A, I, 1, 1.1."""
        rank = _outline_rank(cells[0]) if self._ordinal else LAST_RANK
        if _is_total(cells):
            rank = 0
        elif len(cells) > 1 and cells[1].startswith("* "):
            rank = FREE_RANK
        self._pop(rank)
        groups = tuple(group.label for group in self._take_groups())
        if 0 < rank < LAST_RANK:
            self.groups.append(_Group(rank, " ".join(cell for cell in cells[:2] if cell), line))
        if not cells[0] and not self._ordinal and self.rows and not _is_total(cells):
            cells = (self.rows[-1].pieces[0][0], *cells[1:])
        self.rows.append(_Open([[cell] if cell else [""] for cell in cells], line, groups))

    def done(self) -> tuple[Row, ...]:
        self._pop(0)
        return tuple(
            Row(tuple(tidy_cell(pieces) for pieces in row.pieces), row.line, row.groups, row.continued, row.printed)
            for row in self.rows
        )


def _uneven(printed: Cells, width: int) -> int:
    """How many cells the row has where that is not `width`, else 0. Empty ones behind the last column do not count."""
    count = len(printed)
    while count > width and not printed[count - 1]:
        count -= 1
    return count if count != width else 0


def _outline_rank(cell: str) -> int:
    """How deep an ordinal stands: A 1, I 2, (free group 3), 1 4, 1.1 5; what is no ordinal is deepest."""
    text = cell.strip(" .)")
    if re.fullmatch(r"[IVX]{1,5}", text) and roman_value(text):
        return 2
    if re.fullmatch(r"[A-HĐ]", text):
        return 1
    if re.fullmatch(r"\d{1,3}(\.\d{1,3}){0,4}", text):
        return FREE_RANK + 1 + text.count(".")
    return LAST_RANK


def _label_rank(cells: Cells, label: str) -> int:
    rank = _outline_rank(cells[0]) if cells[0] else LAST_RANK
    if rank in (1, 2):
        return rank
    return 2 if _ROMAN_LABEL.match(label) else FREE_RANK


def _is_total(cells: Cells) -> bool:
    return any(map(is_total, cells[:2]))
