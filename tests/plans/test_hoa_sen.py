"""The sample plan reads whole, and its figures agree with one another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

import pytest

from knowledge.document import Document, SchoolYear, Table
from knowledge.timeline.tasks import tasks
from tests.plans.conftest import SAMPLE

LEVEL_ROWS = slice(0, 3)  # MN, TH, THCS; the fourth row is their total


def table_of(sample: Document, *header: str) -> Table:
    """The one table whose header holds these cells."""
    found = [t for s in sample.sections for t in s.tables if all(any(h in cell for cell in t.header) for h in header)]
    assert len(found) == 1, [t.header for t in found]
    return found[0]


def column(table: Table, name: str) -> list[str]:
    at = table.header.index(name)
    return [row.cells[at] for row in table.rows]


def number(cell: str) -> int:
    match = re.match(r"[\d.]+", cell)
    return int(match[0].replace(".", "")) if match else 0


def total(cells: Iterable[str]) -> int:
    return sum(number(cell) for cell in cells)


def test_document_says_who_and_when(sample: Document) -> None:
    about = sample.metadata
    assert about.number == "48/KH-VHXH"
    assert about.signed_on == date(2026, 8, 20)
    assert about.school_year == SchoolYear(2026)
    assert about.signer == "Trần Thị Minh Tâm"
    assert about.kind == "Kế hoạch"
    assert "Văn hóa - Xã hội" in about.issuer
    assert "Hoa Sen" in about.issuer
    assert len(about.recipients) == 5


def test_every_table_is_read(sample: Document) -> None:
    sizes = [len(t.rows) for s in sample.sections for t in s.tables]
    assert len(sizes) == 13, sizes


def test_every_task_is_found(sample: Document) -> None:
    by_section = Counter(task.section for task in tasks(sample))
    printed = sum("| - " in line for line in SAMPLE.read_text("utf-8").splitlines())
    assert by_section == {"mục IV.1": 9, "mục V": printed, "Phụ lục 6": 6, "Phụ lục 7": 24}


def test_every_month_has_its_tasks(sample: Document) -> None:
    firsts = {task.when.spans[0][0] for task in tasks(sample) if task.section == "mục V"}
    assert firsts == {date(2026, m, 1) for m in range(8, 13)} | {date(2027, m, 1) for m in range(1, 8)}


def test_tasks_say_who_leads_and_what_is_due(sample: Document) -> None:
    progress = [task for task in tasks(sample) if task.product]
    assert len(progress) == 24
    assert all(task.leads for task in progress)
    by_name = {task.what: task for task in progress}
    assert by_name["Báo cáo tháng của các trường"].when.every == "month:25"
    assert by_name["Giao ban chủ nhóm trẻ, lớp mẫu giáo độc lập"].when.every == "quarter"
    assert by_name["Làm điểm hoạt động STEAM tại MN Sơn Ca"].when.spans == ((date(2026, 10, 1), date(2026, 12, 31)),)


@pytest.mark.parametrize("what", ["Số trường", "Số lớp", "Số học sinh"])
def test_scale_adds_up(sample: Document, what: str) -> None:
    scale = table_of(sample, "Số trường / Tổng", "Số học sinh / Tư thục")
    whole, public, private = (column(scale, f"{what} / {kind}") for kind in ("Tổng", "Công lập", "Tư thục"))
    assert [number(c) for c in whole] == [number(a) + number(b) for a, b in zip(public, private, strict=True)]
    for cells in (whole, public, private):
        assert total(cells[LEVEL_ROWS]) == number(cells[3])


def test_school_list_agrees_with_the_scale(sample: Document) -> None:
    schools = table_of(sample, "Tên trường", "Hiệu trưởng")
    scale = table_of(sample, "Số trường / Tổng", "Số học sinh / Tư thục")
    assert len(schools.rows) == number(column(scale, "Số trường / Tổng")[3])
    assert total(column(schools, "Số lớp")) == number(column(scale, "Số lớp / Tổng")[3])
    assert total(column(schools, "Số học sinh")) == number(column(scale, "Số học sinh / Tổng")[3])


@pytest.mark.parametrize("title", ["Trình độ", "Nhân viên"])
def test_staff_tables_add_up(sample: Document, title: str) -> None:
    table = table_of(sample, "Giáo viên / Thạc sĩ" if title == "Trình độ" else "Công lập / Nhân viên")
    for name in table.header[1:]:
        cells = column(table, name)
        assert total(cells[LEVEL_ROWS]) == number(cells[3]), name


def test_staff_parts_make_the_whole(sample: Document) -> None:
    staff = table_of(sample, "Công lập / Nhân viên")
    for row in staff.rows:
        whole, public, *rest = (number(cell) for cell in row.cells[1:])
        assert public == sum(rest[:3])
        assert rest[3] == sum(rest[4:])
        assert whole == public + rest[3]
    degrees = table_of(sample, "Giáo viên / Thạc sĩ")
    for row in degrees.rows:
        heads, heads_ba, heads_ma, teachers, *by_degree = (number(cell) for cell in row.cells[1:])
        assert heads == heads_ba + heads_ma
        assert teachers == sum(by_degree[:4])


@pytest.mark.parametrize("name", ["Số người", "Số lớp", "Kinh phí (đồng)"])
def test_courses_add_up(sample: Document, name: str) -> None:
    cells = column(table_of(sample, "Nội dung bồi dưỡng"), name)
    assert len(cells) == 7
    assert total(cells[:-1]) == number(cells[-1])


def test_budget_tree_adds_up(sample: Document) -> None:
    """Each figure is the sum of what stands under it: the whole, letters, Roman numerals, numbers, decimals."""
    rows = [(row.cells[0], number(row.cells[2])) for row in table_of(sample, "STT", "Kinh phí (triệu đồng)").rows]
    depths = [("", "[A-Z]", "[IVX]+", r"\d+", r"\d+\.\d+").index(_kind(mark)) for mark, _ in rows]
    for at, (mark, amount) in enumerate(rows):
        below = [i for i in range(at + 1, len(rows)) if min(depths[at + 1 : i + 1]) > depths[at]]
        if below:
            nearest = min(depths[i] for i in below)
            assert amount == sum(rows[i][1] for i in below if depths[i] == nearest), mark


def _kind(mark: str) -> str:
    kinds = ("[IVX]+", "[A-Z]", r"\d+\.\d+", r"\d+")
    return next((kind for kind in kinds if re.fullmatch(kind, mark)), "")


def test_courses_are_in_the_budget(sample: Document) -> None:
    courses = number(column(table_of(sample, "Nội dung bồi dưỡng"), "Kinh phí (đồng)")[-1])
    budget = table_of(sample, "STT", "Kinh phí (triệu đồng)")
    lines = dict(zip(column(budget, "Nội dung"), column(budget, "Kinh phí (triệu đồng)"), strict=True))
    assert courses == number(lines["BỒI DƯỠNG ĐỘI NGŨ"]) * 1_000_000
