"""What the keys of an input method left in a word that it did not turn into letters: Telex ("thuwsc") and VNI ("hoc5").

A Vietnamese syllable has none of s, f, r, x, j, z, w behind its vowel and no doubled letter but "oo", so that these can
be taken for keys; the digits of VNI stand in no syllable. The keys may stand at any place behind the vowel and beside
accents that are there already ("dddón", "dươngx").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations

from knowledge.language.text import is_syllable

TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323", "z": ""}
VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323", "0": ""}
CIRCUMFLEX, BREVE, HORN = "\u0302", "\u0306", "\u031b"
VOWEL = re.compile(r"[aeiouy]")
MOST_KEYS = 4
LONGEST = 12
"""Letters above which a token is no syllable with keys in it."""
COUNTED = re.compile(r"(lop|khoi|cap|thang|quy|ky|tuan|muc)(\d{1,2})|(nam)(20\d\d)")
"""A number glued to its noun, rather than VNI's keys ("lop9")."""


def meant_by_keys(token: str, marks: str, known: Callable[[str], bool]) -> tuple[str, str] | None:
    """(folded syllable, its diacritics as `marks_of` gives them) that a folded token with the keys of an input method
    meant, or None. `marks` are those that were typed as letters; only a syllable that is `known` is taken."""
    possible = is_syllable(token) and "oo" not in token  # "không" is typed "khoong", which has the shape of a syllable
    if possible or len(token) > LONGEST or not token.isalnum() or token.isdigit():
        return None
    for keyless, keys in (*_vni(token), *_telex(token)):
        if keyless != token and is_syllable(keyless) and known(keyless):
            return keyless, "".join(sorted(marks + "".join(key for key in keys if key == HORN or key not in marks)))
    return None


def numbered(token: str, after: str) -> tuple[str, ...]:
    """("lop", "9") where a folded token is a number glued to its noun; empty where it is none, or where the word
    `after` it gives or asks the number ("thang1 9")."""
    found = COUNTED.fullmatch(token)
    return tuple(part for part in found.groups() if part) if found and not re.match(r"\d|may$|nao$", after) else ()


def _vni(token: str) -> Iterator[tuple[str, str]]:
    """The token without its digits; none of them may open it."""
    keyless = re.sub(r"\d", "", token)
    if keyless != token and keyless and token[0] == keyless[0]:
        keys = "".join(VNI_TONES.get(digit, "") for digit in token if digit.isdigit())
        keys += CIRCUMFLEX * ("6" in token) + BREVE * ("8" in token) + "đ" * ("9" in token)
        keys += HORN * ((1 + ("uo" in keyless)) if "7" in token else 0)
        yield keyless, keys


def _telex(token: str) -> Iterator[tuple[str, str]]:
    """The token without the letters that can be keys, fewer of them first; a key that stands alone for "ư" is one."""
    spelt = re.sub(r"w(?![aouw])", "uw", token) if not VOWEL.search(token) else token
    opened = VOWEL.search(spelt)
    if not opened:
        return
    places = [place for place in range(1, len(spelt)) if _may_be_key(spelt, place, opened.start())]
    for count in range(1, min(MOST_KEYS, len(places)) + 1):
        for chosen in combinations(places, count):
            yield _without(spelt, chosen), _meant(spelt, chosen)


def _may_be_key(token: str, place: int, vowel: int) -> bool:
    """A tone or a "w" behind the vowel, a "w" right before it, or a letter that stands before it once already."""
    letter = token[place]
    if letter in TONES or letter == "w":
        return place > vowel or (letter == "w" and token[place + 1 : place + 2] in {"a", "o", "u"})
    return letter in token[:place] and (letter in "aeod" or token[place - 1] == letter)


def _without(token: str, places: tuple[int, ...]) -> str:
    return "".join(letter for place, letter in enumerate(token) if place not in places)


def _meant(token: str, places: tuple[int, ...]) -> str:
    """The diacritics that the keys at these places stand for."""
    pressed = [token[place] for place in places]
    keys = "".join(TONES.get(letter, "") for letter in pressed)
    keyless = _without(token, places)
    if "w" in pressed:
        keys += HORN * (2 if "uo" in keyless else 1) if re.search("[uo]", keyless) else BREVE
    keys += CIRCUMFLEX * any(letter in "aeo" for letter in pressed)
    return keys + "đ" * ("d" in pressed)
