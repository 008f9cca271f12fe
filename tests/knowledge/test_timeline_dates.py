"""What a plan's other places say about a task's time: its appendices, its term dates, days inside its words."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.timeline.period import Span
from knowledge.timeline.tasks import Task, frame_of, tasks
from knowledge.timeline.when import read_when
from tests.knowledge.snippets import plan

PROGRESS = "I. TIẾN ĐỘ\n\nTT\tNội dung\tThời gian thực hiện\n1\tKhai giảng\t9/2026\n2\tMở lớp bồi dưỡng\t{}\n\n"
COURSES = "Phụ lục 02\n\nCÁC LỚP BỒI DƯỠNG\n\nTT\tNội dung\tThời gian\n1\tSTEM\tTháng 11\n2\tTin học\tTháng 10\n"


def days(*spans: tuple[int, int, int, int]) -> tuple[Span, ...]:
    """(day, month, day, month) of the school year 2026-2027."""

    def of(day: int, month: int) -> date:
        return date(2026 if month >= 8 else 2027, month, day)

    return tuple((of(a, b), of(c, d)) for a, b, c, d in spans)


def by_name(body: str) -> dict[str, Task]:
    return {task.what: task for task in tasks(plan(body))}


@pytest.mark.parametrize("words", ["Theo phụ lục 02", "Theo Phụ lục số 2", "Phụ lục II"])
def test_a_time_that_is_an_appendix_is_looked_up_there(words: str) -> None:
    task = by_name(PROGRESS.format(words) + COURSES)["Mở lớp bồi dưỡng"]
    assert task.when.words == words
    assert task.when.spans == days((1, 10, 31, 10), (1, 11, 30, 11))


def test_an_appendix_that_the_plan_lacks_gives_no_time() -> None:
    assert by_name(PROGRESS.format("Theo phụ lục 05") + COURSES)["Mở lớp bồi dưỡng"].when.spans == ()


@pytest.mark.parametrize(
    "given",
    [
        "Mốc thời gian\tNgày\nHọc kỳ I\t07/9/2026 - 10/01/2027\nHọc kỳ II\tTừ 11/01/2027 đến 23/5/2027\n",
        "- Học kỳ I: từ ngày 07/9/2026 đến ngày 10/01/2027.\n- Học kỳ II: từ 11/01/2027 đến 23/5/2027.\n",
    ],
)
def test_the_plans_own_terms_stand_before_the_ministrys(given: str) -> None:
    frame = frame_of(plan(f"I. KHUNG THỜI GIAN\n\n{given}\n"))
    assert frame is not None
    assert frame.terms == days((7, 9, 10, 1), (11, 1, 23, 5))
    assert read_when("Học kỳ II", frame).spans == days((11, 1, 23, 5))


def test_a_part_of_a_term_is_not_the_term() -> None:
    frame = frame_of(plan("I. LỊCH\n\n- Học kỳ I: kiểm tra từ 21/12/2026 đến 31/12/2026.\n"))
    assert frame is not None
    assert frame.terms == (None, None)


def test_days_inside_a_months_work_are_found_with_their_words() -> None:
    task = tasks(plan("I. VIỆC\n\nTháng\tNội dung\n11/2026\tNgày Pháp luật 9/11; hội thi từ 16/11 đến ngày 20/11\n"))[0]
    assert [(day.words, day.spans) for day in task.days] == [
        ("9/11", days((9, 11, 9, 11))),
        ("16/11 đến ngày 20/11", days((16, 11, 20, 11))),
    ]


def test_a_fraction_is_no_day_of_another_month() -> None:
    assert tasks(plan("I. VIỆC\n\nTháng\tNội dung\n11/2026\tKiểm tra 4/5 trường\n"))[0].days == ()
