"""Which office a text is about, told from the places that it names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from knowledge.language.text import words

WARD_KINDS = re.compile(r"\b(phuong|xa|thi tran|dac khu) ")


def own_names(place: str, issuer: str) -> list[str]:
    """What people call the office, folded: its place and, where that is the whole of it, the kind of the place: those
    who ask a ward's office say "phường" as others say "quận"."""
    own = _folded(place)
    kinds = [kind for kind in WARD_KINDS.findall(_folded(issuer)) if own and f"{kind} {own}" in _folded(issuer)]
    return [own, *kinds[:1]]


def offices_named(text: str, places: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys of `places` whose place names stand in `text` as whole words, folded; the longest name wins where one
    contains another ("Thanh Xuân Bắc" is not "Thanh Xuân")."""
    line = f" {' '.join(words(text))} "
    named = {
        key: [name for name in map(_folded, names) if name and f" {name} " in line] for key, names in places.items()
    }
    longest = {name for found in named.values() for name in found}
    for name in sorted(longest, key=len):
        if any(name in other and name != other for other in longest) and line.count(f" {name} ") <= 1:
            longest.discard(name)
    return [key for key, found in named.items() if longest.intersection(found)]


@lru_cache(maxsize=20_000)
def _folded(name: str) -> str:
    return " ".join(words(name))
