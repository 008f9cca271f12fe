"""What stands beside the part of a message that asks, and need not be told by a plan."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from knowledge.language.levels import LEVELS
from knowledge.language.lexicon import Word
from knowledge.search.index import Unit, is_soft
from knowledge.understanding.asking import read_asking
from knowledge.understanding.focus import Part, asking_part, leads_up, points_back, sentences_of, tells_of_self
from knowledge.understanding.paper import asked_of_paper
from knowledge.understanding.units import Reader

PARENTS = {"cha me hoc sinh"}
"""Whom askers talk to and of; no matter of a plan where nothing else is named."""
ASKERS_WORK = {"tong hop", "bao cao", "van thu", "thong ke", "su pham"}
"""What askers do, and what for ("em tổng hợp báo cáo", "con em học sư phạm")."""
ASKERS_OWN = {"hoc sinh", "tre"}
THIS_PAPER = re.compile(r"\b(?:ke hoach|van ban|cong van|giay|to|ban) nay\b")


class Asides:
    """The parts of a message that was read, and the one of them that asks."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._parts = sentences_of(read.typed, read.breaks)
        self._asking = asking_part(read.typed, self._parts, strict=read.accented)

    def leave_out(self) -> None:
        """Beside a part that asks of a known matter, what the asker tells of himself and names no matter need not be
        told: "em đọc mãi không thấy, … nào"."""
        if self._asking < 0 or len(self._parts) == 1 or not self._asks_fully():
            return
        of_paper = self._asks_of_paper()
        besides = PARENTS | ASKERS_OWN | ASKERS_WORK | {*LEVELS}  # "con em học cấp hai": compared by itself
        for number, part in enumerate(self._parts):
            aside = self._tells_of_self(part) or leads_up(self._read.typed[slice(*part)])
            if number != self._asking and aside and (of_paper or not self._names_matter(part, besides=besides)):
                self._read.units = list(self._as_bonus([part]))

    def units_without(self) -> tuple[Unit, ...]:
        """The units where of other sentences than the one that asks, and of what the asker tells of himself beside it,
        only names must be had; none where the asking part names no matter itself or points back."""
        besides = PARENTS | ASKERS_OWN | {*LEVELS}
        if self._asking < 0 or not self._names_matter(self._part, besides=besides) or points_back(self._said):
            return ()
        begins = max((end for end in self._read.ends if end <= self._part[0]), default=0)
        others = [part for number, part in enumerate(self._parts) if number != self._asking]
        asides = [part for part in others if part[1] <= begins or self._tells_of_self(part)]
        kept = zip(self._read.units, self._as_bonus(asides), strict=True)
        return tuple(unit if unit.name else bonus for unit, bonus in kept)

    def _tells_of_self(self, part: Part) -> bool:
        return part[0] in self._read.framed or tells_of_self(self._read.typed[slice(*part)])

    @property
    def _part(self) -> Part:
        return self._parts[self._asking]

    @property
    def _said(self) -> Sequence[Word]:
        return self._read.typed[slice(*self._part)]

    def _as_bonus(self, parts: Sequence[Part]) -> tuple[Unit, ...]:
        """All units, those within `parts` as what helps but need not be had."""
        units = zip(self._read.starts, self._read.units, strict=True)
        return tuple(
            replace(unit, bonus=True) if any(start <= place < end for start, end in parts) else unit
            for place, unit in units
        )

    def _asks_fully(self) -> bool:
        """Whether the asking part names a matter, asks of the plan itself or points back to a part that names one."""
        of_paper = any(ask.startswith("own_") for ask in self._read.asks) or self._asks_of_paper()
        if of_paper or self._names_matter(self._part):
            return True
        return points_back(self._said) and any(self._names_matter(part) for part in self._parts[: self._asking])

    def _asks_of_paper(self) -> bool:
        """Whether it asks for the plan's own data, and says "kế hoạch này": nothing else is needed to answer that."""
        asks = read_asking(self._said, strict=self._read.accented).asks | asked_of_paper(self._said)
        line = " ".join(word.folded for word in self._said)
        return bool(THIS_PAPER.search(line)) and any(ask.startswith("own_") for ask in asks)

    def _names_matter(self, part: Part, *, besides: Set[str] = PARENTS) -> bool:
        units = zip(self._read.starts, self._read.units, strict=True)
        return any(
            unit.name or (not unit.bonus and not is_soft(unit) and set(unit.concepts) - besides)
            for place, unit in units
            if part[0] <= place < part[1]
        )
