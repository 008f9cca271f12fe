"""Headings, paragraphs and bullets; what a page break tore is joined again."""

from __future__ import annotations

import pytest

from knowledge.reading.marks import appendix_mark, mark_of, ordinal
from tests.knowledge.snippets import plan, section


def texts(body: str, label: str = "mục I") -> list[str]:
    return [paragraph.text for paragraph in section(plan(body), label).paragraphs]


@pytest.mark.parametrize(
    ("line", "kind", "number", "rest"),
    [
        ("II. NHIỆM VỤ", "roman", "II", "NHIỆM VỤ"),
        ("IV- KINH PHÍ", "roman", "IV", "KINH PHÍ"),
        ("B. PHẦN RIÊNG", "letter", "B", "PHẦN RIÊNG"),
        ("3. Chỉ tiêu", "arabic", "3", "Chỉ tiêu"),
        ("3.Chỉ tiêu", "arabic", "3", "Chỉ tiêu"),
        ("3.4.1. Đội ngũ", "dotted", "3.4.1", "Đội ngũ"),
        ("3.4 Đội ngũ", "dotted", "3.4", "Đội ngũ"),
        ("đ) Kiểm tra", "item", "đ", "Kiểm tra"),
        ("2) Kiểm tra", "paren", "2", "Kiểm tra"),
        ("- Rà soát", "bullet", "-", "Rà soát"),
        ("–Rà soát", "bullet", "–", "Rà soát"),
        ("+ Rà soát", "sub", "+", "Rà soát"),
        ("* Rà soát", "bullet", "*", "Rà soát"),
        ("V/v khai giảng", "", "", "V/v khai giảng"),
        ("9 năm học", "", "", "9 năm học"),
        ("67.140 học sinh", "", "", "67.140 học sinh"),
        ("15/9 khai giảng", "", "", "15/9 khai giảng"),
        ("-5 độ", "", "", "-5 độ"),
    ],
)
def test_marks(line: str, kind: str, number: str, rest: str) -> None:
    mark = mark_of(line)
    assert (mark.kind, mark.number, mark.rest) == (kind, number, rest)


def test_the_place_in_a_sequence() -> None:
    assert [ordinal(mark_of(line)) for line in ("IX. X", "3.10. X", "đ) X", "B. X")] == [9, 10, 5, 2]


@pytest.mark.parametrize(("line", "number"), [("Phụ lục 03", "Phụ lục 03"), ("PHỤ LỤC II: BIỂU MẪU", "Phụ lục II")])
def test_appendix_lines(line: str, number: str) -> None:
    mark = appendix_mark(line)
    assert mark is not None
    assert mark.number == number


@pytest.mark.parametrize("line", ["Phụ lục 2 kèm theo kế hoạch này.", "PL", "Theo phụ lục 1"])
def test_a_mention_is_no_appendix(line: str) -> None:
    assert appendix_mark(line) is None


def test_the_tree_of_headings() -> None:
    body = (
        "I. CHUNG\n\n1. Mục đích\n\n1.1. Trước mắt\n\nMột.\n\n1.2. Lâu dài\n\nHai.\n\n"
        "2. Yêu cầu\n\na) Với trường\n\nBa.\n\nb) Với lớp\n\nBốn.\n\nII. RIÊNG\n\n"
        "1. Mầm non\n\nNăm.\n"
    )
    labels = [section.label for section in plan(body).sections][1:]
    assert labels == [
        "mục I",
        "mục I.1",
        "mục I.1.1",
        "mục I.1.2",
        "mục I.2",
        "mục I.2.a",
        "mục I.2.b",
        "mục II",
        "mục II.1",
    ]
    assert section(plan(body), "mục I.2.b").paragraphs[0].text == "Bốn."


def test_a_numbered_paragraph_is_no_title_but_keeps_its_number() -> None:
    found = section(
        plan("I. VIỆC\n\n1. Các trường rà soát cơ sở vật chất.\n\n2. Các trường báo cáo kết quả.\n"), "mục I.2"
    )
    assert found.path[-1].title == ""
    assert found.paragraphs[0].text == "Các trường báo cáo kết quả."


def test_among_headings_the_one_with_a_full_stop_is_a_heading_too() -> None:
    body = (
        "I. VIỆC\n\n1. Xây dựng mạng lưới trường.\n\n- Một;\n\n2. Xây dựng đội ngũ\n\n"
        "- Hai.\n\n3. Giữ gìn tài sản cơ quan.\n"
    )
    document = plan(body)
    assert section(document, "mục I.1").path[-1].title == "Xây dựng mạng lưới trường."
    assert section(document, "mục I.3").path[-1].title == ""
    assert section(document, "mục I.3").paragraphs[0].text == "Giữ gìn tài sản cơ quan."


def test_numbers_of_a_list_do_not_open_headings() -> None:
    body = "I. VIỆC\n\n1. Tổ chức\n\n1.1. Các tổ\n\n1. Tổ mầm non;\n2. Tổ phổ thông.\n\n1.2. Nhiệm vụ\n\nHai.\n"
    assert texts(body, "mục I.1.1") == ["1. Tổ mầm non;", "2. Tổ phổ thông."]
    assert texts(body, "mục I.1.2") == ["Hai."]


def test_bullets_hang_under_their_lead() -> None:
    body = "I. VIỆC\n\nCác trường cần:\n\n- Rà soát:\n\n+ Phòng học;\n\n+ Bếp ăn.\n\n- Báo cáo.\n"
    found = [(p.lead, p.text) for p in section(plan(body), "mục I").paragraphs]
    assert found == [
        ("", "Các trường cần:"),
        ("Các trường cần:", "Rà soát:"),
        ("Rà soát:", "Phòng học;"),
        ("Rà soát:", "Bếp ăn."),
        ("Các trường cần:", "Báo cáo."),
    ]


def test_a_lead_and_its_first_entry_on_one_line() -> None:
    found = [
        (p.lead, p.text)
        for p in section(plan("I. VIỆC\n\nLưu ý: - Theo lịch của Sở;\n\n- Báo trước.\n"), "mục I").paragraphs
    ]
    assert found == [("", "Lưu ý:"), ("Lưu ý:", "Theo lịch của Sở;"), ("Lưu ý:", "Báo trước.")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("- Các trường tăng cường tổ", "chức ngoại khóa cho học sinh."),
        (
            (
                "- Chuẩn bị sách giáo khoa mới cho học sinh toàn quận ở khối lớp năm và các khối từ "
                "sáu đến tám, trước hết là lớp"
            ),
            "9 năm học sau.",
        ),
        ("- Phụ trách các trường: Mai Hoa, Trúc Xanh,", "Hoa Sữa và Bằng Lăng."),
        (
            (
                "- Học sinh các khối lớp biểu diễn văn nghệ, đóng kịch, kể chuyện và thi hùng biện "
                "trong tuần lễ hội của nhà trường bằng"
            ),
            "Tiếng Anh trước toàn trường.",
        ),
        ("- Kế hoạch được xây dựng phù hợp với thực tiễn;", "vận dụng linh hoạt."),
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n\n"])
def test_halves_that_a_page_break_tore(first: str, second: str, gap: str) -> None:
    assert texts(f"I. VIỆC\n\n{first}{gap}{second}\n") == [f"{first[2:]} {second}"]


@pytest.mark.parametrize("second", ["Các trường báo cáo.", "- Hai.", "(Phụ lục 1)", "KINH PHÍ"])
def test_what_stands_for_itself_is_not_joined(second: str) -> None:
    assert len(texts(f"I. VIỆC\n\n- Rà soát trường lớp.\n\n{second}\n")) == 2


def test_a_short_heading_takes_no_continuation() -> None:
    found = section(plan("I. VIỆC\n\n1. Duy trì phổ cập\n\n100% các phường giữ chuẩn.\n"), "mục I.1")
    assert found.path[-1].title == "Duy trì phổ cập"


def test_scraps_of_a_seal_within_a_sentence() -> None:
    body = "I. VIỆC\n\n- Xây dựng trường\n\nA.X.H.C.\nPHÒN\nĐÀO T\nG DA\n\nhọc an toàn.\n"
    assert texts(body) == ["Xây dựng trường học an toàn."]


def test_page_numbers_and_mark_up_are_no_text() -> None:
    body = "I. VIỆC\n\n- **Rà soát** <i>toàn bộ</i> *trường lớp*;\n\n3\n\nTrang 3/12\n\n<ul><li>Báo cáo.</li></ul>\n"
    assert texts(body) == ["Rà soát toàn bộ trường lớp;", "Báo cáo."]


def test_a_bullet_set_off_by_a_tab_is_no_table() -> None:
    document = plan("I. VIỆC\n\n-\tRà soát;\n-\tBáo cáo.\n\n\tĐoạn thụt đầu dòng.\n")
    assert [p.text for p in section(document, "mục I").paragraphs] == ["Rà soát;", "Báo cáo.", "Đoạn thụt đầu dòng."]


def test_the_last_paragraph_speaks_for_the_whole_heading() -> None:
    body = (
        "I. TỔ CHỨC\n\n1. Phòng Nội vụ\n\nPhối hợp.\n\n2. Các trường\n\nThực hiện.\n\nYêu cầu các đơn vị làm tốt./.\n"
    )
    assert texts(body, "mục I") == ["Yêu cầu các đơn vị làm tốt./."]


def test_appendices_take_their_numbers_from_their_neighbours() -> None:
    body = (
        "I. VIỆC\n\nLàm.\n\nLỚP BỒI DƯỠNG\n(Kèm theo Kế hoạch số 15)\n\nMột.\n\nPhụ lục 2\n\n"
        "DANH SÁCH TRƯỜNG\n\n(Kèm theo Kế hoạch số 15)\n\n1. Trường mới\n\nHai.\n"
    )
    document = plan(body)
    assert [section.label for section in document.sections][2:] == ["Phụ lục 1", "Phụ lục 2", "Phụ lục 2, mục 1"]
    assert document.sections[3].path[0].title == "DANH SÁCH TRƯỜNG"


def test_appendices_take_their_numbers_from_the_text_that_mentions_them() -> None:
    body = (
        "I. VIỆC\n\n1. Quy mô trường lớp (Phụ lục 01)\n\nMột.\n\n2. Chỉ tiêu: (Phụ lục 02)\n\nHai.\n\n"
        "LỊCH CÔNG TÁC THÁNG\n(Kèm theo Kế hoạch)\n\nBa.\n\nBIỂU QUY MÔ TRƯỜNG LỚP\n(Kèm theo Kế hoạch)\n\nBốn.\n\n"
        "MỘT SỐ CHỈ TIÊU\n(Kèm theo Kế hoạch)\n\nNăm.\n"
    )
    assert [section.label for section in plan(body).sections][-3:] == [
        "LỊCH CÔNG TÁC THÁNG",
        "Phụ lục 01",
        "Phụ lục 02",
    ]
