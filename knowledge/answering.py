"""The words between the answer engine and whoever calls it."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on from an answer that asks back. `question` is a complete question that leads to one reading."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`text` is the sentence alone: no mark-up, no source. Bullets are lines that begin with "- "."""

    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    nearest: tuple[str, ...] = ()  # up to three subjects to offer where the plan does not say
