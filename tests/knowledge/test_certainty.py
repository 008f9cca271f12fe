"""How sure an answer is: coverage speaks for it, an equally good fact of another place against it."""

from __future__ import annotations

from dataclasses import replace

from knowledge.facts.drawing import Fact, Kind
from knowledge.ranking.certainty import certainty
from knowledge.ranking.ranking import Found
from knowledge.replying import SURE


def _found(block: int, rank: float, coverage: float = 1.0) -> Found:
    fact = Fact(Kind.PROSE, "Khai giảng", "", "Khai giảng", "Khai giảng", "I", block, block)
    return Found(fact, block, rank, coverage, evident=True, solid=True)


def test_all_words_and_no_rival_are_sure() -> None:
    best = _found(1, 1.0)
    assert certainty(best, [best]) > 0.95


def test_a_rival_in_another_paragraph_makes_half_a_match_unsure() -> None:
    best = _found(1, 1.0, coverage=0.55)
    assert certainty(best, [best, _found(2, 0.3)]) > SURE
    assert certainty(best, [best, _found(2, 0.98)]) < SURE


def test_the_clauses_of_one_paragraph_are_no_rivals() -> None:
    best = _found(1, 1.0, coverage=0.55)
    clause = replace(best, number=2, rank=0.99)
    assert certainty(best, [best, clause]) == certainty(best, [best])


def test_what_ranks_above_without_evidence_counts_as_a_rival() -> None:
    best = _found(1, 1.0)
    assert certainty(best, [_found(2, 1.9), best]) < certainty(best, [_found(2, 1.0), best])
