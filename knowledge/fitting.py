"""How well a fact suits a question beyond its words: kind, level, year, month, share or number, length."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise

from knowledge.columns import Role, level_of
from knowledge.duties import schools
from knowledge.evidence import EXACT, holds_money
from knowledge.fact import Fact, Kind
from knowledge.index import Unit
from knowledge.lexicon import Word, lexicon
from knowledge.periods import touches
from knowledge.question import Question
from knowledge.rows import named_columns
from knowledge.text import fold, words

NO_LEVEL = {Kind.CELL: 0.6, Kind.DUTY: 0.85}
"""What a fact that is for all levels is worth where one is asked for and others may be for that one."""
MONEY_FIT = 1.15
"""A sum where money is asked for, though the question may not say how much."""
OTHER_MONTH = 0.5
OWN_COLUMN = 1.2
COUNTED_WITHIN = 6
"""Words from the start of a row's name within which what it counts is named."""
FIGURE_BEFORE, FIGURE_BEHIND = 3, 1
"""Words from a counted noun within which its figure stands."""
NOT_A_SHARE = 0.7
NAMED_JUST_SO = 1.15
RATE = re.compile(r"\b(?:binh quan|trung binh|moi (?:truong|lop|nhom|to|em|don vi)|mot lop)\b")
YEAR = re.compile(r"(?:19|20)\d\d")
CHANGES = {"thieu", "tang", "giam", "them", "tuyen", "cu", "qua", "nhat"}
"""Behind one of these stands what is lacking, added or allowed."""
OF_ALL = 1.25
TOTALS = re.compile(
    r"\b(?:toan|ca) (?:quan|huyen|phuong|xa|nganh|thanh pho)\b|\b(?:quan|huyen|phuong|xa) (?:hien )?co\b"
)
SHORT_NAME = 60
"""Characters below which a name can be what people say for it."""


def fit(question: Question, fact: Fact, levels: frozenset[str]) -> float:
    """The product of all that speaks for or against the fact; about 1 where nothing does."""
    worth = _brevity(fact) * _kind_fit(question, fact) * _level_fit(question, levels, fact)
    worth *= _year_fit(question, fact) * _month_fit(question, fact) * _deadline_fit(question, fact)
    worth *= _percent_fit(question, fact) * _column_fit(question, fact) * _name_fit(question, fact)
    return worth * (MONEY_FIT if "money" in question.asks and holds_money(fact) else 1.0)


def counts(unit: Unit, fact: Fact) -> bool:
    """Whether a figure stands by the counted noun itself ("35 học sinh", "Kỹ sư: 4"), or a column counts it."""
    if fact.kind is Kind.CELL:
        return True
    if fact.kind is Kind.ROW:
        return _row_counts(unit, fact)
    if RATE.search(fact.folded):
        return False
    text = lexicon().words(fact.text)
    spans = lexicon().concepts.everywhere(text)
    named = [(s.start, s.end) for s in spans if {c.removeprefix("~") for c in s.concepts} & set(unit.concepts)]
    named += [(p, p + 1) for p, word in enumerate(text) if not unit.concepts and word.folded == unit.said]
    shares = {found.group(1) for found in re.finditer(r"([\d.,]+) ?%", fact.text)}
    return any(
        _has_figure(text[max(0, s - FIGURE_BEFORE - 1) : s] + text[e : e + FIGURE_BEHIND], shares) for s, e in named
    )


def _row_counts(unit: Unit, fact: Fact) -> bool:
    """Whether a column or the beginning of the row's name is about the counted noun; a share counts nothing."""
    if not fact.row or any("%" in cell for cell in fact.row.cells):
        return False
    headers = [header for header, _ in fact.row.of(Role.VALUE, Role.UNIT, Role.LEVEL_VALUE)]
    said = [*headers, *(cell for _, cell in fact.row.of(Role.UNIT))]
    if not any(re.match(r"(?:tong )?so \w", fold(header)) for header in headers):  # no column says what it counts
        said.append(" ".join(fact.row.name.split()[:COUNTED_WITHIN]))
    return any(_is_about(unit, text) for text in said)


@lru_cache(20_000)
def _concepts_in(text: str) -> frozenset[str]:
    read = lexicon().words(text)
    return frozenset(c.removeprefix("~") for span in lexicon().concepts.everywhere(read) for c in span.concepts)


def _is_about(unit: Unit, text: str) -> bool:
    return not _concepts_in(text).isdisjoint(unit.concepts) or unit.said in words(text)


def _has_figure(near: Sequence[Word], shares: Collection[str]) -> bool:
    """A figure that is no share, and that is not only what is lacking or added."""
    before = [None, *near]
    return any(
        word.folded[0].isdigit() and not YEAR.fullmatch(word.folded) and word.folded not in shares and not (last and last.folded in CHANGES)
        for last, word in zip(before, near, strict=False)
    )


def count_fit(unit: Unit, fact: Fact) -> float:
    """A figure that stands right before the counted noun, or a column that counts it."""
    noun = unit.words[0].folded
    if fact.row:
        headers = [h for h, _ in fact.row.of(Role.VALUE)] if fact.kind is Kind.ROW else [fact.text]
        return 1.2 if any(_is_about(unit, header) for header in headers) else 0.8 if fact.kind is Kind.CELL else 1.0
    return 1.25 if re.search(rf"\d\s+{noun}\b", fact.folded) else 1.0


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
    """A row that is ticked under years is about those years only."""
    if not question.years or not fact.row or not fact.row.years:
        return 1.0
    return 1.3 if any(str(year) in fact.row.years for year in question.years) else 0.3


def _column_fit(question: Question, fact: Fact) -> float:
    """A row with a column for what is asked ("Hiệu trưởng", "Số học sinh")."""
    if fact.kind is not Kind.ROW or not fact.row or not question.wants(*EXACT):
        return 1.0
    return OWN_COLUMN if named_columns(question, fact.row) else 1.0


def total_fit(question: Question, fact: Fact) -> float:
    """Where everything is counted, the figure of all (or of the level asked for) before one of a part."""
    if not fact.row:
        return OF_ALL if TOTALS.search(fact.folded) and not question.levels else 1.0
    name, *headers = words(fact.row.name), *map(words, re.split(r" \. | / ", fact.text)[1:])
    asked = {word.folded for word in question.words}
    whole = (
        asked.issuperset(name) or level_of(fact.row.name) in question.levels
        if question.levels
        else name[:1] == ["tong"]
    )
    last = headers[-1] if headers and fact.kind is Kind.CELL else []
    fits = fact.kind is not Kind.CELL or last == ["tong"] or asked.issuperset(last)
    return OF_ALL if whole and fits else 1.0


def _name_fit(question: Question, fact: Fact) -> float:
    """A row or task that is named just as it is asked for: "Khai giảng | 05/9", not all that is before that day."""
    name = fact.row.name if fact.row and fact.kind is Kind.ROW else fact.shown if fact.kind is Kind.TASK else ""
    said = {word.folded for word in question.words}
    told = words(name)
    total = told[:1] == ["tong"]  # of any table
    return NAMED_JUST_SO if told and not total and len(name) < SHORT_NAME and said.issuperset(told) else 1.0


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
    spans = fact.task.when.spans if fact.task else ()
    if not question.months or not spans:
        return 1.0
    return 1.0 if any(touches(start, end, set(question.months), question) for start, end in spans) else OTHER_MONTH


def negation_fit(question: Question, *, told: bool) -> float:
    """ "Chưa đạt chuẩn" is not what a question for "đạt chuẩn" asks about, nor the other way round."""
    asked = any(word.folded == "chua" for word in question.words) and "yes_no" not in question.asks
    return 1.0 if asked == told else 0.85


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
        return 1.2 if question.wants("who") else 1.0 if question.wants("school", "duty", "list") else 0.75
    if fact.kind is Kind.TASK:
        if question.wants("agency") and fact.row and fact.row.of(Role.AGENCY):
            return 1.3
        return 1.12 if question.wants("when") else 1.0 if question.wants("who", "product", "agency") else 0.85
    if fact.kind in {Kind.ROW, Kind.CELL}:
        if question.wants("school"):
            return 1.2 if fact.row and schools(fact.row.name) else 1.0
        return 1.15 if question.wants("count", "percent", "money") or not question.asks else 1.0
    return 1.15 if fact.owner and question.wants("agency") else 1.0
