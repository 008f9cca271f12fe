"""What is a name behind "huyện" or "mầm non", and what is only the beginning of what is said of them."""

from __future__ import annotations

import pytest

from knowledge.language.lexicon import lexicon
from knowledge.understanding.naming import names_in


def named(shown: str) -> list[tuple[str, str]]:
    return [(n.kind, n.said) for n in names_in(shown, lexicon().typed_words(shown), (), lambda _: False)]


@pytest.mark.parametrize(
    "question",
    [
        "xã định xây thêm mấy phòng học",
        "huyện giao việc này cho ai",
        "phường còn thiếu mấy thầy cô",
        "tỉnh vừa phát máy tính cho trường nào",
        "các trường mầm non đầu tiên được khen",
        "trường tiểu học nhỏ xíu trên đồi có bị dẹp không",
        "mẫu giáo tan học lúc mấy giờ",
        "các lớp mẫu giáo ghép hai độ tuổi ở đâu",
        "huyện vùng cao thiếu mấy phòng",
        "quận nghiệm thu trường nào",
        "huyen dinh mo may lop",
        "quan giao viec nay cho ai",
        "xa hop bao gio",
        "mam non nhan tre tu may tuoi",
        "tieu hoc thi vao ngay nao",
        "Quận Có Bao Nhiêu Trường Mầm Non Vậy Ạ",
        "Nhà em ở gần trường. Năm nay có thêm lớp không?",
        "Bé nhà em học ở xã. Bao giờ cháu được nghỉ?",
    ],
)
def test_what_is_said_of_a_place_or_a_level_is_no_name(question: str) -> None:
    assert named(question) == []


@pytest.mark.parametrize(
    ("question", "kind", "said"),
    [
        ("quan dong anh co may truong", "place", "dong anh"),
        ("ai lo phuong lang thuong", "place", "lang thuong"),
        ("trường mầm non hoa gạo ở đâu", "school", "hoa gao"),
        ("truong thcs kien giang hieu truong la ai", "school", "kien giang"),
        ("huyện mê thảo có mấy trường", "place", "me thao"),
        ("phường giao thủy có mấy trường", "place", "giao thuy"),
        ("Trường Tiểu Học Cây Gạo có mấy lớp?", "school", "cay gao"),
        ("phường Phương Sao có mấy trường", "place", "phuong sao"),
        ("Trường Tiểu Học Cây Gạo Hiệu Trưởng Là Ai Vậy", "school", "cay gao"),
    ],
)
def test_a_name_is_read_with_capitals_or_without(question: str, kind: str, said: str) -> None:
    assert named(question) == [(kind, said)]


def test_the_parts_of_a_name_are_no_names_of_their_own() -> None:
    assert named("con học trường Trần Phú thì hỏi ai") == [("school", "tran phu")]
