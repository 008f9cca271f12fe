"""What a plan says, piece by piece: clauses of its prose, table rows, single cells, tasks, duties, its own data.

A fact keeps the words that bear it out and the place that it was read from. Facts are drawn from every plan alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import takewhile

from knowledge.clauses import clauses
from knowledge.columns import MARK, Role, is_matrix, level_of, roles
from knowledge.document import Document, Paragraph, Row, Section, Table
from knowledge.duties import duties, person_of
from knowledge.text import fold, plain
from knowledge.timeline import Task, tasks

OWNER = re.compile(
    r"(?:de nghi )?(?:cac )?(?:phong|ubnd|uy ban|ban|so|truong|tram|cong an|doan|hoi|trung tam|co so|co quan|don vi|"
    r"hieu truong|khu pho)\b"
)
LONG_HEADING = 70
"""A heading of more characters says something itself."""


class Kind(StrEnum):
    PROSE = "prose"
    ROW = "row"
    CELL = "cell"
    TASK = "task"
    DUTY = "duty"
    META = "meta"
    SECTION = "section"  # a heading with all that stands under it


@dataclass(frozen=True)
class RowView:
    """A row with what its columns mean: parallel tuples of header, role and cell, without empty cells."""

    header: tuple[str, ...]
    roles: tuple[Role, ...]
    cells: tuple[str, ...]
    name: str

    def of(self, *wanted: Role) -> list[tuple[str, str]]:
        """(header, cell) of the columns with one of these roles."""
        return [(h, c) for h, r, c in zip(self.header, self.roles, self.cells, strict=True) if r in wanted]

    @cached_property
    def years(self) -> tuple[str, ...]:
        """The headers under which the row is ticked."""
        return tuple(h.split("/")[-1].strip() for h, c in self.of(Role.YEAR_MARK) if MARK.fullmatch(c))


@dataclass(frozen=True)
class Fact:
    """`text` is matched as the fact's own words, `context` as what it hangs under; `shown` is what a person reads."""

    kind: Kind
    text: str
    context: str
    shown: str
    quote: str
    section: str
    line: int
    block: int  # facts of one paragraph or one table share it
    level: str = ""  # one level, where the fact's own column or row says so
    row: RowView | None = None
    task: Task | None = None
    person: str = ""
    owner: str = ""  # the office or body under whose heading it stands

    @cached_property
    def folded(self) -> str:
        """The words that evidence is looked for in, folded."""
        return fold(self.quote if self.row else self.shown if self.kind is Kind.META else self.text)


def facts(document: Document) -> tuple[Fact, ...]:
    """All facts of a document, in its order."""
    tables = [(table, roles(table)) for section in document.sections for table in section.tables]
    places = {row.line: (table, known, row) for table, known in tables for row in table.rows}
    found = list(_own_data(document))
    timed = [_task_fact(task, places.get(task.line)) for task in tasks(document)]
    found += timed
    told = {fact.line for fact in timed if fact.text}  # rows that are wholly said by their tasks
    for section in document.sections:
        found += _section_facts(section, told, block=len(found))
    return tuple(found)


def _section_facts(section: Section, skip: set[int], block: int) -> Iterator[Fact]:
    above = " . ".join(plain(heading.title) for heading in section.path)
    who = person_of(section)
    paragraphs = _with_heading(section)
    for place, paragraph in enumerate(paragraphs):
        block += 1
        if who:
            yield from _duty_facts(section, paragraph, who, block)
        elif lead := _lead_fact(section, paragraphs[place:], above, block):
            yield lead
        else:
            yield from _prose_facts(section, paragraph, above, block)
    if not who:
        yield from _section_fact(section, above, block + 1)
    block += 1
    for table in section.tables:
        block += 1
        known = roles(table)
        for row in table.rows:
            if row.line not in skip:
                yield from _row_facts(section, table, known, row, above, block)


def _lead_fact(section: Section, listed: list[Paragraph], above: str, block: int) -> Fact | None:
    """A sentence that ends in a colon, with the bullets that hang under it; None where nothing does."""
    lead, *following = listed
    under = list(takewhile(lambda paragraph: paragraph.lead == lead.text, following))
    if not under or not lead.text.rstrip(" *_").endswith(":"):
        return None
    shown = "\n".join(plain(paragraph.text).strip(" -+") for paragraph in [lead, *under])
    return Fact(Kind.SECTION, plain(lead.text), above, shown, shown, section.label, lead.line, block)


def _section_fact(section: Section, above: str, block: int) -> Iterator[Fact]:
    """The heading as the thing asked about ("what does this office do"), its paragraphs as the answer."""
    title = plain(section.path[-1].title) if section.path else ""
    listed = [plain(p.text).strip(" -+") for p in section.paragraphs]
    if title and not _says_something(title) and listed:
        shown = "\n".join(listed)
        yield Fact(Kind.SECTION, title, above, shown, shown, section.label, section.line, block)


def _with_heading(section: Section) -> list[Paragraph]:
    """The paragraphs; a heading of a sentence's length is one itself, joined with what a page break tore off it."""
    listed = list(section.paragraphs)
    title = plain(section.path[-1].title) if section.path else ""
    if not _says_something(title) or person_of(section):
        return listed
    if listed and not listed[0].text.lstrip()[:1].isupper() and listed[0].text.lstrip()[:1] not in "-+*":
        return [Paragraph(f"{title} {plain(listed[0].text)}", section.line), *listed[1:]]
    return [Paragraph(title, section.line), *listed]


def _says_something(title: str) -> bool:
    """Whether a heading is more than a name for what stands under it."""
    return bool(re.search(r"[.;]|:\s", title)) or len(title) > 2 * LONG_HEADING


def _prose_facts(section: Section, paragraph: Paragraph, above: str, block: int) -> Iterator[Fact]:
    text = plain(paragraph.text)
    context = f"{above} . {plain(paragraph.lead)[:200]}"
    owner = plain(section.path[-1].title) if section.path else ""
    owner = owner if OWNER.match(fold(owner)) and len(owner) < LONG_HEADING else ""
    base = Fact(Kind.PROSE, text, context, text, text, section.label, paragraph.line, block, owner=owner)
    pieces = clauses(text)
    for piece, label in pieces:
        shown = f"{label}: {piece}" if label and len(label) < 60 and label not in piece else piece
        yield replace(base, text=piece, shown=shown, context=f"{context} . {label}")
    if len(pieces) > 1 and len(text) < 900:
        yield base


def _duty_facts(section: Section, paragraph: Paragraph, who: tuple[str, str], block: int) -> Iterator[Fact]:
    name, position = who
    quote = plain(paragraph.text)
    listed = duties(quote)
    # "Giáo vụ Tiểu học" at the head says the level of what follows.
    head = listed[0] if listed and level_of(" ".join(listed[0].split()[:4])) else ""
    for duty in listed:
        yield Fact(
            Kind.DUTY,
            duty,
            f"phụ trách . {position} {name} . {' '.join(head.split()[:4])}",
            duty,
            quote,
            section.label,
            paragraph.line,
            block,
            person=name,
        )


def _task_fact(task: Task, place: tuple[Table, tuple[Role, ...], Row] | None) -> Fact:
    """A task. Where its row says more than the task (a roadmap, a course), the row is the fact that is searched, and
    the task serves the calendar only: it has no words of its own."""
    what = plain(task.what)
    row = view(*place) if place else None
    cells = " | ".join(plain(c) for c in place[2].cells if c.strip()) if place else ""
    quote = cells if cells and len(cells) < 3 * len(what) + 200 else f"{task.when.words} | {what}"
    groups = " . ".join(place[2].groups) if place else ""
    context = f"{task.when.words} . {groups} . {' . '.join(task.leads)} . {' . '.join(task.joins)} . {task.product}"
    level = task.levels[0] if len(task.levels) == 1 else ""
    own = what if row is None or _is_timeline(row) else ""
    searched = context if own else ""
    return Fact(
        Kind.TASK, own, searched, what, quote, task.section, task.line, task.line, level=level, row=row, task=task
    )


def _is_timeline(row: RowView) -> bool:
    """Whether the row is a task of a month's list or of a progress table, rather than something with a date."""
    return row.roles[0] is Role.TIME or bool(row.of(Role.PERSON, Role.AGENCY)) or not row.of(Role.NAME)


def view(table: Table, known: tuple[Role, ...], row: Row) -> RowView:
    """The row's filled cells beside their headers and roles. Its name is the first naming cell."""
    filled = [(plain(h), r, plain(c)) for h, r, c in zip(table.header, known, row.cells, strict=False) if c.strip()]
    name = next((c for _, r, c in filled if r is Role.NAME), "") or next(
        (c for _, r, c in filled if r is not Role.COUNTER), ""
    )
    header, found, cells = zip(*filled, strict=True) if filled else ((), (), ())
    return RowView(tuple(header), tuple(found), tuple(cells), name.lstrip("-+ "))


def _row_facts(
    section: Section, table: Table, known: tuple[Role, ...], row: Row, above: str, block: int
) -> Iterator[Fact]:
    shown = view(table, known, row)
    if not shown.name:
        return
    quote = " | ".join(plain(c) for c in row.cells if c.strip())
    context = " . ".join([above, plain(table.title), *map(plain, row.groups), *shown.header])
    base = Fact(
        Kind.ROW, " . ".join(_own_cells(shown)), context, shown.name, quote, section.label, row.line, block, row=shown
    )
    base = replace(base, level=_row_level(shown, row))
    if is_matrix(table, known):
        for header, cell in shown.of(Role.VALUE, Role.LEVEL_VALUE, Role.MONEY):
            text = f"{shown.name} . {header}"
            yield replace(base, kind=Kind.CELL, text=text, context=f"{above} . {plain(table.title)}", shown=cell)
    else:
        yield base


def _own_cells(row: RowView) -> list[str]:
    """The words that a row says itself; a tick under a year says the year."""
    kept = [c for c, r in zip(row.cells, row.roles, strict=True) if r not in {Role.COUNTER, Role.YEAR_MARK}]
    return [*kept, *row.years]


def _row_level(shown: RowView, row: Row) -> str:
    for _, cell in shown.of(Role.LEVEL):
        if level := level_of(cell):
            return level
    own = level_of(shown.name) or level_of(" ".join(shown.name.split()[:2]))
    return own or next(filter(None, (level_of(group) for group in reversed(row.groups))), "")


def _own_data(document: Document) -> Iterator[Fact]:
    """What the plan is: the fact's context names the [asking] group that wants it; it is not searched by words."""
    data = document.metadata
    signer = f"{data.signer} ({data.signer_position})" if data.signer_position else data.signer
    said = [
        ("own_number", data.number, f"Số: {data.number}"),
        ("own_date", _signed(document), _signed_words(document)),
        ("own_signer", data.signer and signer, f"{data.signer_position} {data.signer}".strip()),
        ("own_issuer", data.issuer, data.issuer),
        ("own_recipients", "; ".join(data.recipients), "Nơi nhận: " + "; ".join(data.recipients)),
        ("own_title", data.title, data.title),
        ("own_year", str(data.school_year or ""), data.title),
    ]
    for group, value, quote in said:
        if value:
            yield Fact(Kind.META, "", "", plain(value), plain(quote), "phần mở đầu", 1, -1, person=group)


def _signed(document: Document) -> str:
    data = document.metadata
    if data.signed_on:
        return f"{data.signed_on.day:02}/{data.signed_on.month:02}/{data.signed_on.year}"
    return f"tháng {data.signed_month[1]}/{data.signed_month[0]}" if data.signed_month else ""


def _signed_words(document: Document) -> str:
    data = document.metadata
    if data.signed_on:
        day = f"ngày {data.signed_on.day:02} tháng {data.signed_on.month} năm {data.signed_on.year}"
    else:
        day = f"ngày tháng {data.signed_month[1]} năm {data.signed_month[0]}" if data.signed_month else ""
    return f"{data.place}, {day}" if data.place else day
