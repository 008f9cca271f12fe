"""Time as plans write it. Every form that the real plans use, and those of ordinary notices."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.document import SchoolYear
from knowledge.timeline.period import Frame
from knowledge.timeline.when import read_when

CALENDAR = Frame.calendar(2023)
SCHOOL = Frame.school(SchoolYear(2026))


def spans(words: str, frame: Frame | None) -> list[str]:
    return [f"{first:%d/%m/%y}-{last:%d/%m/%y}" for first, last in read_when(words, frame).spans]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("8/2021", ["01/08/21-31/08/21"]),
        ("01/2022", ["01/01/22-31/01/22"]),
        ("Tháng 2/2023; tháng 5/2023", ["01/02/23-28/02/23", "01/05/23-31/05/23"]),
        ("Tháng 5,6/2023", ["01/05/23-31/05/23", "01/06/23-30/06/23"]),
        ("Tháng 7 + 8", ["01/07/23-31/07/23", "01/08/23-31/08/23"]),
        ("Quý 2+3/2023", ["01/04/23-30/06/23", "01/07/23-30/09/23"]),
        ("Quý 1/2023", ["01/01/23-31/03/23"]),
        ("Quý IV", ["01/10/23-31/12/23"]),
        ("Từ tháng 1/2023", ["01/01/23-31/12/23"]),
        ("Tháng 2-11/2023", ["01/02/23-30/11/23"]),
        ("Tháng 1/2023 - Tháng 10/2023", ["01/01/23-31/10/23"]),
        ("Làm đại trà trong năm 2023", ["01/01/23-31/12/23"]),
    ],
)
def test_months_and_quarters_of_a_calendar_year(words: str, expected: list[str]) -> None:
    assert spans(words, CALENDAR) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Tháng 10", ["01/10/26-31/10/26"]),
        ("tháng 2", ["01/02/27-28/02/27"]),
        ("Tháng 9 - 12", ["01/09/26-31/12/26"]),
        ("Tháng 12, 1/2027", ["01/12/26-31/12/26", "01/01/27-31/01/27"]),
        ("từ tháng 12/2026 đến tháng 3/2027", ["01/12/26-31/03/27"]),
        ("từ tháng 9 đến tháng 12/2026", ["01/09/26-31/12/26"]),
        ("8/2026-5/2027", ["01/08/26-31/05/27"]),
        ("Tuần 2 tháng 9/2026", ["01/09/26-30/09/26"]),
        ("Từ tháng 9", ["01/09/26-31/07/27"]),
        ("Quý II, III/2027", ["01/04/27-30/06/27", "01/07/27-30/09/27"]),
        ("học kỳ I", ["05/09/26-17/01/27"]),
        ("HK2", ["18/01/27-31/05/27"]),
        ("Năm học 2026-2027", ["01/08/26-31/07/27"]),
        ("Cả năm", ["01/08/26-31/07/27"]),
        ("20/11/2026", ["20/11/26-20/11/26"]),
        ("15/9", ["15/09/26-15/09/26"]),
        ("Trước 30/4", ["30/04/27-30/04/27"]),
        ("ngày 5 tháng 9 năm 2026", ["05/09/26-05/09/26"]),
        ("từ ngày 05/9 đến ngày 10/9/2026", ["05/09/26-10/09/26"]),
        ("5-10/9/2026", ["05/09/26-10/09/26"]),
        ("28/12 - 5/1/2027", ["28/12/26-05/01/27"]),
    ],
)
def test_days_months_and_terms_of_a_school_year(words: str, expected: list[str]) -> None:
    assert spans(words, SCHOOL) == expected


@pytest.mark.parametrize(
    ("words", "every"),
    [
        ("Hàng tháng", "month"),
        ("Thường xuyên theo tháng, theo kì", "month"),
        ("trước ngày 25 hàng tháng", "month:25"),
        ("01 lần/quý", "quarter"),
        ("Hằng tuần", "week"),
        ("Mỗi học kỳ 1 lần", "term"),
        ("Thường xuyên theo kế hoạch", ""),
    ],
)
def test_what_recurs_fills_the_year_of_the_plan(words: str, every: str) -> None:
    found = read_when(words, SCHOOL)
    assert found.every == every
    assert found.spans == ((date(2026, 8, 1), date(2027, 7, 31)),)


@pytest.mark.parametrize(
    "words",
    ["", "Theo phụ lục 02", "Theo lịch của Sở", "15", "156 000 000", "Kế hoạch số 12/2023", "31/2/2027", "Tháng 13"],
)
def test_what_names_no_time_keeps_its_words(words: str) -> None:
    found = read_when(words, SCHOOL)
    assert (found.words, found.spans, found.every) == (words, (), "")


def test_a_term_of_a_calendar_year_is_the_one_that_begins_in_it() -> None:
    assert spans("HK1", CALENDAR) == ["05/09/23-17/01/24"]
    assert spans("HK2", CALENDAR) == ["18/01/23-31/05/23"]


def test_a_month_without_a_year_needs_a_plan_with_one() -> None:
    assert read_when("Tháng 9", None).spans == ()
    assert spans("Tháng 9/2026", None) == ["01/09/26-30/09/26"]


@given(st.text(max_size=80) | st.text("0123456789/,-+ iv thangquydenngày", max_size=80))
def test_nothing_raises_and_spans_run_forward(words: str) -> None:
    for frame in (SCHOOL, CALENDAR, None):
        assert all(first <= last for first, last in read_when(words, frame).spans)
