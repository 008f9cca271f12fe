"""Which facts have which key, packed: a plan's postings are three arrays, and a key is held once for all plans."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count

_numbers: defaultdict[str, int] = defaultdict(count().__next__)
"""Every key that any plan has had, with its number: like the table of interned strings, it only grows."""


class Postings:
    """Immutable. Two bytes for each posting, eight for each key."""

    __slots__ = ("_all", "_ends", "_keys")

    def __init__(self, lists: Mapping[str, Sequence[int]]) -> None:
        numbered = sorted((_numbers[key], listed) for key, listed in lists.items())
        self._keys = array("I", (number for number, _ in numbered))
        self._ends = array("I", [0])
        self._all = array("H" if all(max(listed) < 1 << 16 for _, listed in numbered) else "I")
        for _, listed in numbered:
            self._all.extend(listed)
            self._ends.append(len(self._all))

    def __contains__(self, key: str) -> bool:
        return (number := _numbers.get(key)) is not None and self._place(number) >= 0

    def __getitem__(self, key: str) -> Sequence[int]:
        """The postings of the key, in order; empty where there are none."""
        number = _numbers.get(key)
        place = -1 if number is None else self._place(number)
        return self._all[self._ends[place] : self._ends[place + 1]] if place >= 0 else ()

    def _place(self, number: int) -> int:
        place = bisect_left(self._keys, number)
        return place if place < len(self._keys) and self._keys[place] == number else -1


def known_to_any(all_postings: Sequence[Postings], keys: Iterable[str]) -> set[str]:
    """Those of the keys that one of the plans has."""
    return {key for key in keys if any(key in postings for postings in all_postings)}


def all_keys() -> list[str]:
    """The keys of all plans, also of those that are gone."""
    return list(_numbers)
