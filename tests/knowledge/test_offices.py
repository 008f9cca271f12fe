"""Heads and deputies who are asked for as such; several schools named at once."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan
from knowledge.language.lexicon import lexicon
from knowledge.reading import read
from knowledge.understanding.naming import names_in

PLAN = """UBND PHƯỜNG LÊ SAO

Số: 12/KH-VHXH

# KẾ HOẠCH

**Phân công nhiệm vụ năm học 2026-2027**

## I. PHÂN CÔNG

### 1. Đồng chí Trần Thị Mận - Phó Trưởng phòng

- Phụ trách bơi lội cấp mầm non; phụ trách các trường THCS: Hoa Xoan, Lộc Vừng, Cây Gạo.

### 2. Đồng chí Lý Văn Ổi - Tổ trưởng giáo vụ

- Phụ trách bơi lội cấp mầm non, tiểu học; phụ trách các trường TH: Hoa Xoan, Bằng Lăng.
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([KnownPlan("le-sao", "Lê Sao", read(PLAN.encode(), "le-sao.md"))])


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("phó phòng nào phụ trách bơi lội mầm non", "Trần Thị Mận"),
        ("Ai phụ trách các trường THCS Hoa Xoan, Lộc Vừng và Cây Gạo?", "Trần Thị Mận"),
    ],
)
def test_the_one_of_that_position_and_of_all_those_schools(library: Library, question: str, name: str) -> None:
    assert name in library.ask(question).text


def test_each_school_of_a_list_has_the_kind_and_level_of_the_first() -> None:
    shown = "Ai phụ trách THCS Hoa Xoan, Lộc Vừng và Cây Gạo, phường Lê Sao?"
    named = names_in(shown, lexicon().typed_words(shown), (), lambda _: False)
    assert [(n.kind, n.shown, n.level) for n in named] == [
        ("school", "Hoa Xoan", "THCS"),
        ("school", "Lộc Vừng", "THCS"),
        ("school", "Cây Gạo", "THCS"),
        ("place", "Lê Sao", ""),
    ]


def test_one_unknown_school_in_a_list_is_refused_by_name(library: Library) -> None:
    assert "Sông Mây" in library.ask("Ai phụ trách các trường THCS Hoa Xoan, Sông Mây?").text
