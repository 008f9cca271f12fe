"""What the start page says: which plans this installation answers from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Office, Plan
from db.plans import active_with_notes
from knowledge.document import SchoolYear


@dataclass(frozen=True, slots=True)
class PlanCard:
    """One active plan. `is_current`: its school year is the one of today in its office."""

    office: str
    title: str
    number: str
    note: str  # the first sentence of what the file says of itself: a sample, a fact sheet
    school_year: SchoolYear | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Overview:
    plans: tuple[PlanCard, ...]
    examples: tuple[str, ...]  # questions that these plans answer


async def load_overview(session: AsyncSession, now: datetime, examples: Sequence[str]) -> Overview:
    """The active plans, this school year's first; no examples where there is no plan to answer them."""
    cards = [_card(plan, office, note, now) for plan, office, note in await active_with_notes(session)]
    cards.sort(key=lambda card: (not card.is_current, -(card.school_year.start if card.school_year else 0)))
    return Overview(tuple(cards), tuple(examples) if cards else ())


def _card(plan: Plan, office: Office, note: str, now: datetime) -> PlanCard:
    year = SchoolYear(plan.school_year) if plan.school_year else None
    today = SchoolYear.containing(now.astimezone(ZoneInfo(office.time_zone)).date())
    return PlanCard(office.name, plan.title, plan.number, _first_sentence(note), year, year == today)


def _first_sentence(text: str) -> str:
    first, more, _ = text.partition(". ")
    return f"{first}." if more else text
