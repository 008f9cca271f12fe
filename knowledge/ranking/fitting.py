"""How well a fact suits a question beyond its words: kind, level, year, month, share or number, length."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from itertools import pairwise

from knowledge.facts.columns import Role, level_of
from knowledge.facts.duties import schools
from knowledge.facts.fact import Fact, Kind
from knowledge.language.text import fold, words
from knowledge.ranking.evidence import EXACT, INTERVAL, holds_money
from knowledge.ranking.headers import header_concepts, named_columns
from knowledge.ranking.rowtimes import row_time_fit, years_of
from knowledge.understanding.periods import touches
from knowledge.understanding.question import Question

NO_LEVEL = {Kind.CELL: 0.6, Kind.DUTY: 0.85}
"""What a fact that is for all levels is worth where one is asked for and others may be for that one."""
MONEY_FIT = 1.15
"""A sum where money is asked for, though the question may not say how much."""
OTHER_MONTH = 0.5
OTHER_GRADE = 0.3
A_SUM = 0.7
"""What a row of a budget is worth beside a sentence, where it is asked who pays."""
OWN_COLUMN = 1.2
OWN_LEAF = 1.1
"""A cell whose lowest header is what is asked for, before the total of its group."""
NOT_A_SHARE = 0.7
NAMED_JUST_SO = 1.15
OWN_POSITION, OTHER_POSITION = 1.3, 0.4
POSITION = re.compile(r"\b(?:(?P<deputy>pho) (?:truong )?|truong )(?P<office>phong|ban|tram) nao\b")
"""The head or the deputy of an office who is asked for ("phó phòng nào")."""
WHOLE_LEVEL = re.compile(
    r"(?:phu trach|theo doi|quan ly|chi dao)(?: chung)?(?: (?:chuyen mon|giao duc|cap(?: hoc)?|bac|khoi))+ (?!phap)"
)
OF_A_LEVEL, ONE_TASK = 1.4, 0.6
"""Whoever has all of a level in charge, and whoever has one task there, where a level alone is asked about."""
TOLD_IN_PASSING = 0.85
"""A sentence beside duties and tables, where it is asked who is in charge."""
NO_INTERVAL = 0.5
"""What "định kỳ" is worth beside "mỗi quý một lần", where it is asked how often."""
ENUMERATED = re.compile(r"(?:\b(?:nhu|gom|bao gom)\b|:)[^.;:]*?\w,[^.;:]*?\w,")
LISTS = 1.2
"""What a clause that enumerates ("như A, B, C") is worth where those are asked for."""
NAMED_IN_QUOTES = 1.15
"""A clause that writes names in quotation marks, where campaigns or mottoes are asked for by name."""
SHORT_NAME = 60
"""Characters below which a name can be what people say for it."""


OF_EACH = re.compile(
    r"\b(?:moi|mot|tung|tren) (?:suat|phan|em|chau|tre|be|hoc sinh|truong|lop|nguoi|thang|ngay|buoi|bua)\b"
)
FOR_EACH = re.compile(r"\bmoi (?:\w+ ){1,3}[\d.]+|/ ?(?:hoc sinh|hs|tre|em|thang|ngay|nguoi|suat|buoi)\b")
FOR_ONE = 1.35
""" "Mỗi suất bao nhiêu tiền": a sum for one, before that of all."""
BOUNDS = {"toi da", "toi thieu"}
BOUNDED = re.compile(
    r"\b(?:khong qua|toi da|nhieu nhat|it nhat|toi thieu|tro (?:len|xuong)|duoi|tren|khong duoi|cao nhat)\b|[≤≥]"
)
A_BOUND = 1.2
""" "Tối đa mấy em": a figure that is told as a bound."""


def fit(question: Question, fact: Fact, levels: frozenset[str]) -> float:
    """The product of all that speaks for or against the fact; about 1 where nothing does."""
    worth = _brevity(fact) * _kind_fit(question, fact) * _level_fit(question, levels, fact)
    worth *= _year_fit(question, fact) * _month_fit(question, fact) * _deadline_fit(question, fact)
    worth *= (
        _position_fit(question, fact)
        * _percent_fit(question, fact)
        * _column_fit(question, fact)
        * _name_fit(question, fact)
    )
    worth *= _grade_fit(question, fact) * (A_SUM if "source" in question.asks and fact.row else 1.0)
    if question.wants("often") and not INTERVAL.search(fact.folded):
        worth *= NO_INTERVAL
    if question.wants("money") and OF_EACH.search(question.folded) and FOR_EACH.search(fact.folded):
        worth *= FOR_ONE
    if question.wants("count", "money") and _asks_bound(question) and BOUNDED.search(fact.folded):
        worth *= A_BOUND
    if fact.kind is Kind.PROSE and question.wants("list") and ENUMERATED.search(fact.folded):
        worth *= LISTS
    if fact.kind is Kind.PROSE and question.wants("named") and "“" in fact.text:
        worth *= NAMED_IN_QUOTES
    return worth * (MONEY_FIT if "money" in question.asks and holds_money(fact) else 1.0)


def _asks_bound(question: Question) -> bool:
    return any(not BOUNDS.isdisjoint(unit.concepts) for unit in question.units)


def _level_fit(question: Question, levels: frozenset[str], fact: Fact) -> float:
    if not question.levels:
        return 0.85 if fact.kind is Kind.CELL and fact.level else 1.0  # the total rather than one level's
    if not levels or fact.kind is Kind.TABLE:
        return NO_LEVEL.get(fact.kind, 1.0)
    if any(level in question.levels for level in _filled_levels(fact)):
        return 1.0
    return 1.0 if levels & question.levels else 0.55


def _filled_levels(fact: Fact) -> list[str]:
    return [level_of(header) for header, _ in fact.row.of(Role.LEVEL_VALUE)] if fact.row else []


def _year_fit(question: Question, fact: Fact) -> float:
    """A row that is ticked under years is about those years only, or about the one that it was last recognised in."""
    if not question.years or not fact.row or not fact.row.years:
        return 1.0
    if any(str(year) in fact.row.years for year in question.years):
        return 1.3
    return 0.3 if years_of(fact.row).isdisjoint(question.years) else 1.0


def _column_fit(question: Question, fact: Fact) -> float:
    """A row with a column for what is asked ("Hiệu trưởng", "Số học sinh")."""
    if fact.kind is Kind.CELL and question.wants("count") and not question.counted:
        asked = {concept for unit in question.units for concept in unit.concepts}
        return OWN_LEAF if header_concepts(fact.text.split(" / ")[-1]) & asked else 1.0
    if fact.kind is not Kind.ROW or not fact.row or not question.wants(*EXACT):
        return 1.0
    return OWN_COLUMN if named_columns(question, fact.row) else 1.0


def _grade_fit(question: Question, fact: Fact) -> float:
    """A fact that names grades is about those only: "lớp 4 và lớp 8" tells nothing on "lớp 5"."""
    asked = grades_of(question)
    named = grades_in(fact.folded) if asked else frozenset()
    return OTHER_GRADE if named and asked.isdisjoint(named) else 1.0


def grades_of(question: Question) -> frozenset[str]:
    return grades_in(question.folded)


@lru_cache(10_000)
def grades_in(folded: str) -> frozenset[str]:
    lists = re.findall(r"\b(?:lop|khoi) ((?:\d{1,2}(?:, ?| va | den )?)+)", folded)
    return frozenset(number for listed in lists for number in re.findall(r"\d+", listed))


def _name_fit(question: Question, fact: Fact) -> float:
    """A row or task that is named just as it is asked for: "Khai giảng | 05/9", not all that is before that day."""
    name = fact.row.name if fact.row and fact.kind is Kind.ROW else fact.shown if fact.kind is Kind.TASK else ""
    if not name or len(name) >= SHORT_NAME:
        return 1.0
    told = _name_words(name)
    total = told[:1] == ("tong",)  # of any table
    return NAMED_JUST_SO if told and not total and {w.folded for w in question.words}.issuperset(told) else 1.0


@lru_cache(10_000)
def _name_words(name: str) -> tuple[str, ...]:
    return tuple(words(name))


def _percent_fit(question: Question, fact: Fact) -> float:
    """A share where a share is asked for, a number where things are counted."""
    if "count" not in question.asks or "percent" in question.asks:
        return 1.0
    share = "%" in (fact.shown if fact.kind is Kind.CELL else fact.quote if fact.row else fact.text)
    said = [word.folded for word in question.words]
    if any(pair in {("ty", "le"), ("ti", "le")} for pair in pairwise(said)):
        return 1.0 if share else NOT_A_SHARE
    return NOT_A_SHARE if question.counted and share and fact.row else 1.0


def _deadline_fit(question: Question, fact: Fact) -> float:
    """ "Trước ngày khai giảng" is not when the school year is opened."""
    if "when" not in question.asks:
        return 1.0
    text = fold(fact.text)
    only = (rf"\b(?:truoc|sau)(?: ngay| le)? {re.escape(unit.said)}\b" for unit in question.units if unit.concepts)
    return OTHER_MONTH if any(re.search(pattern, text) for pattern in only) else 1.0


def _month_fit(question: Question, fact: Fact) -> float:
    """A fact that has its own time is about that time only."""
    if fact.row and fact.kind is Kind.ROW:
        return row_time_fit(question, fact.row)
    spans = fact.task.when.spans if fact.task else ()
    if not question.months or not spans:
        return 1.0
    return 1.0 if any(touches(start, end, set(question.months), question) for start, end in spans) else OTHER_MONTH


def _position_fit(question: Question, fact: Fact) -> float:
    """ "Phó phòng nào phụ trách …": the one of that position among those who have duties."""
    if fact.kind is not Kind.DUTY or not question.wants("who"):
        return 1.0
    asked = POSITION.search(question.folded)
    if not asked:
        return 1.0
    held = fold(fact.context.split(fact.person)[0])
    own = re.search(rf"\btruong {asked.group('office')}\b", held) and bool(re.search(r"\bpho\b", held)) == bool(
        asked.group("deputy")
    )
    return OWN_POSITION if own else OTHER_POSITION


def _brevity(fact: Fact) -> float:
    return 1 - 0.07 * math.log2(max(1.0, len(fact.text) / 140))


def _kind_fit(question: Question, fact: Fact) -> float:
    """How well the kind of fact suits the kind of answer wanted."""
    if fact.kind is Kind.TABLE:
        return 1.2 if question.wants("list") else 0.3 if question.wants(*EXACT, "school") else 0.6
    if fact.kind is Kind.SECTION:
        return (
            1.4
            if question.wants("duty")
            else 1.15
            if question.wants("list")
            else 0.6
            if question.wants(*EXACT)
            else 0.95
        )
    if fact.kind is Kind.DUTY:
        if question.wants("who"):
            return OF_A_LEVEL if not question.subject and WHOLE_LEVEL.match(fact.folded) else 1.2
        return 1.0 if question.wants("school", "duty", "list") else 0.75
    if fact.kind is Kind.TASK:
        if question.wants("who") and not question.subject:
            return ONE_TASK
        if question.wants("agency") and fact.row and fact.row.of(Role.AGENCY):
            return 1.3
        return 1.12 if question.wants("when") else 1.0 if question.wants("who", "product", "agency") else 0.85
    if fact.kind in {Kind.ROW, Kind.CELL}:
        if question.wants("school"):
            return 1.2 if fact.row and schools(fact.row.name) else 1.0
        return 1.15 if question.wants("count", "percent", "money") or not question.asks else 1.0
    if question.wants("charge"):
        return TOLD_IN_PASSING
    return 1.15 if fact.owner and question.wants("agency") else 1.0
