"""An office's roster of schools, as a spreadsheet or comma-separated values, to rows that were understood."""

from __future__ import annotations

from knowledge.errors import UserError
from knowledge.roster.columns import find_header
from knowledge.roster.grid import grids
from knowledge.roster.rows import Roster, read_rows

__all__ = ["Roster", "read_roster"]


def read_roster(data: bytes, file_name: str) -> Roster:
    """Reads .xlsx and .csv, whatever the order and usual wording of the columns.

    Errors of single rows are in the result, by row number. Raises UserError where the file as a whole is none.
    """
    for grid in grids(data, file_name):
        if header := find_header(grid):
            return read_rows(grid, header)
    raise UserError("Không thấy cột tên trường. Dòng tiêu đề cần có ô “Tên trường”.", "no header")
