"""Facts are weighed in full only as far as they are read, and the order is as if all were."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.answering import KnownPlan
from knowledge.facts.fact import Fact
from knowledge.ranking import ranking
from knowledge.ranking.ranking import Ranking, rank
from knowledge.reading import read
from knowledge.search.index import PlanIndex
from knowledge.understanding.question import Question, understand

SAMPLE = Path(__file__).parents[2] / "plans" / "hoa-sen-2026.md"
QUESTIONS = (
    "Khi nào khai giảng năm học mới?",
    "Toàn phường có bao nhiêu trường tiểu học?",
    "Ai phụ trách tuyển sinh đầu cấp?",
    "Những trường nào đạt chuẩn quốc gia?",
)


@pytest.fixture(scope="module")
def index() -> PlanIndex:
    return PlanIndex(KnownPlan("hoa-sen-2026", "hoa-sen", read(SAMPLE.read_bytes(), SAMPLE.name)))


def _understood(index: PlanIndex, text: str) -> Question:
    return understand(text, index.has, list, [index.name_book])


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_order_is_that_of_the_ranks(index: PlanIndex, text: str) -> None:
    found = list(rank(index, _understood(index, text)))
    assert len(found) > 5
    assert [f.rank for f in found] == sorted((f.rank for f in found), reverse=True)


@pytest.mark.parametrize("text", QUESTIONS)
def test_asking_for_what_is_evident_first_changes_no_order(index: PlanIndex, text: str) -> None:
    question = _understood(index, text)
    straight, asked_before = rank(index, question), rank(index, question)
    evident = asked_before.evident(lambda likely: True)
    assert list(asked_before) == list(straight)
    assert evident == [found for found in straight if found.evident]


def test_the_first_is_told_without_weighing_all(index: PlanIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    weighed: list[Fact] = []
    evidence = ranking._evidence

    def counted(question: Question, fact: Fact) -> float:
        weighed.append(fact)
        return evidence(question, fact)

    monkeypatch.setattr(ranking, "_evidence", counted)
    ranked = rank(index, _understood(index, QUESTIONS[0]))
    first, looked_at = ranked[0], len(weighed)
    everything = list(ranked)
    assert everything[0] == first
    assert looked_at < len(weighed)


def test_nothing_found_is_nothing_ranked() -> None:
    assert not Ranking([])
    assert list(Ranking([])) == []
