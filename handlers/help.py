"""/trogiup: what the bot can do for this person."""

from __future__ import annotations

from db import offices, people
from db.models import Role
from handlers import wording
from handlers.desk import Desk, Reply


async def show(desk: Desk, is_group: bool) -> Reply:
    if is_group:
        return Reply(wording.say(wording.HELP_IN_GROUP))
    held = await people.memberships(desk.session, desk.contact.person_id, desk.now)
    several = await offices.are_several(desk.session)
    return Reply(wording.help_for({member.role for member in held} or {Role.PARENT}, several))
