"""Each rule of the second reading: what it reports, and the near-miss that it must leave alone."""

from __future__ import annotations

import pytest

from knowledge.document import Document
from knowledge.findings import Finding, findings
from tests.knowledge.snippets import HEAD, plan


def kinds(document: Document) -> list[str]:
    return [finding.kind for finding in findings(document)]


def only(document: Document) -> Finding:
    (finding,) = findings(document)
    return finding


def of(*lines: str) -> Document:
    """A plan with one section of paragraphs."""
    return plan("I. NỘI DUNG\n\n" + "\n\n".join(lines))


def table(text: str, title: str = "I. BẢNG") -> Document:
    """A plan with one table: columns by |, so that they can be read here."""
    return plan(f"{title}\n\n" + "\n".join(line.strip().replace(" | ", "\t") for line in text.strip().splitlines()))


SCALE = """
Cấp học | Số trường / Tổng | Số trường / Công lập | Số trường / Tư thục
Mầm non | 9 | 5 | 4
Tiểu học | {primary} | 6 | 1
THCS | 4 | 4 | 0
Tổng số | {all} | 15 | 5
"""

BUDGET = """
STT | Nội dung | Kinh phí
- | TỔNG CỘNG | {all}
A | NGÂN SÁCH | 900
I | Bồi dưỡng | 300
II | Mua sắm | 600
1 | Máy tính | 400
2 | Bàn ghế | {desks}
B | XÃ HỘI HÓA | 100
"""


def test_a_total_that_does_not_add_up_names_both_places() -> None:
    finding = only(table(SCALE.format(primary=7, all=21)))
    assert finding.kind == "total"
    assert "ghi 21" in finding.sentence
    assert "20" in finding.sentence
    assert [place.words for place in finding.places] == ["9 + 7 + 4", "Tổng số 21"]
    assert finding.places[0].line < finding.places[1].line
    assert "mục I" in str(finding.places[1])


def test_a_part_that_is_wrong_shows_in_its_row_and_in_its_column() -> None:
    found = findings(table(SCALE.format(primary=8, all=20)))
    assert [finding.kind for finding in found] == ["total", "total"]
    assert any("“Tiểu học”" in finding.sentence and "= 7" in finding.sentence for finding in found)


def test_a_tree_of_amounts_is_added_level_by_level() -> None:
    finding = only(table(BUDGET.format(all="1.000", desks=250)))
    assert "Mục II" in finding.sentence
    assert "650" in finding.sentence
    assert kinds(table(BUDGET.format(all="1.100", desks=200))) == ["total"]


def test_a_tree_of_other_figures_is_held_to_what_the_rest_of_it_proves() -> None:
    rows = """
    TT | Tên | Số lớp | Học sinh
    I | Mầm non | 18 | 500
    1 | Lá Xanh | 10 | 300
    2 | Mây Hồng | 8 | 200
    II | Tiểu học | 30 | {}
    1 | Sông Mơ | 20 | 700
    2 | Cỏ May | 10 | 300
    - | Tổng cộng | 48 | 1500
    """
    assert kinds(table(rows.format("1000"))) == []
    assert "Mục II" in only(table(rows.format("1010"))).sentence


@pytest.mark.parametrize(
    "text",
    [
        SCALE.format(primary=7, all=20),
        BUDGET.format(all="1 000", desks=200),
        "TT | Chỉ tiêu | Tỉ lệ\n1 | Mầm non | 90\n2 | Tiểu học | 95\n- | Tổng | 93",
        "TT | Nội dung | Số lượng\n1 | Tổng số học sinh | 500\n2 | Nữ | 240\n3 | Dân tộc | 30",
        "TT | Nội dung | Số người\n1 | A | 10\n2 | B | 20\n- | Cộng | 30\n3 | C | 5\n4 | D | 6\n- | Cộng | 11",
        "TT | Nội dung | Số tiền\n1 | A | 33,3\n2 | B | 33,3\n3 | C | 33,3\n- | Tổng cộng | 100",
        "Cấp | Số học sinh / Tổng số | Số học sinh / Nữ | Số học sinh / Dân tộc\nMN | 90 | 40 | 7\nTH | 80 | 39 | 9",
        "TT | Nội dung | Kinh phí\n1 | Mua sắm | 500\n1.1 | Máy chiếu | 200\n2 | Sửa chữa | 300",
        "TT | Nội dung | Số lớp\n1 | A | 2 - 3\n2 | B | 4\n- | Tổng số | 9",
    ],
)
def test_tables_that_may_be_meant_as_they_stand(text: str) -> None:
    assert kinds(table(text)) == []


def test_a_row_with_a_cell_too_many_or_too_few() -> None:
    rows = "TT | Tên trường | Năm | Loại\n1 | MN Lá Xanh | 2021 | x\n2 | MN Mây | 2022 | x{}\n3 | MN Cỏ May | 2023 | y"
    assert kinds(table(rows.format(""))) == []
    finding = only(table(rows.format(" | thừa")))
    assert finding.kind == "shape"
    assert "5 ô" in finding.sentence
    assert "4 cột" in finding.sentence


def test_every_row_shorter_than_the_header() -> None:
    short = "TT | Tên trường | Cấp | Kinh phí\n1 | MN Lá Xanh | MN\n2 | MN Mây Hồng | MN"
    assert kinds(table(short.replace("Kinh phí", "Ghi chú"))) == []
    assert kinds(table(short)) == ["shape"]


def test_a_counter_that_jumps() -> None:
    rows = "TT | Nội dung | Số lượng\n1 | Bàn | 5\n2 | Ghế | 6\n{} | Tủ | 7\n{} | Kệ | 8"
    assert kinds(table(rows.format(4, 5))) == ["counter"]
    assert kinds(table(rows.format(3, 4))) == []
    assert kinds(table(rows.format(7, 12))) == []  # chosen entries of a longer list
    assert kinds(table(rows.format(1, 2))) == []


def test_a_heading_that_is_missing() -> None:
    assert kinds(plan("I. MỘT\n\nA.\n\nII. HAI\n\nB.\n\nIV. BỐN\n\nC.")) == ["counter"]
    assert kinds(plan("I. MỘT\n\nA.\n\nII. HAI\n\nB.\n\nIII. BA\n\nC.")) == []


ATTACHED = (
    "I. NỘI DUNG\n\nTheo Phụ lục {cited}.\n\nPhụ lục 1\n\nDANH SÁCH\n\n(Kèm theo {paper} ngày {day})\n\nMN Lá Xanh."
)


@pytest.mark.parametrize(
    ("paper", "day", "cited", "expected"),
    [
        ("Kế hoạch số 15/KH-PGDĐT", "20/8/2026", "1", []),
        ("Kế hoạch số: 15 /KH-PGDĐT", "20 tháng 08 năm 2026", "số 01", []),
        ("Kế hoạch số 51/KH-PGDĐT", "20/8/2026", "1", ["number"]),
        ("Kế hoạch số 15/KH-PGDĐT", "21/8/2026", "1", ["date"]),
        ("Quyết định số 77/QĐ-UBND", "2/3/2025", "1", []),
        ("Kế hoạch số 15/KH-PGDĐT", "20/8/2026", "1, 2", ["appendix"]),
        ("Kế hoạch số 15/KH-PGDĐT", "20/8/2026", "3 của Thông tư số 22/2021/TT-BGDĐT", []),
    ],
)
def test_number_date_and_appendices(paper: str, day: str, cited: str, expected: list[str]) -> None:
    assert kinds(plan(ATTACHED.format(paper=paper, day=day, cited=cited))) == expected


def test_a_blank_number_and_day() -> None:
    head = HEAD.replace("Số: 15/KH", "Số: /KH").replace("ngày 20 tháng", "ngày tháng")
    found = findings(plan("I. MỘT\n\nA.", head))
    assert [finding.kind for finding in found] == ["number", "date"]
    assert "8/2026" in found[1].sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sửa chữa 03 trường (MN: Lá Xanh, Mây Hồng; TH: Sông Mơ).", []),
        ("Sửa chữa 04 trường (MN: Lá Xanh, Mây Hồng; TH: Sông Mơ).", ["count"]),
        ("Công nhận 02 trường (TH và THCS Cỏ May, MN Lá Xanh).", []),
        ("Khảo sát 5 trường (Hà Nội).", []),
        ("Khảo sát 5 trường (MN Lá Xanh, MN Mây Hồng, ...).", []),
        ("Thăm 5 trường (lớp 4, lớp 5).", []),
        ("Trang bị 9 phòng (7 phòng thường và 2 phòng máy).", []),
        ("Trang bị 9 phòng (7 phòng thường và 3 phòng máy).", ["count"]),
        ("Thiếu 9 giáo viên, gồm 4 giáo viên mầm non, 3 giáo viên tiểu học và 2 giáo viên nhạc.", []),
        ("Có 09 trường, trong đó: mầm non 05 trường, tiểu học 02 trường, THCS 02 trường.", []),
        ("Có 09 trường, trong đó: mầm non 05 trường, tiểu học 02 trường, THCS 03 trường.", ["count"]),
        ("Có 09 trường, trong đó: mầm non 05 trường, tiểu học 02 trường.", []),
        ("Có 90 lớp, trong đó có 50 lớp công lập, 30 lớp tư thục.", ["count"]),
        ("Có 80 lớp, trong đó có 50 lớp công lập, 30 lớp tư thục.", []),
    ],
)
def test_a_count_beside_its_list(text: str, expected: list[str]) -> None:
    assert kinds(of(text)) == expected


def test_a_count_in_a_heading_over_its_table() -> None:
    rows = "TT\tTên trường\tThời gian\n1\tMN Lá Xanh\t9/2026\n2\tTH Mây Hồng\t10/2026"
    assert kinds(plan(f"I. DANH SÁCH\n\n1. Trường đề nghị công nhận mới: 03\n\n{rows}")) == ["count"]
    assert kinds(plan(f"I. DANH SÁCH\n\n1. Trường đề nghị công nhận mới: 02\n\n{rows}")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Toàn quận có 20 trường học, trong đó có 15 trường công lập, 5 trường tư thục.", []),
        ("Toàn quận có 21 trường học.", ["count"]),
        ("Toàn quận có 9 trường mầm non.", []),
        ("Toàn quận có 3 trường, tăng 2 trường so với năm trước.", ["count"]),
        ("Có 3 trường được khen.", []),
    ],
)
def test_prose_against_a_table(text: str, expected: list[str]) -> None:
    rows = "\n".join(line.replace(" | ", "\t") for line in SCALE.format(primary=7, all=20).strip().splitlines())
    assert kinds(plan(f"I. QUY MÔ\n\n{text}\n\n{rows}")) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Xây THCS Nguyễn Lâm.", "Công nhận THCS Nguyễn Lân."), ["name"]),
        (("Xây THCS Nguyễn Lâm.", "Công nhận TH Nguyễn Lân."), []),
        (("Phụ trách TH Nguyễn Trãi.", "Phụ trách TH Nguyênx Trãi."), ["name"]),
        (("Phụ trách TH Minh Khanh.", "Phụ trách TH Minh Khang."), []),
        (("Xây TH Phù Đồng.", "Công nhận MN Phù Đổng."), ["name"]),
        (("Các trường MN: Tân Hưng, Tân Hùng, Mây Hồng.",), []),
        (("Các trường THCS: Nguyễn Du, Lê Lợi; TH: Nguyễn Dư, Kim Đồng.",), []),
        (("Đồng chí Lê Thu Hà phụ trách mầm non, đồng chí Lê Thu Hạ phụ trách tiểu học.",), []),
        (("Đồng chí Lê Thu Hà phụ trách mầm non.", "Đồng chí Lê Thu Hạ phụ trách tiểu học."), []),
        (("Xây THCS Khánh Hoà.", "Công nhận THCS Khánh Hòa."), []),
        (("Phụ trách TH Hoa Mai.", "Phụ trách TH Hoa Lai."), []),
        (("Phụ trách TH Lê Lợi.", "Phụ trách TH Lê Lai."), []),
        (("Trên địa bàn quận Đồng Mơ.", "Nhân dân quận Đống Mơ."), ["name"]),
        (("Đồng chí Trần Thị Huyền nghỉ.", "Việc của đ/c Huyện giao lại."), ["name"]),
        (("Đồng chí Trần Thị Huyền nghỉ.", "Việc của đ/c Chủ tịch giao lại."), []),
        (("Đồng chí Trần Văn Hùng, Đồng chí Lê Văn Hưng.", "Việc của đ/c Hưng."), []),
        (("Đồng chí Trần Thị Ngọc Hà.", "Báo cáo đồng chí Trần Thị Ngọc Hạ."), ["name"]),
        (("Triển khai Đề án Sửa học đường.", "Theo dõi sữa học đường."), ["name"]),
        (("Triển khai Đề án Sữa học đường.", "Theo dõi sữa học đường, y tế học đường."), []),
    ],
)
def test_names_spelt_two_ways(lines: tuple[str, ...], expected: list[str]) -> None:
    assert kinds(of(*lines)) == expected


def test_two_names_of_one_column_are_two_schools() -> None:
    assert kinds(table("TT | Tên trường | Năm\n1 | TH Tân Hưng | 2021\n2 | TH Tân Hùng | 2022")) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("giai đoạn 2021-2026, định hướng đến năm 2030", "giai đoạn 2021 – 2026, định hướng tới năm 2030", []),
        ("giai đoạn 2021-2026, định hướng đến năm 2030", "giai đoạn 2021-2026, tầm nhìn đến năm 2030", ["title"]),
        ("giai đoạn 2021-2026", "giai đoạn 2021-2025", ["title"]),
        ("giai đoạn 2021-2026", "", []),
        ("giai đoạn 2016-2020", "giai đoạn 2021-2025", []),
    ],
)
def test_a_title_written_two_ways(one: str, other: str, expected: list[str]) -> None:
    name = "Phát triển trường lớp vùng ven sông"
    assert kinds(of(f"Theo Đề án “{name} {one}”.", f"Sơ kết Đề án “{name} {other}”.")) == expected


def test_titles_that_are_sisters() -> None:
    assert (
        kinds(of("Giải “Nhà giáo Sông Mơ tâm huyết, sáng tạo”.", "Giải “Nhà giáo Hà Nội tâm huyết, sáng tạo”.")) == []
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Họp ngày 31/11/2026.", ["date"]),
        ("Họp ngày 30/11/2026.", []),
        ("Họp thứ Bảy ngày 21/11/2026.", []),
        ("Họp thứ Bảy ngày 22/11/2026.", ["date"]),
        ("Kế hoạch năm học 2026-2028.", ["year"]),
        ("Các năm học 2026-2028, giai đoạn 2026-2030.", []),
        ("Giai đoạn 2030-2026.", ["year"]),
        ("Lễ kỷ niệm 70 năm thành lập ngành (1956- 2026).", []),
        ("Lễ kỷ niệm 70 năm thành lập ngành (1955-2026).", ["year"]),
        ("Từ ngày 15/9 đến ngày 10/9/2026.", ["date"]),
        ("Từ ngày 20/12 đến ngày 10/01/2027.", []),
    ],
)
def test_days_and_years_that_cannot_be(text: str, expected: list[str]) -> None:
    assert kinds(of(text)) == expected


@pytest.mark.parametrize(
    ("what", "when", "expected"),
    [
        ("Hướng dẫn xây dựng kế hoạch năm học 2025-2026", "Tháng 9/2026", ["year"]),
        ("Hướng dẫn xây dựng kế hoạch năm học 2026-2027", "Tháng 9/2026", []),
        ("Trao giải năm học 2025-2026", "Tháng 10/2026", []),
        ("Đánh giá viên chức năm học 2027-2028", "Tháng 5/2027", ["year"]),
        ("Xây dựng tiêu chí đánh giá năm học 2027-2028", "Tháng 5/2027", []),
        ("Tuyển sinh", "Tháng 6/2025", ["year"]),
        ("Tuyển sinh", "Tháng 6/2026", []),
    ],
)
def test_tasks_whose_year_does_not_fit(what: str, when: str, expected: list[str]) -> None:
    rows = "\n".join(f"{n} | Việc thứ {n} | Tháng {n}/2027" for n in range(1, 5))
    assert kinds(table(f"TT | Nội dung | Thời gian\n{rows}\n5 | {what} | {when}")) == expected
