"""Left-overs of Telex and VNI, at any place behind the vowel, in every syllable that the lexicon writes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

import pytest

from knowledge.language.keying import meant_by_keys, numbered
from knowledge.language.lexicon import LEXICON, Word, lexicon, marks_of
from knowledge.language.repair import repair
from knowledge.language.text import fold, is_syllable, raw_words

TONES = "\u0300\u0301\u0309\u0303\u0323"
TELEX = {
    **{"ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"},
    **dict(zip(TONES, "fsrxj", strict=True)),
}
VNI = {
    **{"ă": "a8", "â": "a6", "đ": "d9", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7"},
    **dict(zip(TONES, "21345", strict=True)),
}
WRITTEN = sorted({word for word in raw_words(LEXICON.read_text(encoding="utf-8")) if is_syllable(fold(word))})
KNOWN = {fold(word) for word in WRITTEN}


def parted(syllable: str) -> tuple[str, str]:
    """("trương", "\u0300") for "trường": the letters, and the tone or nothing."""
    letters = unicodedata.normalize("NFD", syllable)
    tone = "".join(sign for sign in letters if sign in TONES)
    return unicodedata.normalize("NFC", "".join(sign for sign in letters if sign not in TONES)), tone


def slips(syllable: str, keys: Mapping[str, str]) -> Iterator[str]:
    """All letters as keys and the tone's key at each place behind the vowel; the same with the letters' marks lost, or
    with one letter's key typed at the end."""
    letters, tone = parted(syllable)
    spelt, bare = "".join(keys.get(letter, letter) for letter in letters), fold(syllable)
    late = [keys[letter][1] for letter in letters if letter in keys]
    for base in (spelt, bare, *(bare + key for key in late[:1])):
        first = next(place for place, letter in enumerate(base) if letter in "aeiouy") + 1
        for place in range(first, len(base) + 1) if tone else (len(base),):
            yield base[:place] + keys.get(tone, "") + base[place:]


@pytest.mark.parametrize("keys", [TELEX, VNI], ids=["telex", "vni"])
def test_every_slip_in_every_syllable_is_decoded(keys: Mapping[str, str]) -> None:
    left = {(syllable, slip) for syllable in WRITTEN for slip in slips(syllable, keys) if slip not in KNOWN}
    wrong = [pair for pair in left if (meant_by_keys(pair[1], "", KNOWN.__contains__) or ("",))[0] != fold(pair[0])]
    assert len(left) > 4 * len(WRITTEN)
    assert not wrong


@pytest.mark.parametrize("keys", [TELEX, VNI], ids=["telex", "vni"])
def test_keys_give_the_accents_as_well(keys: Mapping[str, str]) -> None:
    for syllable in ("trường", "bồi", "dưỡng", "được", "ăn", "đón", "hoạch", "kế", "với", "bảng", "mẫu"):
        slip = "".join(keys.get(letter, letter) for letter in parted(syllable)[0]) + keys.get(parted(syllable)[1], "")
        assert meant_by_keys(slip, "", KNOWN.__contains__) in {(fold(syllable), marks_of(syllable)), None}


@pytest.mark.parametrize(
    ("slip", "syllable"),
    [("dddón", "đón"), ("dươngx", "dưỡng"), ("nhwungx", "những"), ("lóps", "lóp"), ("đượcj", "được")],
)
def test_a_key_beside_accents_that_are_there_already(slip: str, syllable: str) -> None:
    assert meant_by_keys(fold(slip), marks_of(slip), lambda _: True) == (fold(syllable), marks_of(syllable))


def test_a_possible_syllable_is_never_bent() -> None:
    """Only "oo" is both: "không" is typed "khoong"."""
    bent = [word for word in WRITTEN if meant_by_keys(fold(word), marks_of(word), lambda _: True)]
    assert all("oo" in fold(word) for word in bent)


@pytest.mark.parametrize(
    "word", ["zalo", "covid", "stem", "word", "internet", "website", "english", "robot", "facebook"]
)
def test_a_foreign_word_is_left_alone(word: str) -> None:
    assert meant_by_keys(word, "", KNOWN.__contains__) is None


@pytest.mark.parametrize(
    ("token", "after", "parts"),
    [("lop9", "", ("lop", "9")), ("thang11", "co", ("thang", "11")), ("nam2022", "", ("nam", "2022"))],
)
def test_a_number_glued_to_its_noun_stays_a_number(token: str, after: str, parts: tuple[str, str]) -> None:
    assert numbered(token, after) == parts


@pytest.mark.parametrize(("token", "after"), [("thang1", "9"), ("quy1", "may"), ("hoc5", "sinh")])
def test_a_digit_is_a_tone_where_the_number_follows(token: str, after: str) -> None:
    assert numbered(token, after) == ()


def test_a_whole_question_typed_with_the_input_method_switched_off() -> None:
    typed = lexicon().typed_words("thangs 9 truwowngf toor chuwcs thi ggif")
    mended = repair(typed, KNOWN.__contains__, lambda: sorted(KNOWN), accented=False)
    assert [word.folded for word in mended] == ["thang", "9", "truong", "to", "chuc", "thi", "gi"]
    assert Word("truong", marks_of("trường")) in mended
