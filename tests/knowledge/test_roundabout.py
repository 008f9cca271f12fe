"""Messages that tell of the asker before, around and after what they ask; on an invented plan."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.language.lexicon import lexicon, plain_words
from knowledge.language.shorthand import told_apart
from knowledge.reading import read
from knowledge.understanding.asking import read_asking
from knowledge.understanding.focus import asking_part, parts_of
from knowledge.understanding.framing import without_frames
from tests.knowledge.snippets import HEAD

PLAN = f"""{HEAD}I. CHỈ TIÊU

- Xây dựng 02 trường liên cấp tại khu đô thị Đồi Thông.

- Tỷ lệ học sinh THCS thi đỗ vào lớp 10 THPT công lập đạt 72,5%.

- Giảm hồ sơ giấy, văn bản của trường gửi qua mạng.

II. TỔ CHỨC

- Tham mưu UBND quận xử lý các vi phạm về thu chi trong trường học.

- Phòng Nội vụ: Tham mưu UBND quận tuyển dụng viên chức giáo dục.

III. TRƯỜNG ĐỀ NGHỊ CÔNG NHẬN LẠI

| STT | Tên trường | Năm công nhận | Thời gian đề nghị |
|---|---|---|---|
| 1 | TH Cầu Đá | 2019 | 10/2026 |
| 2 | THCS Núi Nưa | 2021 | 10/2026 |
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([KnownPlan("song-mo", "Sông Mơ", read(PLAN.encode(), "song-mo.md"))])


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Bà già rồi hay quên, nghe đài phường nói quận xây trường liên cấp, thế rồi làm mấy cái như thế?", "02"),
        ("Nhà có thằng cháu cuối cấp hai, bà lo lắm, bao nhiêu phần trăm đậu vào cấp ba công lập?", "72,5%"),
        ("Cấp hai bọn tôi thì bao nhiêu phần trăm học sinh đỗ vào cấp ba công lập vậy c", "72,5%"),
        ("Trường thu chi sai thì mình đề xuất lên đâu để xử lý vi phạm?", "UBND quận"),
        ("Phòng nào tham mưu UBND Q tuyển dụng viên chức GD?", "Nội vụ"),
        ("Trường cấp hai nào đề nghị công nhận lại?", "Núi Nưa"),
        ("Trong các trường đề nghị công nhận lại năm 2026, trường nào được công nhận từ năm 2019?", "Cầu Đá"),
        (
            "Tôi là ông của hai cháu tiểu học, đi khai giảng nghe nhắc, kế hoạch này ban hành ngày nào vậy?",
            "20/08/2026",
        ),
        ("Tôi cần báo cáo UBND Q, bao nhiêu phần trăm học sinh đỗ vào cấp 3 công lập e nhỉ", "72,5%"),
        ("Quận có chủ trương gì với hồ sơ giấy không?", "qua mạng"),
    ],
)
def test_what_is_told_around_a_question_need_not_be_in_the_plan(library: Library, question: str, told: str) -> None:
    assert told in library.ask(question).text


@pytest.mark.parametrize(
    "question",
    [
        "Cháu tôi học cấp hai, bà lo lắm, bao nhiêu phần trăm được học bơi miễn phí ở bể?",
        "Nghe đài phường nói quận phát xe đạp, thế rồi phát mấy cái như thế?",
    ],
)
def test_what_the_plan_does_not_say_is_refused_however_much_is_told(library: Library, question: str) -> None:
    assert library.ask(question).status is Status.REFUSED


def test_no_name_runs_across_a_comma(library: Library) -> None:
    refused = library.ask("Cháu học cấp hai, khối sáu có bể bơi nào?").text
    assert "trường THCS" not in refused


@pytest.mark.parametrize(
    ("piece", "left"),
    [
        ("ai lo thư viện để tôi nói lại cho bố mẹ nó", "ai lo thư viện"),
        ("học lực thôi chứ không nói đạo đức", "học lực thôi"),
        ("ngoài tiền ngân sách thì dân góp bao nhiêu", "dân góp bao nhiêu"),
        ("nhà em ở trong bản xa", ""),
        ("cháu đang phân vân học nghề hay học tiếp", "cháu"),
        ("để em nộp báo cáo ngày nào thì được", "để em nộp báo cáo ngày nào thì được"),
    ],
)
def test_purposes_exceptions_and_where_one_lives_are_left_out(piece: str, left: str) -> None:
    told = without_frames(plain_words(piece), lambda pair: False, strict=True, asks_whom=False)
    assert told == plain_words(left)


def test_a_complaint_at_the_end_is_not_the_question() -> None:
    asked = plain_words("đơn vị nào lo chuyện này thấy xót mà chẳng biết kêu ai")
    parts = parts_of(asked, {5})
    assert parts[asking_part(asked, parts, strict=True)] == (0, 5)


@pytest.mark.parametrize(
    ("question", "group"), [("chủ trương gì về sân chơi", "school"), ("gom các cháu về được mấy phần trăm", "list")]
)
def test_words_that_only_sound_like_asking_ask_nothing(question: str, group: str) -> None:
    assert group not in read_asking(plain_words(question), strict=True).asks


@pytest.mark.parametrize(
    ("typed", "long"),
    [
        ("UBND Q giao ai", "UBND quận giao ai"),
        ("số bn vậy c", "số bn vậy chị"),
        ("hết bao nhiêu e nhỉ, c cần ghi", "hết bao nhiêu em nhỉ, chị cần ghi"),
        ("con e học lớp 6", "con em học lớp 6"),
        ("trương mầm non nào", "trường mầm non nào"),
        ("chủ trương mầm non", "chủ trương mầm non"),
    ],
)
def test_shorthand_is_told_apart_by_its_neighbours(typed: str, long: str) -> None:
    assert told_apart(typed) == long


def test_levels_are_known_by_spoken_numbers_too() -> None:
    spans = lexicon().concepts.everywhere(plain_words("đậu cấp ba"), strict=True)
    assert any("tuyen sinh vao lop 10" in concept for span in spans for concept in span.concepts)
