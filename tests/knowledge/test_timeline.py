"""The tasks of month tables, progress tables, lists of schools and month headings."""

from __future__ import annotations

from collections import Counter

import pytest

from knowledge.language.levels import levels_of
from knowledge.timeline.tasks import Task, tasks
from tests.knowledge.real_plans import NAMES, needed, real
from tests.knowledge.snippets import plan


def of(body: str) -> tuple[Task, ...]:
    return tasks(plan(f"I. TIẾN ĐỘ\n\n{body}"))


def test_a_month_table_gives_a_task_for_each_bullet() -> None:
    found = of("Tháng\tNội dung\n9/2026\t- Khai giảng;\n\t- Dự giờ các trường TH, THCS.\n10/2026\tSơ kết đợt một\n")
    assert [(task.what, task.when.words, task.levels) for task in found] == [
        ("Khai giảng", "9/2026", ()),
        ("Dự giờ các trường TH, THCS", "9/2026", ("TH", "THCS")),
        ("Sơ kết đợt một", "10/2026", ()),
    ]
    assert found[0].section == "mục I"


def test_a_progress_table_says_who_leads_and_who_joins() -> None:
    found = of(
        "TT\tNội dung\tSản phẩm\tLãnh đạo phụ trách\tCơ quan chủ trì\tPhối hợp\tThời gian thực hiện\n"
        "I\tChuyên môn\t\t\t\t\t\n* Cấp Mầm non\t\t\t\t\t\t\n"
        "1\tHội thi\tKế hoạch\tĐ/c Lê An, Phó Chủ tịch\tPhòng GDĐT;\t"
        "Phòng Nội vụ, Công an; UBND các xã, thị trấn\tQuý 1/2027\n"
        "\tTổng số\t\t\t\t\t\n"
    )
    assert len(found) == 1
    assert found[0].leads == ("Phòng GDĐT", "Đ/c Lê An, Phó Chủ tịch")
    assert found[0].joins == ("Phòng Nội vụ", "Công an", "UBND các xã, thị trấn")
    assert (found[0].product, found[0].levels, found[0].line) == ("Kế hoạch", ("MN",), 15)


def test_a_duration_is_not_the_time() -> None:
    found = of("TT\tNội dung bồi dưỡng\tThời gian (ngày)\tThời gian mở lớp\n1\tSTEM\t15\tTháng 7\n")
    assert found[0].when.words == "Tháng 7"


def test_a_list_of_schools_says_what_it_is_about() -> None:
    found = of("1. Trường đề nghị công nhận mới: 01\n\nTT\tTên trường\tThời gian thực hiện\n1\tMN Mai\t6/2027\n")
    assert (found[0].what, found[0].levels) == ("Trường đề nghị công nhận mới: MN Mai", ("MN",))


def test_a_table_without_a_time_has_no_tasks() -> None:
    assert of("TT\tNội dung\tChỉ tiêu\n1\tTrẻ ra lớp\t98%\n") == ()


def test_work_that_begins_like_a_total_is_work() -> None:
    assert [
        task.what for task in of("TT\tNội dung\tThời gian\n1\tTổng kết năm học\t5/2027\n2\tCông tác hè\t6/2027\n")
    ] == [
        "Tổng kết năm học",
        "Công tác hè",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "1. Tháng 9/2026\n\n- Khai giảng;\n\n- Hội nghị.\n",
        "Tháng 9/2026:\n\n- Khai giảng;\n\n- Hội nghị.\n",
        "- Tháng 9/2026:\n\n+ Khai giảng;\n\n+ Hội nghị.\n",
        "- Tháng 9/2026: Khai giảng;\n\n- Tháng 9/2026: Hội nghị.\n",
    ],
)
def test_months_as_headings_and_leads(body: str) -> None:
    found = of(body)
    assert [task.what for task in found] == ["Khai giảng", "Hội nghị"]
    assert {task.when.spans[0][0].month for task in found} == {9}


def test_a_title_with_a_calendar_year_sets_the_year_of_its_table() -> None:
    body = "I. VIỆC\n\nLàm.\n\nLỚP HỌC NĂM 2027\n(Kèm theo Kế hoạch)\n\nTT\tNội dung\tThời gian\n1\tSTEM\tTháng 10\n"
    assert tasks(plan(body))[0].when.spans[0][0].year == 2027


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("Các trường TH, THCS", ("TH", "THCS")),
        ("trẻ mẫu giáo và học sinh lớp 1", ("MN", "TH")),
        ("M.non", ("MN",)),
        ("GV dạy lớp 3, lớp 7", ("TH", "THCS")),
        ("hồ sơ tuyển sinh vào lớp 10 THPT", ()),
        ("trung học phổ thông và GDTX", ("THPT", "GDTX")),
        ("toàn ngành", ()),
    ],
)
def test_levels(text: str, levels: tuple[str, ...]) -> None:
    assert levels_of(text) == levels


def test_a_clause_for_everyone_makes_the_task_everyones() -> None:
    assert of("Tháng\tNội dung\n5/2027\tÔn tập cuối năm; xét tốt nghiệp THCS\n")[0].levels == ()


@needed
def test_the_real_timelines() -> None:
    assert [len(tasks(real(name))) for name in NAMES] == [0, 56, 0, 0, 74]
    by_month = Counter(task.when.words for task in tasks(real("thanh-xuan-2021")))
    assert by_month["9/2021"] == 7
    assert by_month["11/2021"] == 9
    assert len(by_month) == 12


@needed
def test_the_real_times_that_cannot_be_told() -> None:
    silent = [task.when.words for task in tasks(real("gia-lam-2023")) if not task.when.spans]
    assert len(silent) == 2
    assert not any(words.startswith("Theo phụ lục") for words in silent)
