"""The floor on the fact sheets: whoever has only the repository is answered nearly as from the documents."""

from __future__ import annotations

import json

from benchmarks.answers import SHEETS_ASKED, score, sheets
from knowledge.answer import Library
from tests.knowledge.real_plans import NAMES
from tests.knowledge.test_real_answers import QUESTIONS, needed, scorer, told


@needed
def test_the_real_questions_put_to_the_sheets_score_above_the_floor() -> None:
    """Citations apart: a sheet's words are not the document's, by which the question set knows a source."""
    plans = sheets()
    assert {plan.slug for plan in plans} == set(NAMES)
    library = Library(plans)
    questions = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines() if line.strip()]
    figures = score(questions, {q["id"]: told(library, q) for q in questions}, scorer())
    assert figures["score"] >= SHEETS_ASKED["score"], figures
    assert figures["wrong"] <= SHEETS_ASKED["wrong"], figures
