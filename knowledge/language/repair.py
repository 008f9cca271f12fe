"""Slips of the keyboard: input method left-overs, glued and misspelt syllables, put right from the words
that the plans and the lexicon have.

A token that is known is left alone, and so is a possible Vietnamese syllable that no neighbour speaks against: it may
be a word that the plans do not have, and that has to be noticed rather than bent into one that they have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.language.keying import meant_by_keys, numbered
from knowledge.language.lexicon import Word, lexicon
from knowledge.language.text import is_syllable

SOUNDS_ALIKE = (("tr", "ch"), ("s", "x"), ("l", "n"), ("gi", "d"), ("gi", "r"), ("d", "r"), ("d", "v"), ("ngh", "ng"))
"""Onsets that people mix up because they say them alike."""
MOST_NEAR = 40
"""Syllables at distance one that are looked at."""
SHORTEST = 3
GLUED = 4
"""Letters from which a token may be two syllables."""


def repair(
    typed: tuple[Word, ...],
    knows: Callable[[str], bool],
    corpus: Callable[[], Sequence[str]],
    *,
    accented: bool = False,
) -> tuple[Word, ...]:
    """`typed` with each token that neither the plans nor the lexicon have put right where that is safe. `knows` says
    whether the plans have a syllable or a pair joined by "_"; `corpus()` gives the plans' syllables;
    `accented` whether accents were typed."""
    mender = _Mender(knows, corpus, accented)
    done: list[Word] = []
    for place, word in enumerate(typed):
        following = typed[place + 1].folded if place + 1 < len(typed) else ""
        done += mender.mended(word, done[-1].folded if done else "", following)
    return tuple(done)


@dataclass
class _Mender:
    knows: Callable[[str], bool]
    corpus: Callable[[], Sequence[str]]
    accented: bool
    tried: dict[str, list[str]] = field(default_factory=dict)

    def has(self, token: str) -> bool:
        return token in lexicon().known or self.knows(token)

    def together(self, left: str, right: str) -> bool:
        """Whether the two syllables stand side by side in the plans or in a wording."""
        pair = f"{left}_{right}"
        return bool(left and right) and (pair in lexicon().pairs or self.knows(pair))

    def mended(self, word: Word, before: str, after: str) -> list[Word]:
        token = word.folded
        if not token.isalnum() or token.isdigit():
            return [word]
        if self.has(token) and not self._misspelt(word):
            return [word]
        if parts := numbered(token, after):
            return [Word(part, "") for part in parts]
        if meant := meant_by_keys(token, word.marks, self.has):
            return [self._as_written(Word(*meant))]
        if len(token) < 2:
            return [word]
        return [Word(part, "") for part in self._nearest(word, before, after)] or [word]

    def _as_written(self, word: Word) -> Word:
        """The word with the accents that its keys stood for, where anybody writes it so, else without any."""
        return word if word in lexicon().exact or self.knows(word.exact) else Word(word.folded, "")

    def _nearest(self, word: Word, before: str, after: str) -> list[str]:
        """Two or three glued syllables, or one at distance one, preferring what stands beside its neighbours and is
        written with the accents that were typed."""
        token = word.folded
        possible = is_syllable(token)
        if not possible and (parts := self._cut(token)):
            return parts
        fits = self._like(token)
        if not fits:
            return []
        near = {fit: self.together(before, fit) + self.together(fit, after) for fit in fits}
        best = max(fits, key=lambda fit: (near[fit], _written_so(fit, word.marks), len(fit) >= len(token)))
        sides = near[best]
        return [best] if sides >= self._sides_needed(token, possible=possible) else []

    def _sides_needed(self, token: str, *, possible: bool) -> int:
        """How many neighbours have to go with what is put in: of two letters both, they may be an abbreviation."""
        return 2 if len(token) < SHORTEST and not possible else int(possible or self.has(token))

    def _misspelt(self, word: Word) -> bool:
        """Whether a syllable is known with other accents only, where accents are typed; some may be left out."""
        if not self.accented or len(word.folded) < 2 or _written_so(word.folded, word.marks):
            return False
        return word.folded in lexicon().marks and not self.knows(word.exact)

    def _cut(self, token: str, most: int = 3) -> list[str]:
        """The syllables that were typed without a blank between them, each known beside the next."""
        for cut in range(2, len(token) - 1) if len(token) >= GLUED else ():
            left, right = token[:cut], token[cut:]
            if self.together(left, right):
                return [left, right]
            if most > 2 and self.has(left) and (rest := self._cut(right, most - 1)) and self.together(left, rest[0]):
                return [left, *rest]
        return []

    def _like(self, token: str) -> list[str]:
        """Syllables one slip of the finger or of the ear away."""
        if token not in self.tried:
            near = [
                name
                for listed in (self.corpus(), _syllables())
                for name, _, _ in process.extract(token, listed, scorer=OSA.distance, score_cutoff=1, limit=MOST_NEAR)
            ]
            self.tried[token] = [name for name in dict.fromkeys([*self._sounding(token), *near]) if is_syllable(name)]
        return self.tried[token]

    def _sounding(self, token: str) -> Iterator[str]:
        for pair in SOUNDS_ALIKE:
            for said, meant in (pair, pair[::-1]):
                other = meant + token.removeprefix(said)
                if token.startswith(said) and self.has(other):
                    yield other


def _written_so(syllable: str, marks: str) -> bool:
    """Whether the lexicon writes the syllable with these accents, or with more."""
    written = lexicon().marks.get(syllable, ())
    return marks in written or any(set(marks) <= set(known) for known in written)


@cache
def _syllables() -> tuple[str, ...]:
    """The syllables of the lexicon, in order."""
    return tuple(sorted(word for word in lexicon().known if word.isalpha() and is_syllable(word)))
