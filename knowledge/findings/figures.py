"""Figures as offices print them: 67.140, 900,000,000, 418 348, 35,4, "31 (04 trường ...)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.document import Row, Table
from knowledge.language.text import fold

_FIGURE = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?:(?P<sign>[ .,])\d{3})(?:(?P=sign)\d{3})*|\d+)(?:[.,](?P<rest>\d{1,3}))?"
    r"(?:\s*\([^()]*\)|\s+[^\W\d_][^\d%]{0,20})?$"
)
_NOT_ADDITIVE = re.compile(
    r"%|\bt[iy] le|binh quan|trung binh|don gia|dinh muc|\bmuc\b|thoi gian|\bngay\b|\bthang\b|\bnam\b(?! hoc)|\bnam 20"
    r"|\bdiem\b|^s?tt\b|si so|xep|thu tu|ma so|\bso hieu\b"
)
_ROMAN = re.compile(r"[IVX]{1,5}$")
_LETTER = re.compile(r"[A-HĐ]$")
_DIGITS = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,4}$")
_TOTAL = re.compile(r"(?:tong|tong so|tong cong|cong|tong chung|cong chung)$")
_ORDINAL_HEAD = re.compile(r"(?:s?tt|so tt|so thu tu|#)\.?$")


def figure(cell: str) -> Decimal | None:
    """The number in a cell, 0 for an empty one, None where it is anything else (a share, a range, words)."""
    text = cell.strip()
    if text in {"", "-", "–"}:
        return Decimal(0)
    found = _FIGURE.match(text)
    if not found:
        return None
    whole = "".join(filter(str.isdigit, found["whole"]))
    return Decimal(f"{whole}.{found['rest'] or 0}")


def agree(total: Decimal, parts: Sequence[Decimal]) -> bool:
    """Whether the parts make up the total; rounded figures (with decimals) may be off by half their last place each."""
    places = max((max(0, -int(part.as_tuple().exponent)) for part in (total, *parts) if part % 1), default=0)
    slack = Decimal(len(parts) + 1) / 2 / 10**places if places else Decimal(0)
    return abs(total - sum(parts)) <= slack


def shown(value: Decimal) -> str:
    """Vietnamese digits: 67.140, 35,4."""
    text = f"{value.normalize():,f}" if value % 1 else f"{int(value):,}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def is_total_label(text: str) -> bool:
    """Nothing but "Tổng", "Tổng số", "Tổng cộng", "Cộng": "Tổng số học sinh nữ" is a line like the others."""
    return bool(_TOTAL.match(fold(text).strip(" :.*")))


@dataclass(frozen=True, slots=True)
class Line:
    """A table row as the sums need it. `rank`: A 1, I 2, 1 4, 1.1 5; 0 a total; None where it has no number."""

    row: Row
    rank: int | None
    label: str


def lines_of(table: Table) -> list[Line]:
    ordinal = bool(_ORDINAL_HEAD.match(fold(table.header[0])))
    return [_line(row, ordinal) for row in table.rows]


def _line(row: Row, ordinal: bool) -> Line:
    named = [cell for cell in row.cells[:2] if cell]
    label = named[-1] if named else ""
    if any(map(is_total_label, row.cells[:2])):
        return Line(row, 0, next(cell for cell in row.cells[:2] if is_total_label(cell)))
    return Line(row, _rank(row.cells[0].strip(" .)")) if ordinal else None, label)


def _rank(text: str) -> int | None:
    if _ROMAN.match(text):
        return 2
    if _LETTER.match(text):
        return 1
    return 4 + text.count(".") if _DIGITS.match(text) else None


def additive_columns(table: Table) -> list[int]:
    """Columns whose figures can be added: every cell a number, at least two there, and no share by its name."""
    found = []
    for column in range(1, len(table.header)):
        values = [figure(row.cells[column]) for row in table.rows]
        filled = sum(1 for row in table.rows if row.cells[column])
        additive = filled > 1 and None not in values and not _NOT_ADDITIVE.search(fold(table.header[column]))
        if additive and len(_decimal_signs(row.cells[column] for row in table.rows)) < 2:
            found.append(column)
    return found


def _decimal_signs(cells: Iterable[str]) -> set[str]:
    """What commas stand for in a column: where they part decimals here and thousands there, nothing is sure."""
    signs = set()
    for cell in cells:
        if re.search(r"\d,\d{1,2}(?!\d)", cell):
            signs.add("comma parts decimals")
        if re.search(r"\d,\d{3}(?!\d)", cell):
            signs.add("comma parts thousands")
    return signs
