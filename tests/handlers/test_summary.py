"""The month's summary as files: its figures, its layout, and words that stay words."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document
from docx.shared import Cm
from openpyxl import load_workbook

from db.models import ReportStatus
from db.session import Database
from handlers.staff import FOR_STAFF
from handlers.summary import WHICH_MONTH
from tests.conftest import Clock
from tests.handlers.sen import Sen, open_sen

FORMULA = '=HYPERLINK("http://x")\x07 thiếu giáo viên'


@pytest.fixture
async def sen(database: Database, clock: Clock) -> Sen:
    made = await open_sen(database, clock)
    await made.report(1, 0, "Đã rà soát 3/3 bếp.")
    await made.report(1, 1, FORMULA, ReportStatus.TROUBLE)
    clock.go(4 * 86_400)  # 2 November: what did not come is missing
    return made


async def test_an_official_report_ready_to_sign(sen: Sen) -> None:
    told = await sen.staff.say("/tonghop tháng 10")
    assert "tháng 10/2026" in told.plain()
    word, sheet = told.attachments
    assert (word.name, sheet.name) == ("tong-hop-2026-10.docx", "tong-hop-2026-10.xlsx")
    made = Document(BytesIO(word.content))
    heading, figures, closing = made.tables
    left, right = ([p.text for p in cell.paragraphs if p.text] for cell in heading.rows[0].cells)
    assert left == ["ỦY BAN NHÂN DÂN PHƯỜNG\xa0SEN", "PHÒNG VĂN HÓA - XÃ HỘI", "Số:         /BC-VHXH"]
    assert right[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert right[2].endswith(", ngày 02 tháng 11 năm 2026")
    said = [paragraph.text for paragraph in made.paragraphs]
    assert "BÁO CÁO" in said
    assert any("đã nhận 2 báo cáo (33,3%): 2 đúng hạn, 0 trễ hạn; còn thiếu 4" in text for text in said)
    assert any("THCS Hoa Cúc" in text and "V1" in text for text in said), "who is missing is named"
    assert any("TH Hoa Đào (V1): =HYPERLINK" in text for text in said)
    assert any(text.endswith("./.") for text in said)
    assert [cell.text for cell in figures.rows[1].cells][1:7] == [
        "Rà soát cơ sở vật chất bếp ăn (V1)", "31/10", "3", "2", "0", "1",
    ]  # fmt: skip
    signs = [cell.text for cell in closing.rows[0].cells]
    assert "Nơi nhận:\n- UBND" in signs[0]
    assert "TRƯỞNG PHÒNG" in signs[1]
    page = made.sections[0]
    assert (page.page_width, page.left_margin) == pytest.approx((Cm(21), Cm(3)), rel=0.001)
    assert {made.styles["Normal"].font.name} == {"Times New Roman"}


async def test_a_workbook_with_each_report(sen: Sen) -> None:
    sheet = (await sen.staff.say("/tonghop 10/2026")).attachments[1]
    book = load_workbook(BytesIO(sheet.content))
    assert book.sheetnames == ["Tổng hợp", "Trường và việc", "Từng báo cáo"]
    rows = [[cell.value for cell in row] for row in book["Tổng hợp"].iter_rows()]
    first = next(row for row in rows if row[0] == "V1")
    assert (first[3:7], first[10]) == ([3, 2, 0, 1], "67%")
    assert [row[3] for row in rows if row[1] == "Cộng"] == [6]
    matrix = book["Trường và việc"]
    assert matrix["C2"].value == "đúng hạn"
    assert matrix["C2"].fill.fgColor.rgb.endswith("1A8F5A")
    notes = [
        cell for row in book["Từng báo cáo"].iter_rows(min_row=2) for cell in row if "HYPERLINK" in str(cell.value)
    ]
    assert [(cell.data_type, "\x07" in str(cell.value)) for cell in notes] == [("s", False)], "never a formula"


@pytest.mark.parametrize(
    ("typed", "told"), [("8/2026", "Chưa có việc nào"), ("xyz", WHICH_MONTH), ("0", "Không có tháng 0")]
)
async def test_other_months(sen: Sen, typed: str, told: str) -> None:
    message = await sen.staff.say(f"/tonghop {typed}")
    assert told in message.plain()
    assert message.attachments == ()


async def test_for_staff_only(sen: Sen) -> None:
    for talk in (sen.principal, sen.stranger):
        message = await talk.say("/tonghop")
        assert (message.blocks[0].text, message.attachments) == (FOR_STAFF, ())
