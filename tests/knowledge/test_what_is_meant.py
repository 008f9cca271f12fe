"""Which of two alike things is meant, what an office does, and what only looks like an answer; on an invented plan."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.reading import read
from tests.knowledge.snippets import HEAD

PLAN = f"""{HEAD}I. CHỈ TIÊU

- Giáo dục Tiểu học: 100% học sinh hoàn thành chương trình tiểu học; trên 97,2% học sinh đạt kết quả giáo dục từ \
Hoàn thành trở lên.

II. NHIỆM VỤ

1. Thực hiện nền nếp dạy học.

Đẩy mạnh các phong trào thi đua trong toàn ngành nhằm biểu dương gương tốt của phường.

Tiếp tục thực hiện phong trào: “Sách hay bên hiên nhà”, “Mỗi thầy cô một khu vườn”.

III. TỔ CHỨC THỰC HIỆN

1. Phòng Nội vụ

- Tham mưu UBND quận giao biên chế cho từng trường;

- Tổ chức xét thăng hạng chức danh nghề nghiệp;

2. Trạm Y tế

- Khám sức khỏe cho học sinh các trường;

IV. LỊCH CÔNG TÁC

Thời gian\tNội dung công việc
02/2027\tỔn định nền nếp trước, sau Tết Nguyên đán
05/2027\tÔn tập và kiểm tra cuối năm
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([KnownPlan("song-mo", "Sông Mơ", read(PLAN.encode(), "song-mo.txt"))])


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Bao nhiêu phần trăm học sinh tiểu học đạt kết quả từ Hoàn thành trở lên?", "97,2%"),
        ("bao nhiêu phần trăm học sinh hoàn thành chương trình tiểu học", "100%"),
        ("phong trào thi đua nào được tiếp tục thực hiện", "Sách hay bên hiên nhà"),
        ("tháng 5 năm 2027 các trường bận gì", "Ôn tập và kiểm tra cuối năm"),
    ],
)
def test_the_words_that_tell_apart_decide(library: Library, question: str, told: str) -> None:
    assert told in library.ask(question).text


def test_what_an_office_is_told_to_do_is_all_that_stands_under_it(library: Library) -> None:
    told = library.ask("Phòng Nội vụ được giao tham mưu những việc gì?").text
    assert "biên chế" in told
    assert "thăng hạng" in told
    assert "sức khỏe" not in told


@pytest.mark.parametrize(
    "question",
    [
        "nghi tet tu ngay nao",
        "học sinh năm nay có những sự kiện gì",
        "tháng 5 năm 2027 phường đẩy mạnh phong trào thi đua nào",
    ],
)
def test_what_the_plan_does_not_say_is_not_made_of_what_it_names(library: Library, question: str) -> None:
    assert library.ask(question).status is Status.REFUSED
