"""Times for an announcement, as they are typed."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.announcing_when import When, read
from knowledge.errors import UserError

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 9 o'clock in Hanoi
ZONE, USUAL = "Asia/Ho_Chi_Minh", time(7, 30)


def said(typed: str) -> str | None:
    when = read(typed, MONDAY, ZONE, USUAL)
    if when is None:
        return None
    at = f"{when.at:%d/%m %H:%M}" if when.at else "now"
    return f"{at}!" if when.is_urgent else at


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("ngay", "now"),
        ("Gửi ngay nhé", "now"),
        ("bay gio", "now"),
        ("khẩn", "now!"),
        ("ngay, khan", "now!"),
        ("17h", "23/11 17:00"),
        ("17:05", "23/11 17:05"),
        ("8h", "24/11 08:00"),
        ("3 giờ rưỡi chiều", "23/11 15:30"),
        ("7h30 sáng mai", "24/11 07:30"),
        ("mai", "24/11 07:30"),
        ("chiều mai", "24/11 14:00"),
        ("toi nay", "23/11 19:00"),
        ("sáng mốt", "25/11 07:30"),
        ("thứ hai 8h", "30/11 08:00"),
        ("t6", "27/11 07:30"),
        ("thứ 7 tuần sau", "05/12 07:30"),
        ("chủ nhật tuần tới 8g", "06/12 08:00"),
        ("25/11 lúc 15:00", "25/11 15:00"),
        ("15h ngày 25/11/2026", "25/11 15:00"),
        ("15 tháng 12", "15/12 07:30"),
        ("22h khẩn", "23/11 22:00!"),
        ("nghỉ học", None),
        ("Tết", None),
        ("tháng 12", None),
        ("", None),
        ("học phí 3 triệu", None),
    ],
)
def test_as_people_type_it(typed: str, at: str | None) -> None:
    assert said(typed) == at


@pytest.mark.parametrize("typed", ["25h", "8h75", "22/11", "hôm nay 8h"])
def test_times_that_there_are_not(typed: str) -> None:
    with pytest.raises(UserError):
        read(typed, MONDAY, ZONE, USUAL)


@given(st.text("0123456789h:/ngaymitouc kx", max_size=20))
def test_anything_is_a_time_ahead_or_none_or_refused(typed: str) -> None:
    try:
        when = read(typed, MONDAY, ZONE, USUAL)
    except UserError:
        return
    assert when is None or when.at is None or when.at >= MONDAY
    assert isinstance(when, When | None)
