"""Which part of a message asks, what the rest is good for, and what only sounds like asking; on an invented plan."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.language.lexicon import plain_words
from knowledge.reading import read
from knowledge.understanding.asking import read_asking
from knowledge.understanding.focus import asking_part, parts_of
from tests.knowledge.snippets import HEAD

PLAN = f"""{HEAD}I. CHỈ TIÊU

- Xóa phòng học tạm; 88% số trường được xây dựng kiên cố.

- Tổ chức các kỳ thi Toán quốc tế: Kỳ thi Sao Khuê, Kỳ thi Lá Phong.

II. NHIỆM VỤ

1. Đối với nhà bếp

Nhà bếp kiểm tra thực phẩm hằng ngày, lưu mẫu thức ăn đủ 24 giờ và ghi sổ giao nhận.

2. Ông Hà Văn Suối, chuyên viên

- Phụ trách bếp ăn bán trú, an toàn thực phẩm;
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([KnownPlan("song-mo", "Sông Mơ", read(PLAN.encode(), "song-mo.txt"))])


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Bao giờ các cháu hết ngồi phòng học tạm, mấy phần trăm trường được xây kiên cố?", "88%"),
        ("Cháu mê toán, quận có nói tới mấy kỳ thi toán quốc tế, là những kỳ nào vậy ạ?", "Sao Khuê"),
        ("Em đọc mãi không thấy, ai phụ trách bếp ăn bán trú?", "Hà Văn Suối"),
        ("Ai phụ trách an toàn thực phẩm bếp ăn vậy? Tôi hỏi giùm bà ngoại cháu.", "Hà Văn Suối"),
    ],
)
def test_the_part_that_asks_says_what_is_wanted(library: Library, question: str, told: str) -> None:
    assert told in library.ask(question).text


@pytest.mark.parametrize(
    "question",
    [
        "Tôi nghe nói cô giáo được tăng lương, mức tăng bao nhiêu phần trăm?",
        "Nhà em ở xa, xe đưa đón chạy mấy chuyến?",
        "Bé nhà em 18 tháng, mầm non có nhận bé chưa biết đi không?",
    ],
)
def test_what_is_asked_besides_must_still_be_told(library: Library, question: str) -> None:
    assert library.ask(question).status is Status.REFUSED


def test_what_is_to_be_done_is_not_what_a_person_is_in_charge_of(library: Library) -> None:
    told = library.ask("Hằng ngày nhà bếp phải làm gì với thực phẩm?")
    assert "lưu mẫu" in told.text
    assert "Hà Văn Suối" in library.ask("Ông Hà Văn Suối làm những việc gì?").text


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("con tôi lớp 4 thì học gì | cô giáo con bảo thế", "học gì"),
        ("lớp nào được nghỉ | nghỉ mấy ngày | tôi chưa rõ", "nghỉ mấy ngày"),
        ("cho con gửi xe đầu cổng được chứ", ""),
    ],
)
def test_the_last_part_that_asks_is_the_question(message: str, asks: str) -> None:
    pieces = [plain_words(piece) for piece in message.split("|")]
    typed = tuple(word for piece in pieces for word in piece)
    parts = parts_of(typed, {sum(map(len, pieces[:n])) for n in range(len(pieces))})
    found = asking_part(typed, parts, strict=True)
    assert (found >= 0) is bool(asks)
    assert not asks or " ".join(w.folded for w in typed[slice(*parts[found])]).endswith(
        " ".join(w.folded for w in plain_words(asks))
    )


def test_every_day_is_no_question_for_a_day(library: Library) -> None:
    assert "24 giờ" in library.ask("Ngày nào cũng nấu, nhà bếp phải lưu mẫu thức ăn mấy giờ?").text


@pytest.mark.parametrize("question", ["nhà bếp nhận bé từ mấy tháng tuổi", "bao nhiêu tuổi thì được phụ trách bếp ăn?"])
def test_an_age_is_told_only_by_an_age(library: Library, question: str) -> None:
    assert library.ask(question).status is Status.REFUSED


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Có mấy trường được xây lại, tên gì vậy ạ?", True),
        ("Bộ tài liệu mà những trường ấy dùng có tên là gì?", False),
    ],
)
def test_the_names_of_schools_are_asked_for(question: str, asks: bool) -> None:
    assert ("school" in read_asking(plain_words(question), strict=True).asks) is asks
