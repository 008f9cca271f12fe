"""Meeting people: the greeting, the privacy notice, the yes to announcements, invites, and whose office it is."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import invites, offices, people, plans, privacy
from db.models import Invite, Office, Purpose, Role, School
from handlers import wording
from handlers.choices import question_buttons
from handlers.desk import Desk, Reply
from handlers.messages import Block, Button, Outgoing
from handlers.questions import which_office
from knowledge.answer import Library
from knowledge.answering import Status
from knowledge.language.text import fold

log = logging.getLogger(__name__)
CONSENT = "consent"
THREE = 3


async def start(desk: Desk, channel: str) -> Reply:
    """The one message of /start: greeting, notice, three example questions, the button for announcements."""
    office = await the_office(desk)
    texts = await examples(desk.session, desk.library, office, desk.now)
    buttons, kept = question_buttons([(text, text) for text in texts])
    notice = wording.notice(office, channel, desk.retention_days, desk.asker_days)
    blocks = (wording.lead(wording.greeting(office)), wording.paragraph(wording.HOW_TO_ASK), notice)
    desk.contact.notice_version = wording.NOTICE_VERSION
    return Reply(Outgoing(blocks, buttons=(*buttons, Button(wording.CONSENT_LABEL, CONSENT))), kept)


async def with_notice(message: Outgoing, desk: Desk, channel: str) -> Outgoing:
    """The same message with the privacy notice, for whoever has not seen this version of it."""
    if desk.contact.notice_version == wording.NOTICE_VERSION:
        return message
    desk.contact.notice_version = wording.NOTICE_VERSION
    note: Block = wording.notice(await the_office(desk), channel, desk.retention_days, desk.asker_days)
    return replace(message, blocks=(*message.blocks, note))


async def the_office(desk: Desk) -> Office | None:
    """The office of this person: the only one there is, else the one they chose or belong to."""
    known = await offices.all_offices(desk.session)
    if len(known) == 1:
        return known[0]
    return next((office for office in known if office.id == desk.contact.office_id), None)


def asks_for_announcements(text: str) -> bool:
    return fold(text).strip(" .!") == fold(wording.CONSENT_LABEL)


async def consent(desk: Desk) -> Reply:
    """The yes of a parent to announcements."""
    office = await the_office(desk)
    if office is None:
        known = await offices.all_offices(desk.session)
        return which_office(known, {CONSENT: True}) if known else Reply(wording.say(wording.NO_PLANS))
    held = await people.memberships(desk.session, desk.contact.person_id, desk.now)
    if all(member.office_id != office.id for member in held):  # a principal stays what they are
        await people.add_membership(desk.session, desk.contact.person_id, office.id, Role.PARENT, None, desk.now)
    new = await people.give_consents(
        desk.session, desk.contact, office.id, [Purpose.ANNOUNCEMENTS], wording.NOTICE_VERSION, desk.now
    )
    await privacy.take_up(desk.session, desk.contact, desk.now)
    return Reply(wording.consented(office, again=not new))


async def choose_office(desk: Desk) -> Reply:
    known = await offices.all_offices(desk.session)
    return which_office(known, {}) if len(known) > 1 else Reply(wording.say(wording.ONE_OFFICE))


def remember_office(desk: Desk, office: Office) -> Reply:
    desk.contact.office_id = office.id
    return Reply(wording.office_remembered(office))


async def take_code(desk: Desk, typed: str, plainly: bool) -> Reply | None:
    """Accepts an invite. `plainly`: it can only be meant as a code; else None means that it was none after all."""
    code = invites.normalised(typed)
    if not invites.may_try(desk.contact, desk.now):
        log.warning("refused: contact %s has tried too many invite codes", desk.contact.id)
        return Reply(wording.say(wording.TOO_MANY_TRIES)) if plainly else None
    invite = await invites.redeem(desk.session, code, desk.contact.person_id, desk.now) if code else None
    if invite is not None:
        return await _join(desk, invite)
    if code and await invites.is_used_by(desk.session, code, desk.contact.person_id):
        return Reply(wording.say(wording.CODE_WAS_USED))
    invites.count_wrong_try(desk.contact, desk.now)
    log.warning("refused: contact %s with a wrong, used or expired invite code", desk.contact.id)
    return Reply(wording.say(wording.BAD_CODE)) if plainly else None


async def _join(desk: Desk, invite: Invite) -> Reply:
    """Makes the person a member; using the code is their yes to the purposes that the reply names."""
    session, contact, purposes = desk.session, desk.contact, invites.PURPOSES[invite.role]
    office = await session.get_one(Office, invite.office_id)
    school = await session.get(School, invite.school_id) if invite.school_id else None
    await people.add_membership(
        session, contact.person_id, office.id, invite.role, invite.school_id, desk.now, invite.known_as
    )
    await people.give_consents(session, contact, office.id, purposes, wording.NOTICE_VERSION, desk.now)
    contact.office_id = office.id
    return Reply(wording.joined(invite.role, office, school.name if school else "", purposes))


async def examples(session: AsyncSession, library: Library, office: Office | None, now: datetime) -> Sequence[str]:
    """Three questions, those first that the plans at hand do answer; none where there is no plan."""
    slugs = await plans.active_slugs(session, [office.id] if office else [])
    if not slugs:
        return ()
    here = now.astimezone(ZoneInfo(office.time_zone)) if office else now
    candidates = wording.examples(here.month)
    good = [text for text in candidates if library.ask(text, at=here, plans=slugs).status is Status.ANSWERED]
    return list(dict.fromkeys([*good, *candidates]))[:THREE]
