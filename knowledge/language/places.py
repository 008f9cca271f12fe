"""Which office a text is about, told from the places that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from knowledge.language.text import words


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
