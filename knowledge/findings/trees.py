"""Numbered trees of amounts: A = I + II + III, 1 = 1.1 + 1.2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from knowledge.document import Document, Section, Table
from knowledge.findings.figures import Line, additive_columns, agree, figure, lines_of, shown
from knowledge.findings.report import Finding, Place
from knowledge.language.text import fold

_MONEY = re.compile(r"kinh phi|du toan|so tien|\bvon\b|ngan sach|trieu dong|\bdong\b|thanh tien|\bchi\b")


LEAST = 2
"""Nodes that must come out before the others are held to it."""


def trees(document: Document) -> Iterator[Finding]:
    for section in document.sections:
        for table in section.tables:
            yield from _wrong_nodes(section, table)


def _wrong_nodes(section: Section, table: Table) -> Iterator[Finding]:
    """Amounts of money are sums of what is numbered below them; of other figures two other nodes must prove it."""
    nodes = list(_nodes(lines_of(table)))
    sums = [(node, below, at) for at in additive_columns(table) for node, below in nodes if _is_sum(node, below, at)]
    wrong = [(node, below, at) for node, below, at in sums if not _fits(node, below, at)]
    right = len(sums) - len(wrong)
    for node, below, column in wrong if len(wrong) <= right + 1 else ():
        if right < LEAST and not _MONEY.search(fold(f"{table.title} {table.header[column]}")):
            continue
        added = sum((_value(line, column) for line in below), Decimal(0))
        yield Finding(
            "total",
            f"Mục {_number(node)} “{node.label}” ghi {node.row.cells[column]}, "
            f"nhưng {' + '.join(map(_number, below))} = {shown(added)}.",
            (
                Place(node.row.line, section.label, f"{_number(node)} {node.label} {node.row.cells[column]}"),
                Place(below[0].row.line, section.label, " + ".join(line.row.cells[column] for line in below)),
            ),
        )


def _nodes(lines: list[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """Each numbered row with the rows right below it in the outline."""
    for index, node in enumerate(lines):
        if not node.rank:
            continue
        under: list[Line] = []
        for line in lines[index + 1 :]:
            if line.rank is None or line.rank <= node.rank:
                break
            under.append(line)
        ranks = [line.rank for line in under if line.rank]
        yield node, [line for line in under if line.rank == min(ranks)]


def _is_sum(node: Line, below: list[Line], column: int) -> bool:
    """At least two parts, all with figures; a single one, or one that says "trong đó", may be a part only."""
    details = any(fold(line.label).startswith(("trong do", "-", "+")) for line in below)
    return len(below) > 1 and not details and all(line.row.cells[column] for line in (node, *below))


def _fits(node: Line, below: list[Line], column: int) -> bool:
    return agree(_value(node, column), [_value(line, column) for line in below])


def _value(line: Line, column: int) -> Decimal:
    return figure(line.row.cells[column]) or Decimal(0)


def _number(line: Line) -> str:
    return line.row.cells[0].strip(" .)")
