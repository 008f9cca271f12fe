"""Long prose: the stretch that answers, cut where nothing is turned around; the lists that prose hides."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.answer import Library
from knowledge.answering import Answer, KnownPlan, Status
from knowledge.telling.composed import CUT, LIST_LIMIT, SENTENCE_LIMIT, shorten
from knowledge.telling.passages import ROOM, clauses_of, pieces_of, shown, stretch
from tests.knowledge.snippets import plan

FILLER = "Các trường dọn vệ sinh khuôn viên, trồng thêm cây bóng mát dọc hàng rào, sơn lại bảng tên ở cổng"
LIBRARY = (
    f"{FILLER}. Thư viện mở cửa cả giờ ra chơi buổi chiều để học sinh mượn truyện về nhà. "
    f"{FILLER} và sân chơi. {FILLER} sau."
)
FORBIDDEN = (
    "Trong mọi hoạt động ngoài giờ, khi chưa được cha mẹ đồng ý bằng văn bản và chưa báo trước với phòng giáo dục đào "
    "tạo, các trường không được tổ chức tham quan qua đêm, đưa học sinh đi bơi ở sông hồ, tự đi xe máy tới "
    "điểm tập trung, thuê xe không rõ nguồn gốc hoặc giao học sinh cho người lạ trông giữ trong suốt chuyến đi ấy"
)
DUTIES = "Trạm y tế: " + " ".join(
    f"{verb} {what} tại các trường trên toàn địa bàn theo lịch đã thống nhất với nhà trường từ đầu năm."
    for verb, what in (
        ("Khám", "mắt cho học sinh"),
        ("Tập huấn", "sơ cứu cho giáo viên"),
        ("Lấy", "mẫu nước ở bếp ăn"),
        ("Phun", "thuốc diệt muỗi"),
    )
)
FIELDS = "Đoàn kiểm tra xem xét những mặt sau: " + "; ".join(
    f"{what} cùng hồ sơ kèm theo của từng trường"
    for what in ("bếp ăn bán trú", "sổ thu chi", "xe đưa đón trẻ", "phòng cháy", "thư viện", "nhà vệ sinh", "sân chơi")
)


def ask(paragraph: str, question: str) -> Answer:
    body = f"I. NHIỆM VỤ\n\n{paragraph}\n"
    return Library([KnownPlan("song-mo", "song-mo", plan(body))]).ask(question)


def test_the_sentence_that_answers_comes_and_the_others_follow() -> None:
    answer = ask(LIBRARY, "thư viện có cho học sinh mượn truyện về không")
    assert answer.text.startswith("Thư viện mở cửa")
    assert len(answer.text) <= SENTENCE_LIMIT
    (rest,) = answer.rest
    assert FILLER in rest.text
    assert "Thư viện" not in rest.text
    assert rest.citations[0].section == answer.citations[0].section


def test_no_cut_turns_a_sentence_around() -> None:
    answer = ask(FORBIDDEN, "có được cho học sinh tự đi xe máy tới điểm tập trung không")
    assert answer.status is Status.ANSWERED
    assert len(answer.text) <= SENTENCE_LIMIT
    assert "không được" in answer.text or "xe máy" not in answer.text
    assert "xe máy" in answer.text + "".join(page.text for page in answer.rest)


def test_points_of_one_matter_become_bullets() -> None:
    answer = ask(DUTIES, "trạm y tế làm những gì")
    assert answer.text.count("\n- ") >= 3, answer.text
    assert "diệt muỗi" in answer.text


def test_an_enumeration_becomes_a_list_under_its_own_title() -> None:
    answer = ask(FIELDS, "đoàn kiểm tra xem xét những mặt nào")
    lines = answer.text.splitlines()
    assert lines[0] == "Đoàn kiểm tra xem xét những mặt sau:"
    assert len(lines) == 8
    assert all(line.startswith("- ") for line in lines[1:])


WORDS = st.sampled_from(
    [
        "bếp ăn",
        "không thu",
        "(gồm",
        "MN:",
        "TH)",
        "“Lời",
        "hay”",
        "tại Kim Sơn",
        "và sân",
        "22,5%",
        "của Sở GD&ĐT",
        "… Có",
    ]
)
SIGNS = st.sampled_from([" ", ", ", "; ", ". ", "... ", ": "])
TEXTS = st.lists(st.tuples(WORDS, SIGNS), min_size=1, max_size=90).map(
    lambda parts: "".join(f"{word}{sign}" for word, sign in parts).strip()
)


@given(TEXTS)
@example("bếp ăn; tại Kim Sơn" + " và sân" * 20)  # the sign parts it already, and says more than the joining word
def test_pieces_are_the_text(text: str) -> None:
    pieces = pieces_of(text)
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text
    assert all(before.after == after.before for before, after in pairwise(pieces))
    assert re.sub(r"\W", "", "".join(clauses_of(text))) == re.sub(r"\W", "", text)


@given(TEXTS, st.data())
def test_a_stretch_is_of_the_text_and_has_room(text: str, data: st.DataObject) -> None:
    piece = data.draw(st.sampled_from(pieces_of(text)))
    start, end = stretch(text, lambda told: [float("22,5" in told)], (piece.start, piece.end))
    assert 0 <= start <= end <= len(text)
    assert end - start <= ROOM
    assert text[start:end] in shown(text, start, end)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Hỗ trợ mỗi trường 15 triệu đồng", "Hỗ trợ mỗi trường"),
        ("Làm mới sân của trường Kim Sơn Hạ", "Làm mới sân của trường"),
        ("Nộp báo cáo trước ngày 25/10 hằng năm", "Nộp báo cáo trước"),
        ("Kiểm tra bếp ăn, nhà vệ sinh", "Kiểm tra bếp ăn"),
    ],
)
def test_what_is_cut_keeps_numbers_and_names_whole(text: str, kept: str) -> None:
    longest = len(kept) + len(" 15 triệu" if "triệu" in text else " Kim Sơn" if "Kim" in text else ", nh")
    assert shorten(text, longest + len(CUT)).startswith(kept)
    for limit in range(12, len(text)):
        told = shorten(text, limit)
        assert len(told) <= limit
        assert told.endswith(CUT)
        assert not re.search(r"(?:15|ngày|Kim|Sơn) …$", told)


def test_a_shortened_text_is_the_same_where_it_fits() -> None:
    assert shorten("vừa đủ", 6) == "vừa đủ"
    assert LIST_LIMIT < 1_500


def test_what_stands_under_a_heading_is_borne_out_line_by_line() -> None:
    body = "I. AN TOÀN TRƯỜNG HỌC\n\n" + "".join(f"- {line}.\n" for line in ("Rào kín ao hồ", "Khóa cổng lúc 8 giờ"))
    answer = Library([KnownPlan("song-mo", "song-mo", plan(body))]).ask("an toàn trường học gồm những gì")
    assert answer.text == "- Rào kín ao hồ.\n- Khóa cổng lúc 8 giờ."
    assert [citation.quote for citation in answer.citations] == ["Rào kín ao hồ.", "Khóa cổng lúc 8 giờ."]
