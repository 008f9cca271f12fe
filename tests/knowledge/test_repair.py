"""Misspelt and glued syllables are put right where their neighbours say what was meant, and left alone where not."""

from __future__ import annotations

import pytest

from knowledge.language.lexicon import lexicon, plain_words
from knowledge.language.repair import repair

PLANS = {"tau", "bien", "tau_bien", "luoi"}


def mended(text: str, *, accented: bool = True) -> str:
    corpus = sorted(word for word in PLANS if "_" not in word)
    done = repair(lexicon().typed_words(text), PLANS.__contains__, lambda: corpus, accented=accented)
    return " ".join(word.folded for word in done)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nhữn trường nào", "nhung truong nao"),
        ("kiểm rta bếp", "kiem tra bep"),
        ("dáo viên", "giao vien"),  # said alike
        ("xửa chữa", "sua chua"),
        ("chường học", "truong hoc"),
        ("thángnào", "thang nao"),
        ("tàubiển", "tau bien"),
        ("kấp học", "cap hoc"),  # no syllable is spelt so
    ],
)
def test_what_was_meant(typed: str, meant: str) -> None:
    assert mended(typed) == meant


@pytest.mark.parametrize(
    "typed", ["lưới", "xe buýt nào", "trường Cầu Giấy", "ĐX trong quận", "trông coi", "kí ngày nào", "phở bò"]
)
def test_what_is_left_alone(typed: str) -> None:
    assert mended(typed) == " ".join(word.folded for word in plain_words(typed))


def test_a_known_syllable_with_accents_left_out_is_not_misspelt() -> None:
    assert mended("trương hoc") == "truong hoc"
    assert mended("giao ban", accented=False) == "giao ban"
