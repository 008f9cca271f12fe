"""The rows below the heading: each a school as the office writes it, or an error by its row number."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.errors import UserError
from knowledge.language.levels import LEVELS, levels_of
from knowledge.language.schoolnames import own_name
from knowledge.language.text import fold
from knowledge.roster.columns import Field, Header, is_public
from knowledge.roster.grid import Row

MOST = {Field.NAME: 200, Field.WARD: 100, Field.PRINCIPAL: 120, Field.SPECIALIST: 120, Field.CODE: 40}  # characters
_TITLE = re.compile(r"^(?:ông|bà|cô|thầy|đ/c|đồng chí|đc)[.:]?\s+", re.IGNORECASE)
_WARD, _UNITS = re.compile(r"^(P|X|TT)\.\s*", re.IGNORECASE), {"P": "Phường", "X": "Xã", "TT": "Thị trấn"}
_TOTAL = re.compile(r"(?:tong|cong|tong cong|tong so)(?: (?:cong|so|\d).*)?[:.]?")
_GROUP = re.compile(r"^(?:[ivx]+|[a-h]|\d+)[.)]?\s+|\b(?:khoi|cap|bac|cac)\b|[(:,].*")
_GRADES_OF = (("TH", r"\bcap (?:1|i)\b"), ("THCS", r"\bcap (?:2|ii)\b"), ("THPT", r"\bcap (?:3|iii)\b"))
_CRECHE = re.compile(r"\bnhom tre\b|\bgdmn\b|\bmg\b")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One school. "" and None stand where the file says nothing: then what is known stays."""

    number: int
    name: str
    levels: tuple[str, ...]  # at least one
    is_public: bool | None
    ward: str
    principal: str
    specialist: str
    code: str


@dataclass(frozen=True, slots=True)
class RowError:
    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Roster:
    """`fields`: the columns that were recognised; `ignored`: headings of the others."""

    rows: tuple[RosterRow, ...]
    errors: tuple[RowError, ...]
    fields: tuple[Field, ...]
    ignored: tuple[str, ...]


def read_rows(grid: Sequence[Row], header: Header) -> Roster:
    """Raises UserError where nothing stands below the heading."""
    rows: list[RosterRow] = []
    errors: list[RowError] = []
    group: tuple[str, ...] = ()
    for row in (each for each in grid if each.number > header.row):
        cells = {field: row.cells[place] for field, place in header.columns.items() if place < len(row.cells)}
        if not any(cells.values()) or _TOTAL.fullmatch(fold(cells.get(Field.NAME, ""))):
            continue
        if heading := _group(row, {header.columns.get(field) for field in (Field.LEVELS, Field.WARD)}):
            group = heading
            continue
        try:
            rows.append(_school(row.number, cells, group))
        except UserError as error:
            errors.append(RowError(row.number, error.sentence))
    if not rows and not errors:
        raise UserError("Danh sách chưa có trường nào dưới dòng tiêu đề.", "no rows")
    errors += _twice(rows)
    return Roster(tuple(rows), tuple(sorted(errors, key=_number)), tuple(header.columns), header.ignored)


def _number(error: RowError) -> int:
    return error.number


def _group(row: Row, aside: Collection[int | None]) -> tuple[str, ...]:
    """The levels that a row names and nothing else ("II. KHỐI TIỂU HỌC"): they hold for the rows below it.

    What stands `aside` counts for nothing: a ward's cell may be merged over all rows.
    """
    cells = [cell for place, cell in enumerate(row.cells) if cell and place not in aside]
    filled = [cell for cell in cells if not re.fullmatch(r"[IVX]+|[A-H]|\d+", cell.strip(" .)"))]
    if len(filled) != 1:
        return ()
    rest = _GROUP.sub(" ", fold(filled[0]))
    return levels_of(filled[0]) if not own_name(rest) else ()


def _school(number: int, cells: dict[Field, str], group: tuple[str, ...]) -> RosterRow:
    name = cells.get(Field.NAME, "")
    if not name:
        raise UserError("thiếu tên trường.")
    if not re.search(r"[^\W\d_]", name):
        raise UserError(f"“{name}” không phải là tên trường.")
    for field, most in MOST.items():
        if len(cells.get(field, "")) > most:
            raise UserError(f"{field} dài quá {most} ký tự.")
    return RosterRow(
        number,
        name,
        _levels(cells.get(Field.LEVELS, ""), name, group),
        _is_public(cells, name),
        _WARD.sub(lambda short: f"{_UNITS[short[1].upper()]} ", cells.get(Field.WARD, "")),
        _TITLE.sub("", cells.get(Field.PRINCIPAL, "")),
        _TITLE.sub("", cells.get(Field.SPECIALIST, "")),
        cells.get(Field.CODE, ""),
    )


def _levels(cell: str, name: str, group: tuple[str, ...]) -> tuple[str, ...]:
    """By the cell; where it says less than a level ("liên cấp") or is empty, by the name; else by the group."""
    said = _named(cell)
    if cell and not said and fold(cell) not in ("lien cap", "nhieu cap", "pho thong"):
        raise UserError(f"không rõ cấp học “{cell}” (dùng: {', '.join(LEVELS)}).")
    if levels := said or _named(name) or group:
        return levels
    raise UserError("chưa rõ cấp học: hãy điền cột cấp học.")


def _named(words: str) -> tuple[str, ...]:
    folded = fold(words)
    found = set(levels_of(words)) | {level for level, pattern in _GRADES_OF if re.search(pattern, folded)}
    if _CRECHE.search(folded):
        found.add("MN")
    return tuple(level for level in LEVELS if level in found)


def _is_public(cells: dict[Field, str], name: str) -> bool | None:
    """By its own column; else by what the level or the name says ("mầm non tư thục")."""
    cell = cells.get(Field.TYPE, "")
    if not cell:
        said = [is_public(words) for words in (cells.get(Field.LEVELS, ""), name)]
        return next((public for public in said if public is not None), None)
    public = is_public(cell)
    if public is None:
        raise UserError(f"không rõ loại hình “{cell}” (dùng: công lập, tư thục).")
    return public


def _twice(rows: Sequence[RosterRow]) -> list[RowError]:
    """One school on two rows. Names that differ in accents alone, or not at all, need codes that tell them apart."""
    errors = []
    seen: dict[tuple[str, tuple[str, ...]], RosterRow] = {}
    codes: dict[str, RosterRow] = {}
    for row in rows:
        former = seen.setdefault((own_name(row.name) or fold(row.name), row.levels), row)
        same_code = codes.setdefault(row.code, row) if row.code else row
        if same_code is not row:
            errors.append(RowError(row.number, f"mã “{row.code}” trùng với dòng {same_code.number}."))
        elif former is not row and (row.name == former.name or not (row.code and former.code)):
            errors.append(RowError(row.number, f"“{row.name}” trùng với “{former.name}” ở dòng {former.number}."))
    return errors
