"""A file's bytes to rows of cells, refusing cheaply and in plain words what cannot be a roster."""

from __future__ import annotations

import codecs
import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.errors import UserError
from knowledge.language.text import nfc

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MAX_BYTES = 5_000_000
"""Some hundred bytes a school: no office has so many."""
MAX_UNPACKED_BYTES = 15_000_000  # what an .xlsx may hold, unzipped
MAX_ROWS = 5_000
MAX_COLUMNS = 60
DELIMITERS = ",;\t"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # .xls, and an .xlsx with a password


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the spreadsheet or editor shows it, and its cells, trimmed; "" where nothing stands."""

    number: int
    cells: tuple[str, ...]


def grids(data: bytes, file_name: str) -> Iterator[list[Row]]:
    """The ways in which the file can be read, the likeliest first. Raises UserError where there is none."""
    if not data.strip():
        raise UserError(f"Tệp {file_name} không có nội dung.", "empty file")
    if len(data) > MAX_BYTES:
        raise UserError(f"Tệp {file_name} vượt mức {MAX_BYTES // 1_000_000} MB cho một danh sách trường.", "too big")
    if data.startswith(_OLD_EXCEL):
        raise UserError(f"Tệp {file_name} là Excel cũ hoặc có mật khẩu. Hãy lưu lại thành .xlsx, không mật khẩu.")
    if data.startswith(b"PK"):
        yield from _sheets(data, file_name)
    else:
        yield from _tables(_text(data, file_name), file_name)


def _tables(text: str, file_name: str) -> list[list[Row]]:
    """The text cut at each delimiter that fits it, the likeliest first."""
    found, broken_at = [], 0
    for delimiter in DELIMITERS:
        rows, stopped = _separated(text, delimiter, file_name)
        broken_at = max(broken_at, stopped)
        if not stopped:
            found.append(rows)
    if not found:
        raise UserError(f"Tệp {file_name} hỏng ở dòng {broken_at}: dấu ngoặc kép không khớp.", "quotation marks")
    return sorted(found, key=_width, reverse=True)


def _width(rows: list[Row]) -> int:
    """The right delimiter splits the most rows alike."""
    return sum(len(row.cells) > 1 for row in rows)


def _text(data: bytes, file_name: str) -> str:
    try:
        text = data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(file_name) from error
    if "\0" in text:
        raise _unreadable(file_name)
    return text


def _unreadable(file_name: str) -> UserError:
    return UserError(f"Không đọc được tệp {file_name}. Hãy dùng .xlsx, hoặc .csv lưu theo mã UTF-8.")


def _separated(text: str, delimiter: str, file_name: str) -> tuple[list[Row], int]:
    """Rows by the line they begin on, and the line where the delimiter fails the text's quotation marks, else 0."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, begins = [], 1
    try:
        for cells in lines:
            rows.append(_row(begins, cells, file_name))
            begins = lines.line_num + 1
    except csv.Error:
        return [], begins
    return _within(rows, file_name), 0


def _sheets(data: bytes, file_name: str) -> Iterator[list[Row]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED_BYTES:
                raise UserError(f"Tệp {file_name} quá lớn so với một danh sách trường.", "too big unzipped")
        with warnings.catch_warnings(action="ignore"):  # styles and the like that openpyxl leaves aside
            book = load_workbook(io.BytesIO(data), data_only=True)
    except UserError:
        raise
    except Exception as error:  # openpyxl raises whatever the broken part of the file leads to
        raise _unreadable(file_name) from error
    for sheet in book.worksheets:
        yield _sheet(sheet, file_name)


def _sheet(sheet: Worksheet, file_name: str) -> list[Row]:
    """A cell merged over several rows stands in each of them: one ward for many schools."""
    merged = {
        (row, block.min_col): sheet.cell(block.min_row, block.min_col).value
        for block in sheet.merged_cells.ranges
        if block.min_col == block.max_col and block.max_row <= MAX_ROWS
        for row in range(block.min_row, block.max_row + 1)
    }
    last_row, last_column = min(sheet.max_row, MAX_ROWS + 1), min(sheet.max_column, MAX_COLUMNS)
    values = sheet.iter_rows(max_row=last_row, max_col=last_column, values_only=True)
    rows = []
    for number, cells in enumerate(values, start=1):
        whole = [merged.get((number, column), cell) for column, cell in enumerate(cells, start=1)]
        rows.append(_row(number, map(_shown, whole), file_name))
    return _within(rows, file_name)


def _shown(value: object) -> str:
    """A cell as its reader sees it: a code that a spreadsheet took for a number has no ".0"."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _row(number: int, cells: Iterable[str], file_name: str) -> Row:
    trimmed = tuple(" ".join(nfc(cell).split()) for cell in cells)
    if any(ord(sign) < 32 or 0xD800 <= ord(sign) < 0xE000 for cell in trimmed for sign in cell):
        raise UserError(
            f"Tệp {file_name} có ký tự lạ ở dòng {number}; hãy xóa rồi nhập lại.", f"control character in line {number}"
        )
    return Row(number, trimmed)


def _within(rows: list[Row], file_name: str) -> list[Row]:
    filled = [row for row in rows if any(row.cells)]
    if filled and filled[-1].number > MAX_ROWS:
        raise UserError(f"Tệp {file_name} có hơn {MAX_ROWS} dòng, quá dài so với một danh sách trường.", "too long")
    return filled
