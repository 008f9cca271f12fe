"""Each fact sheet in plans/ says what its document says, no less and no more, and says it in other words.

    pytest tests/plans/test_fact_sheets.py -k thanh-xuan

What is found is printed with its line and the words around it. A difference that is right, because the document is
scanned badly or contradicts itself, is an entry with its reason in fact_sheet_exceptions.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from knowledge.answering import KnownPlan
from knowledge.facts.names import Names
from knowledge.reading import read
from knowledge.search.index import PlanIndex
from tests.knowledge.real_plans import NAMES, needed, printed, real
from tests.plans.comparing import Text, folded_words, is_row, lacking, runs

SHEETS = Path(__file__).parents[2] / "plans"
EXCEPTIONS: dict[str, list[dict[str, str]]] = tomllib.loads(
    Path(__file__).with_name("fact_sheet_exceptions.toml").read_text("utf-8")
)
LONGEST_RUN = 13  # syllables in a row that a sheet and its document may share outside tables

each_sheet = pytest.mark.parametrize("name", NAMES)


def file_of(name: str) -> Path:
    """The sheet's file; a sheet that is not there fails the test."""
    file = SHEETS / f"{name}.md"
    assert file.exists(), f"plans/{name}.md is not there"
    return file


@cache
def sheet(name: str) -> Text:
    return Text(file_of(name).read_text("utf-8"), skip=1)


@cache
def document(name: str) -> Text:
    return Text(printed(name))


@cache
def names(name: str, of_sheet: bool) -> Names:
    """The schools and people that our own reader finds."""
    file = file_of(name)
    plan = read(file.read_bytes(), file.name) if of_sheet else real(name)
    return PlanIndex(KnownPlan(name, name, plan)).names


def differences(name: str, side: str) -> Iterator[tuple[str, dict[str, str] | None]]:
    """What that side ("real" or "sheet") names and the other lacks, with the exception that covers it, if any."""
    said, other = (document(name), sheet(name)) if side == "real" else (sheet(name), document(name))
    for mention, reason in lacking(said, other):
        line = said.lines[mention.line]
        at = line.find(mention.printed)
        where = f"line {mention.line}: {mention.kind} {mention.printed!r} {reason}: …{line[max(0, at - 50) : at + 50]}…"
        yield where, excuse(name, side, line, mention.printed, other)
    ours, theirs = names(name, side == "sheet"), names(name, side != "sheet")
    for kind, known, unknown in (
        ("school", ours.school_names, theirs.school_names),
        ("person", ours.people, theirs.people),
    ):
        for lone in sorted(known.keys() - unknown.keys()):
            where = f"{kind} {known[lone]!r}, as our reader takes it"
            yield where, excuse(name, side, known[lone], known[lone], other)


def excuse(name: str, side: str, line: str, said: str, other: Text) -> dict[str, str] | None:
    """The exception that covers what is `said` in a line of that side, if any."""
    own, others = ("real", "sheet") if side == "real" else ("sheet", "real")
    for exception in EXCEPTIONS.get(name, []):
        words, there = _joined(exception.get(own, "")), _joined(exception.get(others, ""))
        if _joined(said) in words and words in _joined(line) and (not there.strip() or there in other.folded):
            return exception
    return None


def _joined(text: str) -> str:
    return f" {' '.join(folded_words(text))} "


@needed
@each_sheet
def test_nothing_of_the_document_is_left_out(name: str) -> None:
    left_out = [where for where, excused in differences(name, "real") if not excused]
    assert not left_out, f"\nshared/plans/{name}.txt has, and the sheet has not:\n" + "\n".join(left_out)


@needed
@each_sheet
def test_nothing_is_invented(name: str) -> None:
    invented = [where for where, excused in differences(name, "sheet") if not excused]
    assert not invented, f"\nplans/{name}.md has, and the document has not:\n" + "\n".join(invented)


@needed
@each_sheet
def test_no_run_of_words_is_the_documents(name: str) -> None:
    prose = ((n, line) for n, line in sheet(name).lines.items() if not is_row(line))
    taken = [f"line {n}: {run}" for n, run in runs(prose, document(name).folded, LONGEST_RUN + 1)]
    assert not taken, f"\nplans/{name}.md shares with the document:\n" + "\n".join(taken)


@needed
@each_sheet
def test_every_exception_is_needed(name: str) -> None:
    used = [excused for side in ("real", "sheet") for _, excused in differences(name, side) if excused]
    idle = [exception for exception in EXCEPTIONS.get(name, []) if exception not in used]
    assert not idle, f"nothing needs them any more: {idle}"


@each_sheet
def test_the_first_line_says_what_the_sheet_is(name: str) -> None:
    first = file_of(name).read_text("utf-8").splitlines()[0]
    assert first.startswith("> ")
    assert "phiếu dữ kiện" in first.lower()


# --- that the comparison sees what it should -------------------------------------------------------------------------

DOCUMENT = (
    "Căn cứ Quyết định số 15/QĐ-UBND ngày 05/9/2021, toàn huyện thiếu 1.234 giáo viên ở 12 trường.\n"
    "3.\tTHCS Lê Lợi\t45\t98,5%\n"
    "Đồng chí Trần Văn Bình phụ trách các trường: Hoa Mai, Sơn Ca; hạn trước ngày 20 tháng 10 năm 2021."
)
SAME = (
    "- Thiếu giáo viên toàn huyện: 1234, tại 12 trường, theo quyết định 15/QĐ-UBND (ngày 5 tháng 9 năm 2021).\n"
    "| 3 | THCS Lê Lợi | 45 | 98,5% |\n"
    "- Hạn 20/10/2021: đồng chí Trần Văn Bình phụ trách Sơn Ca và Hoa Mai."
)


def test_the_same_said_otherwise_is_the_same() -> None:
    assert list(lacking(Text(DOCUMENT), Text(SAME))) == []
    assert list(lacking(Text(SAME), Text(DOCUMENT))) == []


@pytest.mark.parametrize(
    ("was", "slip", "seen"),
    [
        ("1234", "1243", "1243"),
        ("12 trường", "13 trường", "13"),
        ("98,5%", "95,8%", "95,8"),
        ("15/QĐ-UBND", "51/QĐ-UBND", "51/QĐ-UBND"),
        ("20/10/2021", "21/10/2021", "21/10/2021"),
        ("tháng 9 năm", "tháng 8 năm", "ngày 5 tháng 8 năm 2021"),
        ("Lê Lợi", "Lê Lai", "Lê Lai"),
        ("Văn Bình", "Văn Minh", "Trần Văn Minh"),
        ("Hoa Mai", "Hoa Sen", "Hoa Sen"),
    ],
)
def test_a_slip_is_seen_from_either_side(was: str, slip: str, seen: str) -> None:
    slipped = Text(SAME.replace(was, slip))
    assert [mention.printed for mention, _ in lacking(slipped, Text(DOCUMENT))] == [seen]
    assert len(list(lacking(Text(DOCUMENT), slipped))) == 1


def test_a_number_beside_other_things_is_not_the_same() -> None:
    moved = Text("Toàn huyện thiếu giáo viên ở 12 trường.\nĐã xây nhà vệ sinh tại 1.234 thôn bản vùng cao biên giới.")
    assert {mention.printed for mention, _ in lacking(moved, Text(DOCUMENT))} == {"1.234"}


def test_a_run_is_seen_whatever_its_marks() -> None:
    taken = "- toàn huyện THIẾU 1234 giáo viên ở 12 trường"
    assert list(runs([(7, taken)], Text(DOCUMENT).folded, 9))
    assert not list(runs([(7, taken)], Text(DOCUMENT).folded, 11))
