"""Rows of tables that a question sifts: by level, by the year or the month that they are about; on an invented plan."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan
from knowledge.reading import read
from tests.knowledge.snippets import HEAD

PLAN = f"""{HEAD}I. NHIỆM VỤ

Các trường chuẩn bị năm học mới.

Phụ lục 1

DANH SÁCH TRƯỜNG CHUẨN QUỐC GIA NĂM 2027

1. Trường đề nghị công nhận mới

STT\tTên trường\tThời gian thực hiện
1\tMN Bông Lúa\t3/2027
2\tTH Núi Xanh\t4/2027

2. Trường đề nghị công nhận lại và nâng mức độ 2

STT\tTên trường\tThời gian thực hiện
1\tTH Cầu Đá\t4/2027
2\tTHCS Bến Tre\t5/2027

3. Trường đề nghị công nhận lại

STT\tTên trường\tNăm được công nhận\tThời gian đề nghị công nhận lại
1\tMN Vườn Ổi\t2017\t4/2027
2\tTH Ao Sen\t2022\t4/2027
3\tTH Gò Mít\t2022\t5/2027
4\tTHCS Đồng Lau\t2021\t4/2027
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([KnownPlan("song-mo", "Sông Mơ", read(PLAN.encode(), "song-mo.txt"))])


SCHOOLS = {"Bông Lúa", "Núi Xanh", "Cầu Đá", "Bến Tre", "Vườn Ổi", "Ao Sen", "Gò Mít", "Đồng Lau"}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("trường nào được công nhận lần trước vào năm 2017", {"Vườn Ổi"}),
        ("trường nào xin công nhận lại vào tháng 5", {"Bến Tre", "Gò Mít"}),
        ("truong tieu hoc nao phai lam ho so xin cong nhan lai", {"Cầu Đá", "Ao Sen", "Gò Mít"}),
        ("có mấy trường lần đầu xin công nhận, tên gì vậy", {"Bông Lúa", "Núi Xanh"}),
        ("trường mầm non nào xin chuẩn lần đầu", {"Bông Lúa"}),
    ],
)
def test_schools_are_listed_by_what_their_columns_say(library: Library, question: str, told: set[str]) -> None:
    answer = library.ask(question).text
    assert {name for name in SCHOOLS if name in answer} == told


def test_the_year_that_was_asked_for_is_shown(library: Library) -> None:
    assert "2017" in library.ask("trường nào được công nhận lần trước vào năm 2017").text
