"""Tables as facts: rows, single cells of figures, tasks of the timeline, and the table as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from knowledge.document import Row, Section, Table
from knowledge.facts.columns import Role, is_matrix, level_of
from knowledge.facts.duties import LEVEL_LABEL
from knowledge.facts.fact import Fact, Kind, RowView
from knowledge.language.text import plain
from knowledge.timeline.tasks import Task

SCHOOL_KINDS = {"CL": "công lập", "NCL": "ngoài công lập", "DL": "dân lập", "TT": "tư thục", "CLHQ": "hiệp quản"}
LISTED = 2
"""Rows from which a table is a list."""


def task_fact(task: Task, place: tuple[Table, tuple[Role, ...], Row] | None) -> Fact:
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


def row_facts(
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
    if re.match(LEVEL_LABEL, shown.name):  # a list of schools: what they are listed for is said by its title alone
        base = replace(base, text=" . ".join([base.text, *_titles(section, table, shown), *map(plain, row.groups)]))
    if is_matrix(table, known):
        for header, cell in shown.of(Role.VALUE, Role.LEVEL_VALUE, Role.MONEY):
            text = f"{shown.name} . {header}"
            yield replace(base, kind=Kind.CELL, text=text, context=f"{above} . {plain(table.title)}", shown=cell)
    else:
        yield base


def table_fact(section: Section, table: Table, known: tuple[Role, ...], above: str, block: int) -> Iterator[Fact]:
    """The table as the thing asked about; what is shown of it are its rows, which share its block."""
    if is_matrix(table, known) or Role.TIME in known[:1] or len(table.rows) < LISTED:
        return
    names = [view(table, known, row).name for row in table.rows]
    titles = list(_titles(section, table, view(table, known, table.rows[0])))
    quote = " | ".join([titles[0], *names]) if titles else " | ".join(names)
    text = " . ".join(titles)
    levels = dict.fromkeys(cell for row in table.rows for _, cell in view(table, known, row).of(Role.LEVEL))
    yield Fact(Kind.TABLE, text, " . ".join([above, *levels]), text, quote, section.label, table.line, block)


def _titles(section: Section, table: Table, row: RowView) -> Iterator[str]:
    """What a table is a list of: its title and the header over the names, each once."""
    over = next((h for h, r in zip(row.header, row.roles, strict=True) if r is Role.NAME), "")
    titles = [plain(table.title) or (plain(section.path[-1].title) if section.path else ""), over]
    return (title for title in dict.fromkeys(titles) if title)


def _own_cells(row: RowView) -> list[str]:
    """The words that a row says itself; a tick under a year says the year."""
    kept = [c for c, r in zip(row.cells, row.roles, strict=True) if r not in {Role.COUNTER, Role.YEAR_MARK, Role.CODE}]
    return [*kept, *row.years, *_decoded(row)]


def _decoded(row: RowView) -> list[str]:
    """What the codes of a row stand for, by the legend in their header ("1=CL; 4=TT")."""
    meant = []
    for header, cell in row.of(Role.CODE):
        legend = dict(re.findall(r"(\w+) ?= ?(\w+)", header))
        meant.append(SCHOOL_KINDS.get(legend.get(cell, ""), ""))
    return [kind for kind in meant if kind]


def _row_level(shown: RowView, row: Row) -> str:
    for _, cell in shown.of(Role.LEVEL):
        if level := level_of(cell):
            return level
    own = level_of(shown.name) or level_of(" ".join(shown.name.split()[:2]))
    return own or next(filter(None, (level_of(group) for group in reversed(row.groups))), "")
