"""A roster of schools, as offices keep it in spreadsheets."""

from __future__ import annotations

import io
import os
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from knowledge.errors import UserError
from knowledge.language.schoolnames import own_name
from knowledge.roster import Roster, read_roster
from knowledge.roster.columns import Field
from knowledge.roster.grid import MAX_BYTES, MAX_ROWS, MAX_UNPACKED_BYTES

PLAIN = """Tên trường,Cấp học,Loại hình,Phường,Hiệu trưởng,Chuyên viên phụ trách,Mã trường
Mầm non Hoa Hồng,MN,Công lập,Hoa Sen,Bà Nguyễn Thị Lan,Phạm Thu Hà,01
Trường TH&THCS Sao Mai,"TH, THCS",Tư thục,Hoa Sen,Trần Văn Bình,đ/c Lê Minh,02
"""


def sheet(*rows: list[Any], merged: str = "") -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(row)
    if merged:
        page.merge_cells(merged)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def csv(text: str) -> Roster:
    return read_roster(text.encode(), "truong.csv")


@pytest.mark.parametrize(
    ("typed", "ward"),
    [("P. Hoa Sen", "Phường Hoa Sen"), ("x.Cúc", "Xã Cúc"), ("TT. Bến", "Thị trấn Bến"), ("Phú", "Phú")],
)
def test_a_wards_short_unit_is_written_out(typed: str, ward: str) -> None:
    assert csv(f"Tên trường,Phường/xã\nMN Hoa Mai,{typed}\n").rows[0].ward == ward


def test_every_column_is_read() -> None:
    roster = csv(PLAIN)
    first, second = roster.rows
    assert roster.errors == ()
    assert roster.fields == tuple(Field)
    assert (first.number, first.name, first.levels, first.is_public) == (2, "Mầm non Hoa Hồng", ("MN",), True)
    assert (first.ward, first.principal, first.specialist) == ("Hoa Sen", "Nguyễn Thị Lan", "Phạm Thu Hà")
    assert (second.levels, second.is_public, second.specialist) == (("TH", "THCS"), False, "Lê Minh")
    assert (first.code, second.code) == ("01", "02")


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_encodings(delimiter: str, encoding: str) -> None:
    text = PLAIN.replace('"TH, THCS"', "TH-THCS").replace(",", delimiter)
    assert read_roster(text.encode(encoding), "a.csv") == csv(PLAIN)
    quoted = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line.split(delimiter)) for line in text.splitlines())
    assert read_roster(quoted.encode(encoding), "a.csv") == csv(PLAIN)


def test_a_spreadsheet_with_title_groups_merged_cells_and_a_total() -> None:
    data = sheet(
        ["DANH SÁCH CÁC TRƯỜNG"],
        ["Năm học 2026-2027"],
        [],
        ["STT", "Tên đơn vị", "Phường/xã", "Thủ trưởng", "Điện thoại HT", "Mã"],
        ["I", "Khối mầm non (2 trường)"],
        [1, "Hoa Mai", "Hoa Sen", "Lê Thị A", "0912", 79001.0],
        [2, "Sơn Ca", None, "Lê Thị B", "0913", 79002],
        ["II", "CẤP TIỂU HỌC"],
        [3, "Trường Tiểu học Cộng Hòa", None, "Ông Lê C", "0914", "79-A"],
        ["", "Tổng số: 3 trường"],
        merged="C6:C9",
    )
    roster = read_roster(data, "truong.xlsx")
    assert roster.errors == ()
    assert roster.ignored == ("STT", "Điện thoại HT")
    told = [(row.number, row.name, row.levels, row.ward, row.code) for row in roster.rows]
    assert told == [
        (6, "Hoa Mai", ("MN",), "Hoa Sen", "79001"),
        (7, "Sơn Ca", ("MN",), "Hoa Sen", "79002"),
        (9, "Trường Tiểu học Cộng Hòa", ("TH",), "Hoa Sen", "79-A"),
    ]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("TÊN TRƯỜNG", Field.NAME),
        ("Tên cơ sở giáo dục", Field.NAME),
        ("Đơn vị", Field.NAME),
        ("Trường", Field.NAME),
        ("Tên trường công lập", Field.NAME),
    ],
)
def test_headings_of_names(heading: str, field: Field) -> None:
    assert field in csv(f"{heading},Cấp\nHoa Mai,MN\n").fields


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Bậc học", Field.LEVELS),
        ("Loại", Field.LEVELS),
        ("Cấp học/loại trường", Field.LEVELS),
        ("Công lập/Tư thục", Field.TYPE),
        ("Loại hình trường", Field.TYPE),
        ("Địa bàn", Field.WARD),
        ("Xã, phường", Field.WARD),
        ("Họ tên hiệu trưởng", Field.PRINCIPAL),
        ("Người đứng đầu", Field.PRINCIPAL),
        ("Lãnh đạo trường", Field.PRINCIPAL),
        ("CV phụ trách", Field.SPECIALIST),
        ("Cán bộ theo dõi", Field.SPECIALIST),
        ("Mã định danh", Field.CODE),
        ("Mã trường (CSDL ngành)", Field.CODE),
        ("Số điện thoại hiệu trưởng", None),
        ("Phó hiệu trưởng", None),
        ("Trường chuẩn quốc gia", None),
        ("Địa chỉ", None),
        ("Ghi chú", None),
    ],
)
def test_other_headings(heading: str, field: Field | None) -> None:
    roster = csv(f'Tên trường,"{heading}"\nMầm non Hoa Mai,\n')
    assert roster.fields == ((Field.NAME, field) if field else (Field.NAME,))
    assert roster.ignored == (() if field else (heading,))


def test_a_column_of_types_may_be_headed_like_levels() -> None:
    roster = csv("Tên trường,Loại trường\nMN Hoa Mai,Công lập\nMN Sơn Ca,Tư thục\n")
    assert [row.is_public for row in roster.rows] == [True, False]


@pytest.mark.parametrize(
    ("row", "levels", "is_public"),
    [
        ("Hoa Mai,Tiểu học,CL", ("TH",), True),
        ("Trường liên cấp TH-THCS-THPT Hoa Mai,Liên cấp,NCL", ("TH", "THCS", "THPT"), False),
        ("Hoa Mai,Cấp 1 và cấp 2,Ngoài công lập", ("TH", "THCS"), False),
        ("Hoa Mai,Nhóm trẻ,", ("MN",), None),
        ("Mầm non tư thục Hoa Mai,,", ("MN",), False),
        ("THCS Độc Lập,,", ("THCS",), None),
        ("Trung tâm GDNN-GDTX Hoa Mai,,công lập tự chủ", ("GDTX",), True),
    ],
)
def test_levels_and_types(row: str, levels: tuple[str, ...], is_public: bool | None) -> None:
    (read,) = csv(f"Tên trường,Cấp học,Loại hình\n{row}\n").rows
    assert (read.levels, read.is_public) == (levels, is_public)


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        (["Hoa Mai,XYZ,"], [(2, "không rõ cấp học “XYZ”")]),
        (["Hoa Mai,,"], [(2, "chưa rõ cấp học")]),
        (["MN A,,", ",MN,CL", "MN B,,đẹp"], [(3, "thiếu tên"), (4, "không rõ loại hình “đẹp”")]),
        (["123,MN,"], [(2, "không phải là tên")]),
        (["x" * 201 + ",MN,"], [(2, "dài quá 200")]),
        (["MN Hoa Mai,,", "", "Trường mầm non Hoa Mai,,"], [(4, "trùng với “MN Hoa Mai” ở dòng 2")]),
        (["TH Lê Văn Tám,,", "TH Lê Văn Tâm,,"], [(3, "trùng với “TH Lê Văn Tám” ở dòng 2")]),
        (["TH Hoa Mai,,", "THCS Hoa Mai,,", "TH Hoa Mai 2,,"], []),
    ],
)
def test_errors_are_told_by_row(rows: list[str], errors: list[tuple[int, str]]) -> None:
    found = csv("\n".join(["Tên trường,Cấp học,Loại hình", *rows])).errors
    assert [error.number for error in found] == [number for number, _ in errors]
    assert all(words in error.sentence for error, (_, words) in zip(found, errors, strict=True))


def test_codes_tell_like_names_apart_and_are_not_repeated() -> None:
    head = "Tên trường,Mã trường\n"
    assert csv(head + "TH Lê Văn Tám,1\nTH Lê Văn Tâm,2\n").errors == ()
    assert len(csv(head + "TH Lê Văn Tám,1\nTH Lê Văn Tám,2\n").errors) == 1
    (error,) = csv(head + "TH Kim Đồng,1\nTH Lê Lợi,1\n").errors
    assert error.sentence == "mã “1” trùng với dòng 2."


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b" " * (MAX_UNPACKED_BYTES + 1))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "không có nội dung"),
        (b" \n\n ", "không có nội dung"),
        (b"x" * (MAX_BYTES + 1), "vượt mức 5 MB"),
        (b"Ten truong\n" + b"MN A\n" * MAX_ROWS, "hơn 5000 dòng"),
        (bomb(), "quá lớn"),
        (b"PK\x03\x04 broken", "Không đọc được"),
        (sheet(["Tên trường"], ["MN A"])[:900], "Không đọc được"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel cũ"),
        ("Tên trường".encode("cp1258", "replace") + b"\xff\n", "Không đọc được"),
        (b"T\0e\0n\0", "Không đọc được"),
        (b'Ten truong,Cap\n"MN A,MN\n', "hỏng ở dòng 2"),
        (b"Ten truong\nMN \x07A\n", "ký tự lạ ở dòng 2"),
        (b"A,B\n1,2\n", "cột tên trường"),
        (b"Ten truong,Cap hoc\n", "chưa có trường nào"),
        (sheet([]), "cột tên trường"),
    ],
)
def test_what_is_no_roster_is_refused_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(UserError) as refused:
        read_roster(data, "a.csv")
    assert words in refused.value.sentence
    assert "\n" not in refused.value.sentence


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"Tên trường;{text}\n{text}".encode()))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        roster = read_roster(data, "a.csv")
    except UserError:
        return
    assert roster.rows or roster.errors


def test_random_damage_to_a_spreadsheet_is_refused_or_read() -> None:
    whole = bytearray(sheet(["Tên trường", "Cấp"], *([f"Trường {n}", "MN"] for n in range(30))))
    noise = os.urandom(200)
    for place, byte in enumerate(noise):
        damaged = bytearray(whole)
        damaged[place * len(whole) // len(noise)] = byte
        try:
            read_roster(bytes(damaged), "a.xlsx")
        except UserError:
            continue


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Trường Mầm non Hoa Hồng", "hoa hong"),
        ("MN Hoa Hồng", "hoa hong"),
        ("Trường TH và THCS Sao Mai", "sao mai"),
        ("THCS Trường Sơn", "truong son"),
        ("Trường THCS Độc Lập", "doc lap"),
        ("Nhóm trẻ độc lập Ong Vàng", "ong vang"),
        ("Trường Tiểu học Hoa Mai 2", "hoa mai 2"),
    ],
)
def test_own_names(name: str, own: str) -> None:
    assert own_name(name) == own
