"""Which column of a roster holds what, by the headings that offices use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.language.levels import levels_of
from knowledge.language.text import fold
from knowledge.roster.grid import Row

SEARCHED_ROWS = 20  # above the heading stand a title, the office, a date


class Field(StrEnum):
    """What a column holds; its value is what a person calls it."""

    NAME = "tên trường"
    LEVELS = "cấp học"
    TYPE = "loại hình"
    WARD = "phường/xã"
    PRINCIPAL = "hiệu trưởng"
    SPECIALIST = "chuyên viên phụ trách"
    CODE = "mã trường"


# The first that a folded heading fits. What is of no use here comes first: "Điện thoại hiệu trưởng" names nobody.
_OTHER = re.compile(r"\b(?:dien thoai|sdt|dt|email|thu dien tu|website|pho hieu truong|so (?:lop|hs|hoc sinh))\b")
_HEADINGS = (
    (Field.NAME, re.compile(r"ten (?:cac )?(?:nha )?(?:truong|don vi|co so|csgd)\b|ten$|(?:school|name)$")),
    (Field.CODE, re.compile(r"ma\b|code$")),
    (Field.SPECIALIST, re.compile(r".*\b(?:chuyen vien|cv|phu trach|theo doi)\b|specialist")),
    (Field.PRINCIPAL, re.compile(r".*\b(?:hieu truong|thu truong|dung dau|chu nhom|ht)\b|lanh dao|principal")),
    (Field.TYPE, re.compile(r".*\b(?:loai hinh|cong lap|tu thuc|cl)\b|type$")),
    (Field.LEVELS, re.compile(r"(?:cap|bac|khoi|loai)\b|levels?$")),
    (Field.NAME, re.compile(r"(?:cac )?(?:nha )?(?:truong|don vi|co so|csgd)(?: giao duc| gd| hoc| truc thuoc)?$")),
    (Field.WARD, re.compile(r"(?:ten |thuoc )?(?:phuong|xa|dia ban|dia phuong|thi tran)\b|ward$")),
)
_PUBLIC = re.compile(r"\bcong lap\b|^(?:cong|cl|public)$")
_PRIVATE = re.compile(r"\b(?:ngoai (?:cong lap|cl)|tu thuc|dan lap|nhom .*doc lap|private)\b|^(?:ncl|tu|tt|doc lap)$")


@dataclass(frozen=True, slots=True)
class Header:
    """`columns`: where each field stands, from 0. `ignored`: headings of which nothing is read."""

    row: int
    columns: Mapping[Field, int]
    ignored: tuple[str, ...]


def find_header(rows: Sequence[Row]) -> Header | None:
    """The first row that heads a column of school names."""
    for row in rows[:SEARCHED_ROWS]:
        fields = [_field(cell) for cell in row.cells]
        if Field.NAME in fields:
            return _header(row, fields, [each for each in rows if each.number > row.number])
    return None


def _field(heading: str) -> Field | None:
    words = " ".join(re.findall(r"[a-z0-9]+", fold(heading)))
    if not words or _OTHER.search(words) or len(words) > 60:
        return None
    return next((field for field, pattern in _HEADINGS if pattern.match(words)), None)


def _header(row: Row, fields: Sequence[Field | None], below: Sequence[Row]) -> Header:
    columns: dict[Field, int] = {}
    for place, field in enumerate(fields):
        # "Loại trường" may say "mầm non" or "tư thục": what stands below tells.
        if field is Field.LEVELS and _says_type(each.cells[place] for each in below if place < len(each.cells)):
            field = Field.TYPE
        if field:
            columns.setdefault(field, place)
    used = set(columns.values())
    ignored = tuple(cell for place, cell in enumerate(row.cells) if cell and place not in used)
    return Header(row.number, columns, ignored)


def _says_type(cells: Iterable[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(is_public(cell) is not None and not levels_of(cell) for cell in filled)


def is_public(words: str) -> bool | None:
    """ "Công lập" is True; "Tư thục", "Dân lập", "NCL" are False; None where the words say neither."""
    folded = fold(words)
    if _PRIVATE.search(folded):
        return False
    return True if _PUBLIC.search(folded) else None
