""" "Năm nay", "năm tới" and a school year laid over a table's columns and cells of years; on an invented plan."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.language.lexicon import lexicon
from knowledge.reading import read
from knowledge.timeline.period import Frame
from knowledge.timeline.year_words import year_away, years_away
from tests.knowledge.snippets import HEAD

BODY = """I. NHIỆM VỤ

Phường tuyển thêm 14 giáo viên; số học sinh tăng 230 em so với năm học trước.

Kinh phí sửa trường giai đoạn 2025 - 2029 là 40 tỷ đồng.

Phụ lục 1

LỘ TRÌNH TRƯỜNG CHUẨN QUỐC GIA

STT\tTên trường\tCấp học\tNăm được công nhận\t2025\t2026\t2027\t2028\tGhi chú
1\tMN Bông Lúa\tMN\t2021\t\tx\t\t\tCông nhận lại
2\tMN Vườn Ổi\tMN\t2025\t\t\t\tx\tMức độ 2
3\tTH Núi Xanh\tTH\t2022\t\t\tx\t\tCông nhận lại
4\tTHCS Bến Tre\tTHCS\t2020\tx\t\t\t\t

Phụ lục 2

QUY MÔ PHÁT TRIỂN

STT\tChỉ tiêu\tĐơn vị tính\tNăm 2025\tNăm 2026\tNăm 2027
1\tPhòng máy tính\tPhòng\t11\t15\t19
2\tHọc sinh học bơi\t%\t40\t55\t70

Phụ lục 3

LỊCH THAY THIẾT BỊ BẾP ĂN

STT\tTên trường\tThời gian thực hiện
1\tTH Cầu Đá\t4/2026
2\tTH Ao Sen\t10/2026
3\tTH Gò Mít\t3/2027
4\tTH Bãi Dâu\t9/2027
"""
SCHOOLS = {"Bông Lúa", "Vườn Ổi", "Núi Xanh", "Bến Tre", "Cầu Đá", "Ao Sen", "Gò Mít", "Bãi Dâu"}


@pytest.fixture(scope="module")
def library() -> Library:
    of_a_year = HEAD.replace("năm học 2026-2027", "năm 2026")
    documents = {"school": HEAD + BODY, "calendar": of_a_year + BODY}
    return Library([KnownPlan(s, s, read(text.encode(), f"{s}.txt")) for s, text in documents.items()])


@pytest.mark.parametrize(
    ("plan", "question", "told"),
    [
        ("school", "năm nay trường nào đạt chuẩn quốc gia", {"Bông Lúa", "Núi Xanh"}),
        ("school", "nam nay truong nao len chuan", {"Bông Lúa", "Núi Xanh"}),
        ("school", "đợt này trường mầm non nào được công nhận lại chuẩn quốc gia", {"Bông Lúa"}),
        ("school", "năm tới trường nào đạt chuẩn quốc gia", {"Núi Xanh", "Vườn Ổi"}),
        ("school", "năm ngoái trường nào đạt chuẩn quốc gia", {"Bông Lúa", "Vườn Ổi", "Bến Tre"}),
        ("school", "năm học 2027-2028 trường nào đạt chuẩn quốc gia", {"Núi Xanh", "Vườn Ổi"}),
        ("school", "năm nay trường nào được thay thiết bị bếp ăn", {"Ao Sen", "Gò Mít"}),
        ("school", "năm học 2027-2028 trường nào thay thiết bị bếp ăn", {"Bãi Dâu"}),
        ("calendar", "năm nay trường nào đạt chuẩn quốc gia", {"Bông Lúa"}),
        ("calendar", "sang năm trường nào đạt chuẩn quốc gia", {"Núi Xanh"}),
        ("calendar", "năm nay trường nào được thay thiết bị bếp ăn", {"Cầu Đá", "Ao Sen"}),
    ],
)
def test_schools_of_the_year_that_is_meant(library: Library, plan: str, question: str, told: set[str]) -> None:
    answer = library.ask(question, plans=[plan]).text
    assert {name for name in SCHOOLS if name in answer} == told


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("năm 2027 có bao nhiêu phòng máy tính", "19 phòng", "15"),
        ("năm nay có bao nhiêu phòng máy tính", "15", "11"),
        ("năm 2025 bao nhiêu phần trăm học sinh học bơi", "40 %", "55"),
        ("năm học 2026-2027 bao nhiêu phần trăm học sinh học bơi", "năm 2026: 55 %; năm 2027: 70 %", "40"),
        ("bao nhiêu phần trăm học sinh học bơi", "năm 2025: 40 %; năm 2026: 55 %", "phòng"),
    ],
)
def test_figures_stand_under_their_year(library: Library, question: str, told: str, untold: str) -> None:
    answer = library.ask(question, plans=["school"]).text
    assert told in answer
    assert untold not in answer


@pytest.mark.parametrize(
    "question",
    [
        "năm học 2030-2031 trường nào đạt chuẩn quốc gia",
        "năm tới trường mầm non nào thay thiết bị bếp ăn",
        "năm ngoái tuyển bao nhiêu giáo viên",
        "kinh phí sửa trường năm 2029 là bao nhiêu",
    ],
)
def test_another_year_than_the_plan_tells_is_refused(library: Library, question: str) -> None:
    assert library.ask(question, plans=["school"]).status is Status.REFUSED


def test_what_is_compared_with_the_year_before_is_of_this_one(library: Library) -> None:
    assert "230" in library.ask("so với năm ngoái tăng bao nhiêu học sinh", plans=["school"]).text


@pytest.mark.parametrize(
    ("said", "away"),
    [
        ("năm nay có gì mới", 0),
        ("nam toi truong nao len chuan", 1),
        ("năm ngoái đạt mấy giải", -1),
        ("hai năm tới xây mấy trường", None),
        ("đông hơn năm ngoái mấy em", None),
        ("năm nay đông hay năm sau đông", None),
        ("các năm sau thì sao", None),
    ],
)
def test_which_year_is_said(said: str, away: int | None) -> None:
    assert years_away(lexicon().words(said), strict="ă" in said) == away


def test_a_year_away_has_the_plan_s_own_days() -> None:
    assert year_away(Frame(date(2026, 8, 1), date(2027, 7, 31)), 1) == (date(2027, 8, 1), date(2028, 7, 31))
