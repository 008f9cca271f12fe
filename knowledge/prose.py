"""Prose to answers: one clause for a figure, the surrounding sentence for a matter, bullets where it is long."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.clauses import sentences, split_outside_brackets
from knowledge.composed import LIST_LIMIT, PASSAGE_LIMIT, SENTENCE_LIMIT, Composed, cut_to_quote, shorten, single
from knowledge.evidence import EXACT
from knowledge.facts import Fact, Kind
from knowledge.pages import Line, listed
from knowledge.question import Question
from knowledge.ranking import Found
from knowledge.text import fold, words

SECTION_LINE = 400


def section(fact: Fact) -> Composed:
    """What stands under a heading, as bullets, each borne out."""
    told = fact.shown.split("\n")
    lines = [Line(shorten(line, SECTION_LINE), (fact.section, cut_to_quote(line))) for line in told]
    return listed("", lines) if len(lines) > 1 else Composed(lines[0].text, (lines[0].source,))


def closest_clause(question: Question, ranked: Sequence[Found]) -> Fact:
    """For an exact question, the smallest evident clause of the best paragraph."""
    best = ranked[0]
    if not question.wants(*EXACT):
        return best.fact
    inside = [f for f in ranked if f.fact.block == best.fact.block and f.fact.kind is Kind.PROSE and f.evident]
    smaller = [
        f
        for f in inside
        if f.fact.text in best.fact.text and f.fact.text != best.fact.text and f.rank >= 0.6 * best.rank
    ]
    return smaller[0].fact if smaller else best.fact


def prose(question: Question, fact: Fact) -> Composed:
    """One clause for a figure, the surrounding sentence for a matter; long ones as bullets."""
    plural = question.wants("list") or any(word.folded == "nhung" for word in question.words)
    exact = question.wants(*EXACT) and not plural
    text = fact.shown.strip(" -+;")
    if fact.owner and question.wants("agency", "who"):
        text = f"{fact.owner}: {text}"
    if exact:
        return single(shorten(text, SENTENCE_LIMIT) if len(text) <= SENTENCE_LIMIT else _window(question, text), fact)
    return single(_passage(fact), fact)


def _window(question: Question, text: str) -> str:
    """The stretch of a long clause that holds most of the question's words, figures in it."""
    asked = {unit_word.folded for unit in question.units for unit_word in unit.words}
    pieces = [p for s in sentences(text) for c in split_outside_brackets(s) for p in re.split(r",\s", c)]
    scored = [len(asked & set(words(p))) + 0.4 * bool(re.search(r"\d", p)) for p in pieces]
    best = max(range(len(pieces)), key=lambda i: scored[i])
    first = last = best
    while True:
        left = len(pieces[first - 1]) if first else 0
        right = len(pieces[last + 1]) if last + 1 < len(pieces) else 0
        size = sum(map(len, pieces[first : last + 1])) + 2 * (last - first)
        if right and size + right <= SENTENCE_LIMIT - 8 and (not left or scored[last + 1] >= scored[first - 1]):
            last += 1
        elif left and size + left <= SENTENCE_LIMIT - 8:
            first -= 1
        elif right and size + right <= SENTENCE_LIMIT - 8:
            last += 1
        else:
            break
    shown = ", ".join(pieces[first : last + 1])
    return shorten(("… " if first else "") + shown + (" …" if last + 1 < len(pieces) else ""), SENTENCE_LIMIT)


def _passage(fact: Fact) -> str:
    """The paragraph where it is short, else the clauses around the best one."""
    whole = fact.quote.strip(" -+;")
    if len(whole) <= PASSAGE_LIMIT:
        return whole
    pieces = [c for s in sentences(whole) for c in split_outside_brackets(s)]
    asked = fold(fact.shown)[:80]
    best = next((i for i, p in enumerate(pieces) if asked[:40] in fold(p) or fold(p)[:40] in fold(fact.shown)), 0)
    first = last = best
    size = len(pieces[best])
    while first or last + 1 < len(pieces):
        grown = False
        if last + 1 < len(pieces) and size + len(pieces[last + 1]) <= PASSAGE_LIMIT:
            last += 1
            size += len(pieces[last])
            grown = True
        if first and size + len(pieces[first - 1]) <= PASSAGE_LIMIT:
            first -= 1
            size += len(pieces[first])
            grown = True
        if not grown:
            break
    kept = pieces[first : last + 1]
    if len(kept) > 2:
        return shorten("\n".join(f"- {piece.strip(' -+')}" for piece in kept), LIST_LIMIT)
    return shorten("; ".join(kept), LIST_LIMIT)
