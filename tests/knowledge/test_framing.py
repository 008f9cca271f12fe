"""What a message says around its question, and the age of the child that it is about; on an invented plan."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.language.lexicon import plain_words
from knowledge.reading import read
from knowledge.understanding.ages import ages_in
from knowledge.understanding.framing import without_frames
from tests.knowledge.snippets import HEAD

PLAN = f"""{HEAD}I. CHỈ TIÊU

- Tỷ lệ huy động nhà trẻ ra lớp đạt 41,5%; tỷ lệ huy động mẫu giáo ra lớp đạt 93,2%.

- Mỗi trường tiểu học có 02 vườn rau sạch do học sinh chăm sóc.

II. PHÂN CÔNG

1. Bà Lò Thị Mây, chuyên viên

- Phụ trách các cơ sở giáo dục mầm non trên địa bàn phường: Sông Cạn, Đồi Thông;

- Phụ trách công tác thư viện trường học;
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([KnownPlan("song-mo", "Sông Mơ", read(PLAN.encode(), "song-mo.txt"))])


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Cháu nhà tôi 20 tháng. Nghe nói quận định nhận nhiều, tỷ lệ ra lớp là bao nhiêu?", "41,5%"),
        ("Bé nhà mình lên bốn, tuổi này thì bao nhiêu phần trăm ra lớp ạ?", "93,2%"),
        ("Nghe đâu quận có nhắc chuyện vườn rau sạch, mỗi trường tiểu học có mấy vườn?", "02 vườn rau"),
        ("Tôi muốn phản ánh mầm non ở phường Sông Cạn thì bà nào trên phòng phụ trách?", "Lò Thị Mây"),
        ("Em cảm ơn trước ạ, cho em hỏi ai trên phòng phụ trách thư viện trường học với ạ", "Lò Thị Mây"),
    ],
)
def test_what_frames_a_question_does_not_weigh(library: Library, question: str, told: str) -> None:
    assert told in library.ask(question).text


@pytest.mark.parametrize(
    "question",
    ["Nghe bảo quận định mở lớp bơi, học bơi ở bể nào ạ?", "Cháu 4 tuổi, nghe nói được phát sữa, mỗi tuần mấy hộp?"],
)
def test_what_the_plan_does_not_say_is_refused_however_it_is_framed(library: Library, question: str) -> None:
    assert library.ask(question).status is Status.REFUSED


@pytest.mark.parametrize(
    ("piece", "left"),
    [
        ("nghe bảo năm nay có lớp múa", "năm nay có lớp múa"),
        ("em thấy cô giáo con em nhắc", ""),
        ("huyện có nói đến thư viện xanh", "thư viện xanh"),
        ("phòng định mở lớp nào", "mở lớp nào"),
        ("quan co bao nhieu truong", "quan co bao nhieu truong"),
        ("phòng học còn thiếu mấy phòng", "phòng học còn thiếu mấy phòng"),
    ],
)
def test_only_what_frames_is_left_out(piece: str, left: str) -> None:
    kept = without_frames(plain_words(piece), lambda key: key == "phong_hoc", strict=True, asks_whom=False)
    assert {word.folded for word in kept} - {"huyen", "quan"} == {w.folded for w in plain_words(left)} - {"quan"}


@pytest.mark.parametrize(
    ("said", "group", "level"),
    [
        ("bé nhà em mới 18 tháng", "nha tre", "MN"),
        ("cháu 30 tháng tuổi", "nha tre", "MN"),
        ("con tôi hai tuổi rưỡi", "nha tre", "MN"),
        ("cháu vừa lên 3", "mau giao", "MN"),
        ("bé gần năm tuổi", "tre 5 tuoi", "MN"),
        ("con em 8 tuổi", "", "TH"),
        ("cháu 13 tuổi", "", "THCS"),
        ("kỷ niệm 94 năm, cô giáo 51 tuổi", "", ""),
        ("con nghỉ hè 3 tháng", "", ""),
        ("bé lên lớp 3", "", ""),
    ],
)
def test_an_age_is_that_of_a_group_or_a_level(said: str, group: str, level: str) -> None:
    ages = list(ages_in(plain_words(said)))
    assert [age.level for age in ages] == ([level] if level else [])
    assert group in {g for age in ages for g in age.groups} or not group
