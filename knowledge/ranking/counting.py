"""Whether a fact counts what a question counts, and whether it counts all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from knowledge.facts.columns import Role, level_of
from knowledge.facts.fact import Fact, Kind
from knowledge.language.clauses import sentences
from knowledge.language.lexicon import lexicon, plain_words
from knowledge.language.text import fold, words
from knowledge.ranking.told import PEOPLE, Told, is_noun, read_told
from knowledge.search.index import Unit
from knowledge.understanding.nouns import COUNTED, PERSON
from knowledge.understanding.question import Question

BY_ITSELF = 3, 1
"""Words before and behind a noun within which its figure stands, where everything is counted."""
NEAR = 5, 4
"""The same where the question says which of them."""
COUNTED_WITHIN = 6
"""Words from the start of a row's name within which what it counts is named."""
RATE = re.compile(r"\b(?:binh quan|trung binh|moi (?:truong|lop|nhom|to|em|don vi)|mot lop)\b")
FIGURE = re.compile(r"\d|\b(?:hk)?[iv]+\b", re.IGNORECASE)
""" "Học kỳ II" and "HKII" have one too: a sentence without any counts nothing, and need not be read."""
CHANGES = {"thieu", "tang", "giam", "them", "tuyen", "cu", "qua", "nhat"}
"""Behind one of these stands what is lacking, added or allowed, not what there is."""
TOTALS = re.compile(
    r"\b(?:toan|ca) (?:quan|huyen|phuong|xa|nganh|thanh pho)\b|\b(?:quan|huyen|phuong|xa) (?:hien )?co\b"
)
OF_ALL = 1.25
"""What the figure of all is worth beside that of a part, where all is asked."""
PUPIL = "hoc sinh"
CALLED = set(plain_words("em cháu"))
"""How plans call pupils whom they count, beside their known wordings."""
LEAF, COLUMN, NO_COLUMN, RIGHT_BEFORE = 1.3, 1.2, 0.8, 1.25


def counts(unit: Unit, fact: Fact, *, of_all: bool) -> bool:
    """Whether a figure stands by the counted noun ("35 học sinh", "Kỹ sư: 4"), or a column counts it. `of_all` where
    the question restricts the noun by nothing: then what is lacking, or a rate, is no answer."""
    if fact.row and fact.kind in {Kind.CELL, Kind.ROW}:
        return _labelled(unit, fact) and (fact.kind is Kind.CELL or not of_all or _row_counts(unit, fact))
    if of_all and (RATE.search(fact.folded) or not TOTALS.search(fact.folded)):
        return False
    figured = (sentence for sentence in sentences(fact.text) if FIGURE.search(sentence))
    return any(_sentence_counts(unit, read_told(sentence), of_all=of_all) for sentence in figured)


def _sentence_counts(unit: Unit, read: Told, *, of_all: bool) -> bool:
    before, behind = BY_ITSELF if of_all else NEAR
    places = _places(unit, read)
    own = [place for place in places if not _is_another(unit, read, place[0], of_all=of_all)]
    if of_all and own[:1] != places[:1]:
        return False  # "9 trường đạt chuẩn, gồm 5 trường mầm non": what follows are parts of those
    return any(
        place in read.figures and not (of_all and place and read.text[place - 1].folded in CHANGES)
        for start, end in own
        for place in range(max(0, start - before), min(len(read.text), end + behind))
    )


def _is_another(unit: Unit, read: Told, start: int, *, of_all: bool) -> bool:
    """Whether the noun there is called something else than what is asked ("01 trường | liên cấp" where those that
    reached a standard are counted, or just schools), and the sentence has nothing of that."""
    if any(not concepts.isdisjoint(unit.concepts) for _, _, concepts in read.known) or not (unit.concepts or of_all):
        return False
    return any(begin == start and end - begin > 1 for begin, end, _ in read.known)


def _places(unit: Unit, read: Told) -> list[tuple[int, int]]:
    """Where a text has the counted noun: the noun itself, or a known wording for it. Of a wording that begins with a
    noun ("trường đạt chuẩn") that one is counted, whatever else its other words may be said of."""
    noun = _noun(unit)
    heads = {COUNTED[noun]} if noun else {text[0] for text in unit.also}
    heads |= CALLED if PUPIL in _things(unit) else set()
    found = [(place, place + 1) for place, word in enumerate(read.text) if any(is_noun(word, head) for head in heads)]
    return found + [
        (start, end)
        for start, end, concepts in read.known
        if not concepts.isdisjoint(unit.concepts) and (not noun or read.text[start].folded == noun)
    ]


def names_counted(unit: Unit, label: str) -> bool:
    """Whether a label names what is counted; "người" is anybody."""
    return _is_named(_things(unit), read_told(label).things)


def _is_named(asked: frozenset[str], named: frozenset[str]) -> bool:
    people = {*PEOPLE.values(), PERSON.folded}
    anybody = PERSON.folded in asked | named and bool(asked & people) and bool(named & people)
    return anybody or bool(asked & named)


def _noun(unit: Unit) -> str:
    """The noun that a plan would count and that the wording begins with; "" where it is another's name."""
    head = unit.words[0].folded
    return head if head in COUNTED and (unit.also or not unit.concepts) else ""


def _things(unit: Unit) -> frozenset[str]:
    """What is counted, as `Told.things` calls it; empty where that is nothing that columns are told apart by."""
    if noun := _noun(unit):
        return frozenset({noun})
    if unit.words[0].folded == PERSON.folded:
        return frozenset({PERSON.folded})
    return frozenset(PEOPLE[concept] for concept in unit.concepts if concept in PEOPLE)


def _labelled(unit: Unit, fact: Fact) -> bool:
    """Whether the nearest of a figure's labels that names anything countable names what is asked for."""
    asked = _things(unit)
    named = next((things for label in _labels(fact) if (things := read_told(label).things)), None)
    return not asked or named is None or _is_named(asked, named)


def _labels(fact: Fact) -> Iterator[str]:
    """What says what a row's or a cell's figures count, the nearest first."""
    if fact.kind is Kind.CELL:
        name, _, header = fact.text.rpartition(" . ")
        yield from reversed(header.split(" / "))
        yield name
        yield from reversed(fact.context.split(" . "))
    elif fact.row:
        yield " ".join(cell for _, cell in fact.row.of(Role.UNIT))
        yield " . ".join(header for header, _ in fact.row.of(Role.VALUE, Role.YEAR_VALUE))
        yield fact.row.name


def mere_share(question: Question, unit: Unit, fact: Fact) -> bool:
    """ "20% học sinh" where pupils are counted."""
    if fact.row or question.wants("percent") or "%" not in fact.text:
        return False
    without = re.sub(r"\d[\d.,]* ?%", "%", fact.folded)
    return not re.search(rf"\b\d[\d.,]* (?:\w+ )?{unit.words[0].folded}\b", without)


def _row_counts(unit: Unit, fact: Fact) -> bool:
    """Whether a column or the beginning of the row's name is about the counted noun; a share counts nothing."""
    if not fact.row or any("%" in cell for cell in fact.row.cells):
        return False
    headers = [header for header, _ in fact.row.of(Role.VALUE, Role.UNIT, Role.LEVEL_VALUE, Role.YEAR_VALUE)]
    said = [*headers, *(cell for _, cell in fact.row.of(Role.UNIT))]
    if not any(re.match(r"(?:tong )?so \w", fold(header)) for header in headers):  # no column says what it counts
        said.append(" ".join(fact.row.name.split()[:COUNTED_WITHIN]))
    return any(_is_about(unit, text) for text in said) and not _is_of_some(unit, fact.row.name)


def _is_of_some(unit: Unit, name: str) -> bool:
    """Whether a row is by its name about some of what is counted: "Trường đạt chuẩn quốc gia" where it is schools."""
    about = {concept for _, _, concepts in read_told(name).known for concept in concepts - {*unit.concepts}}
    return not about <= lexicon().soft


def _is_about(unit: Unit, text: str) -> bool:
    return bool(_places(unit, read_told(text)))


def count_fit(unit: Unit, fact: Fact) -> float:
    """A figure that stands right before the counted noun, or a column that counts it."""
    if fact.row:
        headers = [h for h, _ in fact.row.of(Role.VALUE)] if fact.kind is Kind.ROW else [fact.text]
        own = any(_is_about(unit, header) for header in headers)
        if own and fact.kind is Kind.CELL and _is_about(unit, fact.text.split(" / ")[-1]):
            return LEAF
        return COLUMN if own else NO_COLUMN if fact.kind is Kind.CELL else 1.0
    return RIGHT_BEFORE if re.search(rf"\d\s+{unit.words[0].folded}\b", fact.folded) else 1.0


def total_fit(question: Question, fact: Fact) -> float:
    """Where everything is counted, the figure of all (or of the level asked for) before one of a part."""
    if not fact.row:
        return OF_ALL if TOTALS.search(fact.folded) and not question.levels else 1.0
    name, *headers = _names(fact.row.name, fact.text)
    asked = {word.folded for word in question.words}
    of_level = asked.issuperset(name) or level_of(fact.row.name) in question.levels
    whole = of_level if question.levels else name[:1] == ("tong",)
    last = headers[-1] if headers and fact.kind is Kind.CELL else ()
    fits = fact.kind is not Kind.CELL or last == ("tong",) or asked.issuperset(last)
    return OF_ALL if whole and fits else 1.0


@lru_cache(10_000)
def _names(row: str, told: str) -> tuple[tuple[str, ...], ...]:
    """The words of a row's name, and of each header that stands over a cell."""
    return tuple(tuple(words(name)) for name in (row, *re.split(r" \. | / ", told)[1:]))
