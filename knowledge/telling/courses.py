"""The courses that teachers take in a month ("tháng 7 các cô học lớp gì"), from the table that lists them."""

from __future__ import annotations

import re

from knowledge.facts.columns import Role
from knowledge.facts.fact import Fact, Kind
from knowledge.language.lexicon import lexicon
from knowledge.language.text import fold
from knowledge.ranking.rowtimes import months_of
from knowledge.search.index import PlanIndex
from knowledge.telling.composed import Composed, shorten, source_of
from knowledge.telling.listing import LONGEST_LINE, title_of
from knowledge.telling.pages import Line, listed
from knowledge.understanding.question import Question

TRAINING = r"(?:boi duong|tap huan|dao tao)"
TEACHERS = r"(?:giao vien|thay co|cac co|cac thay|nha giao|can bo|hieu truong|nhan vien)"
WHICH = r"(?: \w+){0,4} (?:gi|nao)\b"
ASKED = re.compile(
    rf"\b{TRAINING}{WHICH}|\b{TEACHERS}\b.*\b(?:di hoc|duoc hoc|hoc)(?: (?:nhung|cac|may))?(?: (?:lop|khoa|mon))?"
    rf"(?: boi duong| tap huan)? (?:gi|nao)\b|\blop {TRAINING}\b"
)
LISTED = re.compile(rf"\b{TRAINING}\b")


def courses_of_month(index: PlanIndex, question: Question) -> Composed | None:
    """The courses of the months and the levels asked for; None where none are asked for or listed."""
    counted = {unit.words[0].folded for unit in question.counted}
    if not counted <= {"lop", "khoa"} or not ASKED.search(question.folded):
        return None
    rows = [fact for fact in index.facts if _is_course(fact) and _is_of(question, fact)]
    if not rows:
        return None
    lines = [Line(shorten(_line(fact), LONGEST_LINE), source_of(fact)) for fact in rows]
    return listed(title_of(index, rows[0]), lines)


def _is_course(fact: Fact) -> bool:
    return fact.kind is Kind.ROW and fact.row is not None and bool(LISTED.search(fold(fact.context)))


def _is_of(question: Question, fact: Fact) -> bool:
    """Whether the row's own columns name one of the months, and none but other levels."""
    if not fact.row or months_of(fact.row).isdisjoint(question.months):
        return False
    levels = {level for _, cell in fact.row.of(Role.LEVEL) for level in lexicon().levels_in(lexicon().words(cell))}
    return not levels or not question.levels or not levels.isdisjoint(question.levels)


def _line(fact: Fact) -> str:
    """The course with its time and those for whom it is."""
    told = [cell for _, cell in fact.row.of(Role.TIME, Role.AUDIENCE)] if fact.row else []
    return f"{fact.shown} ({'; '.join(told)})"
