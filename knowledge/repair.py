"""Slips of the keyboard: input method left-overs, glued and misspelt syllables, put right from the plans' own words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.lexicon import Word, lexicon
from knowledge.text import is_syllable, undo_input_method


def repair(
    typed: tuple[Word, ...], knows: Callable[[str], bool], corpus: Callable[[], Sequence[str]]
) -> tuple[Word, ...]:
    """`typed` with each token that neither the plans nor the lexicon have put right where that is safe.

    A token that is a possible Vietnamese syllable is left alone: it may be a word that the plans do not have, and that
    has to be noticed rather than bent into one that they have.
    """
    done: list[Word] = []
    known_to_lexicon = lexicon().known
    for place, word in enumerate(typed):
        token = word.folded
        if not token.isalnum() or token.isdigit() or token in known_to_lexicon or knows(token):
            done.append(word)
            continue
        meant = undo_input_method(token, lambda t: t in known_to_lexicon or knows(t))
        if meant != token:
            done.append(Word(meant, ""))
        elif is_syllable(token):
            done.append(word)
        else:
            following = typed[place + 1].folded if place + 1 < len(typed) else ""
            done += _nearest(token, done[-1].folded if done else "", following, knows, corpus) or [word]
    return tuple(done)


def _nearest(
    token: str, before: str, after: str, knows: Callable[[str], bool], corpus: Callable[[], Sequence[str]]
) -> list[Word]:
    """One syllable at distance one, or two glued ones, preferring what stands beside its neighbours in the plans."""
    for cut in range(2, len(token) - 1):
        left, right = token[:cut], token[cut:]
        if knows(f"{left}_{right}"):
            return [Word(left, ""), Word(right, "")]
    if len(token) < 3:
        return []
    near = process.extract(token, corpus(), scorer=OSA.distance, score_cutoff=1, limit=12)
    fits = [name for name, _, _ in near if is_syllable(name)]
    if not fits:
        return []
    return [Word(max(fits, key=lambda fit: knows(f"{before}_{fit}") + knows(f"{fit}_{after}")), "")]
