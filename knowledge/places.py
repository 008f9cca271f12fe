"""Which offices a text names by their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from knowledge.text import words


def offices_named(text: str, places: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys of `places` of which a place name stands in `text`, accents and case aside; the longest names first.

    A name inside a longer one that also stands there does not count: "Thanh Xuân Bắc" names no "Thanh Xuân".
    """
    said = f" {' '.join(words(text))} "
    named = sorted(
        ((" ".join(words(name)), key) for key, names in places.items() for name in names), key=_longest_first
    )
    found: dict[str, None] = {}
    for name, key in named:
        if name and f" {name} " in said:
            found[key] = None
            if all(name != other or key == owner for other, owner in named):
                said = said.replace(f" {name} ", " | ")
    return list(found)


def _longest_first(entry: tuple[str, str]) -> tuple[int, str]:
    return -len(entry[0]), entry[0]
