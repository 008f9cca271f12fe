"""Working days, quiet hours, and the settings that a person types."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import UserError
from scheduler.rhythm import Rhythm
from scheduler.rhythm_settings import SETTINGS, changed, rhythm_of, shown

RHYTHM = Rhythm()
YEAR = st.dates(date(2026, 8, 1), date(2028, 7, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 8, 22), True),  # a Saturday worked for 31 August
        (date(2026, 8, 31), False),
        (date(2026, 11, 24), False),  # Ngày Văn hóa Việt Nam
        (date(2026, 11, 21), False),  # an ordinary Saturday
        (date(2027, 2, 4), False),  # two days before Tết
        (date(2027, 2, 10), False),
        (date(2027, 2, 11), True),
        (date(2027, 5, 3), False),  # in lieu of 1 May, a Saturday
    ],
)
def test_the_law_and_tet_say_which_days_are_worked(day: date, works: bool) -> None:
    assert RHYTHM.is_working(day) is works


def test_an_office_overrides_what_the_calendar_says() -> None:
    own = replace(RHYTHM, days_off=frozenset({date(2026, 10, 5)}), days_worked=frozenset({date(2026, 11, 24)}))
    assert not own.is_working(date(2026, 10, 5))
    assert own.is_working(date(2026, 11, 24))
    assert replace(RHYTHM, saturdays=True).is_working(date(2026, 11, 21))
    assert not replace(RHYTHM, saturdays=True).is_working(date(2027, 1, 2 - 1))


def test_what_is_due_on_a_sunday_is_called_for_on_the_friday() -> None:
    assert RHYTHM.last_working(date(2026, 10, 25)) == date(2026, 10, 23)
    assert RHYTHM.last_working(date(2027, 4, 25)) == date(2027, 4, 23)
    assert RHYTHM.first_working(2026, 11) == date(2026, 11, 2)
    assert RHYTHM.first_working(2026, 9) == date(2026, 9, 3)


def test_calls_go_out_at_half_past_seven_in_hanoi() -> None:
    assert RHYTHM.calls_at(date(2026, 10, 1)) == datetime(2026, 10, 1, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "quiet"),
    [("2026-10-01 06:29", True), ("2026-10-01 06:30", False), ("2026-10-01 20:59", False), ("2026-10-01 21:00", True)],
)
def test_nights_are_quiet(local: str, quiet: bool) -> None:
    assert RHYTHM.is_quiet(datetime.fromisoformat(f"{local}+07:00")) is quiet


@given(YEAR, st.integers(0, 24 * 60 - 1))
def test_the_next_call_is_never_quiet_and_never_in_the_past(day: date, minute: int) -> None:
    now = datetime.combine(day, time(), UTC) + timedelta(minutes=minute)
    then = RHYTHM.next_call(now)
    assert then >= now
    assert not RHYTHM.is_quiet(then)
    assert then - now < timedelta(days=15)


@given(YEAR)
def test_working_days_are_found_on_either_side(day: date) -> None:
    before, after = RHYTHM.last_working(day), RHYTHM.next_working(day)
    assert before <= day <= after
    assert RHYTHM.is_working(before)
    assert RHYTHM.is_working(after)


def test_settings_survive_the_row() -> None:
    stored: dict[str, str] = {}
    for name, setting in SETTINGS.items():
        stored = changed(stored, "Asia/Ho_Chi_Minh", name, setting.example)
    own = rhythm_of(stored, "Asia/Ho_Chi_Minh")
    assert own.days_off == {date(2026, 10, 5)}
    assert own.after == (1, 3)
    assert [value for _, _, value in shown(own)] == list(stored.values())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("at", "25:00"),
        ("at", "sáng"),
        ("at", "22:00"),  # in the quiet hours
        ("before", "40"),
        ("before", "-3"),
        ("after", "0"),  # that is the day itself
        ("days_off", "05/10/26"),
        ("days_off", "30/2/2027"),
        ("days_worked", "05/10/2026"),  # off already
        ("saturdays", "đôi khi"),
        ("volume", "11"),
    ],
)
def test_a_wrong_setting_is_refused_with_a_sentence(name: str, words: str) -> None:
    with pytest.raises(UserError) as refused:
        changed({"days_off": "05/10/2026"}, "Asia/Ho_Chi_Minh", name, words)
    assert refused.value.sentence.endswith(".")


def test_a_year_that_no_lunar_calendar_knows_is_still_reckoned() -> None:
    """A slip of the pen ("31/12/2206") must not keep the drum from beating for everybody."""
    assert RHYTHM.last_working(date(2206, 12, 31)) == date(2206, 12, 31)
    assert RHYTHM.next_working(date(26, 12, 31)) == date(26, 12, 31)


def test_times_may_be_typed_the_vietnamese_way() -> None:
    assert rhythm_of(changed({}, "Asia/Ho_Chi_Minh", "at", "7h15"), "Asia/Ho_Chi_Minh").at == time(7, 15)
    assert rhythm_of(changed({}, "Asia/Ho_Chi_Minh", "at", "8g"), "Asia/Ho_Chi_Minh").at == time(8, 0)
