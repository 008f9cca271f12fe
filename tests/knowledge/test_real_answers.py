"""The floor on the five real plans: a change that costs right answers, or invents some, fails here."""

from __future__ import annotations

import importlib.util
import json
import os
from typing import Any

import pytest

from benchmarks.answers import ASKED, SHARED, STYLE_ASKED, score
from knowledge.answer import Library
from knowledge.answering import KnownPlan
from tests.knowledge.real_plans import NAMES, real

QUESTIONS = SHARED / "questions" / "dev.jsonl"

needed = pytest.mark.skipif(
    not QUESTIONS.exists() and os.environ.get("CI") != "true",
    reason="../shared/questions is absent: the answers are not scored",
)


def scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score_answers", SHARED / "bench" / "score_answers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told(library: Library, question: dict[str, Any]) -> dict[str, Any]:
    answer = library.ask(question["ask"], plans=[question["plan"]])
    cited = [{"plan": citation.plan, "quote": citation.quote} for citation in answer.citations]
    return {"status": str(answer.status), "answer": answer.text, "citations": cited, "ms": 0.0}


@needed
def test_every_real_answer_is_short_and_goes_on_where_it_was_cut() -> None:
    library = Library([KnownPlan(name, name, real(name)) for name in NAMES])
    for line in QUESTIONS.read_text("utf-8").splitlines():
        answer = library.ask(json.loads(line)["ask"], plans=[json.loads(line)["plan"]])
        is_list = "\n- " in f"\n{answer.text}"
        assert len(answer.text) <= (1_500 if is_list else 300), answer.text
        assert all(len(page.text) <= 1_500 and page.citations for page in answer.rest)
        assert is_list or answer.rest or not answer.text.endswith(" …"), answer.text


@needed
def test_the_real_questions_score_above_the_floor() -> None:
    library = Library([KnownPlan(name, name, real(name)) for name in NAMES])
    questions = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines() if line.strip()]
    figures = score(questions, {q["id"]: told(library, q) for q in questions}, scorer())
    assert figures["score"] >= ASKED["score"], figures
    assert figures["wrong"] <= ASKED["wrong"], figures
    assert figures["cited"] >= ASKED["cited"], figures
    assert figures["refused"] >= ASKED["refused"], figures
    assert min(figures[style] for style in {q["style"] for q in questions}) >= STYLE_ASKED, figures
