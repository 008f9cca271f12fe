"""The answer engine as one person at one office asks it."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from db import people, plans
from db.models import Office, Role
from handlers.desk import Desk
from knowledge.answering import Answer

Engine = Callable[[str], Answer]


async def engine_of(office: Office, desk: Desk) -> Engine:
    """Answers from the active plans of this office, now where the office is, in the person's role there."""
    here = desk.now.astimezone(ZoneInfo(office.time_zone))
    slugs = await plans.active_slugs(desk.session, [office.id])
    held = await people.memberships(desk.session, desk.contact.person_id, desk.now)
    role = next((member.role for member in held if member.office_id == office.id), Role.PARENT).value

    def engine(question: str) -> Answer:
        return desk.library.ask(question, at=here, plans=slugs, role=role)

    return engine
