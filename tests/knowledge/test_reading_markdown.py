"""Plain Markdown gives the same Document: headings by their signs, pipe tables, lists."""

from __future__ import annotations

from knowledge.reading import read
from tests.knowledge.snippets import section

PLAN = """UBND PHƯỜNG MÂY TRẮNG

**PHÒNG VĂN HÓA - XÃ HỘI**

**Số:** 9/KH-VHXH

*Mây Trắng, ngày 18 tháng 8 năm 2026*

# KẾ HOẠCH

**Thực hiện nhiệm vụ năm học 2026-2027**

Phòng Văn hóa - Xã hội phường Mây Trắng đề ra
các việc sau.

## I. VIỆC CHUNG

### 1. Tổ chức

1. Rà soát đội ngũ
2. Phân công
   - Theo tổ
   - Theo trường

Các trường **chủ động** thực hiện

### 2. Chỉ tiêu

| TT | Chỉ tiêu | MN |
|:---|:--------:|---:|
| I | Ra lớp | |
| 1 | Trẻ 5 tuổi<br>ra lớp | 100% |

## II. LỊCH THÁNG

### Tháng 9/2026

- Khai giảng
- Hội nghị

**Nơi nhận:**

- Các trường;
- Lưu: VT.

**TRƯỞNG PHÒNG**

**Đỗ Thị An**

## Phụ lục 1. Danh sách trường

| TT | Trường |
|---|---|
| 1 | MN Mai |
"""


def test_the_document() -> None:
    document = read(PLAN.encode(), "may-trang.md")
    found = document.metadata
    assert found.title == "Kế hoạch thực hiện nhiệm vụ năm học 2026-2027"
    assert (found.number, found.place, found.issuer) == (
        "9/KH-VHXH",
        "Mây Trắng",
        "Phòng Văn hóa - Xã hội phường Mây Trắng",
    )
    assert (found.signer, found.signer_position, found.recipients) == (
        "Đỗ Thị An",
        "Trưởng phòng",
        ("Các trường", "Lưu: VT"),
    )
    assert [section.label for section in document.sections] == [
        "phần mở đầu",
        "mục I",
        "mục I.1",
        "mục I.2",
        "mục II",
        "mục II, Tháng 9/2026",
        "Phụ lục 1",
    ]


def test_paragraphs_and_lists() -> None:
    document = read(PLAN.encode(), "may-trang.md")
    assert document.sections[0].paragraphs[0].text == "Phòng Văn hóa - Xã hội phường Mây Trắng đề ra các việc sau."
    found = [(p.lead, p.text) for p in section(document, "mục I.1").paragraphs]
    assert found == [
        ("", "1. Rà soát đội ngũ"),
        ("", "2. Phân công"),
        ("2. Phân công", "Theo tổ"),
        ("2. Phân công", "Theo trường"),
        ("", "Các trường chủ động thực hiện"),
    ]


def test_pipe_tables() -> None:
    found = section(read(PLAN.encode(), "may-trang.md"), "mục I.2").tables[0]
    assert found.header == ("TT", "Chỉ tiêu", "MN")
    assert [(row.groups, row.cells) for row in found.rows] == [(("I Ra lớp",), ("1", "Trẻ 5 tuổi ra lớp", "100%"))]


def test_title_in_one_heading() -> None:
    text = "# Kế hoạch thực hiện nhiệm vụ năm học 2026-2027\n\n## Mục tiêu\n\nDạy tốt.\n\n## Giải pháp\n\nHọc tốt.\n"
    document = read(text.encode(), "ke-hoach.md")
    assert document.metadata.title == "Kế hoạch thực hiện nhiệm vụ năm học 2026-2027"
    assert [section.label for section in document.sections] == ["Mục tiêu", "Giải pháp"]
