"""The tasks of a plan: month tables, progress tables, course and roadmap tables with a time column, month headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.document import Document, Row, Section, Table
from knowledge.language.levels import levels_of, levels_of_work
from knowledge.language.text import fold
from knowledge.reading.marks import is_total
from knowledge.timeline.period import Frame, When
from knowledge.timeline.task import Task, followed, with_days
from knowledge.timeline.terms import given_terms
from knowledge.timeline.when import read_when

__all__ = ["Frame", "Task", "When", "frame_of", "tasks"]

# Every word of a period is one of these; whole words only, so that matching stays linear.
_PERIOD = re.compile(r"(?:(?:thang|quy|hoc|ky|ki|tuan|nam|va|den|[ivx]+|t?\d+)\b|\W)*$")
_PERIOD_WORD = re.compile(r"thang|quy|hoc k|\d{1,2}/20\d\d")
_YEARS_OF_SCHOOL = re.compile(r"nam hoc\s*(?:moi\s*)?(20\d\d)\s*[-–]\s*20\d\d")
_YEAR_OF_CALENDAR = re.compile(r"(?<!den )(?<!toi )(?<!truoc )nam (20\d\d)\b(?!\s*[-–])")

_TIME = re.compile(r"thoi gian|thoi diem|thoi han|tien do|thang|han (?:hoan thanh|nop)|\bngay\b|\bhan\b")
_DURATION = re.compile(r"\((?:ngay|buoi|tiet|gio|tuan|thang)\)|thoi luong|\bso (?:ngay|buoi|tiet|tuan|thang)")
_WHAT = (
    "noi dung",
    "nhiem vu",
    "cong viec",
    "hoat dong",
    "chuyen de",
    "su kien",
    "ten truong",
    "ten",
    "hang muc",
    "truong",
)
_NAME = re.compile(r"^ten\b|^truong\b")
_ORDINAL = re.compile(r"(?:s?tt|so tt|so thu tu)\.?$")
_ROLES = (
    ("joins", re.compile(r"phoi hop|tham gia")),
    ("leads", re.compile(r"chu tri|dau moi|(?:don vi|nguoi|bo phan|co quan) thuc hien|trach nhiem|phan cong")),
    ("heads", re.compile(r"lanh dao|phu trach")),
    ("product", re.compile(r"san pham|ket qua|dau ra|minh chung")),
    ("level", re.compile(r"cap hoc|bac hoc")),
)
_UNIT_START = re.compile(
    r",\s+(?=(?:Phòng|Sở|Ban|UBND|HĐND|Các|Công an|Thanh tra|Trường|Trung tâm|Hội|Đoàn|Công đoàn|LĐLĐ|PGD|Trạm)\b)"
)
_PERSON = re.compile(r"(?:đ/c|đồng chí|ông|bà)\b", re.IGNORECASE)


def tasks(document: Document) -> tuple[Task, ...]:
    """Every piece of the document's timeline, in the document's order."""
    frame = frame_of(document)
    found: list[Task] = []
    for section in document.sections:
        titles = " / ".join(heading.title for heading in section.path)
        own_frame = _named_frame(titles) or frame
        found.extend(_of_period(section, own_frame))
        for table in section.tables:
            found.extend(_of_table(table, section, _named_frame(table.title) or own_frame))
    return tuple(with_days(followed(task, found), frame) for task in found)


def frame_of(document: Document) -> Frame | None:
    """The year that the plan runs through: the calendar year that its title names, else its school year."""
    year = document.metadata.school_year
    frame = _named_frame(document.metadata.title) or (Frame.school(year) if year else None)
    return replace(frame, terms=given_terms(document, frame)) if frame else None


def _named_frame(title: str) -> Frame | None:
    """ "năm học 2026-2027" or "năm 2023" in a title. The last calendar year counts; "đến năm 2030" is none."""
    folded = fold(title)
    if _YEARS_OF_SCHOOL.search(folded):
        return None
    years = _YEAR_OF_CALENDAR.findall(folded)
    return Frame.calendar(int(years[-1])) if years else None


def _of_period(section: Section, frame: Frame | None) -> Iterator[Task]:
    """Bullets under a heading that is a month ("Tháng 9/2026"), or that begin with one ("Tháng 9: ...")."""
    above = next((h.title for h in reversed(section.path) if _is_period(h.title)), "")
    for paragraph in section.paragraphs:
        head, colon, rest = paragraph.text.partition(":")
        lead = paragraph.lead.removesuffix(":")
        if colon and _is_period(head):
            period, what = head, rest
        else:
            period, what = (lead if _is_period(lead) else above), paragraph.text
        if period and what.strip():
            what = _entry(what)
            levels = levels_of(section.path[-1].title if section.path else "") or levels_of_work(what)
            yield Task(what, read_when(period, frame), levels, (), (), "", section.label, paragraph.line)


def _is_period(text: str) -> bool:
    """Whether the text is nothing but a month, quarter or term."""
    if len(text) > 60:
        return False
    folded = fold(text)
    return bool(_PERIOD_WORD.search(folded) and _PERIOD.match(folded))


def _of_table(table: Table, section: Section, frame: Frame | None) -> Iterator[Task]:
    columns = _columns(table, frame)
    if columns is None:
        return
    time, what = columns
    roles = _roles(table.header, {time, what})
    prefix = f"{_subject(section, table)}: " if _NAME.match(fold(table.header[what])) else ""
    for row in table.rows:
        entries = _entries(row.cells[what])
        if not entries or is_total(entries[0]):
            continue
        when = read_when(row.cells[time], frame)
        for entry in entries:
            yield _task(f"{prefix}{entry}", when, row, roles, section)


def _columns(table: Table, frame: Frame | None) -> tuple[int, int] | None:
    """(time, what): the time column is the one whose header says so and whose cells can be read best."""
    folded = [fold(name) for name in table.header]
    candidates = [i for i, name in enumerate(folded) if _TIME.search(name) and not _DURATION.search(name)]
    readable = {i: sum(1 for row in table.rows[:100] if read_when(row.cells[i], frame).spans) for i in candidates}
    time = max(candidates, key=lambda i: readable[i], default=-1)
    if time < 0 or not readable[time]:
        return None
    others = [i for i, name in enumerate(folded) if i != time and not _ORDINAL.match(name)]
    named = (i for word in _WHAT for i in others if word in folded[i])
    what = next(named, others[0] if others else -1)
    return (time, what) if what >= 0 else None


def _roles(header: Sequence[str], taken: set[int]) -> dict[str, int]:
    roles: dict[str, int] = {}
    for index, name in enumerate(header):
        role = next((role for role, pattern in _ROLES if pattern.search(fold(name))), "")
        if role and index not in taken:
            roles.setdefault(role, index)
    return roles


def _task(what: str, when: When, row: Row, roles: dict[str, int], section: Section) -> Task:
    def cell(role: str) -> str:
        return row.cells[roles[role]] if role in roles else ""

    titles = [section.path[-1].title] if section.path else []
    sources = (cell("level"), *reversed(row.groups), cell("joins"))
    levels = next((found for source in sources if (found := levels_of(source))), ())
    levels = levels or levels_of_work(what) or levels_of(titles[0] if titles else "")
    leads = (*_units(cell("leads")), *_units(cell("heads")))
    return Task(what, when, levels, leads, _units(cell("joins")), cell("product"), section.label, row.line)


def _subject(section: Section, table: Table) -> str:
    """What a list of names is about: its heading without the count ("Trường đề nghị công nhận mới: 02")."""
    title = section.path[-1].title if section.path and section.path[-1].title else table.title
    return re.sub(r"\s*:?\s*\d*\s*$", "", title)


def _entries(cell: str) -> list[str]:
    """The tasks of one cell: its bullets, where it is nothing but bullets."""
    lines = cell.split("\n")
    listed = len(lines) > 1 and all(line.startswith(("- ", "+ ")) for line in lines)
    return [entry for line in (lines if listed else [" ".join(lines)]) if (entry := _entry(line))]


def _entry(text: str) -> str:
    return text.removeprefix("- ").removeprefix("+ ").strip(" ;").removesuffix(".").strip()


def _units(cell: str) -> tuple[str, ...]:
    """ "Phòng Nội vụ, Phòng GD&ĐT; Các CSGD" into its units; "Đ/c A, Phó Chủ tịch" is one."""
    units: list[str] = []
    for part in cell.replace("\n", ";").split(";"):
        pieces = [part] if _PERSON.match(part.strip()) else _UNIT_START.split(part)
        units.extend(piece.strip(" :.,-") for piece in pieces)
    return tuple(filter(None, units))
