"""Which plan is meant: its name on a button, and that name again behind the question that the button asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from knowledge.answering import Choice
from knowledge.document import Metadata
from knowledge.language.text import fold, plain
from knowledge.search.index import PlanIndex


def plan_name(index: PlanIndex) -> str:
    """As in "Hoa Sen 2026-2027, số 48/KH-VHXH"; by its title where it has no number."""
    data = index.plan.document.metadata
    own = f"số {data.number}" if data.number else data.title
    whole = f"{data.place or data.issuer or index.plan.slug} {data.school_year or ''}"
    return plain(", ".join(filter(None, (" ".join(whole.split()), own)))).translate({ord("("): None, ord(")"): None})


def pointing_at(index: PlanIndex, question: str) -> str:
    """`question` so that it is about this plan alone; `pointed_at` reads it."""
    return f"{question} ({plan_name(index)})"


def pointed_at(text: str, scope: Sequence[PlanIndex]) -> tuple[str, list[PlanIndex]]:
    """The question without the plan's name behind it, and the plans of that name; as it is where it names none."""
    question, opened, name = text.strip().removesuffix(")").rpartition(" (")
    if not opened or not text.rstrip().endswith(")"):
        return text, []
    said = fold(name)
    meant = [index for index in scope if fold(plan_name(index)) == said]
    return (question, meant) if meant else (text, [])


def choice_of(index: PlanIndex, question: str) -> Choice:
    return Choice(plan_name(index), pointing_at(index, question))


def age(index: PlanIndex) -> tuple[date, int]:
    """Greater for the newer plan: by the day it was signed, then by its school year."""
    data = index.plan.document.metadata
    return _signed(data), data.school_year.start if data.school_year else 0


def _signed(data: Metadata) -> date:
    if data.signed_on or not data.signed_month:
        return data.signed_on or date.min
    return date(*data.signed_month, 1)
