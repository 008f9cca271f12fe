"""Very many plans: packed postings give what was put in, and the sift leaves the plans that a question is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.language.lexicon import lexicon
from knowledge.reading import read
from knowledge.search.index import PlanIndex
from knowledge.search.postings import Postings
from knowledge.search.sifting import FEW, sift

WARDS = [f"Sông {name}" for name in ("Lô", "Gâm", "Chảy", "Thao", "Cầu", "Công", "Đáy", "Nhuệ", "Hóa", "Luộc", "Mã")]
YEARS = (2025, 2026)


@cache
def indexes() -> tuple[PlanIndex, ...]:
    """Twenty-two plans that differ by ward, year, a school's name and a month."""
    return tuple(PlanIndex(_plan(ward, year, number)) for year in YEARS for number, ward in enumerate(WARDS))


def _plan(ward: str, year: int, number: int) -> KnownPlan:
    head = f"Số: {number + 5}/KH-UBND\n\n{ward}, ngày 20 tháng 8 năm {year}\n\nKẾ HOẠCH\nNăm học {year}-{year + 1}\n\n"
    body = (
        f"I. NHIỆM VỤ\n\n- Trường TH Núi {ward.split()[1]} tổ chức hội thi kéo co vào tháng {number % 5 + 8}/{year}.\n"
    )
    document = read((head + body).encode(), "ke-hoach.txt")
    return KnownPlan(f"{ward}-{year}", ward, document)


def sifted(text: str, now: date | None = None) -> list[str]:
    return [index.plan.slug for index in sift(lexicon().typed_words(text), indexes(), now)]


@given(st.dictionaries(st.text(max_size=4), st.sets(st.integers(0, 1 << 18), min_size=1).map(sorted), max_size=20))
def test_packed_postings_are_the_lists_they_were_made_from(lists: dict[str, list[int]]) -> None:
    packed = Postings(lists)
    assert {key: list(packed[key]) for key in lists} == lists
    assert all(key in packed for key in lists)
    assert "no such key" not in packed
    assert list(packed["no such key"]) == []


def test_few_plans_are_all_asked() -> None:
    assert sift(lexicon().typed_words("kéo co"), indexes()[:FEW], None) == list(indexes()[:FEW])


@pytest.mark.parametrize("text", ["truong Nui Day thi keo co thang may", "trường Núi Đáy thi kéo co tháng mấy"])
def test_a_name_that_few_have_finds_its_plans(text: str) -> None:
    best = sifted(text)
    assert len(best) == FEW
    assert {"Sông Đáy-2025", "Sông Đáy-2026"} <= set(best)


def test_among_equals_the_plans_of_this_year_come_first() -> None:
    assert all(slug.endswith("-2025") for slug in sifted("kéo co", date(2026, 3, 1)))
    assert all(slug.endswith("-2026") for slug in sifted("kéo co", None))


def test_a_question_to_all_names_the_plan_it_is_about() -> None:
    library = Library([index.plan for index in indexes()])
    now = datetime(2026, 9, 1, tzinfo=UTC)
    answer = library.ask("trường Núi Đáy ở Sông Đáy thi kéo co tháng mấy năm học 2026-2027", at=now)
    assert answer.status is Status.ANSWERED
    assert [citation.plan for citation in answer.citations] == ["Sông Đáy-2026"]
