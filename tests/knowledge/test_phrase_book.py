"""Phrases are found as a plain look through the whole list would find them, however many there are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.lexicon import _pattern, lexicon
from knowledge.language.phrases import PhraseBook, Span, Word, _agree

SYLLABLES = st.sampled_from(
    [Word("co", ""), Word("co", "\u0302"), Word("giao", ""), Word("giao", "\u0301"), Word("an", "")]
)
PHRASES = st.dictionaries(
    st.lists(SYLLABLES, min_size=1, max_size=4).map(tuple), st.lists(st.sampled_from("abc"), min_size=1), max_size=12
)


def by_looking(phrases: dict[tuple[Word, ...], list[str]], text: list[Word], start: int, strict: bool) -> list[Span]:
    """Every phrase of the list in turn, the longest first; of one length, the one that was first so spelt."""
    firsts = list(dict.fromkeys(tuple(word.folded for word in phrase) for phrase in phrases))
    ordered = sorted(phrases, key=lambda p: (-len(p), firsts.index(tuple(word.folded for word in p))))
    found = []
    for phrase in ordered:
        typed = text[start : start + len(phrase)]
        same = [word.folded for word in typed] == [word.folded for word in phrase]
        if same and (not strict or _agree(phrase, typed)):
            found.append(Span(start, start + len(phrase), tuple(dict.fromkeys(phrases[phrase]))))
    return found


@given(PHRASES, st.lists(SYLLABLES, min_size=1, max_size=8), st.booleans())
def test_a_book_finds_what_looking_through_the_list_finds(
    phrases: dict[tuple[Word, ...], list[str]], text: list[Word], strict: bool
) -> None:
    book = PhraseBook(phrases)
    for start in range(len(text)):
        assert book.at(text, start, strict=strict) == by_looking(phrases, text, start, strict)


@given(st.sets(st.text("abđ./&", min_size=1, max_size=4), min_size=1, max_size=8), st.text("abđ./& ", max_size=24))
def test_abbreviations_are_found_as_the_longest_of_the_list(shorts: set[str], text: str) -> None:
    listed = "|".join(map(re.escape, sorted(shorts, key=len, reverse=True)))
    plainly = re.compile(rf"(?<![\w./-])(?:{listed})(?![\w])", re.IGNORECASE)
    assert [found.span() for found in _pattern(shorts).finditer(text)] == [f.span() for f in plainly.finditer(text)]


@pytest.mark.parametrize("typed", ["gd-dt ở đâu", "x\u0301y ở đâu", "İstanbul ở đâu", "GD-ĐT ở đâu"])
def test_whatever_is_typed_has_words(typed: str) -> None:
    assert [word.folded for word in lexicon().typed_words(typed)][-2:] == ["o", "dau"]
