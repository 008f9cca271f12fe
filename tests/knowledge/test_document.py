"""How a section is cited, what a school year is, and the way to JSON and back."""

from __future__ import annotations

import json
from datetime import date

import pytest

from knowledge.document import Heading, SchoolYear, Section, document_from_json, document_to_json
from tests.knowledge.snippets import plan


def label(*path: tuple[str, str]) -> str:
    return Section(tuple(Heading(number, title) for number, title in path), (), (), 1).label


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), "phần mở đầu"),
        ((("II", "NHIỆM VỤ"),), "mục II"),
        ((("II", ""), ("3", ""), ("3.2", "")), "mục II.3.2"),
        ((("III", ""), ("2", ""), ("a", "")), "mục III.2.a"),
        ((("Phụ lục 03", "TIẾN ĐỘ"),), "Phụ lục 03"),
        ((("Phụ lục 2", ""), ("1", "")), "Phụ lục 2, mục 1"),
        ((("", "LỊCH THÁNG"),), "LỊCH THÁNG"),
        ((("Phụ lục 1", ""), ("", "Tháng 9/2026")), "Phụ lục 1, Tháng 9/2026"),
        ((("1", ""), ("10", "")), "mục 1.10"),
    ],
)
def test_labels(path: tuple[tuple[str, str], ...], expected: str) -> None:
    assert label(*path) == expected


def test_school_years() -> None:
    assert SchoolYear.containing(date(2026, 7, 31)) == SchoolYear(2025)
    assert SchoolYear.containing(date(2026, 8, 1)) == SchoolYear(2026)
    assert str(SchoolYear(2026)) == "2026-2027"
    assert SchoolYear(2026).last_day == date(2027, 7, 31)


def test_json_gives_the_document_back() -> None:
    body = "I. BẢNG\n\nCác việc:\n\n- Một.\n\nTT\tNội dung\tThời gian\nI\tHọc\t\n1\tThi\t9/2026\n"
    document = plan(body)
    assert document_from_json(json.loads(json.dumps(document_to_json(document)))) == document
