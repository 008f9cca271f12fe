"""Which fact answers a question: coverage of its words, evidence of the kind asked for, the level, the length."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from knowledge.columns import Role, level_of
from knowledge.duties import schools
from knowledge.facts import Fact, Kind
from knowledge.index import PlanIndex
from knowledge.names import PERSON
from knowledge.question import Question
from knowledge.text import fold

TIME = re.compile(
    r"\d{1,2}/(?:\d{1,2}|\d{4})|\bthang \d|20\d\d|\bquy [\divx]|hang (?:thang|tuan|ngay|quy)|"
    r"hoc k[iy] [i\d]|khai giang|dau nam hoc|cuoi (?:moi|nam)"
)
DAY = re.compile(r"\b(?:ngay|thang) \d|\d{1,2}/\d")
OFTEN = re.compile(r"lan ?/|mot lan|\d lan|hang (?:thang|tuan|ngay|quy|nam)|moi (?:thang|tuan|ngay|quy|nam)|dinh k[iy]|thuong xuyen")
# A cited document's own date, and the school year that everything in the plan is about, say nothing on when.
NO_TIME = re.compile(r"\bso \d+[^,;]{0,30}ngay \d{1,2}/\d{1,2}/\d{4}|\bnam hoc (?:moi )?20\d\d ?- ?20\d\d|/20\d\d/|(?:pho thong|gdpt\)?) (?:nam )?20\d\d|(?:ket luan|nghi quyet|luat)[^,;]{0,25}20\d\d")
PAPER = re.compile(r"\d+\s*/\s*[\w-]+|\b(?:so|thong tu|nghi quyet|ket luan|quyet dinh|luat|cong van|chi thi|chuong trinh|de an)\b.{0,25}\d")
MONEY = re.compile(r"\d[\d., ]*\s*(?:dong|trieu|ty|d)\b")
CONTACT = re.compile(r"\b0\d{8,10}\b|@\w|\bso (?:nha|\d+ (?:pho|duong))|https?:|www\.")
HOUR = re.compile(r"\b\d{1,2}\s*(?:gio|h)\b|\b\d{1,2}h\d\d\b|\d\d?:\d\d")
AGENCY = re.compile(r"\b(?:phong|ubnd|ban|so|uy ban|cong an|tram|hoi|truong|trung tam|doan) \w")
NO_FIGURE = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{4})?|\d+/[\w-]+|20\d\d|\bthang \d+|\blop \d+(?:,\d+)*|covid-19|\b(?:ly|phu luc|phan) \d")
NUMERAL = re.compile(r"\b(?:mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi) (?:nam|lan|thang|lop|truong|xa|nguoi)\b")
NO_EVIDENCE = 0.3
AROUND = 0.8
COMMON_NAME = 1.5
"""A name of less weight is the plan's own place, which everything in it is about."""


@dataclass(frozen=True, slots=True)
class Found:
    """One fact with how well it answers: `rank` orders, `coverage` (0 to 1) decides whether to answer at all."""

    fact: Fact
    number: int
    rank: float
    coverage: float
    evident: bool


def rank(index: PlanIndex, question: Question, top: int = 60) -> list[Found]:
    """The best facts first."""
    hits, wanted, weights = index.search(question.units)
    if not wanted:
        return []
    hits.sort(key=lambda hit: -hit.score)
    counted = [(unit, index.found_in(unit)) for unit in question.counted]
    names = {p for p, unit in enumerate(question.units) if unit.name and weights[p] > COMMON_NAME}
    found = []
    for hit in hits[:top]:
        fact = index.facts[hit.fact]
        eligible = names <= hit.found and all(hit.fact in values for _, values in counted)
        evidence = _evidence(question, fact) if eligible else NO_EVIDENCE
        worth = hit.score / wanted * evidence * _brevity(fact) * _kind_fit(question, fact)
        worth *= _level_fit(question, index.levels[hit.fact], fact) * _year_fit(question, fact)
        if counted:
            worth *= _count_fit(counted[0][0].words[0].folded, fact)
        found.append(Found(fact, hit.fact, worth, min(1.0, hit.covered / wanted), evidence > NO_EVIDENCE))
    return sorted(found, key=lambda f: -f.rank)


def _evidence(question: Question, fact: Fact) -> float:
    if has_evidence(question, fact):
        return 1.0
    return AROUND if _evident_around(question, fact) else NO_EVIDENCE


def _count_fit(noun: str, fact: Fact) -> float:
    """A figure that stands right before the counted noun, or a column that counts it."""
    if fact.row:
        headers = [h for h, _ in fact.row.of(Role.VALUE)] if fact.kind is Kind.ROW else [fact.text]
        return 1.2 if any(noun in fold(header).split() for header in headers) else 1.0
    return 1.25 if re.search(rf"\d\s+{noun}\b", fact.folded) else 1.0


def has_evidence(question: Question, fact: Fact) -> bool:
    """Whether the fact holds what is asked for: a time, a person, a figure, a school, a document, money."""
    bare_count = "count" in question.asks and not question.counted and fact.row and fact.row.of(Role.MONEY)
    asked = question.asks - {"count"} if bare_count else question.asks
    return all(test(fact) for kind, test in EVIDENCE if kind in asked and not _overruled(kind, question))


def _evident_around(question: Question, fact: Fact) -> bool:
    """Whether the paragraph around a clause names the school or the unit asked for, and nothing more exact is asked."""
    exact = question.asks & {"count", "percent", "money", "when", "year", "paper", "contact", "hour", "grade"}
    return fact.kind is Kind.PROSE and not exact and has_evidence(question, replace(fact, text=fact.quote))


def _overruled(kind: str, question: Question) -> bool:
    """A more telling kind of answer is asked for beside this one."""
    if kind == "money" and not question.wants("count") and question.words[-1].folded in {"khong", "a", "chua"}:
        return True  # "có được thu tiền không" asks for a rule, not for a sum
    over = {"count": {"when", "who", "paper", "school", "list", "agency", "money"}, "money": {"list", "who"}, "agency": {"who"}, "who": {"audience"}, "when": {"year", "often"}}
    return kind in over and question.wants(*over[kind])


def _has_time(fact: Fact, *, years: bool = False) -> bool:
    if fact.task or (fact.row and (fact.row.of(Role.TIME) or fact.row.years)):
        return True
    return bool(TIME.search(fact.folded if years else NO_TIME.sub(" ", fact.folded)))


def _has_person(fact: Fact) -> bool:
    if fact.person or (fact.row and fact.row.of(Role.PERSON, Role.AGENCY)) or (fact.task and fact.task.leads):
        return True
    return bool(fact.owner or PERSON.search(fact.text) or re.search(r"\b(?:hieu truong|dong chi|truong phong|chu tich)\b", fact.folded))


def _has_agency(fact: Fact) -> bool:
    return bool(fact.owner or fact.task or fact.person or (fact.row and fact.row.of(Role.AGENCY, Role.JOINS)) or AGENCY.search(fact.folded))


def _has_number(fact: Fact) -> bool:
    """A figure that counts something: not a date, a document's number, a grade, a sum or a row's counter."""
    if fact.row:
        cells = fact.row.of(Role.VALUE, Role.LEVEL_VALUE)
        return bool(cells) or any(re.search(r"\d", cell) for _, cell in fact.row.of(Role.NOTE))
    return bool(re.search(r"\d", NO_FIGURE.sub(" ", fact.folded)) or NUMERAL.search(fact.folded))


def _has_percent(fact: Fact) -> bool:
    return bool(fact.row and _has_number(fact)) or "%" in fact.text


def _has_money(fact: Fact) -> bool:
    return bool((fact.row and fact.row.of(Role.MONEY)) or MONEY.search(fact.folded))


def _has_school(fact: Fact) -> bool:
    return bool(schools(fact.text) or (fact.row and schools(fact.row.name)) or fact.kind is Kind.DUTY)


def _matches(pattern: re.Pattern[str]) -> Callable[[Fact], bool]:
    return lambda fact: bool(pattern.search(fact.folded))


EXACT = {"count", "percent", "money", "when", "year", "who", "paper", "contact", "hour", "grade", "agency", "product", "audience"}

EVIDENCE: tuple[tuple[str, Callable[[Fact], bool]], ...] = (
    ("year", partial(_has_time, years=True)),
    ("when", _has_time),
    ("day", lambda fact: bool(fact.task or DAY.search(NO_TIME.sub(" ", fact.folded)))),
    ("often", lambda fact: bool(fact.task or OFTEN.search(fact.folded))),
    ("who", _has_person),
    ("agency", _has_agency),
    ("count", _has_number),
    ("percent", _has_percent),
    ("money", _has_money),
    ("school", _has_school),
    ("product", lambda fact: bool(fact.row and fact.row.of(Role.PRODUCT))),
    ("audience", lambda fact: bool(fact.row and fact.row.of(Role.AUDIENCE)) or fact.kind is Kind.PROSE),
    ("subject", _matches(re.compile(r"(?<!chuyen )\bmon\b(?! nghiep)|\btoan\b|ngu van|tieng anh"))),
    ("grade", _matches(re.compile(r"\blop \d"))),
    ("paper", _matches(PAPER)),
    ("contact", _matches(CONTACT)),
    ("hour", _matches(HOUR)),
)


def _level_fit(question: Question, levels: frozenset[str], fact: Fact) -> float:
    if not question.levels or not levels:
        return 0.75 if fact.kind is Kind.DUTY and not question.wants("school", "duty", "list") else 1.0
    if fact.row and any(level_column in question.levels for level_column in _filled_levels(fact)):
        return 0.75 if fact.kind is Kind.DUTY and not question.wants("school", "duty", "list") else 1.0
    return 1.0 if levels & question.levels else 0.55


def _filled_levels(fact: Fact) -> list[str]:
    return [level_of(header) for header, _ in fact.row.of(Role.LEVEL_VALUE)] if fact.row else []


def _year_fit(question: Question, fact: Fact) -> float:
    """A row that is ticked under years is about those years only."""
    if not question.years or not fact.row or not fact.row.years:
        return 1.0
    return 1.3 if any(str(year) in fact.row.years for year in question.years) else 0.3


def _brevity(fact: Fact) -> float:
    return 1 - 0.07 * math.log2(max(1.0, len(fact.text) / 140))


def _kind_fit(question: Question, fact: Fact) -> float:
    """How well the kind of fact suits the kind of answer wanted."""
    if fact.kind is Kind.SECTION:
        return 1.4 if question.wants("duty") else 0.8
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
