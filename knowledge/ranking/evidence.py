"""What shows that a fact holds the kind of answer asked for: a time, a person, a figure, a document."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial

from knowledge.facts.columns import Role
from knowledge.facts.duties import LEVEL_LABEL, schools
from knowledge.facts.fact import Fact, Kind, RowView
from knowledge.facts.names import PERSON
from knowledge.language.issuers import ABOVE, issuers_said
from knowledge.language.text import UPPER, fold
from knowledge.ranking.bodies import a_body_acts, names_a_body
from knowledge.understanding.question import Question

REMEMBERED = 20_000  # texts

TIME = re.compile(
    r"\d{1,2}/(?:\d{1,2}|\d{4})|\bthang \d|20\d\d|\bquy [\divx]|hang (?:thang|tuan|ngay|quy)|"
    r"hoc k[iy] [i\d]|khai giang|dau nam hoc|cuoi (?:moi|nam)|theo lich|theo phu luc"
)
WITHIN_A_YEAR = re.compile(TIME.pattern.replace(r"20\d\d|", ""))
DAY = re.compile(r"\b\d{1,2}/\d{1,2}\b(?!/?\d{3})|\bngay (?:\w+ )?\d{1,2}\b")
OFTEN = re.compile(
    r"lan ?/|mot lan|\d lan|hang (?:thang|tuan|ngay|quy|nam)|moi (?:thang|tuan|ngay|quy|nam)|dinh k[iy]|thuong xuyen"
)
INTERVAL = re.compile(
    r"(?:lan|ky|buoi) ?/ ?(?:\d* ?)?(?:nam|thang|tuan|quy|ky|hoc ky)\b|\b(?:hang|moi) (?:thang|tuan|quy|nam|hoc ky)\b|"
    r"\b(?:\d+|mot|hai|ba|bon|nam) (?:nam|thang|tuan|quy|ky)(?: hoc)?(?: ?/ ?| )(?:mot|\d+ )? ?lan\b|"
    r"\b(?:mot|\d+) lan (?:moi|mot|trong|tren) (?:nam|thang|tuan|quy|hoc ky)\b"
)
""" "Hai năm một lần": an interval that can be told; "định kỳ" and "thường xuyên" leave it open."""
# A cited document's own date, and the school year that everything in the plan is about, say nothing on when.
NO_TIME = re.compile(
    r"\bso \d+[^,;]{0,30}ngay \d{1,2}/\d{1,2}/\d{4}|(?<!tu )(?<!den )\bnam hoc (?:moi )?20\d\d ?- ?20\d\d|/20\d\d/|"
    r"(?:pho thong|gdpt\)?) (?:nam )?20\d\d|(?:ket luan|nghi quyet|luat)[^,;]{0,25}20\d\d"
)
OF_A_LAW = re.compile(r"\bluat[^,;]{0,25}20\d\d|(?:pho thong|gdpt\)?) (?:nam )?20\d\d")
"""The year of a law or of a curriculum: nothing is done in it."""
PAPER = re.compile(
    r"\biso \d+|"
    r"\d+\s*/\s*[\w-]+|"
    r"\b(?:so|thong tu|nghi quyet|ket luan|quyet dinh|luat|cong van|chi thi|chuong trinh|de an)\b.{0,25}\d"
)
MONEY = re.compile(r"\b(?:mien (?:hoc )?phi|khong (?:duoc )?thu)\b|\d[\d., ]*\s*(?:dong|trieu|ty|d)\b")
CONTACT = re.compile(r"\b0\d{8,10}\b|@\w|\bso (?:nha|\d+ (?:pho|duong))|https?:|www\.")
HOUR = re.compile(r"\b\d{1,2}\s*(?:gio|h)\b|\b\d{1,2}h\d\d\b|\d\d?:\d\d")
SCHOOL_ACTS = re.compile(
    r"\btruong (?:mam non|mn|tieu hoc|th|thcs)\b|^[-+* ]*(?:cac truong|(?:cac )?nha truong|cac co so giao duc)\b"
)
NO_FIGURE = re.compile(
    r"\d{1,2}/\d{1,2}(?:/\d{4})?|\d+/[\w-]+|20\d\d|\bthang \d+|\blop \d+(?:,\d+)*|covid-19|\b(?:ly|phu luc|phan) \d|"
    r"\b\d+(?: ?- ?\d+)? tuoi\b"
)
NUMERAL = re.compile(r"\b(?:mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi) (?:nam|lan|thang|lop|truong|xa|nguoi)\b")


PLACE_NAME = re.compile(rf"\b(?i:phường|xã|thị trấn|quận|huyện|thôn|bản|khu phố|phố|đường|địa bàn)\b:? [{UPPER}]\w")
AREA = re.compile(r"(?:phuong|xa|thon|ban|khu pho|dia (?:ban|chi|diem))\b")
CHARGED = re.compile(
    r"\b(?:dong chi|chuyen vien|can bo|lanh dao|truong phong|pho|to truong|ke toan|van thu|thu quy|phu trach|sep)\b"
)
SCHOOL_NAME = re.compile(rf"{LEVEL_LABEL} \S")


def has_evidence(question: Question, fact: Fact) -> bool:
    """Whether the fact holds what is asked for: a time, a person, a figure, a school, a document, money."""
    bare_count = "count" in question.asks and not question.counted and fact.row and fact.row.of(Role.MONEY)
    asked = question.asks - {"count"} if bare_count else question.asks
    if "document" in question.asks and question.wants("when") and not _dates_document(question, fact):
        return False
    if question.wants("day") and question.months and not DAY.search(fact.folded):
        return False  # the month is known: the day is what is asked for
    if question.wants("day") and question.wants("when") and not _tells_day_or_month(fact):
        return False
    if question.wants("role") and fact.kind is Kind.DUTY and not _holds_the_office(question, fact):
        return False
    if _counts_all(question) and fact.row and SCHOOL_NAME.match(fact.row.name):
        return False  # one school's figure is not that of all
    if fact.kind is Kind.DUTY and _asks_what_to_do(question):
        return False  # what somebody is in charge of is not what is to be done
    return all(test(fact) for kind, test in EVIDENCE if kind in asked and not _overruled(kind, question))


def _asks_what_to_do(question: Question) -> bool:
    """ "Phải làm gì", and nobody who would be in charge is named or asked for."""
    if not question.wants("duty") or question.wants("who", "agency", "school", "list"):
        return False
    said = question.folded
    return not (CHARGED.search(said) or question.names or any(unit.name for unit in question.units))


UP_TO_ITS_DAY = r"(?:(?!\bso \d)[^;]){0,100}?\bngay \d"
"""From a document's number to its day, no other document between."""


def _counts_all(question: Question) -> bool:
    named = any(unit.name for unit in question.units)
    return bool(question.counted) and not named and not question.wants("school", "list")


def _dates_document(question: Question, fact: Fact) -> bool:
    """Whether the fact gives a day right behind the number that the question cites; where it cites none, whether a
    ministry or a department that issued it is the fact's too."""
    issuer = issuers_said(question.folded) & ABOVE
    if issuer and issuer.isdisjoint(issuers_said(fact.folded)):
        return False
    cited = [w.folded for w in question.words if w.folded.isdigit() and len(w.folded) > 1 and w.folded[:2] != "20"]
    return not cited or any(re.search(rf"\b{number}\b{UP_TO_ITS_DAY}", fact.folded) for number in cited)


HEAD_OF = re.compile(r"\b(?:pho )?(?:truong phong|chu tich|hieu truong|giam doc|to truong)\b")


def _holds_the_office(question: Question, fact: Fact) -> bool:
    """Whether the person of a duty holds the office that is asked for; True where none is."""
    asked = HEAD_OF.search(question.folded)
    held = HEAD_OF.search(fold(fact.context.split(fact.person)[0]))
    return not asked or (held is not None and held.group() == asked.group())


def _overruled(kind: str, question: Question) -> bool:
    """A more telling kind of answer is asked for beside this one."""
    if kind == "money" and not question.wants("count"):
        return True  # "có được thu tiền không" and "tiền lấy từ đâu" ask for no sum
    if kind == "when" and question.wants("document"):
        return True  # a cited document's own date may be what is asked for: the words decide
    over = {
        "count": {"when", "who", "paper", "school", "list", "agency", "money"},
        "money": {"list", "who", "percent"},
        "agency": {"who"},
        "who": {"audience", "whoever"},
        "whoever": {"audience"},
        "when": {"year", "often"},
        "year": {"often"},
    }
    return kind in over and question.wants(*over[kind])


# A text holds what it holds, whatever is asked: looked at once, since each question weighs dozens of facts.
@lru_cache(REMEMBERED)
def _tells_time(folded: str) -> bool:
    return bool(TIME.search(NO_TIME.sub(" ", folded)))


def _tells_day_or_month(fact: Fact) -> bool:
    """Whether more than a year is told: "ngày nào" is answered by none."""
    dated = fact.task or fact.person or (fact.row and fact.row.of(Role.TIME))
    return bool(dated or WITHIN_A_YEAR.search(fact.folded))


@lru_cache(REMEMBERED)
def _counts(folded: str) -> bool:
    return bool(re.search(r"\d", NO_FIGURE.sub(" ", folded)) or NUMERAL.search(folded))


@lru_cache(REMEMBERED)
def names_school(text: str) -> bool:
    """Whether a text names a school."""
    return bool(schools(text))


def _has_time(fact: Fact, *, years: bool = False) -> bool:
    if fact.task or (fact.row and (fact.row.of(Role.TIME) or fact.row.years)):
        return True
    if fact.row and fact.row.of(Role.MONEY) and not years:
        return bool(WITHIN_A_YEAR.search(fact.folded))  # the year of a sum says not when
    return bool(TIME.search(OF_A_LAW.sub(" ", fact.folded))) if years else _tells_time(fact.folded)


def _has_person(fact: Fact) -> bool:
    if fact.person or (fact.row and fact.row.of(Role.PERSON, Role.AGENCY)) or (fact.task and fact.task.leads):
        return True
    return bool(
        fact.owner
        or PERSON.search(fact.text)
        or re.search(r"(?<!chuan )\b(?:hieu truong|dong chi|truong phong|chu tich)\b", fact.folded)
    )


def _has_whoever(fact: Fact) -> bool:
    """Where "ai" asks, an office that acts or is told is as good an answer as a person."""
    return _has_person(fact) or (fact.kind is Kind.PROSE and a_body_acts(fact.folded))


def _names_person(fact: Fact) -> bool:
    return bool(fact.person or PERSON.search(fact.text) or (fact.row and fact.row.of(Role.PERSON)))


def _has_agency(fact: Fact) -> bool:
    """Whether it names an office, a body or a person in charge, in a column, as its heading or in its text."""
    charged = fact.row and fact.row.of(Role.AGENCY, Role.JOINS, Role.PERSON)
    led = fact.task and (fact.task.leads or fact.task.joins)
    told = names_a_body(fact.folded) or SCHOOL_ACTS.search(fact.folded)
    return bool(fact.owner or fact.person or charged or led or told)


def _has_number(fact: Fact) -> bool:
    """A figure that counts something: not a date, a document's number, a grade, a sum or a row's counter, and none
    among what is only given to somebody to do."""
    if fact.kind is Kind.DUTY:
        return False
    if fact.row:
        cells = fact.row.of(Role.VALUE, Role.LEVEL_VALUE, Role.YEAR_VALUE)
        told = (cell for _, cell in [*cells, *fact.row.of(Role.NOTE)])  # a cross under a year counts nothing
        return any(re.search(r"\d", cell) for cell in told)
    return _counts(fact.folded)


def _has_percent(fact: Fact) -> bool:
    if not fact.row:
        return "%" in fact.text
    return "%" in fact.shown if fact.kind is Kind.CELL else "%" in fact.quote


def holds_money(fact: Fact) -> bool:
    return bool((fact.row and (fact.row.of(Role.MONEY) or _unit_is_money(fact.row))) or MONEY.search(fact.folded))


def _unit_is_money(row: RowView) -> bool:
    return any(re.match(r"dong\b|nghin|trieu|ty\b", fold(unit)) for _, unit in row.of(Role.UNIT))


def _has_school(fact: Fact) -> bool:
    return names_school(fact.text) or bool(fact.row and any(names_school(cell) for cell in fact.row.cells))


def _matches(pattern: re.Pattern[str]) -> Callable[[Fact], bool]:
    return lambda fact: bool(pattern.search(fact.folded))


def _names_place(fact: Fact) -> bool:
    """Whether it tells a ward or the like by name, in its text or in a column of them."""
    columns = fact.row.header if fact.row else ()
    return bool(PLACE_NAME.search(fact.text)) or any(AREA.match(fold(header)) for header in columns)


SOURCE = re.compile(r"\bngan sach\b|\bnguon\b|xa hoi hoa|tai tro|\bdong gop\b|\bthu (?:cua|tu)\b|\btu chu\b")
POST = re.compile(
    r"^(?!.*\bphu trach\b).*"
    r"\b(?:giao vien|chu nhiem|bao ve|bao mau|lao cong|cap duong|y te|thu vien|hieu truong|hieu pho)\b"
)
""" "Thầy dạy nhạc tên gì": whoever is in charge of a subject in the office teaches none."""
FILES = re.compile(r"\b(?:ho so|don|giay|ban sao|khai sinh|hoc ba|so sach|minh chung|thu tuc)\b")
""" "Hồ sơ gồm những gì": what may be put in."""
WHERE = re.compile(r"\b(?:tai|o|tren|dia diem|khu pho|thon|ban|san|nha van hoa|hoi truong|trung tam)\b \w")

WITHIN = re.compile(
    r"\b(?:trong|sau|cham nhat|khong qua|toi da|qua|vong|du)(?: thoi (?:gian|han))?(?: \w+){0,2} "
    r"(?:\d+|mot|hai|ba|bon|nam) (?:gio|ngay|phut|tuan|thang|nam)\b|\bngay lap tuc\b|\btrong ngay\b"
)
""" "Trong 24 giờ"."""
YEARS = re.compile(r"(?<!nam hoc )(?<!nam hoc moi )\b20\d\d\s*(?:-|–|den|toi)\s*(?:nam )?20\d\d\b")
"""From one year to another; a school year is none."""

EXACT = {
    "count",
    "percent",
    "money",
    "when",
    "year",
    "who",
    "paper",
    "contact",
    "hour",
    "grade",
    "agency",
    "product",
    "audience",
    "within",
}
EVIDENCE: tuple[tuple[str, Callable[[Fact], bool]], ...] = (
    ("year", partial(_has_time, years=True)),
    ("age", _matches(re.compile(r"\b\d+(?: ?- ?\d+)? (?:thang )?tuoi\b|\b(?:mot|hai|ba|bon|nam|sau) tuoi\b"))),
    ("when", _has_time),
    ("often", lambda fact: bool(fact.task or OFTEN.search(fact.folded))),
    ("who", _has_person),
    ("whoever", _has_whoever),
    ("role", _names_person),
    ("person", _names_person),
    ("agency", _has_agency),
    ("count", _has_number),
    ("percent", _has_percent),
    ("money", holds_money),
    ("school", _has_school),
    ("product", lambda fact: bool(fact.row and fact.row.of(Role.PRODUCT))),
    ("audience", lambda fact: bool(fact.row and fact.row.of(Role.AUDIENCE)) or fact.kind is Kind.PROSE),
    ("subject", _matches(re.compile(r"(?<!chuyen )\bmon\b(?! nghiep)|\btoan\b|ngu van|tieng anh"))),
    ("grade", _matches(re.compile(r"\blop \d"))),
    ("paper", _matches(PAPER)),
    ("contact", _matches(CONTACT)),
    ("hour", _matches(HOUR)),
    ("within", _matches(WITHIN)),
    ("born", _matches(re.compile(r"\bsinh (?:tu |vao |truoc |sau )?nam\b"))),
    ("where", _matches(WHERE)),
    ("source", _matches(SOURCE)),
    ("files", _matches(FILES)),
    ("post", lambda fact: fact.kind is not Kind.DUTY and bool(POST.search(fact.folded))),
    ("place", _names_place),
    ("period", _matches(YEARS)),
    ("most", _matches(re.compile(r"\bnhat\b"))),
)
