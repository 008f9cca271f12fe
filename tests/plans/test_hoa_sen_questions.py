"""A benchmark for whoever has no other question set: 60 questions about the sample plan."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan
from knowledge.document import Document
from tests.plans.conftest import SAMPLE
from tests.plans.judging import is_right, misleads

LEAST_RIGHT = 50  # of 60; raise it with the engine, never lower it
MOST_MISLEADING = 4

QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_name("hoa_sen_questions.jsonl").read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def library(sample: Document) -> Library:
    return Library([KnownPlan(slug="hoa-sen-2026", office="phuong-hoa-sen", document=sample)])


def test_questions_are_a_fair_spread() -> None:
    assert len({q["id"] for q in QUESTIONS}) == len(QUESTIONS) == 60
    assert set(Counter(q["style"] for q in QUESTIONS).values()) == {12}
    assert {q["role"] for q in QUESTIONS} == {"parent", "principal", "staff"}
    assert sum(q["kind"] == "refuse" for q in QUESTIONS) == 10


def test_every_source_stands_in_the_plan() -> None:
    plan = SAMPLE.read_text("utf-8")
    assert [q["id"] for q in QUESTIONS if q["source"] not in plan] == []


def test_engine_answers_the_sample_plan(library: Library) -> None:
    answers = {q["id"]: library.ask(q["ask"], plans={q["plan"]}) for q in QUESTIONS}
    missed = [q["id"] for q in QUESTIONS if not is_right(q, answers[q["id"]])]
    misleading = [q["id"] for q in QUESTIONS if misleads(q, answers[q["id"]])]
    assert len(QUESTIONS) - len(missed) >= LEAST_RIGHT, f"missed: {missed}"
    assert len(misleading) <= MOST_MISLEADING, f"misleading: {misleading}"
