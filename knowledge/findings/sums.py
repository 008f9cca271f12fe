"""Totals of a table against what they add up: rows under or above them, columns beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from decimal import Decimal

from knowledge.document import Document, Section, Table
from knowledge.findings.figures import Line, additive_columns, agree, figure, is_total_label, lines_of, shown
from knowledge.findings.report import Finding, Place
from knowledge.language.text import fold

MOST_COLUMNS = 3
Cell = tuple[int, int]
"""(line of the row, column)"""
_COMPLEMENTS = (
    {"c.lap", "ncl"},
    {"cong lap", "ngoai cong lap"},
    {"cong lap", "tu thuc"},
    {"c.lap", "tu thuc"},
    {"nam", "nu"},
    {"bien che", "hop dong"},
)


def sums(document: Document) -> Iterator[Finding]:
    for section in document.sections:
        for table in section.tables:
            columns = additive_columns(table)
            in_rows = dict(_total_rows(section, table, columns))
            yield from in_rows.values()
            yield from _total_columns(section, table, columns, in_rows.keys())


def _values(lines: Sequence[Line], column: int) -> list[Decimal]:
    return [figure(line.row.cells[column]) or Decimal(0) for line in lines]


def _total_rows(section: Section, table: Table, columns: list[int]) -> Iterator[tuple[Cell, Finding]]:
    """Each wrong total row, under its first wrong cell."""
    lines = lines_of(table)
    for index, total in enumerate(lines):
        if total.rank != 0:
            continue
        main, plain = _addends(lines, index)
        wrong = [column for column in columns if _is_wrong(lines, index, main, column)]
        right = sum(
            1
            for column in columns
            if column not in wrong
            and total.row.cells[column]
            and agree(_values([total], column)[0], _values(main, column))
        )
        whole = all(line.row.cells[column] for line in main for column in wrong)
        if wrong and len(main) > 1 and (right or (plain and whole)):
            yield (total.row.line, wrong[0]), _wrong_row(section, table, total, main, wrong)


def _addends(lines: list[Line], index: int) -> tuple[list[Line], bool]:
    """The rows that a total most likely adds, and whether nothing else is possible.

    A total at the end adds the outermost numbers above it; one at the top those below it, which is only sure where
    they are numbered A, B or I, II ("Tổng số", then "Nữ" is no sum).
    """
    above = [line for line in lines[:index] if line.rank != 0]
    around = above or [line for line in lines[index + 1 :] if line.rank != 0]
    ranks = {line.rank for line in around}
    outermost = min((rank for rank in ranks if rank is not None), default=None)
    main = [line for line in around if line.rank == outermost and not _is_detail(line)]
    alone = sum(1 for line in lines if line.rank == 0) == 1
    plain = alone and len(main) == len(around) if above else alone and outermost in (1, 2) and None not in ranks
    return main, plain


def _is_detail(line: Line) -> bool:
    return fold(line.label).startswith(("trong do", "-", "+"))


def _is_wrong(lines: list[Line], index: int, main: list[Line], column: int) -> bool:
    """No reading of the total row fits: neither its likeliest parts nor any other rows that it could add."""
    total = lines[index]
    if not total.row.cells[column] or sum(1 for line in main if line.row.cells[column]) < 2:
        return False
    value = _values([total], column)[0]
    return not any(agree(value, _values(parts, column)) for parts in [main, *_readings(lines, index)])


def _readings(lines: list[Line], index: int) -> Iterator[list[Line]]:
    before, after = lines[:index], lines[index + 1 :]
    last = max((at for at, line in enumerate(before) if line.rank == 0), default=-1)
    for block in (before, before[last + 1 :], after):
        rows = [line for line in block if line.rank != 0]
        yield rows
        yield [line for line in block if line.rank == 0]
        for rank in {line.rank for line in rows}:
            yield [line for line in rows if line.rank == rank]
        yield [
            line for at, line in enumerate(rows) if at + 1 == len(rows) or (rows[at + 1].rank or 0) <= (line.rank or 0)
        ]
    group = lines[index].row.groups
    yield [line for line in before if line.rank != 0 and line.row.groups == group]


def _wrong_row(section: Section, table: Table, total: Line, main: list[Line], wrong: list[int]) -> Finding:
    parts = []
    for column in wrong[:MOST_COLUMNS]:
        added = sum(_values(main, column))
        parts.append(
            f"cột “{table.header[column]}” ghi {total.row.cells[column]}, cộng các dòng được {shown(Decimal(added))}"
        )
    more = f" (và {len(wrong) - MOST_COLUMNS} cột khác)" if len(wrong) > MOST_COLUMNS else ""
    column = wrong[0]
    addends = " + ".join(line.row.cells[column] or "0" for line in main)
    return Finding(
        "total",
        f"Dòng “{total.label}” không bằng tổng các dòng: {'; '.join(parts)}{more}.",
        (
            Place(main[0].row.line, section.label, addends),
            Place(total.row.line, section.label, f"{total.label} {total.row.cells[column]}"),
        ),
    )


def _total_columns(section: Section, table: Table, columns: list[int], known: Set[Cell]) -> Iterator[Finding]:
    names = [tuple(map(str.strip, name.split(" / "))) for name in table.header]
    for column in columns:
        if is_total_label(names[column][-1]):
            parts = _proven_parts(table, names, columns, column)
            for row in table.rows if parts else ():
                values = [figure(row.cells[part]) or Decimal(0) for part in parts]
                total = figure(row.cells[column]) or Decimal(0)
                reported = (row.line, column) in known
                if row.cells[column] and any(values) and not reported and not agree(total, values):
                    words = " + ".join(row.cells[part] or "0" for part in parts)
                    yield Finding(
                        "total",
                        f"Ở dòng “{row.cells[0] or row.cells[1]}”, cột “{table.header[column]}” ghi "
                        f"{row.cells[column]}, nhưng {' + '.join(f'“{table.header[part]}”' for part in parts)} "
                        f"= {shown(Decimal(sum(values)))}.",
                        (
                            Place(row.line, section.label, f"{table.header[column]}: {row.cells[column]}"),
                            Place(row.line, section.label, words),
                        ),
                    )


def _proven_parts(table: Table, names: list[tuple[str, ...]], columns: list[int], total: int) -> list[int]:
    """The columns that a total column adds, where the table itself proves it: most of its rows come out.

    Columns beside a total need not be its parts ("Tổng số", "Nữ", "Dân tộc"); parts that exclude each other by
    their names (công lập, tư thục) need no such proof.
    """
    units = _units(names, columns, total)
    best: tuple[int, list[int]] = (0, [])
    for count in range(len(units), 1, -1):
        parts = [column for unit in units[:count] for column in unit]
        right, wrong = _outcome(table, total, parts)
        if right > max(best[0], wrong, 1):
            best = (right, parts)
    if best[1] or len(units) < 2:
        return best[1]
    depth = len(names[total]) - 1
    said = {fold(names[unit[0]][depth]) for unit in units[:2]}
    parts = [column for unit in units[:2] for column in unit]
    return parts if said in _COMPLEMENTS and _outcome(table, total, parts)[1] <= 1 else []


def _units(names: list[tuple[str, ...]], columns: list[int], total: int) -> list[list[int]]:
    """What may be parts of a total column, nearest first: each the columns of one name, or that name's own total."""
    prefix, depth = names[total][:-1], len(names[total]) - 1
    right = [column for column in range(total + 1, len(names)) if names[column][:depth] == prefix]
    left = [column for column in range(total - 1, 0, -1) if names[column][:depth] == prefix]
    units: dict[str, list[int]] = {}
    for column in right or left:
        if column not in columns or len(names[column]) <= depth:
            break
        units.setdefault(names[column][depth], []).append(column)
    return [[column for column in unit if is_total_label(names[column][-1])][:1] or unit for unit in units.values()]


def _outcome(table: Table, total: int, parts: list[int]) -> tuple[int, int]:
    """(rows that come out, rows that do not). A row with fewer than two parts says nothing."""
    right = wrong = 0
    for row in table.rows:
        values = [figure(row.cells[part]) or Decimal(0) for part in parts]
        if row.cells[total] and sum(map(bool, values)) > 1:
            fits = agree(figure(row.cells[total]) or Decimal(0), values)
            right, wrong = right + fits, wrong + (not fits)
    return right, wrong
