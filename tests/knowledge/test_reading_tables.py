"""Tables over pages, in storeys, with group rows and torn rows."""

from __future__ import annotations

from tests.knowledge.snippets import cells, plan, table


def test_pages_are_joined_and_repeated_headers_dropped() -> None:
    found = table("TT\tTên trường\tGhi chú\n1\tMN Mai\t\n\nTT\tTên trường\tGhi chú\n2\tMN Trúc\tmới\n")
    assert cells(found) == [("1", "MN Mai", ""), ("2", "MN Trúc", "mới")]
    assert [row.line for row in found.rows] == [13, 16]


def test_a_table_goes_on_after_the_page_without_its_header() -> None:
    found = table("TT\tNội dung\tThời gian\n1\tKhai giảng\t9/2026\n\n2\tSơ kết\t1/2027\n")
    assert cells(found) == [("1", "Khai giảng", "9/2026"), ("2", "Sơ kết", "1/2027")]


def test_a_header_in_three_storeys_and_column_numbers() -> None:
    found = table(
        "Cấp học\tSố lớp\t\tNhân sự\t\t\n\tTổng\tTư thục\tTổng\tCông lập\t\n\t\t\t\tGV\tNV\n"
        "(1)\t(2)\t(3)\t(4)\t(5)\t(6)\nMN\t5\t1\t9\t6\t3\n"
    )
    assert found.header == (
        "Cấp học",
        "Số lớp / Tổng",
        "Số lớp / Tư thục",
        "Nhân sự / Tổng",
        "Nhân sự / Công lập / GV",
        "Nhân sự / Công lập / NV",
    )
    assert cells(found) == [("MN", "5", "1", "9", "6", "3")]


def test_storeys_are_dropped_where_the_page_repeats_them() -> None:
    page = "TT\tTrường\tGiai đoạn\t\n\t\t2026\t2027\n(1)\t(2)\t(3)\t(4)\n"
    found = table(f"{page}1\tMN Mai\tx\t\n\n{page}2\tMN Trúc\t\tx\n")
    assert found.header == ("TT", "Trường", "Giai đoạn / 2026", "Giai đoạn / 2027")
    assert cells(found) == [("1", "MN Mai", "x", ""), ("2", "MN Trúc", "", "x")]


def test_a_notes_column_stands_last() -> None:
    found = table("Cấp\tGiáo viên\t\tGhi chú\t\n\tĐạt chuẩn\tChưa đạt\t\tĐang học\nMN\t50\t4\t3\tnghỉ hưu 1\n")
    assert found.header == ("Cấp", "Giáo viên / Đạt chuẩn", "Giáo viên / Chưa đạt", "Giáo viên / Đang học", "Ghi chú")


def test_group_rows_of_every_form() -> None:
    found = table(
        "TT\tNội dung\tSản phẩm\nI\tĐội ngũ\t\n1\tTuyển dụng\tBáo cáo\nII Chuyên môn\t\t\n"
        "* Cấp mầm non\t\t\n1\tChuyên đề\tBáo cáo\n"
        "Cấp tiểu học\n1\tHội thi\tBáo cáo\nIII\tThi đua\t\n1\tXét duyệt\tBáo cáo\n"
    )
    assert [row.groups for row in found.rows] == [
        ("I Đội ngũ",),
        ("II Chuyên môn", "Cấp mầm non"),
        ("II Chuyên môn", "Cấp tiểu học"),
        ("III Thi đua",),
    ]


def test_numbered_rows_stand_over_deeper_numbers() -> None:
    found = table(
        "STT\tNội dung\tKinh phí\n\tTỔNG CỘNG\t100\nA\tNGÂN SÁCH\t90\nI\tMUA SẮM\t50\n"
        "1\tThiết bị\t50\n1.1\tLớp 3\t20\nB\tTÀI TRỢ\t10\n1\tHọc bổng\t10\n"
    )
    assert [row.groups for row in found.rows] == [
        (),
        (),
        ("A NGÂN SÁCH",),
        ("A NGÂN SÁCH", "I MUA SẮM"),
        ("A NGÂN SÁCH", "I MUA SẮM", "1 Thiết bị"),
        (),
        ("B TÀI TRỢ",),
    ]


def test_a_month_with_a_line_for_each_task_is_one_row() -> None:
    found = table(
        "Tháng\tNội dung\n8/2026\t- Tập huấn;\n\t- Tổng kết;\n9/2026\t- Khai giảng;\n\n"
        "Tháng\tNội dung\n9/2026\t<ul><li>Hội nghị; - Dự giờ.</li></ul>\n10/2026\tSơ kết\n"
    )
    assert cells(found) == [
        ("8/2026", "- Tập huấn;\n- Tổng kết;"),
        ("9/2026", "- Khai giảng;\n- Hội nghị;\n- Dự giờ."),
        ("10/2026", "Sơ kết"),
    ]
    assert [row.continued for row in found.rows] == [False, True, False]


def test_a_month_over_rows_of_several_columns_is_filled_down() -> None:
    found = table("Tháng\tNội dung\tChủ trì\n9/2026\tKhai giảng\tCác trường\n\tHội nghị\tPhòng GDĐT\n")
    assert cells(found)[1] == ("9/2026", "Hội nghị", "Phòng GDĐT")


def test_a_row_that_the_page_tore() -> None:
    found = table(
        "TT\tNội dung\tPhối hợp\n1\tTổ chức hội thi cấp\tPhòng Nội vụ;\n\n"
        "\tquận cho giáo viên\tCông đoàn\n2\tSơ kết\t\n"
    )
    assert cells(found)[0] == ("1", "Tổ chức hội thi cấp quận cho giáo viên", "Phòng Nội vụ; Công đoàn")
    assert found.rows[0].continued


def test_bullets_within_a_cell_stand_in_lines_of_their_own() -> None:
    found = table(
        "TT\tNội dung\tChỉ tiêu\n1\tHọc 2 buổi: - Tiểu học: - THCS:\t100% 65%\n"
        "2\t- Trẻ ra lớp\t50%\n3\tGiai đoạn 2026 - 2030\tx\n"
    )
    assert [row[1] for row in cells(found)] == [
        "Học 2 buổi:\n- Tiểu học:\n- THCS:",
        "Trẻ ra lớp",
        "Giai đoạn 2026 - 2030",
    ]


def test_every_row_has_as_many_cells_as_the_header() -> None:
    found = table("TT\tNội dung\tGhi chú\n1\tMột\n2\tHai\tba\tbốn\n")
    assert cells(found) == [("1", "Một", ""), ("2", "Hai", "ba bốn")]


def test_a_new_header_opens_a_new_table() -> None:
    document = plan("I. BẢNG\n\nTT\tTrường\tLớp\n1\tMai\t3\n\nTT\tNội dung\tThời gian\n1\tHội thi\t9/2026\n")
    tables = [table for section in document.sections for table in section.tables]
    assert [found.header[1] for found in tables] == ["Trường", "Nội dung"]


def test_a_table_takes_its_title_from_its_heading() -> None:
    assert table("TT\tTrường\n1\tMai\n").title == "BẢNG"
