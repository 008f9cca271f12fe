"""Which schools words mean, and how they are told."""

from __future__ import annotations

import pytest

from db.models import School
from handlers.audience import read, told
from knowledge.errors import UserError
from scheduler.agenda import Audience
from scheduler.comparing import facts_of

SCHOOLS = [
    School(id=1, name="Mầm non Hoa Hồng", levels=["MN"], aliases=[], ward="Phường Sen", is_public=True),
    School(id=2, name="Mầm non tư thục Sao Mai", levels=["MN"], aliases=[], ward="Xã Cúc", is_public=False),
    School(id=3, name="TH Trần Phú", levels=["TH"], aliases=[], ward="Xã Cúc", is_public=True),
    School(id=4, name="THCS Trần Phú", levels=["THCS"], aliases=[], ward="Phường Sen", is_public=True),
    School(id=5, name="TH và THCS Phan Bội Châu", levels=["TH", "THCS"], aliases=[], ward="Xã Cúc", is_public=True),
]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("tất cả", {1, 2, 3, 4, 5}),
        ("Tất cả các trường", {1, 2, 3, 4, 5}),
        ("MN", {1, 2}),
        ("khối mầm non", {1, 2}),
        ("MN, TH", {1, 2, 3, 5}),
        ("tiểu học và THCS", {3, 4, 5}),
        ("các trường cấp 2", {4, 5}),
        ("mầm non công lập", {1}),
        ("MN ngoài công lập", {2}),
        ("tư thục", {2}),
        ("xã Cúc", {2, 3, 5}),
        ("TH xã cúc", {3, 5}),
        ("MN Hoa Hồng", {1}),
        ("hoa hong, mam non tu thuc sao mai", {1, 2}),
        ("THCS Trần Phú; Phan Bội Châu", {4, 5}),
    ],
)
def test_what_words_mean(words: str, meant: set[int]) -> None:
    audience = read(words, SCHOOLS, ["Phường Sen", "Xã Cúc"])
    assert {school.id for school in SCHOOLS if audience.has(facts_of(school))} == meant


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Trần Phú", "chưa rõ: TH Trần Phú hoặc THCS Trần Phú"),
        ("Chu Văn An", "Không tìm thấy"),
        ("MN, THCS Trần Phú", "không nêu cả hai"),
        ("các trường", "Không rõ những trường nào"),
        ("...", "Không tìm thấy|Không rõ"),
        ("xã Mai", "Không tìm thấy"),
    ],
)
def test_what_cannot_be_told_is_refused(words: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        read(words, SCHOOLS, [])


def test_an_audience_in_words() -> None:
    assert told(Audience(), SCHOOLS) == "tất cả các trường (5 trường)"
    assert told(Audience(frozenset({"MN"}), is_public=True), SCHOOLS) == "MN; công lập (1 trường)"
    assert told(Audience(school_ids=frozenset({1, 2, 3, 4})), SCHOOLS).endswith("TH Trần Phú và 1 trường khác")
