"""Normalising: however it is typed, it is the same word."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexicon import lexicon
from knowledge.repair import repair
from knowledge.text import fold, is_syllable, plain, raw_words, slug, undo_input_method, words

LETTERS = (
    "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵbcdđghklmnpqrstvx AĂÂĐÊÔƠƯ0123456789.,/-%"
)
vietnamese = st.text(alphabet=LETTERS, max_size=80)

TELEX = {
    **{"ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"},
    **{"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"},
}
VNI = {
    **{"ă": "a8", "â": "a6", "đ": "d9", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7"},
    **{"\u0300": "2", "\u0301": "1", "\u0309": "3", "\u0303": "4", "\u0323": "5"},
}
SYLLABLES = [
    "trường",
    "học",
    "giáo",
    "được",
    "báo",
    "cáo",
    "đồng",
    "tuyển",
    "nghiệp",
    "thưởng",
    "quận",
    "kế",
    "hoạch",
    "lớp",
]


def typed(syllable: str, keys: dict[str, str]) -> str:
    """The keys pressed for a syllable, its tone last, as the input method would leave them when switched off."""
    tone, base = "", ""
    for letter in syllable:
        for mark in "\u0300\u0301\u0309\u0303\u0323":
            stripped = unicodedata.normalize("NFC", unicodedata.normalize("NFD", letter).replace(mark, ""))
            if stripped != letter:
                tone, letter = keys[mark], stripped
        base += keys.get(letter, letter)
    return base + tone


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


@pytest.mark.parametrize("keys", [TELEX, VNI], ids=["telex", "vni"])
@pytest.mark.parametrize("syllable", SYLLABLES)
def test_input_method_slips_are_undone(syllable: str, keys: dict[str, str]) -> None:
    known = {fold(s) for s in SYLLABLES}
    assert undo_input_method(fold(typed(syllable, keys)), known.__contains__) == fold(syllable)


@pytest.mark.parametrize("word", ["zalo", "covid", "stem", "word"])
def test_a_foreign_word_is_left_alone(word: str) -> None:
    assert undo_input_method(word, {"truong", "hoc"}.__contains__) == word


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
