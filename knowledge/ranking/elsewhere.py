"""What a heading or a person's duty leaves to be told by others: under the heading, or in another duty."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.facts.drawing import OWNER, Kind
from knowledge.language.text import words
from knowledge.search.index import Hit, Hits, PlanIndex
from knowledge.understanding.question import Question

OF_THE_SAME = 0.8
"""What another duty of the same person counts beside the duty itself."""


def told_elsewhere(index: PlanIndex, question: Question, hits: Sequence[Hit], searched: Hits) -> dict[int, float]:
    """Of facts that what is asked may hang under, the weight of what is told there."""
    if question.wants("who"):
        return _told_of_the_same(index, question, hits, searched)
    return _told_under_headings(index, question, hits, searched) if question.wants("duty") else {}


def _told_under_headings(index: PlanIndex, question: Question, hits: Sequence[Hit], searched: Hits) -> dict[int, float]:
    """Of the heading of an office that the question names, the weight of what stands only under it."""
    told: dict[int, float] = {}
    said = {word.folded for word in question.words}
    for hit in hits:
        heading = index.facts[hit.fact]
        named = heading.kind is Kind.SECTION and OWNER.match(heading.folded) and said.issuperset(words(heading.text))
        if not named:
            continue
        below = {n for n, fact in enumerate(index.facts) if fact.section == heading.section and n != hit.fact}
        missing = (place for place, weight in enumerate(searched.weights) if weight and place not in hit.found)
        told[hit.fact] = sum(searched.weights[p] for p in missing if not below.isdisjoint(searched.values[p]))
    return told


def _told_of_the_same(index: PlanIndex, question: Question, hits: Sequence[Hit], searched: Hits) -> dict[int, float]:
    """Of a person's duty for a place or a school that is named, the weight of what the same person's other duties have:
    "bếp ăn … phường A" may be said in two of them."""
    told: dict[int, float] = {}
    named = {place for place, unit in enumerate(question.units) if unit.name}
    for hit in hits:
        person = index.facts[hit.fact].person
        if not person or named.isdisjoint(hit.found):
            continue
        others = {n for n, fact in enumerate(index.facts) if fact.person == person}
        missing = (place for place, weight in enumerate(searched.weights) if weight and place not in hit.found)
        told[hit.fact] = OF_THE_SAME * sum(
            searched.weights[p] for p in missing if not others.isdisjoint(searched.values[p])
        )
    return told
