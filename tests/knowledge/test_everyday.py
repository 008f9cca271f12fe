"""Questions in everyday words, on a small invented plan: what is listed, how often, how old, how long, and by what name
people call what a plan writes officially."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.language.lexicon import concepts_between, lexicon, plain_words
from knowledge.language.text import written_out
from knowledge.reading import read
from knowledge.understanding.asking import read_asking
from knowledge.understanding.feasts import as_anniversary
from tests.knowledge.snippets import HEAD

PLAN = f"""{HEAD}I. NHIỆM VỤ

1. Trường lớp

Rà soát, sáp nhập hai điểm trường mầm non nhỏ lẻ ở cuối phường.

Phòng học được xây dựng kiên cố đạt 97%, không còn phòng học tạm.

Cán bộ quản lý giữ chức vụ tại một đơn vị từ 6 năm trở lên thì được luân chuyển.

2. Chăm sóc và an toàn

Phòng chống suy dinh dưỡng cho trẻ mầm non bằng khẩu phần riêng và vận động ngoài trời.

Lập kênh thông tin gồm hộp thư góp ý, đường dây nóng để học sinh báo tin về bạo lực học đường.

Bếp ăn kiểm tra định kỳ; bếp trưởng học lớp vệ sinh ba năm một lần.

3. Hoạt động

Duy trì các dự án đang được triển khai hiệu quả như dự án Vườn trong sân, Mỗi lớp một nhạc cụ, Sách đi vòng.

Các trường lập dự án đầu tư phòng chức năng theo thứ tự ưu tiên.

Liên hoan hợp xướng kỷ niệm 40 năm ngày thành lập trường Cầu Đá.

Hạn chế hồ sơ giấy trong quản lý.

Nhận đủ hồ sơ tuyển sinh vào lớp 10 của học sinh lớp 9.

Hồ sơ tuyển sinh của trẻ ngoài tuyến nhận sau.
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([KnownPlan("cau-da", "Cầu Đá", read(PLAN.encode(), "cau-da.txt"))])


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("mấy dự án đang chạy tốt là những cái nào", "Sách đi vòng"),
        ("mấy điểm mẫu giáo bé tí lẻ tẻ, phường tính dẹp hay làm gì với mấy điểm đó", "sáp nhập"),
        ("bếp trưởng bao lâu mới phải có một kỳ học vệ sinh", "ba năm một lần"),
        ("hát đồng ca mừng trường Cầu Đá tròn bao nhiêu tuổi", "40 năm"),
        ("người quản lý ngồi quá mấy năm thì phải đổi chỗ làm", "6 năm"),
        ("sổ sách giấy tờ nhiều quá, có cho bớt không", "Hạn chế hồ sơ giấy"),
        ("so sach giay to nhieu qua, co cho bot khong", "Hạn chế hồ sơ giấy"),
        ("gầy còi quá thì trường chăm ra sao", "khẩu phần riêng"),
        ("con bị bạn ăn hiếp thì báo qua những kênh nào", "đường dây nóng"),
        ("cho con vào lớp 1 cần nộp giấy tờ gì", "ngoài tuyến"),  # of no grade, rather than of another
        ("mấy phần trăm phòng học xây chắc chắn, hết nhà tạm chưa", "97%"),
    ],
)
def test_everyday_words_find_what_the_plan_writes(library: Library, question: str, told: str) -> None:
    assert told in library.ask(question).text


@pytest.mark.parametrize(
    "question",
    [
        "bé gầy còi có được phát gạo không",
        "mấy dự án làm đường là những dự án nào",
        "lớp xịn học phí nhiêu",
        "con vào lớp 1 thì học sách cánh diều hay kết nối tri thức",
    ],
)
def test_what_the_plan_does_not_say_is_refused_in_everyday_words_too(library: Library, question: str) -> None:
    assert library.ask(question).status is Status.REFUSED


@pytest.mark.parametrize(
    ("question", "wanted", "not_wanted"),
    [
        ("có mấy câu lạc bộ, là những câu lạc bộ nào", {"list"}, {"count"}),
        ("làm thế nào để dẹp mấy quán cóc", set(), {"count"}),
        ("trường có mấy lớp ở đó", {"count"}, set()),
        ("sổ liên lạc có còn dùng không", set(), {"count"}),
        ("số lớp của cả phường", {"count"}, set()),
        ("bao lâu lại khám một lần", {"often"}, {"when"}),
        ("dạy từ mấy năm trở lên thì được xét", {"count"}, {"when", "year"}),
        ("mấy năm nữa xây xong", {"when"}, set()),
        ("nhà trường phải bày ra những trò chơi nào, kể tên giúp", {"list"}, {"school"}),
        ("có mấy trường mầm non xin lên chuẩn, tên gì", {"school"}, {"count"}),
        ("hiệu trưởng tên gì", {"who"}, {"school"}),
    ],
)
def test_what_is_asked_for_is_understood(question: str, wanted: set[str], not_wanted: set[str]) -> None:
    asks = read_asking(lexicon().typed_words(written_out(question)), strict=True).asks
    assert wanted <= asks
    assert not asks & not_wanted


def test_an_age_in_years_is_asked_of_offices_and_feasts_only() -> None:
    def asked(text: str) -> str:
        return " ".join(word.folded for word in as_anniversary(plain_words(text)))

    assert "ky niem bao nhieu nam" in asked("mừng đoàn tròn bao nhiêu tuổi")
    assert asked("ngành giáo dục xã ta năm 2026 sắp kỉ niệm tròn mấy tuổi").startswith("ky niem thanh lap nganh")
    assert asked("bé bao nhiêu tuổi thì vào lớp 1") == "be bao nhieu tuoi thi vao lop 1"


def test_a_word_that_says_nothing_may_stand_within_a_known_wording(library: Library) -> None:
    said = lexicon().typed_words("ngồi lâu quá một chỗ")
    assert not concepts_between(said, 0, len(said), strict=True)
    assert "luân chuyển" in library.ask("người quản lý ngồi lâu quá một chỗ thì sao").text


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("được ban hành", "dân chủ"),
        ("các tổ chức", "tổ chuyên môn"),
        ("lịch sử", "nếp sống thanh lịch văn minh"),
        ("đồ dùng", "hạn chế"),
        ("lớp mẫu giáo", "mô hình điểm"),
        ("ra trường", "thanh tra kiểm tra"),
    ],
)
def test_an_everyday_wording_is_none_where_a_plan_writes_something_else(text: str, concept: str) -> None:
    spans = lexicon().concepts.everywhere(lexicon().typed_words(text))
    assert not any(c.removeprefix("~") == concept for span in spans for c in span.concepts)
