"""What stands beside a question, what it points to and what it only seems to ask; on an invented plan of a ward."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.language.lexicon import lexicon, plain_words
from knowledge.language.places import own_names
from knowledge.language.text import written_out
from knowledge.reading import read
from knowledge.understanding.asking import read_asking
from knowledge.understanding.framing import without_frames

PLAN = """UBND PHƯỜNG BẾN DÂU

**PHÒNG VĂN HÓA - XÃ HỘI**

Số: 31/KH-VHXH

*Bến Dâu, ngày 18 tháng 8 năm 2026*

# KẾ HOẠCH

**Nâng cao chất lượng mũi nhọn năm học 2026-2027**

## I. NHIỆM VỤ

- Xét lại 14 cán bộ quản lý hết nhiệm kỳ để bổ nhiệm lại.

- Bồi dưỡng học sinh giỏi từ tháng 9; mỗi đội tuyển không quá 6 học sinh.

- Phối hợp với Phòng Nội vụ sắp xếp đội ngũ giáo viên giữa các trường.

- Đơn xin học hòa nhập được trả lời trong 12 ngày.

- Trẻ vào lớp 1 sinh năm 2021; kế hoạch tuyển sinh được công bố trước ngày 10/4/2027.

- Đến cuối năm 2027 có 97% giáo viên đạt chuẩn trình độ đào tạo.

- Trường MN: Huy động trẻ nhà trẻ ra lớp đạt 44%, trẻ mẫu giáo đạt 98%.

- Hiệu trưởng công khai mức thu; chịu trách nhiệm về việc lạm thu trong trường; báo cáo kết quả hằng tháng.

- Duy trì các dự án đang triển khai hiệu quả như dự án Vườn rau, Lớp học mở, Sách về bản.

- Quỹ Lá Dâu: chi 240 triệu đồng cho học bổng.

- Quỹ Lá Dâu trao 80 suất học bổng, mỗi suất 3.000.000 đồng.

**TRƯỞNG PHÒNG**

**Lò Văn Sậy**

Nơi nhận:

- UBND phường;
- Các trường trong phường;
- Lưu: VT.
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([KnownPlan("ben-dau", "Bến Dâu", read(PLAN.encode(), "ben-dau.md"))])


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # a sentence before the one that asks, though it names a matter of its own
        ("Nhà em vừa sửa mái dột. Đến cuối năm 2027 mấy phần trăm giáo viên phải đủ chuẩn?", "97%"),
        ("Con gái tôi thích múa hát, bao lâu thì đơn xin học hòa nhập được trả lời?", "12 ngày"),
        # the paper before the asker: its day beside an aside, its signer by what it is about, with its own year
        ("Em trực văn thư mà lỡ quên ghi. Bản kế hoạch này đề ngày bao nhiêu?", "18/08/2026"),
        ("Ông nào đứng tên cái kế hoạch luyện học sinh giỏi này?", "Lò Văn Sậy"),
        ("Kế hoạch năm học 2026-2027 của phường được ký ngày nào?", "18/08/2026"),
        # two offices by their heads are one known wording, with a comma or without
        ("Phường tính bổ nhiệm lại mấy hiệu trưởng, hiệu phó hết nhiệm kỳ?", "14"),
        # a stretch of time, a year of birth, a bound, a sum for one
        ("Gửi đơn xin học hòa nhập thì chờ bao lâu mới có trả lời?", "12 ngày"),
        ("Trẻ sinh năm nào thì được vào lớp 1?", "2021"),
        ("Mỗi đội tuyển học sinh giỏi nhiều nhất mấy bạn?", "6"),
        ("Học bổng quỹ Lá Dâu mỗi suất bao nhiêu tiền?", "3.000.000"),
        # what is told of is not counted, and names no school
        ("Kể giúp tôi tên mấy dự án đang chạy tốt và được các trường giữ tiếp", "Vườn rau"),
        # who opens a sentence does what its later clauses say
        ("Trường lạm thu thì ai chịu?", "Hiệu trưởng"),
        ("Trường thừa trường thiếu thầy cô thì phòng làm chung với phòng nào để xếp lại?", "Nội vụ"),
    ],
)
def test_what_stands_beside_or_seems_to_be_asked_does_not_mislead(library: Library, question: str, told: str) -> None:
    assert told in library.ask(question).text


def test_of_figures_side_by_side_the_one_asked_for_is_told(library: Library) -> None:
    told = library.ask("Bao nhiêu phần trăm trẻ nhà trẻ ra lớp?").text
    assert "44%" in told
    assert "98%" not in told


@pytest.mark.parametrize(
    "question",
    [
        "Cháu nhà em được xếp vào đội tuyển. Trường có phát xe đạp cho các cháu không?",
        "Nhà em có đứa học hòa nhập. Một chiếc xe lăn giá bao nhiêu tiền?",
        "Quỹ Lá Dâu hay lắm. Ai là kiến trúc sư xây bể bơi?",
    ],
)
def test_an_introduction_alone_answers_nothing(library: Library, question: str) -> None:
    assert library.ask(question).status is Status.REFUSED


def test_nothing_that_asks_runs_across_the_end_of_a_sentence() -> None:
    typed = plain_words("em không muốn lộ tên trường phải mở hộp thư nào")
    assert "school" in read_asking(typed, strict=True).asks
    assert "school" not in read_asking(typed, strict=True, ends={5}).asks


@pytest.mark.parametrize(
    ("asked", "wanted", "not_wanted"),
    [
        ("sự cố phải báo trong vòng bao lâu", "within", "often"),
        ("trên xe phải có ai trông các cháu không", "yes_no", "who"),
        ("đăng ảnh lớp lên nhóm zalo có được không", "yes_no", "contact"),
        ("trẻ sinh năm nào thì vào lớp 1", "born", "list"),
        ("kể giúp em tên mấy dự án của trường", "list", "count"),
    ],
)
def test_the_kind_of_answer_is_told_apart(asked: str, wanted: str, not_wanted: str) -> None:
    asks = read_asking(plain_words(asked), strict=True).asks
    assert wanted in asks
    assert not_wanted not in asks


@pytest.mark.parametrize(
    ("piece", "left"),
    [
        ("con trai út nhà em mấy tuổi", "mấy tuổi"),
        ("cháu sợ không dám kể với ai", "cháu sợ"),
        ("em không biết nộp cho ai", "em không biết nộp cho ai"),
        ("đến cuối năm 2027 đạt mấy phần trăm", "năm 2027 đạt mấy phần trăm"),
        ("phương châm là ba chữ gì", "phương châm gì"),
    ],
)
def test_own_children_nobody_and_how_many_there_are_to_tell_are_left_out(piece: str, left: str) -> None:
    told = without_frames(plain_words(piece), lambda pair: False, strict=True, asks_whom=False)
    assert told == plain_words(left)


def test_common_words_are_what_they_are_typed_as() -> None:
    def read_as(text: str) -> list[int]:
        return [span.end for span in lexicon().concepts.at(plain_words(text), 0, strict=True)]

    assert read_as("còn cho cháu") == []
    assert read_as("còn chỗ cho cháu")


@pytest.mark.parametrize(
    ("typed", "long"),
    [
        ("mấy hiệu trưởng, hiệu phó", "mấy hiệu trưởng hiệu phó"),
        ("hiệu trưởng với phó hiệu trưởng", "hiệu trưởng phó hiệu trưởng"),
        ("xếp loại HT tốt", "xếp loại hoàn thành tốt"),
        ("HT trường em", "HT trường em"),
        ("trường nào lên MĐ2", "trường nào lên mức độ 2"),
        ("hết học kỳ một là hôm nào", "hết học kỳ 1 là hôm nào"),
        ("mỗi học kỳ hai lần", "mỗi học kỳ hai lần"),
    ],
)
def test_offices_in_pairs_and_shorthand_are_written_out(typed: str, long: str) -> None:
    assert written_out(typed) == long


def test_a_ward_is_called_by_its_kind() -> None:
    assert own_names("Bến Dâu", "Phòng Văn hóa - Xã hội phường Bến Dâu") == ["ben dau", "phuong"]
    assert own_names("Bến Dâu", "Phòng Giáo dục và Đào tạo quận Bến Dâu") == ["ben dau"]
