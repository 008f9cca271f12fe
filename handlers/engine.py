"""The answer engine as one office is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from db import plans
from db.models import Office
from handlers.desk import Desk
from knowledge.answering import Answer

Engine = Callable[[str], Answer]


async def engine_of(office: Office, desk: Desk, at: datetime | None = None) -> Engine:
    """Answers from the active plans of this office, as asked at `at` (now where None) where the office is."""
    here = (at or desk.now).astimezone(ZoneInfo(office.time_zone))
    slugs = await plans.active_slugs(desk.session, [office.id])

    def engine(question: str) -> Answer:
        return desk.library.ask(question, at=here, plans=slugs)

    return engine
