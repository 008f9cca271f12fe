"""The lexicon: each side of a pair finds the other, abbreviations are written out, levels are told apart."""

from __future__ import annotations

import pytest

from knowledge.language.lexicon import lexicon
from knowledge.language.text import fold


def concepts(text: str) -> set[str]:
    """What the text may stand for; "~" marks that it is the everyday side of a pair."""
    spans = lexicon().concepts.everywhere(lexicon().typed_words(text))
    return {concept.removeprefix("~") for span in spans for concept in span.concepts}


def said(text: str) -> str:
    return " ".join(word.folded for word in lexicon().typed_words(text))


@pytest.mark.parametrize(
    ("everyday", "official"),
    [
        ("phụ huynh", "cha mẹ học sinh"),
        ("đồ ăn", "thực phẩm"),
        ("cô hiệu phó", "phó hiệu trưởng"),
        ("học thêm", "dạy thêm học thêm"),
        ("đỗ cấp 3", "tuyển sinh vào lớp 10"),
        ("béo", "béo phì"),
        ("bắt nạt", "bạo lực học đường"),
    ],
)
def test_everyday_and_official_wording_meet(everyday: str, official: str) -> None:
    assert fold(official) in concepts(everyday)
    assert fold(official) in concepts(official)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("thi HSG", "thi hoc sinh gioi"),
        ("gv dc bd", "giao vien duoc boi duong"),
        ("CSVC", "co so vat chat"),
        ("đ/c nào", "dong chi nao"),
        ("bn hs", "bao nhieu hoc sinh"),
        ("Số lớp C.lập", "so lop cong lap"),
    ],
)
def test_abbreviations_are_written_out(short: str, long: str) -> None:
    assert said(short) == long


def test_an_abbreviation_that_is_a_syllable_counts_in_capitals_only() -> None:
    assert said("học TA") == "hoc tieng anh"
    assert said("chúng ta") == "chung ta"


def test_chat_shorthand_is_not_read_into_plans() -> None:
    assert [word.folded for word in lexicon().words("v. k. j")] == ["v", "k", "j"]


def test_accents_tell_homographs_apart() -> None:
    assert "sua hoc duong" in concepts("uống sữa")
    assert "sua hoc duong" not in concepts("sửa bài")
    assert "giao vien" not in concepts("trường có giáo án")


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("cấp 1", {"TH"}),
        ("trường mầm non và THCS", {"MN", "THCS"}),
        ("học sinh lớp 7", {"THCS"}),
        ("tuyển sinh vào lớp 10", set()),
        ("giáo viên", set()),
    ],
)
def test_levels_are_read(text: str, levels: set[str]) -> None:
    assert lexicon().levels_in(lexicon().typed_words(text)) == levels
