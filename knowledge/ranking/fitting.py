"""How well a fact suits a question beyond its words: kind, level, year, month, share or number, length."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache

from knowledge.facts.columns import Role, level_of
from knowledge.facts.fact import Fact, Kind
from knowledge.language.text import fold, words
from knowledge.ranking.evidence import EXACT, INTERVAL, holds_money, names_school
from knowledge.ranking.headers import header_concepts, named_columns
from knowledge.ranking.rowtimes import row_time_fit, years_of
from knowledge.ranking.told import PEOPLE, read_told
from knowledge.understanding.periods import touches
from knowledge.understanding.question import Question

TABLE, DUTY, TASK, ROW, CELL, PROSE = Kind.TABLE, Kind.DUTY, Kind.TASK, Kind.ROW, Kind.CELL, Kind.PROSE
"""Read once: in Python 3.11 an Enum's member costs five times any other name, and each fact is asked for many."""
NO_LEVEL = {CELL: 0.6, DUTY: 0.85}
"""What a fact that is for all levels is worth where one is asked for and others may be for that one."""
MONEY_FIT = 1.15
"""A sum where money is asked for, though the question may not say how much."""
OTHER_MONTH = 0.5
OTHER_GRADE = 0.3
NO_GRADE = 0.9
"""What a fact that names no grade is worth, where one is asked for."""
NOT_MEANT = 0.7
OTHER_PEOPLE = 0.5
"""A row that is by its name about teachers, where a share of pupils is asked for."""
NO_MANNER = 0.5
"""Somebody's duty, where it is asked how a thing is done."""
MANNER = re.compile(r"\b(?:the nao|ra sao|lam sao|kieu gi|cach nao|nhu nao)\b")
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
BEFORE_OR_AFTER = re.compile(r"\b(?:truoc|sau) ")
SHARE = re.compile(r"\bt[yi] le\b")
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


def fitting(question: Question) -> Callable[[Fact, frozenset[str]], float]:
    """What tells how well a fact, which is about some levels, suits the question: the product of all that speaks for
    or against it, about 1 where nothing does."""
    factors = [factor for is_asked, factor in FACTORS if is_asked(question)]

    def fit(fact: Fact, levels: frozenset[str]) -> float:
        worth = _brevity(fact) * _level_fit(question, levels, fact)
        for factor in factors:
            worth *= factor(question, fact)
        return worth

    return fit


def _each_fit(question: Question, fact: Fact) -> float:
    return FOR_ONE if FOR_EACH.search(fact.folded) else 1.0


def _bound_fit(question: Question, fact: Fact) -> float:
    return A_BOUND if BOUNDED.search(fact.folded) else 1.0


def _asks_bound(question: Question) -> bool:
    return any(not BOUNDS.isdisjoint(unit.concepts) for unit in question.units)


def _level_fit(question: Question, levels: frozenset[str], fact: Fact) -> float:
    if not question.levels:
        return 0.85 if fact.kind is CELL and fact.level else 1.0  # the total rather than one level's
    if not levels or fact.kind is TABLE:
        return NO_LEVEL.get(fact.kind, 1.0)
    if any(level in question.levels for level in _filled_levels(fact)):
        return 1.0
    return 1.0 if levels & question.levels else 0.55


def _filled_levels(fact: Fact) -> list[str]:
    return [level_of(header) for header, _ in fact.row.of(Role.LEVEL_VALUE)] if fact.row else []


def _year_fit(question: Question, fact: Fact) -> float:
    """A row that is ticked under years is about those years only, or about the one that it was last recognised in."""
    if not fact.row or not fact.row.years:
        return 1.0
    if any(str(year) in fact.row.years for year in question.years):
        return 1.3
    return 0.3 if years_of(fact.row).isdisjoint(question.years) else 1.0


def _column_fit(question: Question, fact: Fact) -> float:
    """A row with a column for what is asked ("Hiệu trưởng", "Số học sinh")."""
    if fact.kind is CELL and question.wants("count") and not question.counted:
        asked = {concept for unit in question.units for concept in unit.concepts}
        return OWN_LEAF if header_concepts(fact.text.split(" / ")[-1]) & asked else 1.0
    if fact.kind is not ROW or not fact.row:
        return 1.0
    return OWN_COLUMN if named_columns(question, fact.row) else 1.0


def _source_fit(question: Question, fact: Fact) -> float:
    return A_SUM if fact.row else 1.0


def _interval_fit(question: Question, fact: Fact) -> float:
    return 1.0 if INTERVAL.search(fact.folded) else NO_INTERVAL


def _list_fit(question: Question, fact: Fact) -> float:
    return LISTS if fact.kind is PROSE and ENUMERATED.search(fact.folded) else 1.0


def _quotes_fit(question: Question, fact: Fact) -> float:
    return NAMED_IN_QUOTES if fact.kind is PROSE and "“" in fact.text else 1.0


def _money_fit(question: Question, fact: Fact) -> float:
    return MONEY_FIT if holds_money(fact) else 1.0


def _grade_fit(question: Question, fact: Fact) -> float:
    """A fact that names grades is about those only: "lớp 4 và lớp 8" tells nothing on "lớp 5"."""
    named = grades_in(fact.folded)
    if not named:
        return NO_GRADE if question.wants("count", "percent") else 1.0
    return OTHER_GRADE if grades_of(question).isdisjoint(named) else 1.0


def _meant_fit(question: Question, fact: Fact) -> float:
    """A fact on what the question sets aside is about another matter."""
    told = {concept for _, _, concepts in read_told(fact.text).known for concept in concepts}
    return NOT_MEANT if told & question.not_meant else 1.0


def _people_fit(question: Question, fact: Fact) -> float:
    """A share of those whom the row is about by its name, where it names any people."""
    if not fact.row:
        return 1.0
    asked = {PEOPLE[concept] for unit in question.units for concept in unit.concepts if concept in PEOPLE}
    named = read_told(fact.row.name).things.intersection(PEOPLE.values())
    return OTHER_PEOPLE if asked and named and asked.isdisjoint(named) else 1.0


def grades_of(question: Question) -> frozenset[str]:
    return grades_in(question.folded)


@lru_cache(10_000)
def grades_in(folded: str) -> frozenset[str]:
    lists = re.findall(r"\b(?:lop|khoi) ((?:\d{1,2}(?:, ?| va | den )?)+)", folded)
    return frozenset(number for listed in lists for number in re.findall(r"\d+", listed))


def _name_fit(question: Question, fact: Fact) -> float:
    """A row or task that is named just as it is asked for: "Khai giảng | 05/9", not all that is before that day."""
    name = fact.row.name if fact.row and fact.kind is ROW else fact.shown if fact.kind is TASK else ""
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
    share = "%" in (fact.shown if fact.kind is CELL else fact.quote if fact.row else fact.text)
    if SHARE.search(question.folded):
        return 1.0 if share else NOT_A_SHARE
    return NOT_A_SHARE if question.counted and share and fact.row else 1.0


def _deadline_fit(question: Question, fact: Fact) -> float:
    """ "Trước ngày khai giảng" is not when the school year is opened."""
    text = fold(fact.text)
    ends = [found.end() for found in BEFORE_OR_AFTER.finditer(text)]
    said = [unit.said for unit in question.units if unit.concepts] if ends else []
    return OTHER_MONTH if any(_stands_at(text, end, known) for end in ends for known in said) else 1.0


def _stands_at(text: str, place: int, said: str) -> bool:
    """Whether a folded text has the words at a place, with or without "ngày" or "lễ" before them."""
    starts = (place, *(place + len(before) for before in ("ngay ", "le ") if text.startswith(before, place)))
    ends = (start + len(said) for start in starts if text.startswith(said, start))
    return any(not text[end : end + 1].isalnum() for end in ends)


def _month_fit(question: Question, fact: Fact) -> float:
    """A fact that has its own time is about that time only."""
    if fact.row and fact.kind is ROW:
        return row_time_fit(question, fact.row)
    spans = fact.task.when.spans if fact.task else ()
    if not question.months or not spans:
        return 1.0
    return 1.0 if any(touches(start, end, set(question.months), question) for start, end in spans) else OTHER_MONTH


def _position_fit(question: Question, fact: Fact) -> float:
    """ "Phó phòng nào phụ trách …": the one of that position among those who have duties."""
    asked = POSITION.search(question.folded)
    if fact.kind is not DUTY or not asked:
        return 1.0
    held = fold(fact.context.split(fact.person)[0])
    own = re.search(rf"\btruong {asked.group('office')}\b", held) and bool(re.search(r"\bpho\b", held)) == bool(
        asked.group("deputy")
    )
    return OWN_POSITION if own else OTHER_POSITION


def _brevity(fact: Fact) -> float:
    return 1 - 0.07 * math.log2(len(fact.text) / 140) if len(fact.text) > 140 else 1.0


def _kind_fit(question: Question, fact: Fact) -> float:
    """How well the kind of fact suits the kind of answer wanted."""
    return KIND_FITS.get(fact.kind, _prose_fit)(question, fact)


def _table_fit(question: Question, fact: Fact) -> float:
    return 1.2 if question.wants("list") else 0.3 if question.wants(*EXACT, "school") else 0.6


def _section_fit(question: Question, fact: Fact) -> float:
    if question.wants("duty"):
        return 1.4
    return 1.15 if question.wants("list") else 0.6 if question.wants(*EXACT) else 0.95


def _duty_fit(question: Question, fact: Fact) -> float:
    if question.wants("who"):
        return OF_A_LEVEL if not question.subject and WHOLE_LEVEL.match(fact.folded) else 1.2
    if question.wants("school", "duty", "list"):
        return 1.0
    return NO_MANNER if MANNER.search(question.folded) else 0.75


def _task_fit(question: Question, fact: Fact) -> float:
    if question.wants("who") and not question.subject:
        return ONE_TASK
    if question.wants("agency") and fact.row and fact.row.of(Role.AGENCY):
        return 1.3
    return 1.12 if question.wants("when") else 1.0 if question.wants("who", "product", "agency") else 0.85


def _row_fit(question: Question, fact: Fact) -> float:
    if question.wants("school"):
        return 1.2 if fact.row and names_school(fact.row.name) else 1.0
    return 1.15 if question.wants("count", "percent", "money") or not question.asks else 1.0


def _prose_fit(question: Question, fact: Fact) -> float:
    if question.wants("charge"):
        return TOLD_IN_PASSING
    return 1.15 if fact.owner and question.wants("agency") else 1.0


KIND_FITS = {
    **{TABLE: _table_fit, Kind.SECTION: _section_fit, DUTY: _duty_fit},
    **{TASK: _task_fit, ROW: _row_fit, CELL: _row_fit},
}

FACTORS: tuple[tuple[Callable[[Question], object], Callable[[Question, Fact], float]], ...] = (
    (lambda question: True, _kind_fit),
    (lambda question: question.years, _year_fit),
    (lambda question: True, _month_fit),
    (lambda question: question.wants("when"), _deadline_fit),
    (lambda question: question.wants("who"), _position_fit),
    (lambda question: question.wants("count") and not question.wants("percent"), _percent_fit),
    (lambda question: question.wants(*EXACT), _column_fit),
    (lambda question: True, _name_fit),
    (grades_of, _grade_fit),
    (lambda question: question.wants("percent"), _people_fit),
    (lambda question: question.not_meant, _meant_fit),
    (lambda question: question.wants("source"), _source_fit),
    (lambda question: question.wants("often"), _interval_fit),
    (lambda question: question.wants("list"), _list_fit),
    (lambda question: question.wants("named"), _quotes_fit),
    (lambda question: question.wants("money"), _money_fit),
    (lambda question: question.wants("money") and OF_EACH.search(question.folded), _each_fit),
    (lambda question: question.wants("count", "money") and _asks_bound(question), _bound_fit),
)
"""Each with the questions that it says something to: of any other it would be 1 for dozens of facts."""
