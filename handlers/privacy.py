"""What people decide about themselves: stop and come back, see and carry off what is held, have it deleted."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from zoneinfo import ZoneInfo

from db import erasing, holdings
from db.models import Dialogue
from handlers import dossier, leaving
from handlers import privacy_wording as words
from handlers.choices import spoken
from handlers.desk import Desk, Reply
from handlers.messages import Button, Incoming, outgoing_to_json
from handlers.onboarding import the_office
from handlers.staff import IN_PRIVATE
from handlers.wording import say

ERASE, KEEP = "xoa", "giu"  # verbs of buttons
NONCE = "erase"  # in a dialogue
HOME = "Asia/Ho_Chi_Minh"  # the zone of who belongs to no office
ERASES = re.compile(
    r"(?:(?:da|xin|hay|cho|toi|em|minh|vui long|lam on) )*xoa (?:het|tat ca)"
    r"(?: (?:du lieu|thong tin))?(?: (?:cua|ve) (?:toi|em|minh))?(?: (?:a|di|nhe|nha|giup|toi|em))*"
)


async def show(desk: Desk) -> Reply:
    """/dulieu: what is held, in figures, and all of it as a file."""
    held = await holdings.held(desk.session, desk.contact.person_id)
    office = await the_office(desk)
    zone = ZoneInfo(office.time_zone if office else HOME)
    files, messages = await dossier.files(desk.session, held, desk.now, zone)
    return Reply(words.held(held, messages, files))


async def ask_to_erase(desk: Desk) -> Reply:
    """/xoa: what goes and what stays; only the button shown with it, or its words, deletes."""
    schools, offices = await erasing.last_of(desk.session, desk.contact.person_id, desk.now)
    nonce = secrets.token_hex(4)
    buttons = [Button(words.ERASE_LABEL, f"{ERASE}:{nonce}"), Button(words.NEVER_MIND_LABEL, KEEP)]
    return Reply(words.ask(schools, offices, buttons), {NONCE: nonce})


COMMANDS: Mapping[str, Callable[[Desk], Awaitable[Reply]]] = {
    "ngung": leaving.stop,
    "tieptuc": leaving.resume,
    "dulieu": show,
    "xoa": ask_to_erase,
}


async def command(name: str, desk: Desk, is_group: bool) -> Reply:
    """One of COMMANDS."""
    return Reply(say(IN_PRIVATE)) if is_group else await COMMANDS[name](desk)


async def take(text: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """Words of theirs that hold whatever is open; None where it is another thing."""
    is_asked = dialogue is not None and NONCE in dialogue.pending and not incoming.is_group
    if is_asked and ERASES.fullmatch(spoken(text)):
        return await _erase(incoming, desk)
    return await leaving.take(text, incoming, desk, dialogue)


async def perhaps(text: str, incoming: Incoming, desk: Desk) -> Reply | None:
    """Words of theirs where nothing open has taken them; None where it is another thing."""
    if incoming.is_group:
        return None
    return await ask_to_erase(desk) if ERASES.fullmatch(spoken(text)) else leaving.perhaps(text)


async def act(value: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """What these buttons do; None where the value is another's."""
    verb, _, nonce = value.partition(":")
    if verb not in (ERASE, KEEP, leaving.STOP, leaving.STAY):
        return None
    if incoming.is_group:
        return Reply(say(IN_PRIVATE))
    if verb == ERASE:
        is_open = dialogue is not None and dialogue.pending.get(NONCE) == nonce
        # Tapped twice: who has just been erased is a stranger, of whom the tap alone shall leave nothing either.
        is_again = desk.contact.created_at == desk.now
        return await _erase(incoming, desk) if is_open or is_again else Reply(say(words.STALE))
    return Reply(say(words.KEPT), closes=True) if verb == KEEP else await leaving.act(value, desk)


async def _erase(incoming: Incoming, desk: Desk) -> Reply:
    asker_gone = outgoing_to_json(say(words.ASKER_GONE))
    await erasing.erase(desk.session, desk.contact.person_id, incoming.inbox_id, asker_gone, desk.now)
    return Reply(words.farewell(), is_farewell=True)
