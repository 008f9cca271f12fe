"""The words between the answer engine and whoever calls it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.document import Document, SchoolYear


class Status(StrEnum):
    ANSWERED = "answered"
    CLARIFY = "clarify"  # the engine asks back; `choices` hold the ways to go on
    REFUSED = "refused"  # the plan does not say, or the text is no question


@dataclass(frozen=True, slots=True)
class KnownPlan:
    """A plan as the engine knows it: its slug, the office's short name and place names, and the read document."""

    slug: str
    office: str  # slug of the office
    document: Document


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands. `quote` is the plan's own words, at most 150 of them."""

    plan: str  # slug
    number: str  # document number, "" where the plan has none
    title: str
    section: str
    quote: str
    school_year: SchoolYear | None
    is_fact_sheet: bool = False  # the quote is a fact sheet's, not the document's


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on from an answer that asks back. `question` is a complete question that leads to one reading."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Page:
    """What follows an answer that is too long for one message, borne out like the answer itself."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """`text` is the sentence alone: no mark-up, no source. Bullets are lines that begin with "- "."""

    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    nearest: tuple[str, ...] = ()  # up to three subjects to offer where the plan does not say
    rest: tuple[Page, ...] = ()  # in the order of reading, each under 1,500 characters

    def from_page(self, number: int) -> Answer:
        """The answer from its page `number` on; 0 is all of it. Raises IndexError where it has no such page."""
        if number == 0:
            return self
        page = self.rest[number - 1]
        return replace(self, text=page.text, citations=page.citations, rest=self.rest[number:])

    @property
    def lines_left(self) -> int:
        """How many bullets stand on the pages that follow."""
        return sum(line.startswith("- ") for page in self.rest for line in page.text.splitlines())
