"""Whether a fact denies what the question asks about, or the other way round: "chưa đạt chuẩn" is not "đạt chuẩn"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from knowledge.facts.fact import Fact, Kind
from knowledge.language.clauses import clauses
from knowledge.language.lexicon import Word, lexicon, plain_words
from knowledge.ranking.told import Known, known_in, read_told
from knowledge.understanding.question import BREAK, Question

NOT_YET, NOT = plain_words("chưa không")
NO_DENIAL = re.compile(
    r"\bkhong (?:duoc )?(?:qua|duoi|vuot|hon|it hon|thap hon)\b|"  # a bound: "không quá 2 em"
    r"\b(?:sua|cuu) chua\b|\bchua (?:chay|benh|tri)\b|"  # "sửa chữa", typed without its accents
    r"\b(?:khong|chua)(?: (?:a|vay|nhi|the|ha|em|chi|anh|oi|nhe))*$"  # the tag that ends a question
)
COUNTING = re.compile(r"\b(?:bao nhieu|may|so|t[iy] le|phan tram)\b")
OTHERWISE = 0.85
"""What a fact that says "chưa" is worth where that is not asked about, and one that does not where it is."""


class Asked(NamedTuple):
    """The words of a question that a count is about, what is known among them and in all of it."""

    part: Sequence[Word]
    known: Known
    concepts: frozenset[str]
    accented: bool


def asked_part(question: Question) -> Asked:
    """What stands between the same signs as the word for a count: what is denied elsewhere is said by the way."""
    parts = [lexicon().typed_words(part) for part in BREAK.split(question.text)]
    counting = (part for part in parts if COUNTING.search(" ".join(word.folded for word in part)))
    part = next(counting, question.words)
    everything = _concepts(known_in(question.words, accented=question.accented))
    return Asked(part, known_in(part, accented=question.accented), everything, question.accented)


def counts_alike(asked: Asked, fact: Fact) -> bool:
    """Whether a figure is of what the question asks for, and not of those that are not so. What both call by one known
    wording ("không dùng tiền mặt") is one thing, whatever denial is in it."""
    own, anywhere = _labels(fact)
    if denials(asked.part, accented=asked.accented):
        told = _concepts(*(read_told(text).known for text in anywhere))
        if _denies(asked.part, asked.known, told, accented=asked.accented):
            return any(_text_denies(text, asked.concepts) for text in anywhere)
    return not any(_text_denies(text, asked.concepts) for text in own)


def _labels(fact: Fact) -> tuple[Sequence[str], Sequence[str]]:
    """(what all figures of the fact are about, all that may say what one of them is about)."""
    if fact.kind is Kind.CELL:
        return (fact.text,), (fact.text,)
    if fact.kind is Kind.ROW and fact.row:
        return (fact.row.name,), (*fact.row.header, *fact.row.cells)
    return (), _clauses_with_figures(fact.text)


@lru_cache(10_000)
def _clauses_with_figures(text: str) -> tuple[str, ...]:
    return tuple(clause for clause, _ in clauses(text) if any(char.isdigit() for char in clause))


def _concepts(*known: Known) -> frozenset[str]:
    return frozenset(concept for listed in known for _, _, concepts in listed for concept in concepts)


def _text_denies(text: str, shared: Collection[str]) -> bool:
    read = read_told(text)
    return _denies(read.text, read.known, shared, accented=True)


def _denies(text: Sequence[Word], known: Known, shared: Collection[str], *, accented: bool) -> bool:
    """Whether there is a denial outside of the known wordings that stand for one of `shared`."""
    places = denials(text, accented=accented)
    inside = {p for start, end, concepts in known if not concepts.isdisjoint(shared) for p in range(start, end)}
    return not inside.issuperset(places)


def denials(text: Sequence[Word], *, accented: bool) -> list[int]:
    """The places of "chưa" and "không" that deny something. `accented` where accents tell them from "chữa"."""
    ways = {NOT_YET, NOT} if accented else {NOT_YET.folded, NOT.folded}
    places = [p for p, word in enumerate(text) if (word if accented else word.folded) in ways]
    if not places:
        return []
    said = " ".join(word.folded for word in text)
    none = {
        place
        for found in NO_DENIAL.finditer(said)
        for place in range(said[: found.start()].count(" "), said[: found.end()].count(" ") + 1)
    }
    return [place for place in places if place not in none]


def negation_fit(question: Question, *, told: bool) -> float:
    """ "Chưa đạt chuẩn" is not what a question for "đạt chuẩn" asks about; `told` where the fact has a "chưa"."""
    places = denials(question.words, accented=question.accented)
    asked = any(question.words[p].folded == NOT_YET.folded for p in places) and "yes_no" not in question.asks
    return 1.0 if asked == told else OTHERWISE
