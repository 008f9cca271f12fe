"""When two questions are the same, and what of a question is not kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.models.questions import KEY_LENGTH, TEXT_LENGTH
from db.sameness import key_of, masked

NOW = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khi nào khai giảng?", "khai giang bao gio"),
        ("Dạ cho em hỏi khi nào khai giảng ạ", "KHAI GIẢNG khi nào"),
        ("tháng 09 có gì", "tháng 9 có gì?"),
        ("ho\u0323c phi\u0301 lớp 6", "học phí lớp 6"),
        ("tôi muốn hỏi học phí", "xin hỏi học phí vậy ạ"),
    ],
)
def test_the_same(one: str, other: str) -> None:
    assert key_of(one, NOW) == key_of(other, NOW)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tháng 9 lớp 10", "tháng 10 lớp 9"),
        ("học phí lớp 6", "học phí lớp 7"),
        ("khi nào thi học sinh giỏi", "ai thi học sinh giỏi"),
        ("TH Sơn Ca có mấy lớp", "MN Sơn Ca có mấy lớp"),
        ("chuyển từ Hoa Sen sang Sơn Ca", "chuyển từ Sơn Ca sang Hoa Sen"),
        ("xin nghỉ học thế nào", "nghỉ học thế nào"),
        ("có thu tiền không", "không thu tiền có"),
        ("", ""),
        ("gọi 0912345678 để làm gì", "gọi 0912345679 để làm gì"),
        ("lương 1,5 triệu", "lương 15 triệu"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert key_of(one, NOW) != key_of(other, NOW)


@pytest.mark.parametrize(
    "text", ["hôm nay nghỉ không", "tháng sau có gì", "sắp tới họp khi nào", "còn mấy ngày nữa thi"]
)
def test_words_that_move_with_the_day(text: str) -> None:
    assert key_of(text, NOW) == key_of(text, NOW + timedelta(hours=1))
    assert key_of(text, NOW) != key_of(text, NOW + timedelta(days=1))


def test_the_school_year_does_not_move_with_the_day() -> None:
    assert key_of("năm nay khai giảng ngày nào", NOW) == key_of("năm nay khai giảng ngày nào", NOW + timedelta(days=1))


@pytest.mark.parametrize(
    "text",
    ["0912345678", "0912 345 678", "0912.345.678", "+84 912 345 678", "(024) 3825 1234", "84912345678", "001203004567"],
)
def test_numbers_of_people_are_masked(text: str) -> None:
    assert not any(character.isdigit() for character in masked(f"gọi {text}, cảm ơn"))


@pytest.mark.parametrize(
    "text",
    [
        "năm học 2026-2027", "ngày 01-09-2026", "ngày 05/9/2026 và 12/10/2026", "24.860.000.000 đồng",
        "1 000 000 000 đồng", "48/KH-VHXH", "67.140 em", "lớp 6, 7, 8, 9",
    ],
)  # fmt: skip
def test_figures_of_plans_are_kept(text: str) -> None:
    assert masked(text) == text


def test_addresses_are_masked() -> None:
    assert masked("thư tới a.b+c@truong.edu.vn nhé") == "thư tới [thư điện tử] nhé"


@given(st.text(max_size=900))
def test_whatever_is_typed_fits(text: str) -> None:
    kept = masked(text)
    assert len(kept) <= TEXT_LENGTH
    assert "\0" not in kept
    assert 0 < len(key_of(text, NOW)) <= KEY_LENGTH
    assert masked(kept) == kept
