"""The item that staff are changing, once it is known that they may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.models import AgendaItem, Office
from handlers import editing_wording as words
from handlers.desk import Desk
from handlers.messages import Button
from handlers.returning import NEVER_MIND
from handlers.staff import may_see
from scheduler.agenda import Occurrence
from scheduler.comparing import wanted
from scheduler.planner import rhythm_for

DROP = Button(words.NEVER_MIND, NEVER_MIND)


@dataclass(frozen=True, slots=True)
class Opened:
    """One item on its way through an edit."""

    item: AgendaItem
    office: Office
    today: date

    def coming(self) -> list[Occurrence]:
        want = wanted(self.item)
        return [each for each in want.occurrences(rhythm_for(self.office)) if each.due >= self.today]


async def open_item(item_id: object, desk: Desk) -> Opened | None:
    """None where there is no such item, or it is another office's."""
    item = await desk.session.get(AgendaItem, int(str(item_id)))
    office = await may_see(desk, item)
    return Opened(item, office, rhythm_for(office).today(desk.now)) if item and office else None
