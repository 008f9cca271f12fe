"""The data of lexicon.toml: what an office may extend stays in order, without pairs that match everywhere."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from knowledge.language.lexicon import LEXICON, lexicon
from knowledge.language.text import fold, nfc

DATA: dict[str, Any] = tomllib.loads(LEXICON.read_text(encoding="utf-8"))
GROUPS: dict[str, dict[str, list[str]]] = DATA["words"]
SHORTS: dict[str, dict[str, str]] = {"abbreviations": DATA["abbreviations"], "teencode": DATA["teencode"]}
LONGEST = 8
"""Syllables of the longest everyday wording: nobody says more in one go."""
COMMON = frozenset(
    fold("ban bò cấp cô con công đất dạy học lớp môn năm người nhà phí phòng thi thu trẻ trường việc xã").split()
)
"""Syllables that are many words once their accents are dropped."""


def pairs() -> Iterator[tuple[str, str]]:
    """(official wording, everyday wording), all of them."""
    for group in GROUPS.values():
        for official, everyday in group.items():
            yield from ((official, wording) for wording in everyday)


def written() -> Iterator[str]:
    for official, wording in pairs():
        yield from (official, wording)
    for table in SHORTS.values():
        for short, long in table.items():
            yield from (short, long)


def test_the_field_is_covered() -> None:
    assert sum(1 for _ in pairs()) >= 4000


def test_everything_is_written_in_one_unicode_form_without_stray_blanks() -> None:
    assert [w for w in written() if not w or w != nfc(w) or w != " ".join(w.split())] == []


def test_no_official_wording_stands_twice_or_without_everyday_ones() -> None:
    listed = Counter(fold(official) for group in GROUPS.values() for official in group)
    assert [official for official, times in listed.items() if times > 1] == []
    assert [official for group in GROUPS.values() for official, everyday in group.items() if not everyday] == []


def test_no_wording_stands_twice_in_one_concept() -> None:
    """Written out: an abbreviation of the official wording needs no pair, and tone placement makes no other word."""
    twice = []
    for group in GROUPS.values():
        for official, everyday in group.items():
            seen = Counter(lexicon().words(wording) for wording in (official, *everyday))
            twice += [(official, words) for words, times in seen.items() if times > 1]
    assert twice == []


def test_everyday_wordings_are_short() -> None:
    assert [wording for _, wording in pairs() if not 1 <= len(fold(wording).split()) <= LONGEST] == []


def test_no_lone_syllable_is_a_common_word_once_its_accents_are_dropped() -> None:
    """Somebody who types "cong" or "bo" may mean anything: such a syllable finds nothing by itself."""
    stops = {fold(word) for word in DATA["stop"]["both"] if " " not in word}
    assert [pair for pair in pairs() if " " not in pair[1] and fold(pair[1]) in COMMON | stops] == []


def test_no_everyday_wording_is_a_stop_word_that_would_come_to_weigh() -> None:
    stops = {nfc(word).lower() for word in DATA["stop"]["both"]}
    soft = {fold(word) for word in DATA["soft"]["words"]}
    assert [pair for pair in pairs() if pair[1].lower() in stops and fold(pair[0]) not in soft] == []


@pytest.mark.parametrize("section", [*GROUPS, *SHORTS])
def test_sections_are_sorted(section: str) -> None:
    names: list[str] = [*(GROUPS.get(section) or SHORTS[section])]
    assert names == sorted(names, key=lambda name: (fold(name), name))


def test_abbreviations_stand_once_and_for_something_longer() -> None:
    for table in SHORTS.values():
        listed = Counter(nfc(short).lower() for short in table)
        assert [short for short, times in listed.items() if times > 1] == []
        assert [short for short, long in table.items() if nfc(short).lower() == nfc(long).lower()] == []
    assert [s for s, long in DATA["abbreviations"].items() if " " not in long or len(long) <= len(s)] == []
