"""What staff alone may do: which office they do it for, and a polite no, written down, for everybody else."""

from __future__ import annotations

import logging

from db import offices, people
from db.models import AgendaItem, Office
from handlers.desk import Desk, Reply
from handlers.wording import say

log = logging.getLogger(__name__)
FOR_STAFF = "Mục này dành cho cán bộ của cơ quan quản lý. Anh/chị gõ /trogiup để xem tôi giúp được gì."
IN_PRIVATE = "Việc này chỉ làm được khi trò chuyện riêng."


async def office_for(desk: Desk) -> Office | None:
    """The office that this person works for: of several the one they chose with /coquan, else the first."""
    staffed = await people.offices_staffed_by(desk.session, desk.contact.person_id, desk.now)
    mine = [office for office in await offices.all_offices(desk.session) if office.id in staffed]
    chosen = [office for office in mine if office.id == desk.contact.office_id]
    return next(iter((*chosen, *mine)), None)


async def may_see(desk: Desk, item: AgendaItem | None) -> Office | None:
    """The item's office where this person is on its staff."""
    staffed = await people.offices_staffed_by(desk.session, desk.contact.person_id, desk.now)
    if item is None or item.office_id not in staffed:
        return None
    return await desk.session.get_one(Office, item.office_id)


def refuse(desk: Desk, what: str) -> Reply:
    """Says no, and keeps in the log who tried what."""
    log.warning("refused: contact %s is not on the staff that may: %s", desk.contact.id, what)
    return Reply(say(FOR_STAFF))
