"""Times that people name by the clock: told from the given day, laid over the plan's own year."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answer import Library
from knowledge.answering import Answer, KnownPlan, Status
from knowledge.document import SchoolYear
from knowledge.language.lexicon import lexicon
from knowledge.timeline.clock_words import OF_NOW, WORDINGS, read_clock, span_of, tet
from knowledge.timeline.period import Frame
from tests.knowledge.snippets import plan

SCHOOL = Frame.school(SchoolYear(2026))
NOVEMBER = datetime(2026, 11, 3, 9, tzinfo=UTC)
MONTHS = (
    "I. VIỆC TỪNG THÁNG\n\nTháng\tNội dung\n9/2026\tLễ khai giảng\n11/2026\t- Hội thi nấu ăn;\n"
    "\t- Ngày Pháp luật 9/11;\n\t- Kỷ niệm 20/11.\n12/2026\tGiải bóng bàn\n02/2027\tGói bánh chưng\n"
)


def named(text: str) -> list[str]:
    typed = lexicon().typed_words(text)
    return [word.name for word in read_clock(typed, strict=any(word.marks for word in typed))]


def ask(text: str, at: datetime | None = NOVEMBER) -> Answer:
    return Library([KnownPlan("song-mo", "song-mo", plan(MONTHS))]).ask(text, at=at)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("thang nay co gi", ["this_month"]),
        ("tháng sau có gì", ["next_month"]),
        ("thang sau co gi", []),  # may be June
        ("tháng sáu có gì", []),
        ("cuối tháng có gì", ["month_end"]),
        ("cuối tháng 5 có gì", []),
        ("hk1 có gì", ["term_1"]),
        ("học kỳ II có gì", ["term_2"]),
        ("ra tết có gì", ["after_tet"]),
        ("Tết Trung thu có gì", []),
        ("hệ thống trường", []),
        ("he co gi", []),
    ],
)
def test_which_times_are_meant(text: str, names: list[str]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    ("name", "now", "first", "last"),
    [
        ("today", date(2026, 11, 3), "2026-11-03", "2026-11-03"),
        ("tomorrow", date(2026, 12, 31), "2027-01-01", "2027-01-01"),
        ("this_week", date(2026, 11, 8), "2026-11-02", "2026-11-08"),
        ("next_week", date(2026, 11, 2), "2026-11-09", "2026-11-15"),
        ("next_month", date(2026, 12, 31), "2027-01-01", "2027-01-31"),
        ("last_month", date(2027, 1, 31), "2026-12-01", "2026-12-31"),
        ("month_end", date(2027, 2, 1), "2027-02-21", "2027-02-28"),
        ("this_quarter", date(2026, 11, 3), "2026-10-01", "2026-12-31"),
        ("next_quarter", date(2026, 11, 3), "2027-01-01", "2027-03-31"),
        ("term_2", None, "2027-01-18", "2027-05-31"),
        ("summer", None, "2027-06-01", "2027-07-31"),
        ("tet", None, "2027-01-30", "2027-02-13"),
        ("this_month", date(2030, 2, 28), "2027-02-01", "2027-02-28"),  # a plan of another year: its own
    ],
)
def test_the_days_of_a_time(name: str, now: date | None, first: str, last: str) -> None:
    assert span_of(name, now, SCHOOL) == (date.fromisoformat(first), date.fromisoformat(last))


def test_tet_is_the_first_day_of_the_lunar_year() -> None:
    assert [tet(year) for year in (2022, 2024, 2026, 2027)] == [
        date(2022, 2, 1), date(2024, 2, 10), date(2026, 2, 17), date(2027, 2, 6)
    ]  # fmt: skip


@given(st.sampled_from(sorted(WORDINGS)), st.dates(), st.integers(1, 9997))
def test_every_time_runs_forward_whatever_the_clock_says(name: str, now: date, year: int) -> None:
    span = span_of(name, now, Frame.school(SchoolYear(year)))
    assert span is None or span[0] <= span[1]


@pytest.mark.parametrize("name", sorted(OF_NOW))
def test_what_is_of_now_needs_a_clock(name: str) -> None:
    assert span_of(name, None, SCHOOL) is None


@pytest.mark.parametrize(
    ("text", "told", "not_told"),
    [
        ("tháng này có việc gì", ["Tháng 11", "nấu ăn", "20/11"], ["bóng bàn"]),
        ("tháng sau có việc gì", ["Tháng 12", "bóng bàn"], ["nấu ăn"]),
        ("tuần sau có gì", ["09/11", "Pháp luật"], ["20/11", "bóng bàn"]),
        ("tuần này có gì", ["Tháng 11", "nấu ăn"], ["bóng bàn"]),
        ("quý này có gì", ["Quý 4", "nấu ăn", "bóng bàn"], ["khai giảng"]),
        ("dịp Tết có gì", ["Tết", "bánh chưng"], ["bóng bàn"]),
        ("hk1 có việc gì", ["Học kỳ I", "khai giảng", "bóng bàn"], ["bánh chưng"]),
    ],
)
def test_a_time_by_the_clock_is_answered_from_it(text: str, told: list[str], not_told: list[str]) -> None:
    answer = ask(text)
    assert answer.status is Status.ANSWERED
    assert all(word in answer.text for word in told), answer.text
    assert not any(word in answer.text for word in not_told), answer.text


def test_a_plan_of_another_year_answers_for_its_own() -> None:
    assert "nấu ăn" in ask("tháng này có việc gì", datetime(2031, 11, 3, tzinfo=UTC)).text


def test_without_a_clock_this_month_is_asked_back() -> None:
    assert ask("tháng này có việc gì", None).status is Status.CLARIFY
    assert ask("Tháng này?", None).status is Status.CLARIFY
    assert ask("giá vàng hôm nay bao nhiêu", None).status is Status.REFUSED
    assert ask("dịp Tết có gì", None).status is Status.ANSWERED
