"""What staff do with the questions of their office: see them, answer them, pass them over.

An answer is shown as it would go out before it goes. What is under way is kept in the dialogue, so a restart in between
loses nothing. Each step asks anew whether the person is staff of the question's office.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from typing import Any

from db import office_answers, offices, people
from db.models import Dialogue, Office, Purpose
from db.office_answers import Group
from handlers import wording_questions as words
from handlers.choices import spoken
from handlers.desk import Desk, Reply
from handlers.feedback import ANSWER, SKIP, number_in, staff_buttons
from handlers.messages import Button, Incoming
from handlers.replied import codes_replied_to
from handlers.wording import NOTICE_VERSION, say

GIVE, DROP, TELL_ME = "give", "drop", "tellme"
MOST_LISTED = 10
CODE = re.compile(
    r"(?:(trả lời|tra loi|bỏ qua|bo qua)\s+)?#\s*c\s*(\d{1,18})\b[\s:.,–-]*(.*)", re.IGNORECASE | re.DOTALL
)
POLITE = {"a", "da", "di", "em", "giup", "ho", "luon", "nha", "nhe", "toi", "voi"}  # "bỏ qua #C1 giúp em nhé"
DROP_BUTTON = Button(words.DROP_LABEL, DROP)


async def show(desk: Desk, is_group: bool) -> Reply:
    """/cauhoi: what waits for this person's offices."""
    if is_group:
        return Reply(say(words.STAFF_IN_PRIVATE))
    staffed = await _staffed(desk)
    if not staffed:
        return Reply(say(words.FOR_STAFF))
    groups, total = await office_answers.open_groups(desk.session, staffed, desk.contact.person_id, MOST_LISTED)
    buttons = [Button(words.answer_label(group.number), f"{ANSWER}:{group.number}") for group in groups]
    if await people.lacks_consent(desk.session, desk.contact, staffed, Purpose.QUESTIONS):
        buttons.append(Button(words.TELL_ME_LABEL, TELL_ME))
    names = {office.id: office.short_name for office in await offices.all_offices(desk.session) if len(staffed) > 1}
    return Reply(words.backlog(groups, total, names, buttons))


async def act(value: str, desk: Desk, dialogue: Dialogue | None, is_group: bool) -> Reply | None:
    """What these buttons do; None where the value is another's."""
    verb, number = value.partition(":")[0], number_in(value)
    if verb not in (ANSWER, SKIP, GIVE, DROP, TELL_ME):
        return None
    if is_group:
        return Reply(say(words.STAFF_IN_PRIVATE))
    if verb == DROP:
        return Reply(say(words.DROPPED), closes=True)
    if verb == TELL_ME:
        return await _tell_me(desk)
    group = await _group(number, desk)
    if group is None:
        return await _no_such(desk)
    if verb == GIVE:
        return await _give(group, value, dialogue.pending if dialogue else {}, desk)
    return await _skip(group, desk) if verb == SKIP else _compose(group)


async def take(text: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """A text that answers a question: it begins with its code, replies to its message, or was asked for."""
    typed = CODE.fullmatch(text)
    if typed and incoming.is_group:
        return Reply(say(words.STAFF_IN_PRIVATE))
    if typed:
        skips = (typed[1] or "").lower().startswith("b")
        return await _typed(int(typed[2]), typed[3], desk, skips)
    if incoming.reply_to and not incoming.is_group and await _staffed(desk):
        numbers = await codes_replied_to(desk.session, incoming)
        if len(numbers) > 1:
            return Reply(words.which_code(numbers))
        if numbers:
            return await _typed(numbers.pop(), text, desk)
    wanted = dialogue.pending.get("answer_to") if dialogue else None
    return await _typed(int(wanted), text, desk, looks=False) if wanted else None


async def _typed(number: int, text: str, desk: Desk, skips: bool = False, looks: bool = True) -> Reply:
    group = await _group(number, desk)
    if group is None:
        return await _no_such(desk)
    if skips and POLITE.issuperset(spoken(text).split()):
        return await _skip(group, desk)
    if not text.strip() and looks:
        return await _look(group, desk)
    if not any(character.isalnum() for character in text):
        return Reply(say(words.ANSWER_EMPTY))
    if len(text) > words.LONGEST_ANSWER:
        return Reply(say(words.ANSWER_TOO_LONG))
    return await _draft(group, text.strip(), desk)


async def _look(group: Group, desk: Desk) -> Reply:
    current, office = await office_answers.answer_of(desk.session, group), await _office(group, desk)
    return Reply(words.one(group, office, current, staff_buttons(group.number)))


def _compose(group: Group) -> Reply:
    return Reply(words.compose(group, [DROP_BUTTON]), {"answer_to": group.number})


async def _draft(group: Group, text: str, desk: Desk) -> Reply:
    current, office = await office_answers.answer_of(desk.session, group), await _office(group, desk)
    nonce = secrets.token_hex(4)
    buttons = (
        Button(words.GIVE_LABEL, f"{GIVE}:{group.number}:{nonce}"),
        Button(words.CHANGE_LABEL, f"{ANSWER}:{group.number}"),
        DROP_BUTTON,
    )
    pending: dict[str, Any] = {
        "answer_to": group.number,
        "draft": text,
        "nonce": nonce,
        "version": current.version if current else 0,
    }
    return Reply(words.draft(group, office, text, current, buttons), pending)


async def _give(group: Group, value: str, pending: dict[str, Any], desk: Desk) -> Reply:
    """Sends the draft that this very button was shown with."""
    if "draft" not in pending or value != f"{GIVE}:{pending['answer_to']}:{pending['nonce']}":
        return Reply(say(words.DRAFT_GONE))
    text, office = str(pending["draft"]), await _office(group, desk)
    person, version = desk.contact.person_id, int(pending["version"])
    askers = await office_answers.give(desk.session, group, text, person, version, desk.now)
    if askers is None:
        current = await office_answers.answer_of(desk.session, group)
        return Reply(words.too_late(group.number, current), closes=True)
    message = words.to_asker(office, group.text, text, desk.now)
    desk.others += [(asker, message) for asker in askers]
    return Reply(words.given(len(askers), group.waiting), closes=True)


async def _skip(group: Group, desk: Desk) -> Reply:
    """Takes it off the list; who was promised a message is told that there is no answer."""
    askers = await office_answers.close(desk.session, group)
    if askers is None:
        return Reply(say(words.ALREADY_SETTLED.format(code=words.code(group.number))), closes=True)
    message = words.without_answer(await _office(group, desk), group.text)
    desk.others += [(asker, message) for asker in askers]
    return Reply(words.skipped(group.number, len(askers), group.waiting), closes=True)


async def _tell_me(desk: Desk) -> Reply:
    staffed = await _staffed(desk)
    if not staffed:
        return Reply(say(words.FOR_STAFF))
    for office_id in staffed:
        await people.give_consents(desk.session, desk.contact, office_id, [Purpose.QUESTIONS], NOTICE_VERSION, desk.now)
    return Reply(say(words.WILL_TELL))


async def _staffed(desk: Desk) -> Collection[int]:
    return await people.offices_staffed_by(desk.session, desk.contact.person_id, desk.now)


async def _group(number: int, desk: Desk) -> Group | None:
    """The question's group, where this person is staff of its office."""
    staffed = await _staffed(desk)
    return await office_answers.group_of(desk.session, number, staffed) if staffed else None


async def _no_such(desk: Desk) -> Reply:
    return Reply(say(words.NO_SUCH_CODE if await _staffed(desk) else words.FOR_STAFF))


async def _office(group: Group, desk: Desk) -> Office:
    return await desk.session.get_one(Office, group.office_id)
