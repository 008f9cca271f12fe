"""What the columns of a plan's tables mean, told from their headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from knowledge.document import Table
from knowledge.language.lexicon import lexicon
from knowledge.language.text import fold


class Role(StrEnum):
    COUNTER = "counter"
    NAME = "name"
    UNIT = "unit"
    LEVEL = "level"  # "Cấp học": the row's own level
    LEVEL_VALUE = "level value"  # "MN", "TH", "THCS": the row's value for that level
    TIME = "time"
    YEAR_MARK = "year mark"  # a year as header, an "x" as cell
    YEAR_VALUE = "year value"  # a year as header, a figure as cell
    PERSON = "person"
    AGENCY = "agency"
    JOINS = "joins"
    PRODUCT = "product"
    MONEY = "money"
    AUDIENCE = "audience"
    NOTE = "note"
    CODE = "code"  # "Loại hình 1=CL; 2=DL": its cells say nothing by themselves
    VALUE = "value"


# First match wins; patterns are on the folded header.
PATTERNS: tuple[tuple[Role, str], ...] = (
    (Role.COUNTER, r"(tt|stt|so tt|so thu tu)$"),
    (Role.UNIT, r"(don vi tinh|dvt)"),
    (Role.CODE, r".*\d ?= ?\w"),
    (Role.YEAR_MARK, r"(.*/ ?)?((thuc hien |ke hoach )?(nam (hoc )?)?)20\d\d( ?[-–] ?20\d\d)?$"),
    (
        Role.PERSON,
        r"(lanh dao|nguoi phu trach|ho va ten|ho ten|can bo phu trach|chuyen vien|nguoi chiu trach nhiem|"
        r"(pho )?(hieu truong|truong phong|giam doc|chu nhiem|chu tich|to truong|tong phu trach))",
    ),
    (Role.JOINS, r".*phoi hop"),
    (Role.AGENCY, r"(co quan|don vi|bo phan|phong|ban)?.*(chu tri|thuc hien chinh|dau moi)"),
    (Role.MONEY, r".*(kinh phi|du toan|so tien|thanh tien|trieu dong|\(dong\))"),
    (Role.TIME, r"(thang$|thoi gian(?!.*\(ngay\))|thoi diem|thoi han|nam duoc|tien do|han |ngay |nam cong nhan|nam$)"),
    (Role.PRODUCT, r"(san pham|ket qua)"),
    (Role.LEVEL, r"(cap hoc|bac hoc|cap$)"),
    (Role.AUDIENCE, r"(doi tuong|thanh phan)"),
    (Role.NOTE, r"(ghi chu|chu thich)"),
    (
        Role.NAME,
        r"(noi dung|chi tieu|ten |nhiem vu|cong viec|don vi$|truong$|chuyen de|hang muc|tieu chi|danh muc|linh vuc)",
    ),
)
NUMERIC = re.compile(r"[≥≤<>~+-]?\s*\d[\d.,\s]*(%|\s*\(.*\))?")
MARK = re.compile(r"[xX✓✔+●]")


def roles(table: Table) -> tuple[Role, ...]:
    """One role a column. The first wordy column names the row where no header says so."""
    found = [_role(title) for title in table.header]
    for place, role in enumerate(found):
        if role is Role.YEAR_MARK and not _ticked(table, place):
            found[place] = Role.YEAR_VALUE
    names = [place for place, role in enumerate(found) if role is Role.NAME]
    if not names:
        wordy = next((p for p, role in enumerate(found) if role in {Role.VALUE, Role.LEVEL} and _wordy(table, p)), None)
        if wordy is not None:
            found[wordy] = Role.NAME
    for place in names[1:]:  # "Nội dung | Chỉ tiêu": only the first names, the rest are its values
        found[place] = Role.VALUE
    return tuple(found)


def _role(title: str) -> Role:
    folded = fold(title)
    for role, pattern in PATTERNS:
        if re.match(pattern, folded):
            return role
    return Role.LEVEL_VALUE if level_of(title) else Role.VALUE


@lru_cache(10_000)
def level_of(title: str) -> str:
    """The level that a header or a cell is about, "" where none or several."""
    levels = lexicon().levels_in(lexicon().words(title))
    return next(iter(levels)) if len(levels) == 1 and len(title.split()) <= 4 else ""


def _ticked(table: Table, place: int) -> bool:
    """Whether nothing but marks stands in a column."""
    return all(MARK.fullmatch(cell.strip()) for cell in _filled(table, place))


def _filled(table: Table, place: int) -> list[str]:
    return [row.cells[place] for row in table.rows if place < len(row.cells) and row.cells[place].strip()]


def _wordy(table: Table, place: int) -> bool:
    cells = _filled(table, place)
    return bool(cells) and sum(any(c.isalpha() for c in cell) for cell in cells) * 2 > len(cells)


def is_matrix(table: Table, known: Sequence[Role]) -> bool:
    """Whether the cells are mostly figures under headers of their own, so that each cell is a fact."""
    if not {Role.TIME, Role.MONEY, Role.PERSON, Role.AGENCY, Role.YEAR_MARK}.isdisjoint(known):
        return False
    columns = [place for place, role in enumerate(known) if role is Role.VALUE]
    cells = [row.cells[p] for row in table.rows for p in columns if p < len(row.cells) and row.cells[p].strip()]
    return len(columns) >= 3 and sum(bool(NUMERIC.match(cell)) for cell in cells) * 3 > 2 * len(cells) > 0
