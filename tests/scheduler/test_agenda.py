"""When items fall due, what their periods are called, and on which days the steps lie."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.timeline.period import Span
from scheduler.agenda import FIRST, OFFICE, Audience, Occurrence, SchoolFacts, occurrences, steps
from scheduler.rhythm import Rhythm

RHYTHM = Rhythm()
YEAR = (date(2026, 8, 1), date(2027, 7, 31))
DAYS = st.dates(date(2026, 8, 1), date(2027, 7, 31))


def spans_of(*days: tuple[date, date]) -> list[Span]:
    return list(days)


@pytest.mark.parametrize(
    ("first", "last", "every", "periods"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), "", ["2026-10"]),
        (date(2026, 10, 15), date(2026, 10, 15), "", ["2026-10"]),
        (date(2026, 10, 1), date(2026, 12, 31), "", ["2026-Q4"]),
        (date(2026, 11, 1), date(2026, 12, 31), "", ["2026-11..2026-12"]),
        (*YEAR, "", []),  # a standing duty
        (*YEAR, "year", ["2026-2027"]),
        (date(2026, 9, 1), date(2026, 11, 30), "month", ["2026-09", "2026-10", "2026-11"]),
        (date(2026, 9, 26), date(2026, 11, 25), "month:25", ["2026-10", "2026-11"]),
        (date(2026, 9, 1), date(2027, 3, 31), "quarter", ["2026-Q3", "2026-Q4", "2027-Q1"]),
        (date(2026, 9, 1), date(2026, 9, 30), "day", []),
        (date(2026, 9, 1), date(2026, 9, 30), "week", []),
    ],
)
def test_periods_have_the_names_that_people_use(first: date, last: date, every: str, periods: list[str]) -> None:
    assert [each.period for each in occurrences([(first, last)], every, {}, RHYTHM)] == periods


def test_a_report_by_the_day_is_due_on_working_days() -> None:
    found = occurrences([(date(2026, 9, 1), date(2026, 9, 7))], "day", {}, RHYTHM, daily=True)
    assert [each.period for each in found] == ["2026-09-03", "2026-09-04", "2026-09-07"]


def test_a_moved_day_keeps_its_period() -> None:
    moved = occurrences([(date(2026, 10, 1), date(2026, 10, 31))], "", {"2026-10": date(2026, 11, 5)}, RHYTHM)
    assert moved == [Occurrence("2026-10", date(2026, 10, 1), date(2026, 11, 5))]


def test_what_is_moved_before_its_opening_opens_by_then() -> None:
    month, early = (date(2026, 10, 1), date(2026, 10, 31)), date(2026, 9, 29)
    assert occurrences([month], "", {"2026-10": early}, RHYTHM) == [Occurrence("2026-10", early, early)]


def test_two_days_of_one_month_are_one_occurrence() -> None:
    found = occurrences(
        [(date(2026, 8, 28), date(2026, 8, 28)), (date(2026, 8, 24), date(2026, 8, 24))], "", {}, RHYTHM
    )
    assert found == [Occurrence("2026-08", date(2026, 8, 24), date(2026, 8, 28))]


def test_the_last_day_of_each_month_is_due_even_in_february() -> None:
    dues = [each.due for each in occurrences([YEAR], "month", {}, RHYTHM)]
    assert dues[6] == date(2027, 2, 28)
    assert len(dues) == 12


def test_steps_of_a_month_whose_end_is_a_saturday() -> None:
    found = steps(Occurrence("2026-10", date(2026, 10, 1), date(2026, 10, 31)), True, RHYTHM)
    assert {step: RHYTHM.today(at) for step, at in found.items()} == {
        FIRST: date(2026, 10, 1),
        "before:3": date(2026, 10, 28),
        "due": date(2026, 10, 30),
        "after:1": date(2026, 11, 2),
        "after:3": date(2026, 11, 3),
        OFFICE: date(2026, 11, 4),
    }


def test_who_owes_nothing_is_told_once() -> None:
    assert list(steps(Occurrence("2026-10", date(2026, 10, 1), date(2026, 10, 31)), False, RHYTHM)) == [FIRST]


@given(DAYS, st.integers(0, 90), st.booleans())
def test_no_step_is_quiet_and_the_office_comes_last(opens: date, length: int, owes: bool) -> None:
    found = steps(Occurrence("x", opens, opens + timedelta(days=length)), owes, RHYTHM)
    assert not any(RHYTHM.is_quiet(at) for at in found.values())
    if owes:
        assert found[OFFICE] == max(found.values())


@given(
    st.lists(st.tuples(DAYS, st.integers(0, 400)), max_size=6),
    st.sampled_from(["", "month", "month:31", "quarter", "term", "year"]),
)
def test_no_period_comes_twice(starts: list[tuple[date, int]], every: str) -> None:
    spans = [(first, first + timedelta(days=length)) for first, length in starts]
    periods = [each.period for each in occurrences(spans, every, {}, RHYTHM)]
    assert len(periods) == len(set(periods))
    assert all(len(period) <= 24 for period in periods)


def test_an_audience_holds_what_it_says() -> None:
    school = SchoolFacts(7, frozenset({"TH", "THCS"}), "Hoa Sen", True)
    assert Audience().has(school)
    assert Audience(levels=frozenset({"TH"}), wards=frozenset({"Hoa Sen"}), is_public=True).has(school)
    assert not Audience(levels=frozenset({"MN"})).has(school)
    assert not Audience(is_public=False).has(school)
    assert not Audience(school_ids=frozenset({8})).has(school)
    assert Audience(levels=frozenset({"MN"}), is_public=False).has(SchoolFacts(9))
