"""Several plans of one office: a choice names its plan, and pressing it asks back no more."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.document import Metadata
from knowledge.language.text import fold
from knowledge.reading import read

PLAN = Path(__file__).parents[2] / "plans" / "hoa-sen-2026.md"
TEXT = PLAN.read_text("utf-8")
NUMBER = "Số: 48/KH-VHXH"
OTHER_NUMBER = "Số: 61/KH-VHXH"
DAY, LATER = "ngày 20 tháng 8 năm 2026", "ngày 25 tháng 9 năm 2026"
QUESTIONS = [
    "Khi nào khai giảng?",
    "Các trường công lập còn thiếu bao nhiêu giáo viên?",
    "tháng 11 có việc gì",
    "Ai ký kế hoạch?",
    "chủ đề năm học là gì",
]


@cache
def plan(slug: str, number: str = NUMBER, day: str = DAY) -> KnownPlan:
    text = TEXT.replace(NUMBER, number, 1).replace(DAY, day, 1)
    assert number in text
    assert day in text
    return KnownPlan(slug, "phuong-hoa-sen", read(text.encode(), f"{slug}.md"))


def renamed(known: KnownPlan, **data: str) -> KnownPlan:
    changed: Metadata = replace(known.document.metadata, **data)  # type: ignore[arg-type]
    return replace(known, document=replace(known.document, metadata=changed))


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_choice_between_plans_of_one_office_is_never_asked_back(question: str) -> None:
    both = Library([plan("first"), plan("second", OTHER_NUMBER)])
    answer = both.ask(question)
    assert answer.status is Status.CLARIFY
    assert len({choice.label for choice in answer.choices}) == 2
    for choice, slug in zip(answer.choices, ("first", "second"), strict=True):
        for typed in (choice.question, fold(choice.question)):  # a button carries it folded
            led = both.ask(typed)
            assert led.status is Status.ANSWERED
            assert {citation.plan for citation in led.citations} == {slug}


def test_plans_without_a_number_are_told_apart_by_their_titles() -> None:
    titles = ("Nhiệm vụ năm học", "Nhiệm vụ năm học (bổ sung)")
    plans = [renamed(plan(title), number="", title=title) for title in titles]
    both = Library(plans)
    answer = both.ask(QUESTIONS[0])
    assert [title.split()[-1].strip("()") in choice.label for title, choice in zip(titles, answer.choices, strict=True)]
    for choice, known in zip(answer.choices, plans, strict=True):
        assert {citation.plan for citation in both.ask(choice.question).citations} == {known.slug}


@pytest.mark.parametrize("question", QUESTIONS)
def test_of_plans_that_nothing_tells_apart_the_newest_answers(question: str) -> None:
    for plans in ([plan("old"), plan("new", day=LATER)], [plan("new", day=LATER), plan("old")]):
        answer = Library(plans).ask(question)
        assert {citation.plan for citation in answer.citations} == {"new"}


def test_brackets_that_name_no_plan_stay_part_of_the_question() -> None:
    alone = Library([plan("first")])
    assert alone.ask("Sĩ số bình quân của TH Bình Minh là bao nhiêu (học sinh một lớp)?").status is Status.ANSWERED
    assert alone.ask("khai giảng (phường Vườn Ươm)").status is Status.REFUSED
