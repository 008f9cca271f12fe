"""Stopping announcements and coming back: by command, by button, and by the words that people use for it.

"dừng" stops. "dung", typed without diacritics, may as well be "đúng": it answers what is open, and where nothing is,
the bot asks.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from db import following, offices, people, privacy
from db.models import Dialogue, Purpose
from handlers import choices
from handlers import leaving_wording as words
from handlers.desk import Desk, Reply
from handlers.messages import Button, Incoming
from handlers.wording import NOTICE_VERSION, say
from knowledge.language.text import fold, nfc

STOP, STAY = "stop", "stay"  # values of buttons
LONGEST = 60  # characters: more than that is no mere "dừng"
_BEFORE = r"(?:(?:da|xin|hay|lam on|vui long|nho|cho|giup|toi|em|minh|anh|chi|co|bot|oi|muon|can|tam|thoi) )*"
_THING = r"(?:cac |moi |tat ca |het )*(?:thong bao|tin nhan|tin)"
_AFTER = r"(?: (?:a|da|nhe|nha|di|voi|giup|ho|cho|toi|em|minh|anh|chi|co|bot|oi|luon|nua|ngay|het|thoi|cam on))*"
STOPS = re.compile(rf"{_BEFORE}(dung|ngung|stop)( lai| (?:nhan|gui|bao)| (?:(?:nhan|gui) )?{_THING})?{_AFTER}")
RESUMES = re.compile(
    rf"{_BEFORE}(?:tiep tuc (?:nhan|gui)(?: lai)?(?: {_THING})?|nhan lai(?: {_THING})?"
    rf"|(?:bat|mo|gui) lai {_THING}|(?:nhan|gui) {_THING} (?:lai|tro lai)){_AFTER}"
)
RIGHT = re.compile(r"(?:dạ,? |vâng,? )*đúng(?: (?:rồi|vậy|thế|ạ))*")  # the answer to what "dung" meant


class Said(Enum):
    STOP = auto()
    RESUME = auto()
    PERHAPS = auto()  # "dung"


def said_in(text: str) -> Said | None:
    """What a whole message says of announcements; None where it is another thing."""
    typed = re.findall(r"\w+", nfc(text).lower())
    folded = " ".join(map(fold, typed))
    if len(text) > LONGEST or text.rstrip().endswith("?"):
        return None
    if RESUMES.fullmatch(folded):
        return Said.RESUME
    found = STOPS.fullmatch(folded)
    if found is None:
        return None
    verb, names_a_thing = typed[folded[: found.start(1)].count(" ")], bool(found[2])
    if found[1] != "dung" or verb == "dừng" or (names_a_thing and verb in ("dung", "đừng")):
        return Said.STOP
    return Said.PERHAPS if verb == "dung" else None  # "đúng", "dùng": other words


async def take(text: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """Words that stop or resume, whatever is open, unless they are the label of what is; None where it is neither."""
    said = None if incoming.is_group else said_in(text)
    if said is Said.RESUME:
        return await resume(desk)
    if said is Said.STOP and not _is_label(text, dialogue):
        return await stop(desk)
    return stay() if choices.is_open(STAY, dialogue) and RIGHT.fullmatch(nfc(text).lower().strip(" .!")) else None


def _is_label(text: str, dialogue: Dialogue | None) -> bool:
    """Whether it chooses an open button whose label has these very words, with their diacritics."""
    choice = choices.chosen(text, dialogue)
    shown = {value: label for label, value in dialogue.choices} if dialogue else {}
    label = shown.get(choice.value, "") if choice else ""
    return set(re.findall(r"\w+", nfc(text).lower())) <= set(re.findall(r"\w+", nfc(label).lower()))


def perhaps(text: str) -> Reply | None:
    """Asks what "dung" means where nothing was open that it could answer."""
    if said_in(text) is not Said.PERHAPS:
        return None
    return Reply(words.which([Button(words.STOP_LABEL, STOP), Button(words.STAY_LABEL, STAY)]))


async def act(value: str, desk: Desk) -> Reply:
    """What the two buttons do."""
    return await stop(desk) if value == STOP else stay()


def stay() -> Reply:
    return Reply(say(words.STAYED), closes=True)


async def stop(desk: Desk) -> Reply:
    """A parent's announcements and digests, a member of staff's new questions; never what a role owes."""
    person = desk.contact.person_id
    stopped = await privacy.stop(desk.session, person, desk.now)
    roles = {held.role for held in await people.memberships(desk.session, person, desk.now)}
    follows = len(await following.followed(desk.session, person, desk.now))
    return Reply(words.stopped(stopped, roles, follows) if stopped else words.nothing_to_stop(roles))


async def resume(desk: Desk) -> Reply:
    """What was stopped comes again: this is a new yes, kept with the notice's version and the time."""
    resumed = await privacy.resume(desk.session, desk.contact, NOTICE_VERSION, desk.now)
    if resumed:
        return Reply(words.resumed(resumed))
    held = await privacy.in_force(desk.session, desk.contact.person_id)
    ids = {consent.office_id for consent in held if consent.purpose is Purpose.ANNOUNCEMENTS}
    names = [office.name for office in await offices.all_offices(desk.session) if office.id in ids]
    return Reply(words.nothing_stopped(names))
