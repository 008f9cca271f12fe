"""The month's summary as a workbook: figures by task, schools by tasks in colours, and every report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from db.overview import Cell, Standing
from handlers.overview_picture import LOOKS
from handlers.overview_wording import STANDINGS
from handlers.reports_wording import understood, value_shown
from handlers.summary_figures import Summary

_HEAD, _BOLD = PatternFill("solid", fgColor="DDE5EE"), Font(bold=True)
_TOP, _WRAPPED = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
_FILLS = {each: PatternFill("solid", fgColor=look[0].removeprefix("#").upper()) for each, look in LOOKS.items()}
_LIGHT = (Standing.LATE, Standing.WAITING)
_INKS = {each: Font(color="000000" if each in _LIGHT else "FFFFFF") for each in LOOKS}
_COLUMNS = (Standing.ON_TIME, Standing.LATE, Standing.MISSING, Standing.RETURNED, Standing.WAITING, Standing.EXEMPT)


def workbook(summary: Summary) -> bytes:
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new book has one
        raise TypeError(sheet)
    _figures(sheet, summary)
    _matrix(book.create_sheet("Trường và việc"), summary)
    _reports(book.create_sheet("Từng báo cáo"), summary)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _figures(sheet: Worksheet, summary: Summary) -> None:
    sheet.title = "Tổng hợp"
    add_row(sheet, [f"TỔNG HỢP BÁO CÁO THÁNG {summary.month}/{summary.year} – {summary.office.name}"])
    sheet["A1"].font = Font(bold=True, size=14)
    add_row(sheet, [f"Số liệu đến {summary.at:%H:%M ngày %d/%m/%Y}"])
    add_row(sheet, [""])
    names = [STANDINGS[each][:1].upper() + STANDINGS[each][1:] for each in _COLUMNS]
    add_head(sheet, ["Mã", "Việc", "Hạn", "Phải nộp", *names, "Tỷ lệ đã nộp", "Tổng số liệu"])
    for task in summary.tasks:
        sums = "; ".join(f"{name}: {total:g} ({schools} trường)" for name, total, schools in task.sums)
        counts = [task.counts[each] for each in _COLUMNS]
        add_row(sheet, [f"V{task.item.number}", task.item.text, task.due, task.owed, *counts, task.rate, sums])
    totals = [summary.counts[each] for each in _COLUMNS]
    owed = sum(task.owed for task in summary.tasks)
    came = sum(task.came for task in summary.tasks)
    for cell in add_row(sheet, ["", "Cộng", None, owed, *totals, f"{came * 100 / owed:.0f}%" if owed else "–", ""]):
        cell.font = _BOLD
    set_widths(sheet, [8, 60, 12, 10, 10, 8, 8, 22, 14, 11, 13, 40])


def _matrix(sheet: Worksheet, summary: Summary) -> None:
    columns = sorted({(c.request.due, c.item.number, c.occurrence) for c in summary.cells})
    schools = dict.fromkeys((c.school.id, c.school.name, ", ".join(c.school.levels)) for c in summary.cells)
    by_place = {(cell.school.id, cell.occurrence): cell for cell in summary.cells}
    add_head(sheet, ["Trường", "Cấp", *(f"V{number} ({due:%d/%m})" for due, number, _ in columns)])
    for school, name, levels in schools:
        found = [by_place.get((school, occurrence)) for _, _, occurrence in columns]
        row = add_row(sheet, [name, levels, *(STANDINGS[each.standing] if each else "" for each in found)])
        for cell, shown in zip(row[2:], found, strict=True):
            if shown:
                cell.fill, cell.font = _FILLS[shown.standing], _INKS[shown.standing]
    sheet.freeze_panes = "C2"
    set_widths(sheet, [36, 12, *(14 for _ in columns)])


def _reports(sheet: Worksheet, summary: Summary) -> None:
    fields = list(dict.fromkeys(field["name"] for cell in summary.cells for field in cell.item.fields))
    add_head(
        sheet,
        ["Trường", "Phường, xã", "Mã", "Việc", "Hạn", "Tình trạng nộp", "Nhận lúc", "Sửa lúc", "Tình hình thực hiện",
         "Hẹn xong", "Nội dung", "Lý do trả lại", *fields],
    )  # fmt: skip
    zone = ZoneInfo(summary.office.time_zone)
    for cell in summary.cells:
        add_row(sheet, [*_facts(cell, zone), *(_value(cell, name) for name in fields)])
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(12 + len(fields))}{sheet.max_row}"
    set_widths(sheet, [36, 16, 8, 50, 12, 16, 17, 17, 28, 12, 60, 30, *(16 for _ in fields)])


def _facts(cell: Cell, zone: ZoneInfo) -> list[object]:
    request, report = cell.request, cell.report
    return [
        cell.school.name, cell.school.ward, f"V{cell.item.number}", cell.item.text, request.due,
        STANDINGS[cell.standing], _local(request.first_received_at, zone), _local(request.corrected_at, zone),
        understood(report) if report else "",
        report.new_date if report else None, report.note if report else "", request.reason,
    ]  # fmt: skip


def _value(cell: Cell, field: str) -> object:
    value = cell.report.values.get(field, "") if cell.report else ""
    return value_shown(value) if isinstance(value, bool) else value


def _local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """A sheet knows no zones."""
    return at.astimezone(zone).replace(tzinfo=None) if at else None


def add_head(sheet: Worksheet, names: Sequence[str]) -> None:
    for cell in add_row(sheet, names):
        cell.font, cell.fill, cell.alignment = _BOLD, _HEAD, _WRAPPED


def add_row(sheet: Worksheet, values: Iterable[object]) -> tuple[SheetCell, ...]:
    """Appends values; words stay words, also those that begin like a formula."""
    cells = []
    for value in values:
        if isinstance(value, str):
            cell = SheetCell(sheet, 1, 1, ILLEGAL_CHARACTERS_RE.sub(" ", value))  # `append` gives it its place
            cell.data_type = "s"
            cell.alignment = _WRAPPED if len(value) > 40 else _TOP
        else:
            cell = SheetCell(sheet, 1, 1, value)  # type: ignore[arg-type]
        cells.append(cell)
    sheet.append(cells)
    return tuple(cells)


def set_widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
