"""Whether a task owes a report, whom it names, and whether it is of public or of private schools."""

from __future__ import annotations

import pytest

from knowledge.timeline.owing import named_schools, only_public, owes_report, school_key

SCHOOLS = {
    1: ["TH Hoa Mai", "Hoa Mai"],
    2: ["TH Hoa Mai 2"],
    3: ["Trường Mầm non Sao Mai"],
    4: ["MN Sao Mai"],  # of another ward
    5: ["TH&THCS Ban Mai"],
}


@pytest.mark.parametrize(
    ("what", "product", "leads", "joins", "owes"),
    [
        ("Các trường nộp danh sách học sinh giỏi", "", "", "", True),
        ("Rà soát cơ sở vật chất", "Báo cáo rà soát", "Các trường", "", True),
        ("Xây dựng kế hoạch năm học", "Kế hoạch", "Các trường", "Phòng VHXH", True),
        ("Xây dựng kế hoạch năm học", "Kế hoạch", "Phòng VHXH", "Các trường", False),
        ("Kiểm tra nội bộ trường học", "Báo cáo", "Phòng VHXH", "Các trường", False),
        ("Hướng dẫn các trường nộp hồ sơ", "", "Phòng VHXH", "", False),
        ("Khám sức khỏe cho trẻ", "", "Trạm Y tế", "Các trường mầm non", False),
        ("Tổng hợp số liệu toàn phường", "Báo cáo", "Phòng VHXH", "", False),
        ("Đăng ký trực tuyến vào mầm non từ ngày 21/6", "", "", "", False),  # parents do
        ("Nộp sổ theo dõi tiêm chủng", "", "Mầm non, tiểu học", "", True),
    ],
)
def test_what_schools_hand_in_is_owed(what: str, product: str, leads: str, joins: str, owes: bool) -> None:
    assert owes_report(what, product, [leads], [joins]) is owes


@pytest.mark.parametrize(
    ("words", "public"),
    [
        ("Kiểm tra cơ sở mầm non ngoài công lập", False),
        ("Họp các trường tư thục", False),
        ("Kiểm kê tài sản trường công lập", True),
        ("Họp các trường công lập và ngoài công lập", None),
        ("Họp hiệu trưởng", None),
    ],
)
def test_public_and_private(words: str, public: bool | None) -> None:
    assert only_public(words, []) is public


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("Kiểm tra trường tiểu học Hoa Mai", {1}),
        ("Kiểm tra TH Hoa Mai 2", {2}),
        ("Kiểm tra TH Hoa Mai, TH Hoa Mai 2", {1, 2}),
        ("Đánh giá ngoài trường mầm non Sao Mai", {3, 4}),  # a name that two schools share means both
        ("Thăm trường TH-THCS Ban Mai", {5}),
        ("Ngày hội hoa mai vàng", set()),
        ("Trường Hoa Mai làm điểm", {1}),
    ],
)
def test_schools_are_named_with_their_level(words: str, ids: set[int]) -> None:
    assert named_schools(words, SCHOOLS) == ids


def test_names_are_compared_without_accents_and_in_short() -> None:
    assert school_key("Trường Mầm non Hoa Mai") == school_key("MN hoa mai") == "mn hoa mai"
