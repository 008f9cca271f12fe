"""Buttons that can also be said in words: a number or a label, bound to the question that is open in this chat."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import dialogues
from db.models import Contact, Dialogue
from handlers.desk import Desk, Reply
from handlers.messages import Button, Intent, Outgoing
from handlers.wording import label
from knowledge.language.text import fold

VALUE_BYTES = 64  # what a button may carry back
ASK = "ask:"  # ask:<folded question>
OPEN = "open:"  # open:<key>:<index>, where the question is too long for a button
MORE = "more:"  # more:<question>:<page>:<mark>, see paging.py
MORE_SAID = re.compile(
    r"(?:cho )?(?:(?:toi|em|minh) )?(?:xem |doc |gui )?"
    r"(?:tiep(?: tuc| theo)?|them|nua|(?:phan )?con lai|con (?:gi|nhung gi|viec gi)|con (?:nua|tiep)|xem het)"
    r"(?: (?:a|nhe|nha|di|voi|nua|khac|khong|ko|chua))*"
)
# What else people say for a button, by its verb, folded.
ALSO = {
    "up": ("dung", "dung roi", "dung y roi", "chuan"),
    "down": ("sai", "sai roi", "khong dung", "chua dung y", "khong dung y"),
    "send": ("gui", "gui cau hoi", "gui can bo", "gui di"),
    "vok": ("dung", "dung roi", "phai", "vang", "vang a", "ok", "xac nhan"),
    "vs": ("sua lai", "sua bao cao"),
    "vx": ("sai viec roi", "nham viec"),
    "ts": ("gui", "gui di", "gui luon", "dong y"),
    "ty": ("duyet", "dong y", "dong y duyet"),
}
# Said of a task, these are a report: of which task, the rules of `handlers.attributing` tell, not what came last.
NO_WORDS = ("vd", "vg", "vk", "vb")
WHOLE = ("xoa",)  # what cannot be undone takes its whole label
NUMBER = re.compile(r"(?:(?:so|cau|chon|muc|lua chon)\s+)?(\d{1,2})\s*[.)]?")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a typed text chose: a button's value, or a number that is not among the `count` choices."""

    value: str
    count: int


def question_buttons(choices: Sequence[tuple[str, str]]) -> tuple[tuple[Button, ...], dict[str, Any]]:
    """Buttons for (label, question), and what must be kept for them.

    A short question goes with the button itself, folded, so that an old button works for ever; a long one is kept.
    """
    key = secrets.token_hex(3)
    kept: list[str] = []
    buttons = []
    for shown, question in choices:
        value = ASK + fold(question)
        if not value.isascii() or len(value) > VALUE_BYTES:
            value = f"{OPEN}{key}:{len(kept)}"
            kept.append(question)
        buttons.append(Button(label(shown), value))
    return tuple(buttons), {"key": key, "questions": kept} if kept else {}


def question_of(value: str, dialogue: Dialogue | None) -> str:
    """The question behind a button's value, "" where it was kept and is no longer open."""
    if value.startswith(ASK):
        return value.removeprefix(ASK)
    key, _, index = value.removeprefix(OPEN).partition(":")
    pending = dialogue.pending if dialogue else {}
    questions = pending.get("questions", []) if pending.get("key") == key else []
    return str(questions[int(index)]) if index.isdecimal() and int(index) < len(questions) else ""


def chosen(text: str, dialogue: Dialogue | None) -> Chosen | None:
    """The open choice that `text` says: its number, its label, or words that stand in one label alone."""
    if dialogue is None or not dialogue.choices:
        return None
    return _by_number(text, dialogue) or _by_words(text, dialogue)


def _by_number(text: str, dialogue: Dialogue) -> Chosen | None:
    """Where an answer or a report is to be typed, a number is that; with a draft shown, only its choices are not."""
    pending, count = dialogue.pending, len(dialogue.choices)
    number = NUMBER.fullmatch(fold(text).strip(" .!?"))
    is_typing = "answer_to" in pending
    asks_for_one = (pending.get("report_on") or {}).get("asks_number")
    if number is None or asks_for_one or (is_typing and "draft" not in pending):
        return None
    index = int(number[1]) - 1
    if 0 <= index < count:
        return Chosen(dialogue.choices[index][1], count)
    return Chosen("", count) if pending.get("choose") and not is_typing else None


def _by_words(text: str, dialogue: Dialogue) -> Chosen | None:
    said = spoken(text)
    open_ = [(shown, value) for shown, value in dialogue.choices if value.partition(":")[0] not in NO_WORDS]
    labels = {value: spoken(shown) for shown, value in open_}
    fits = [value for value, shown in labels.items() if said and (said == shown or _is_also(said, value))]
    if not said and (sign := _sign(text)):
        fits = [value for shown, value in open_ if _sign(shown) == sign]
    if not fits and dialogue.pending.get("choose"):
        fits = [value for value, shown in labels.items() if f" {said} " in f" {shown} " and _may_be_part(said, value)]
    return Chosen(fits[0], len(dialogue.choices)) if len(fits) == 1 else None


def _may_be_part(said: str, value: str) -> bool:
    """Whether part of a label chooses it: of a task's, one word ("xong") may as well be a report, but not its code."""
    if value.partition(":")[0] in WHOLE:
        return False
    if re.fullmatch(r"v\d+", said):
        return True
    return len(said) >= 3 and (value.partition(":")[0] not in ("vc", "vm") or " " in said)


def _is_also(said: str, value: str) -> bool:
    """Whether these words are another way to say that button."""
    return said in ALSO.get(value.partition(":")[0], ()) or (value.startswith(MORE) and asks_for_more(said))


def is_verdict(text: str) -> bool:
    """The guide's words for the buttons under an answer, typed where no answer is open."""
    return spoken(text) in {"dung y", "chua dung", "gui cau hoi", "gui cau hoi toi can bo phu trach"}


def asks_for_more(text: str) -> bool:
    """ "Xem tiếp", "còn gì nữa không": whatever was told before is to go on."""
    return MORE_SAID.fullmatch(spoken(text)) is not None


def going_on(number: int, dialogue: Dialogue | None) -> tuple[Button, ...]:
    """The open button that goes on with the answer to question `number`."""
    choices = dialogue.choices if dialogue else []
    return tuple(Button(shown, value) for shown, value in choices if value.startswith(f"{MORE}{number}:"))


def spoken(text: str) -> str:
    """Its words, folded: "👍 Đúng ý!" is "dung y"."""
    return " ".join(re.findall(r"\w+", fold(text)))


def _sign(text: str) -> str:
    """The picture that it begins with, whatever the colour of the skin; "" where it begins with a word."""
    first = text.strip()[:1]
    return first if first and not first.isascii() and not first.isalnum() else ""


def is_open(value: str, dialogue: Dialogue | None) -> bool:
    return dialogue is not None and value in {v for _, v in dialogue.choices}


def settles(value: str, dialogue: Dialogue | None) -> bool:
    """Whether choosing `value` answers the open question. Short cuts settle nothing: they stay for the next tap."""
    return dialogue is not None and bool(dialogue.pending.get("choose")) and is_open(value, dialogue)


async def keep(desk: Desk, reply: Reply) -> None:
    """Opens the reply's buttons in place of what was open; without any, closes what the reply has settled."""
    buttons = reply.message.buttons
    if buttons:
        intent, is_reporting = reply.message.intent, bool(reply.pending.get("report_on"))
        pending = {**reply.pending, "choose": intent is Intent.CHOOSE, "asks": intent is Intent.ASK or is_reporting}
        pairs = [(button.label, button.value) for button in buttons]
        await dialogues.open_choices(desk.session, desk.contact.id, pairs, pending, desk.now)
    elif reply.closes:
        await dialogues.close(desk.session, desk.contact.id)


async def offer(session: AsyncSession, contact: Contact, message: Outgoing, now: datetime) -> None:
    """The buttons of a message that its reader did not ask for, to be said by a number too; what is open stays."""
    if message.buttons:
        choices = [(button.label, button.value) for button in message.buttons]
        await dialogues.offer(session, contact.id, choices, now)


async def tell(desk: Desk, contact: Contact, message: Outgoing) -> None:
    """A message to somebody else than who wrote, with its buttons."""
    desk.others.append((contact, message))
    await offer(desk.session, contact, message, desk.now)
