"""Normalising: however it is typed, it is the same word."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.lexicon import lexicon
from knowledge.language.repair import repair
from knowledge.language.text import fold, is_syllable, plain, raw_words, slug, words

LETTERS = (
    "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵbcdđghklmnpqrstvx AĂÂĐÊÔƠƯ0123456789.,/-%"
)
vietnamese = st.text(alphabet=LETTERS, max_size=80)


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(vietnamese)
def test_both_unicode_forms_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert words(unicodedata.normalize("NFD", text)) == words(text)


@given(vietnamese)
def test_a_text_without_its_accents_has_the_same_words(text: str) -> None:
    assert words(fold(text)) == words(text)


@given(vietnamese)
def test_folded_vietnamese_is_ascii_and_single_spaced(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert "  " not in folded


@given(vietnamese)
def test_raw_words_go_beside_the_folded_ones(text: str) -> None:
    assert len(raw_words(text)) == len(words(text))


@given(st.text(max_size=60))
def test_a_slug_is_plain_and_stays_itself(stem: str) -> None:
    made = slug(stem)
    assert slug(made) == made
    assert all(part.isalnum() and part.isascii() for part in made.split("-") if part)


@pytest.mark.parametrize(
    ("old", "new"), [("hoà", "hòa"), ("thuý", "thúy"), ("khoẻ", "khỏe"), ("uỷ", "ủy"), ("quý", "qúy")]
)
def test_old_and_new_tone_placement_are_one(old: str, new: str) -> None:
    assert fold(old) == fold(new)
    assert lexicon().words(old) == lexicon().words(new)


def repaired(text: str, corpus: list[str]) -> str:
    known = {*corpus, *(f"{a}_{b}" for a, b in pairwise(corpus))}
    return " ".join(word.folded for word in repair(lexicon().typed_words(text), known.__contains__, lambda: corpus))


def test_a_misspelt_syllable_is_put_right_from_the_plan() -> None:
    assert repaired("khen thưởg", ["khen", "thuong", "dua"]) == "khen thuong"


def test_glued_syllables_are_parted() -> None:
    assert repaired("họcsinh", ["hoc", "sinh"]) == "hoc sinh"


def test_a_possible_syllable_that_the_plan_lacks_is_not_bent_into_another() -> None:
    assert repaired("mèo", ["meu", "nheo", "mao"]) == "meo"


@pytest.mark.parametrize("token", ["truong", "nghieng", "quyen", "giao", "an", "yeu", "khuya"])
def test_syllables_are_known_by_their_shape(token: str) -> None:
    assert is_syllable(token)


@pytest.mark.parametrize("token", ["thuog", "snh", "dduoc", "covid", "hocsinh"])
def test_what_is_no_syllable_is_known_too(token: str) -> None:
    assert not is_syllable(token)


def test_mark_up_is_taken_off() -> None:
    assert plain("**Đồng chí** <li>A_B</li>  c") == "Đồng chí AB c"


def test_syllables_written_with_i_or_y_are_one_word() -> None:
    assert words("kì thi, tỉ lệ, lí do, qui mô, bác sĩ") == words("kỳ thi, tỷ lệ, lý do, quy mô, bác sỹ")
    assert words("thi đi vì bị") == ["thi", "di", "vi", "bi"]
