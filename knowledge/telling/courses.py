"""The courses that teachers take in a month ("tháng 7 các cô học lớp gì") or at a level, from the table that lists
them."""

from __future__ import annotations

import re

from knowledge.facts.columns import Role
from knowledge.facts.fact import Fact, Kind
from knowledge.language.lexicon import lexicon
from knowledge.language.text import fold
from knowledge.ranking.rowtimes import is_of_year, months_of
from knowledge.search.index import PlanIndex, is_soft
from knowledge.telling.composed import Composed, shorten, source_of
from knowledge.telling.listing import LONGEST_LINE, title_of
from knowledge.telling.pages import Line, listed
from knowledge.understanding.question import Question

TRAINING = r"(?:boi duong|tap huan|dao tao)"
TEACHERS = r"(?:giao vien|thay co|cac co|cac thay|nha giao|can bo|hieu truong|nhan vien)"
WHICH = r"(?: \w+){0,6} (?:gi|nao)\b"
ASKED = re.compile(
    rf"\b{TRAINING}{WHICH}|\b{TEACHERS}\b.*\b(?:di hoc|duoc hoc|hoc)(?: (?:nhung|cac|may))?(?: (?:lop|khoa|mon))?"
    rf"(?: boi duong| tap huan)? (?:gi|nao)\b|\blop {TRAINING}\b"
)
LISTED = re.compile(rf"\b{TRAINING}\b")
OF_COURSES = {"boi duong", "lop boi duong", "tap huan", "giao vien", "can bo", "ke hoach"}
"""What a question says beside a level, where all courses are asked for."""
PARTICIPANTS = re.compile(r"so (?:nguoi|luong|hoc vien|giao vien)\b")


def courses_listed(index: PlanIndex, question: Question) -> Composed | None:
    """The courses of the months and the levels asked for; None where none are asked for or listed."""
    counted = {unit.words[0].folded for unit in question.counted}
    if not counted <= {"lop", "khoa", "nguoi"} or not ASKED.search(question.folded):
        return None
    if not question.months and not (question.levels and question.wants("list") and _asks_for_all(question)):
        return None
    rows = [fact for fact in index.facts if _is_course(fact) and _is_of(question, fact)]
    if not rows:
        return None
    lines = [Line(shorten(_line(question, fact), LONGEST_LINE), source_of(fact)) for fact in rows]
    return listed(title_of(index, rows[0]), lines)


def _asks_for_all(question: Question) -> bool:
    """Whether nothing that is said restricts the courses but a level and a time."""
    told = (unit for unit in question.subject if unit.concepts and not is_soft(unit))
    return not question.names and all(not OF_COURSES.isdisjoint(unit.concepts) for unit in told)


def _is_course(fact: Fact) -> bool:
    return fact.kind is Kind.ROW and fact.row is not None and bool(LISTED.search(fold(fact.context)))


def _is_of(question: Question, fact: Fact) -> bool:
    """Whether the row's own columns name one of the months asked for, and none but other levels."""
    if not fact.row or (question.months and months_of(fact.row).isdisjoint(question.months)):
        return False
    if not fact.row.of(Role.TIME) or (question.year and is_of_year(fact.row, question.year) is False):
        return False  # a total has no time
    levels = {level for _, cell in fact.row.of(Role.LEVEL) for level in lexicon().levels_in(lexicon().words(cell))}
    return not levels or not question.levels or not levels.isdisjoint(question.levels)


def _line(question: Question, fact: Fact) -> str:
    """The course with its time and those for whom it is, with their number where that is asked for."""
    told = [cell for _, cell in fact.row.of(Role.TIME, Role.AUDIENCE)] if fact.row else []
    if fact.row and question.wants("count"):
        told += [f"{cell} người" for header, cell in fact.row.of(Role.VALUE) if PARTICIPANTS.match(fold(header))]
    return f"{fact.shown} ({'; '.join(told)})"
