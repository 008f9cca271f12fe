"""Number, kind, title, issuer, place, date, signer and school year, as the form of Nghị định 30/2020 sets them."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.document import Document, SchoolYear
from knowledge.reading import read
from tests.knowledge.snippets import HEAD, plan

BODY = "I. MỤC ĐÍCH\n\nGiúp các trường chủ động.\n\nII. TỔ CHỨC\n\nPhòng GDĐT quận Sông Mơ theo dõi./.\n\n"
CLOSING = (
    "Nơi nhận:\n\n- UBND quận;\n- Các trường;\n- Lưu: VT. *abc*\n\nKT. TRƯỞNG PHÒNG\n"
    "PHÓ TRƯỞNG PHÒNG\n\n\n\nLê Thị Hạnh\n"
)


def text(source: str) -> Document:
    return read(source.encode(), "song-mo.txt")


def test_an_ordinary_plan() -> None:
    found = plan(BODY + CLOSING).metadata
    assert found.title == "Kế hoạch công tác giáo dục năm học 2026-2027"
    assert (found.number, found.kind) == ("15/KH-PGDĐT", "Kế hoạch")
    assert (found.issuer, found.place) == ("Phòng GD&ĐT quận Sông Mơ", "Sông Mơ")
    assert (found.signer, found.signer_position) == ("Lê Thị Hạnh", "Phó trưởng phòng")
    assert found.signed_on == date(2026, 8, 20)
    assert found.school_year == SchoolYear(2026)
    assert found.recipients == ("UBND quận", "Các trường", "Lưu: VT")


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("Số: 15 /KH-PGDĐT", "15/KH-PGDĐT"),
        ("Số : 15/ KH - PGDĐT", "15/KH-PGDĐT"),
        ("Số: 15/2026/KH-PGDĐT", "15/2026/KH-PGDĐT"),
        ("**Số:** 15/KH-PGD&ĐT", "15/KH-PGD&ĐT"),
        ("Số: /KH-PGDĐT", ""),
        ("Số:      /KH-PGDĐT", ""),
    ],
)
def test_numbers_as_typed(printed: str, number: str) -> None:
    found = plan(BODY, HEAD.replace("Số: 15/KH-PGDĐT", printed)).metadata
    assert found.number == number
    assert found.issuer == "Phòng GD&ĐT quận Sông Mơ"


def test_a_plan_without_number_or_day() -> None:
    head = HEAD.replace("Số: 15/KH-PGDĐT\n", "").replace("ngày 20", "ngày")
    found = plan(BODY + CLOSING, head).metadata
    assert found.number == ""
    assert (found.signed_on, found.signed_month) == (None, (2026, 8))


def test_an_official_letter_takes_its_title_from_its_subject() -> None:
    head = (
        "Số: 7/PGDĐT\n\nSông Mơ, ngày 3 tháng 9 năm 2026\n\nV/v tổ chức khai giảng\n"
        "năm học 2026-2027\n\nKính gửi: Các trường\n\n"
    )
    document = plan(BODY, head)
    assert document.metadata.kind == "Công văn"
    assert document.metadata.title == "Tổ chức khai giảng năm học 2026-2027"
    assert document.sections[0].paragraphs[0].text == "Kính gửi: Các trường"


def test_letterhead_in_two_columns() -> None:
    head = (
        "UBND QUẬN SÔNG MƠ\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO\tĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 15/KH-PGDĐT\tSông Mơ, ngày 20 tháng 8 năm 2026\n\n"
        "KẾ HOẠCH\nCông tác giáo dục năm học 2026-2027\n\n"
    )
    found = plan(BODY, head).metadata
    assert (found.number, found.place, found.signed_on) == ("15/KH-PGDĐT", "Sông Mơ", date(2026, 8, 20))
    assert found.issuer == "Phòng GD&ĐT quận Sông Mơ"


def test_signature_in_two_columns() -> None:
    closing = "Nơi nhận:\tTM. ỦY BAN NHÂN DÂN\n- Các trường;\tCHỦ TỊCH\n- Lưu: VT.\tLê Thị Hạnh\n"
    found = plan(BODY + closing).metadata
    assert found.recipients == ("Các trường", "Lưu: VT")
    assert (found.signer, found.signer_position) == ("Lê Thị Hạnh", "Chủ tịch")


def test_the_spelling_beside_the_unit_wins_over_one_misread_place() -> None:
    found = plan(BODY, HEAD.replace("Sông Mơ, ngày", "Sồng Mơ, ngày")).metadata
    assert (found.place, found.issuer) == ("Sông Mơ", "Phòng GD&ĐT quận Sông Mơ")


def test_a_ward_named_like_the_district_is_not_the_issuer() -> None:
    wards = "Làm điểm ở phường Sông Mơ Bắc, phường Sông Mơ Nam và phường Sông Mơ Đông, phường Sông Mơ Tây.\n\n"
    assert plan(BODY + wards).metadata.issuer == "Phòng GD&ĐT quận Sông Mơ"


@pytest.mark.parametrize(
    ("title", "day", "year"),
    [
        ("Công tác năm học 2026 - 2027", "20 tháng 7 năm 2026", 2026),
        ("Nâng cao chất lượng, giai đoạn 2021-2030, năm 2027", "10 tháng 3 năm 2027", 2026),
        ("Nâng cao chất lượng dạy học", "5 tháng 9 năm 2026", 2026),
    ],
)
def test_the_school_year(title: str, day: str, year: int) -> None:
    head = f"Số: 1/KH-UBND\n\nSông Mơ, ngày {day}\n\nKẾ HOẠCH\n{title}\n\n"
    assert plan(BODY, head).metadata.school_year == SchoolYear(year)


def test_the_preamble_names_the_school_year_that_the_title_does_not() -> None:
    head = (
        "Số: 1/KH-UBND\n\nSông Mơ, ngày 5 tháng 7 năm 2026\n\nKẾ HOẠCH\n"
        "Nâng cao chất lượng\n\nĐể làm tốt năm học 2026-2027, quận đề ra:\n\n"
    )
    assert plan(BODY, head).metadata.school_year == SchoolYear(2026)


def test_an_appendix_follows_the_signature() -> None:
    appendix = "\n\nLỊCH CÔNG TÁC NĂM HỌC\n(Kèm theo Kế hoạch số 15/KH-PGDĐT)\n\nTháng\tNội dung\n9/2026\tKhai giảng\n"
    document = plan(BODY + CLOSING + appendix)
    assert document.metadata.signer == "Lê Thị Hạnh"
    assert document.sections[-1].path[0].title == "LỊCH CÔNG TÁC NĂM HỌC"
    assert document.sections[-1].tables[0].rows[0].cells == ("9/2026", "Khai giảng")


def test_a_title_and_its_kind_in_one_line() -> None:
    document = text(
        "Kế hoạch năm học 2026-2027\n\nI. MỤC ĐÍCH\n\nGiúp các trường.\n\nII. TỔ CHỨC\n\nCác trường thực hiện.\n"
    )
    assert document.metadata.title == "Kế hoạch năm học 2026-2027"
    assert document.metadata.signed_on is None
