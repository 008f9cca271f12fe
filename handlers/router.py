"""Which handler takes a message. Whoever writes is answered with one message."""

from __future__ import annotations

import re
from dataclasses import replace

from db import dialogues, invites, offices
from db.models import Dialogue
from db.privacy import take_up
from handlers import (
    announcing_files,
    backlog,
    choices,
    draft,
    enclosures,
    feedback,
    onboarding,
    paging,
    privacy,
    questions,
    receipts,
    reports,
    steps,
    tasks,
    wording,
    wording_questions,
)
from handlers import help as help_page
from handlers.desk import Desk, Reply
from handlers.messages import SILENCE, BlockKind, Incoming, IncomingKind, Intent, Outgoing
from knowledge.language.text import nfc

LONGEST_QUESTION = 4_000  # characters
COMMAND = re.compile(r"/(\w+)(?:@\w+)?\s*(.*)", re.DOTALL)
# "K7QM-2RTX" and "mã mời K7QM 2RTX" can only be a code; eight signs in a row may also be something else.
PLAINLY_A_CODE = re.compile(
    r"m[aã]\s+(?:m[oờ]i)?\s*:?\s*([a-z0-9]{4}[- ]?[a-z0-9]{4})|([a-z0-9]{4}-[a-z0-9]{4})", re.IGNORECASE
)
PERHAPS_A_CODE = re.compile(r"[a-z0-9]{4} ?[a-z0-9]{4}", re.IGNORECASE)


async def handle(incoming: Incoming, desk: Desk) -> list[Outgoing]:
    """What answers whoever writes, one message but for previews; none for who blocks or unblocks the bot."""
    contact = desk.contact
    is_blocked = incoming.kind is IncomingKind.BLOCKED
    if is_blocked != bool(contact.blocked_at):  # an attribute that is set, even to what it was, costs a flush
        contact.blocked_at = desk.now if is_blocked else None
        await take_up(desk.session, contact, desk.now)
    if incoming.kind in (IncomingKind.BLOCKED, IncomingKind.UNBLOCKED):
        return []
    dialogue = await dialogues.open_dialogue(desk.session, contact.id, desk.now)
    reply = await _reply(incoming, desk, dialogue)
    if reply.is_farewell:
        return [reply.message]
    reply = draft.kept(reports.kept_open(reply, dialogue), dialogue)
    await enclosures.let_go(incoming, desk, reply)
    if reply.message == SILENCE:
        return []
    if incoming.is_group:
        message = _for_group(reply.message)
    else:
        message = await onboarding.with_notice(reply.message, desk, incoming.channel)
    await choices.keep(desk, replace(reply, message=message))
    return [*reply.before, message]


async def _reply(incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply:
    if incoming.kind is IncomingKind.PRESS:
        return await _act(incoming.button, incoming, desk, dialogue)
    text = nfc(draft.typed(incoming, dialogue)).strip()
    if taken := await announcing_files.take(text, incoming, desk, dialogue):
        return taken
    if taken := await reports.take_files(text, incoming, desk, dialogue):
        return taken
    if incoming.kind is IncomingKind.OTHER and not text:
        return Reply(wording.say(wording.NOT_TEXT))
    if len(text) >= LONGEST_QUESTION and not draft.is_meant(text, dialogue):
        return Reply(wording.say(wording.TOO_LONG))
    if command := COMMAND.fullmatch(text):
        return await _command(command[1].lower(), incoming.deep_link or command[2].strip(), incoming, desk, dialogue)
    return await privacy.take(text, incoming, desk, dialogue) or await _typed(text, incoming, desk, dialogue)


async def _typed(text: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply:
    """The answer to what is open, a report, or else words of their own."""
    choice = choices.chosen(text, dialogue)
    if choice and not choice.value:
        return Reply(wording.out_of_range(choice.count))
    if choice:
        return await _act(choice.value, incoming, desk, dialogue)
    if taken := await backlog.take(text, incoming, desk, dialogue):
        return taken
    if taken := await steps.take(text, desk, dialogue, incoming.is_group):
        return taken
    if taken := await receipts.take(text, desk, dialogue, incoming.is_group):
        return taken
    if taken := await reports.take(text, incoming, desk, dialogue):
        return taken
    if not any(character.isalnum() for character in text):
        return Reply(wording.say(wording.NO_WORDS))
    return await _words(text, incoming, desk, dialogue)


async def _words(text: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply:
    """What was typed: the yes to announcements, more of the last answer, a verdict, a code, or else a question."""
    if taken := await privacy.perhaps(text, incoming, desk):
        return taken
    if onboarding.asks_for_announcements(text):
        return await _act(onboarding.CONSENT, incoming, desk, dialogue)
    if choices.asks_for_more(text):
        return await _go_on(text, incoming, desk, dialogue)
    if choices.is_verdict(text):
        return Reply(wording.say(wording_questions.NO_ANSWER_OPEN))
    reply = await _code(text, incoming, desk) or await questions.ask(text, desk, incoming.is_group)
    return replace(reply, closes=True)


async def _go_on(text: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply:
    choice = choices.chosen(text, dialogue)
    if choice and choice.value:
        return await _act(choice.value, incoming, desk, dialogue)
    return Reply(wording.say(wording_questions.NOTHING_MORE))


async def _code(text: str, incoming: Incoming, desk: Desk) -> Reply | None:
    plainly = PLAINLY_A_CODE.fullmatch(text)
    if plainly and incoming.is_group:
        return Reply(wording.say(wording.NOT_IN_GROUP))
    if plainly:
        return await onboarding.take_code(desk, plainly[1] or plainly[2], plainly=True)
    if PERHAPS_A_CODE.fullmatch(text) and invites.normalised(text) and not incoming.is_group:
        return await onboarding.take_code(desk, text, plainly=False)
    return None


async def _act(value: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply:
    """What a button does, pressed or said."""
    reply = await _do(value, incoming, desk, dialogue)
    closes = choices.settles(value, dialogue) or (reply.closes and choices.is_open(value, dialogue))
    return replace(reply, closes=closes)


async def _do(value: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply:
    if value == onboarding.CONSENT:
        if incoming.is_group:
            return Reply(wording.say(wording.NOT_IN_GROUP))
        return await onboarding.consent(desk)
    if value.startswith(questions.OFFICE):
        return await _office_chosen(value.removeprefix(questions.OFFICE), incoming, desk, dialogue)
    in_group = incoming.is_group
    if reply := await feedback.act(value, desk, dialogue) or await paging.act(value, desk, dialogue, in_group):
        return reply
    if reply := await privacy.act(value, incoming, desk, dialogue):
        return reply
    if reply := await backlog.act(value, desk, dialogue, in_group):
        return reply
    if reply := await steps.act(value, desk, dialogue, incoming.is_group):
        return reply
    if reply := await receipts.act(value, desk, in_group):
        return reply
    if reply := await reports.act(value, incoming, desk, dialogue):
        return reply
    question = choices.question_of(value, dialogue)
    if not question:
        return Reply(wording.say(wording.STALE_CHOICE))
    return await questions.ask(question, desk, in_group)


async def _office_chosen(slug: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply:
    """Remembers the office and goes on with what waited for it."""
    office = await offices.by_slug(desk.session, slug)
    if office is None:
        return Reply(wording.say(wording.STALE_CHOICE))
    remembered = onboarding.remember_office(desk, office)
    pending = dialogue.pending if dialogue else {}
    if "question" in pending:
        return await questions.ask_office(str(pending["question"]), office, desk, incoming.is_group)
    return await onboarding.consent(desk) if onboarding.CONSENT in pending else remembered


async def _command(name: str, argument: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply:
    match name:
        case "start" if argument and not incoming.is_group:
            return await onboarding.take_code(desk, argument, plainly=True) or Reply(wording.say(wording.BAD_CODE))
        case "start" if not incoming.is_group:
            return await onboarding.start(desk, incoming.channel)
        case "start" | "trogiup" | "help":
            return await help_page.show(desk, incoming.is_group)
        case "hoi" if choices.asks_for_more(argument):
            return await _go_on(argument, incoming, desk, dialogue)
        case "hoi" if argument:
            return await questions.ask(argument, desk, incoming.is_group)
        case "hoi":
            return Reply(wording.say(wording.ASK_WHAT))
        case "cauhoi":
            return await backlog.show(desk, incoming.is_group)
        case "coquan":
            return await onboarding.choose_office(desk)
        case _ if name in steps.COMMANDS:
            return await steps.command(name, argument, desk, incoming.is_group)
        case _ if name in tasks.COMMANDS:
            return await tasks.command(name, argument, incoming, desk, dialogue)
        case _ if name in privacy.COMMANDS:
            return await privacy.command(name, desk, incoming.is_group)
    return Reply(wording.unknown_command(f"/{name}"))


def _for_group(message: Outgoing) -> Outgoing:
    """Short: no asides, and no buttons but those that a question or a long answer needs."""
    blocks = tuple(block for block in message.blocks if block.kind is not BlockKind.NOTE)
    chooses = message.intent is Intent.CHOOSE
    buttons = tuple(button for button in message.buttons if chooses or button.value.startswith(choices.MORE))
    return replace(message, blocks=blocks, buttons=buttons)
