"""Of a task in a plan's new version that may be an older one, staff say whether it is."""

from __future__ import annotations

from collections.abc import Sequence

from db import overview
from db.models import AgendaItem, Dialogue, Office
from handlers import editing_wording as words
from handlers.desk import Desk, Reply
from handlers.editing_item import DROP, open_item
from handlers.messages import Button
from handlers.overview import UNSURE
from handlers.staff import office_for, refuse
from handlers.wording import say
from scheduler import intake


async def act_unsure(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    """The next item of a new plan version of which it is unsure whether it is an older one; or staff's word on it."""
    said = ""
    if arguments:
        opened = await open_item(arguments[0], desk)
        if opened is None:
            return refuse(desk, UNSURE)
        old = await desk.session.get(AgendaItem, opened.item.perhaps_id) if opened.item.perhaps_id else None
        if old:
            is_same = arguments[1] == "1"
            await intake.same_item(desk.session, opened.item, is_same, desk.now)
            said = words.settled(is_same, opened.item, old)
    office = await office_for(desk)
    return await _next_unsure(office, said, desk) if office else refuse(desk, UNSURE)


async def _next_unsure(office: Office, said: str, desk: Desk) -> Reply:
    left = await overview.unsure_items(desk.session, office.id)
    if not left:
        return Reply(say(said or words.NOTHING_UNSURE, *([words.NOTHING_UNSURE] if said else [])), closes=True)
    new = left[0]
    old = await desk.session.get_one(AgendaItem, new.perhaps_id)
    answers = [Button(words.SAME, f"{UNSURE}:{new.id}:1"), Button(words.NOT_SAME, f"{UNSURE}:{new.id}:0"), DROP]
    shown = words.unsure(new, old, len(left), answers)
    return Reply(shown if not said else words.after(said, shown))
