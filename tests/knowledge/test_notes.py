"""What a file says of itself above the document: read apart from it, and told with what is cited."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.messages import BlockKind
from handlers.wording import answered
from knowledge.answer import Library
from knowledge.answering import KnownPlan
from knowledge.document import SchoolYear, document_from_json, document_to_json
from knowledge.reading import read
from knowledge.reading.lines import split_note

PLAN = """PHÒNG GD&ĐT QUẬN SEN

Số: 12/KH-PGDĐT

Sen, ngày 20 tháng 8 năm 2026

# KẾ HOẠCH

**Nhiệm vụ năm học 2026-2027**

## I. CHỈ TIÊU

- Cả quận có 14 trường mầm non.
"""
SHEET = f"> **Phiếu dữ kiện**, không phải bản gốc.\n> Viết lại từ số 12/KH-PGDĐT.\n\n{PLAN}"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (SHEET, "Phiếu dữ kiện, không phải bản gốc. Viết lại từ số 12/KH-PGDĐT."),
        (PLAN, ""),
        (PLAN.replace("- Cả quận", "> Cả quận"), ""),  # a quotation further down is the document's own
        ("", ""),
        ("> chỉ có thế", "chỉ có thế"),
    ],
)
def test_a_quotation_above_everything_is_the_files_own_note(text: str, note: str) -> None:
    said, rest = split_note(text)
    assert said == note
    assert rest.count("\n") == text.count("\n")


def test_the_note_is_no_part_of_the_document_and_moves_no_line() -> None:
    plain, sheet = read(PLAN.encode(), "sen.md"), read(SHEET.encode(), "sen.md")
    assert (plain.metadata.is_fact_sheet, sheet.metadata.is_fact_sheet) == (False, True)
    assert sheet.sections[-1].paragraphs[0].line == plain.sections[-1].paragraphs[0].line + 3
    assert document_from_json(document_to_json(sheet)) == sheet
    former = document_to_json(plain)
    del former["metadata"]["note"]  # as plans were stored before there were notes
    assert document_from_json(former) == plain


def test_an_answer_from_a_fact_sheet_says_so() -> None:
    answers = {
        name: Library([KnownPlan("sen", "sen", read(text.encode(), "sen.md"))]).ask(
            "Có bao nhiêu trường mầm non?", at=datetime(2026, 10, 1, tzinfo=UTC)
        )
        for name, text in (("plan", PLAN), ("sheet", SHEET))
    }
    shown = {
        name: next(b.text for b in answered(answer, SchoolYear(2026), False).blocks if b.kind is BlockKind.SOURCE)
        for name, answer in answers.items()
    }
    assert shown["plan"].startswith("Nguồn: 12/KH-PGDĐT")
    assert shown["sheet"].startswith("Nguồn: phiếu dữ kiện của 12/KH-PGDĐT")
