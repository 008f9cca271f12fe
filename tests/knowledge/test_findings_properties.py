"""A table made to add up gives no finding; one figure changed in it gives one; and no text breaks the reading."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.document import Document
from knowledge.errors import NotAPlanError
from knowledge.findings import findings
from tests.knowledge.snippets import plan

COUNTS = st.integers(1, 2000)
TABLES = st.integers(2, 3).flatmap(
    lambda width: st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=3, max_size=8)
)
SCRAPS = (
    "TT\t",
    "Tổng số\t",
    "\n",
    "1\t",
    "Số lớp / Tổng\t",
    "7\t",
    "A\t",
    "1.1\t",
    "I. ",
    "IV. ",
    "- ",
    "\n\n",
    " (",
    ")",
)
MORE_SCRAPS = (
    "Phụ lục 9",
    "ngày 31/2/2026 ",
    "đ/c An ",
    "THCS A Lê, ",
    "năm học 2026-2028",
    "Đề án “",
    "” ",
    "Có 5 lớp,",
)
NOISE = st.lists(st.sampled_from(SCRAPS + MORE_SCRAPS), max_size=60).map("".join)


def scale(rows: list[list[int]]) -> list[list[int]]:
    """Each row with its own total before it, and the row of totals last."""
    filled = [[sum(row), *row] for row in rows]
    return [*filled, [sum(column) for column in zip(*filled, strict=True)]]


def document(rows: list[list[int]]) -> Document:
    parts = [f"Số học sinh / Khối {letter}" for letter in "ABCDE"[: len(rows[0]) - 1]]
    lines = [["TT", "Tên trường", "Số học sinh / Tổng", *parts]]
    for number, row in enumerate(rows[:-1], 1):
        lines.append([str(number), f"Cơ sở {number}", *(f"{value:,}".replace(",", ".") for value in row)])
    lines.append(["", "Tổng cộng", *map(str, rows[-1])])
    return plan("I. BẢNG\n\n" + "\n".join("\t".join(line) for line in lines))


@given(TABLES)
@settings(max_examples=60)
def test_a_table_that_adds_up_gives_nothing(rows: list[list[int]]) -> None:
    assert findings(document(scale(rows))) == ()


@given(TABLES, st.data())
@settings(max_examples=60)
def test_a_total_changed_is_found(rows: list[list[int]], data: st.DataObject) -> None:
    table = scale(rows)
    column = data.draw(st.integers(1, len(table[0]) - 1))
    table[-1][column] += 10_001
    assert any(finding.kind == "total" for finding in findings(document(table)))


@given(NOISE)
@settings(max_examples=150)
def test_any_text_is_read_a_second_time(noise: str) -> None:
    try:
        read = plan(noise)
    except NotAPlanError:
        return
    for finding in findings(read):
        assert finding.sentence.endswith(".")
        assert finding.places
