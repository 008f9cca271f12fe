"""The proper names of one plan: schools with their levels, people, wards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from knowledge.document import Document
from knowledge.facts.drawing import Fact
from knowledge.facts.duties import LEVEL_LABEL, schools
from knowledge.language.lexicon import PhraseBook, Word, plain_words
from knowledge.language.text import UPPER, plain, words

PERSON = re.compile(rf"(?:[Đđ]ồng chí|[Đđ]/c|[Ôô]ng|[Bb]à)\s+((?:[{UPPER}]\w*\s?){{2,5}})")
PLACE = re.compile(rf"\b(?:phường|xã|thị trấn|khu phố|thôn|bản|địa bàn):?\s+((?:[{UPPER}]\w*[\s,]*)+)")
ROW_SCHOOL = re.compile(rf"^({LEVEL_LABEL})\s+([{UPPER}].*)$")
CLOSE = 86
"""RapidFuzz's ratio (0-100) from which a name is taken for a slip of another."""


@dataclass(slots=True)
class Names:
    """Folded names; a school's levels beside it (one name may be a TH and a THCS)."""

    schools: dict[str, set[str]] = field(default_factory=dict)
    school_names: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)  # folded -> as written
    places: dict[str, str] = field(default_factory=dict)

    @property
    def book(self) -> PhraseBook:
        """All names as phrases, to be found in a question."""
        listed = (("school", self.school_names), ("person", self.people), ("place", self.places))
        phrases: dict[tuple[Word, ...], list[str]] = {}
        for kind, names in listed:
            for written in names.values():
                phrases[plain_words(written)] = [kind]
        phrases.pop((), None)
        return PhraseBook(phrases)

    def school_like(self, said: str) -> str:
        return _closest(said, self.schools)

    def person_like(self, said: str) -> str:
        """The one person whose name ends in what was said, or is spelt nearly so; "" where none or several."""
        full = [name for name in self.people if name == said or name.endswith(f" {said}")]
        return full[0] if len(full) == 1 else _closest(said, self.people)

    def place_like(self, said: str) -> str:
        return _closest(said, self.places)


def _closest(said: str, known: Iterable[str]) -> str:
    listed = list(known)
    if said in listed:
        return said
    found = process.extractOne(said, listed, scorer=fuzz.ratio, score_cutoff=CLOSE)
    return found[0] if found else ""


def folded(name: str) -> str:
    return " ".join(words(name))


def names_of(document: Document, facts: Sequence[Fact]) -> Names:
    """Every name that the plan writes after a school level, a form of address or a word for a place."""
    names = Names()
    for fact in facts:
        _read(names, fact.text)
        if fact.person:
            names.people[folded(fact.person)] = fact.person
        if fact.task:
            _read(names, plain(f"{fact.task.leads} . {fact.task.joins}"))
    if document.metadata.signer:
        names.people[folded(document.metadata.signer)] = document.metadata.signer
    return names


def _add_school(names: Names, level: str, name: str) -> None:
    names.schools.setdefault(folded(name), set()).add(level)
    names.school_names.setdefault(folded(name), name)


def _read(names: Names, text: str) -> None:
    for level, name in schools(text):
        _add_school(names, level, name)
    if row := ROW_SCHOOL.match(text.split(" . ")[0]):
        for level, name in schools(f"{row.group(1)}: {row.group(2)}"):
            _add_school(names, level, name)
    for found in PERSON.finditer(text):
        names.people.setdefault(folded(found.group(1)), found.group(1).strip())
    for found in PLACE.finditer(text):
        for name in found.group(1).split(","):
            if 1 <= len(name.split()) <= 4:
                names.places.setdefault(folded(name), name.strip())
