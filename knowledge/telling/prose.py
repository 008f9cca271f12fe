"""Prose to answers: one clause for a figure, the stretch that answers for a matter, bullets for what is a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from knowledge.facts.drawing import Fact, Kind
from knowledge.language.lexicon import lexicon
from knowledge.language.text import words
from knowledge.ranking.evidence import EXACT, has_evidence
from knowledge.ranking.ranking import Found
from knowledge.search.index import Unit
from knowledge.telling.composed import SENTENCE_LIMIT, Composed, cut_to_quote, single
from knowledge.telling.heading import figure_asked, headed, own_part
from knowledge.telling.pages import Line, listed
from knowledge.telling.passages import Telling, clauses_of, shown, stretch
from knowledge.telling.points import enumeration, points
from knowledge.telling.wording import say
from knowledge.understanding.question import Question

TYPED = 0.15
"""What a typed word weighs beside what is asked: it tells apart what says the same in other words."""
NEARLY = 0.9
"""Clauses of one paragraph this close in rank are told apart by the typed words that they have."""
EVIDENT = 0.5
"""What holding the kind of answer asked for weighs, as a share of all that is asked."""
REMEMBERED = 20_000  # texts


def section(fact: Fact) -> Composed:
    """What stands under a heading, as bullets, each borne out; a long one sentence by sentence."""
    told = fact.shown.split("\n")
    if len(fact.shown) <= SENTENCE_LIMIT and len(told) == 1:
        return single(fact.shown, fact)
    lines: list[Line] = []
    for paragraph in (replace(fact, quote=line) for line in told):
        parts = clauses_of(paragraph.quote) if len(paragraph.quote) > SENTENCE_LIMIT else [paragraph.quote]
        lines += [_line(paragraph, part) for part in parts]
    return listed("", lines)


def _line(fact: Fact, text: str) -> Line:
    return Line(text.strip(" -+"), (fact.section, cut_to_quote(fact.quote, text)))


def closest_clause(question: Question, ranked: Sequence[Found]) -> Fact:
    """The best clause of the best paragraph; for an exact question the smallest evident one, for schools the list that
    is called as it was typed."""
    best = ranked[0]
    inside = [f for f in ranked if f.fact.block == best.fact.block and f.fact.kind is Kind.PROSE and f.evident]
    if not question.wants(*EXACT):
        return _as_typed(question, inside) if inside and question.wants("school") else best.fact
    smaller = [
        f
        for f in inside
        if f.fact.text in best.fact.text and f.fact.text != best.fact.text and f.rank >= 0.6 * best.rank
    ]
    return _as_typed(question, smaller or [best])


def _as_typed(question: Question, listed: Sequence[Found]) -> Fact:
    """Of the first and those as good as it, the one that has most of the typed words."""
    said = {word.folded for word in question.words}
    alike = [f for f in listed if f.rank >= NEARLY * listed[0].rank]
    return max(alike, key=lambda found: len(said.intersection(words(found.fact.text)))).fact


def prose(question: Question, fact: Fact, weights: Sequence[float]) -> Composed:
    """One clause for a figure; for a matter the paragraph, or the stretch of it that answers. `weights` are those
    of the question's units in the plan."""
    plural = question.wants("list") or any(word.folded == "nhung" for word in question.words)
    exact = question.wants(*EXACT, "often") and not plural
    text = (fact.shown if exact else fact.quote).strip(" -+;")
    telling = _telling(question, fact, weights)
    if exact and question.wants("percent", "often"):
        text = figure_asked(question, text, telling)
    owner = f"{fact.owner}: " if fact.owner and question.wants("agency", "who") else ""
    if len(owner) + len(text) <= SENTENCE_LIMIT:
        part = own_part(question, text, lambda part: sum(telling(part)[:-1])) if exact else text
        return single(owner + (headed(question, part) if exact else text), fact)
    told = (None if exact else _as_list(text, telling, fact)) or _stretch(text, telling, fact)
    return replace(told, text=owner + told.text)


def _as_list(text: str, telling: Telling, fact: Fact) -> Composed | None:
    """The points or the enumeration that the text is, where it is one."""
    for title, items in (points(text, telling), enumeration(text, telling)):
        if items:
            return listed(title, [_line(fact, item) for item in items])
    return None


def _stretch(text: str, telling: Telling, fact: Fact) -> Composed:
    """What of a long text answers; the clauses that it leaves out or cuts follow."""
    clause = fact.text.strip(" -+;")
    place = text.find(clause) if fact.text != fact.quote else -1
    start, end = stretch(text, telling, (place, place + len(clause)) if place >= 0 else (0, len(text)))
    told = Composed(shown(text, start, end), (_line(fact, text[start:end]).source,))
    left_out = [_line(fact, piece) for piece in clauses_of(text) if piece not in text[start:end]]
    if not left_out:
        return told
    rest = listed(say("beside"), left_out)
    return replace(told, rest=(replace(rest, rest=()), *rest.rest))


def _telling(question: Question, fact: Fact, weights: Sequence[float]) -> Telling:
    """What a text tells of each unit in its weight in the plan, of each typed word, of the kind of answer asked for."""
    wanted = sum(weights)
    asked = [(unit, weight) for unit, weight in zip(question.units, weights, strict=True) if weight]
    asked += [(Unit((word,)), TYPED) for word in question.words]

    def telling(text: str) -> list[float]:
        said, about = _said(text)
        evident = has_evidence(question, replace(fact, text=text))
        return [*(weight * _told(unit, said, about) for unit, weight in asked), EVIDENT * wanted * evident]

    return telling


@lru_cache(REMEMBERED)
def _said(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """(the syllables of a text and the pairs of them, what it is about: known wordings and levels)."""
    read = lexicon().words(text)
    folded = [word.folded for word in read]
    known = lexicon().concepts.everywhere(read)
    about = {concept.removeprefix("~") for span in known for concept in span.concepts}
    about |= {f"@{level}" for level in lexicon().levels_in(read, known)}
    return frozenset({*folded, *map("{} {}".format, folded, folded[1:])}), frozenset(about)


def _told(unit: Unit, said: frozenset[str], about: frozenset[str]) -> float:
    """How well a text has a unit: a known wording, or all its pairs, before lone syllables."""
    if not about.isdisjoint((*unit.concepts, *(f"@{level}" for level in unit.levels))):
        return 1.0
    folded = [word.folded for word in unit.words]
    if len(folded) == 1:
        return float(folded[0] in said)
    pairs = [f"{left} {right}" in said for left, right in pairwise(folded)]
    return max(sum(pairs) / len(pairs), 0.3 * sum(word in said for word in folded) / len(folded))
