"""Texts and files that become reports: of which task, what they say, and what is asked where that is open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from db import people, reports
from db.models import Attribution, Dialogue, Office
from db.reports import Owed
from handlers import fielded, questions, recording
from handlers import reports_wording as words
from handlers.attributing import meant, the_only
from handlers.desk import Desk, Reply
from handlers.enclosures import Told, kept, told_in
from handlers.engine import engine_of
from handlers.fields import only_numbers, read_all
from handlers.hearing import CODE, Heard, heard, read, says_something, unclear, without_codes
from handlers.messages import Button, Incoming
from handlers.recording import OPEN, Mark, pending_for
from handlers.reminding import MOST_BUTTONS
from handlers.reports_refused import no_such_day
from handlers.wording import STALE_CHOICE, paragraph, say
from knowledge.answering import Status
from knowledge.reports import Kind, Reading
from knowledge.understanding.guard import no_question

CHOICE, QUESTION = "vc", "vh"
# These words mostly ask: with nothing to say that it is a report, the bot makes sure.
ASKS = re.compile(
    r"(?<!\w)(?:ai|gì|gi|nào|nao|mấy|bao nhiêu|bao nhieu|bao giờ|bao gio|đâu|sao|j|bn|hả)(?!\w)"
    r"|^(?:việc |viec )?th[aá]ng \d+\W*$",
    re.IGNORECASE,
)
MAY_GET_FILES = timedelta(days=7)  # after a report, files may still be meant for it


async def take(told: Told, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """What is a report, by the rules of `attributing`; None where it is another's, such as a question."""
    if incoming.is_group:
        return None
    led = await people.schools_led_by(desk.session, desk.contact.person_id, desk.now)
    if not led:
        return await _not_theirs(told.text, desk)
    found = await meant(told.text, incoming, desk, dialogue, led)
    if isinstance(found, Reply):
        return None if _is_plain_question(told.text, desk) else found
    if found is None:
        return await _unnamed(told, desk, led)
    if len(found.candidates) == 1:
        return await listen(told, found.candidates[0], found.rule, desk, dialogue)
    return which(told, found.candidates, led)


def _is_plain_question(text: str, desk: Desk) -> bool:
    """ "V99" may be another thing than a task where something is asked."""
    return "#" not in text and read(text, desk.now.date()).kind is Kind.QUESTION


async def _not_theirs(text: str, desk: Desk) -> Reply | None:
    """Who leads no school may still name a task as a reminder does; staff do so to look at it."""
    code = CODE.match(text)
    if code is None or "#" not in code[0]:
        return None
    staffed = await people.offices_staffed_by(desk.session, desk.contact.person_id, desk.now)
    return None if staffed else recording.refused(desk, set())


async def _unnamed(told: Told, desk: Desk, led: set[int]) -> Reply | None:
    """Where nothing names a task: the only one that waits, if this is a report at all."""
    waiting = await the_only(desk, led)
    if told.files and not told.text:
        reported = await reports.reported_since(desk.session, led, desk.now - MAY_GET_FILES)
        return await _one_or_which(told, [*waiting, *reported], led, None if reported else desk) or _none_waits(
            told, desk.now.date()
        )
    if not waiting:
        return _none_waits(told, desk.now.date())
    reading = read(told.text, await recording.today_at(desk, waiting[0].item.office_id))
    if reading.no_such_day and len(waiting) > 1:
        return Reply(no_such_day(reading.no_such_day))
    if told.is_given_as_report:
        return await _one_or_which(told, waiting, led, desk)
    if not says_something(reading):
        numbers = [owed for owed in waiting if only_numbers(owed.item.fields) and read_all(owed.item.fields, told.text)]
        return await _one_or_which(told, numbers, led, desk if numbers == waiting else None)
    if await _is_question(told.text, reading, waiting[0], desk):
        return None
    return await _one_or_which(told, waiting, led, None if ASKS.search(told.text) else desk)


async def _is_question(text: str, reading: Reading, owed: Owed, desk: Desk) -> bool:
    """Whether a text that may be both is one after all: an order to the bot, or what asks and the plans answer."""
    if no_question(text) == "command":
        return True
    if reading.sure or not ASKS.search(text):  # the plans have an answer to many a report: that alone says nothing
        return False
    office = await desk.session.get_one(Office, owed.item.office_id)
    return (await engine_of(office, desk))(text).status in (Status.ANSWERED, Status.CLARIFY)


def _may_ask(text: str) -> bool:
    return no_question(text) == "command" or ASKS.search(text) is not None


def _none_waits(told: Told, today: date) -> Reply | None:
    is_plain = told.is_given_as_report or (read(told.text, today).sure and not _may_ask(told.text))
    return Reply(say(words.NOTHING_WAITS, words.AMEND_HINT)) if is_plain else None


async def _one_or_which(told: Told, candidates: Sequence[Owed], led: set[int], desk: Desk | None) -> Reply | None:
    """Takes the only candidate at once where `desk` is given; else asks."""
    if len(candidates) == 1 and desk:
        return await listen(told, candidates[0], Attribution.ONLY, desk, None)
    return which(told, candidates, led) if candidates else None


def which(told: Told, candidates: Sequence[Owed], led: set[int]) -> Reply:
    """Asks to which of these it belongs; it is kept with the question."""
    several = len(led) > 1
    buttons = [
        Button(words.choice_label(owed, several), f"{CHOICE}:{owed.request.id}") for owed in candidates[:MOST_BUTTONS]
    ]
    other = [Button(words.QUESTION_LABEL, QUESTION)] if told.text and not told.files else []
    return Reply(words.which(candidates, [*buttons, *other]), {OPEN: None, **kept(told)})


async def chosen(owed: Owed, desk: Desk, dialogue: Dialogue | None) -> Reply:
    """The task was picked to which what is kept belongs."""
    told = told_in(dialogue)
    if told is None:
        return Reply(say(words.STALE))
    return await listen(told, owed, Attribution.CHOSEN, desk, None) or await recording.show(desk, owed)


async def was_a_question(desk: Desk, dialogue: Dialogue | None) -> Reply:
    told = told_in(dialogue)
    return await questions.ask(told.text, desk) if told else Reply(say(STALE_CHOICE))


async def listen(told: Told, asked: Owed, rule: Attribution, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """What is said of this request. None where it is a question or a courtesy: the report stays open."""
    owed = await recording.yours(desk, asked.request.id)
    if isinstance(owed, Reply):
        return owed
    mark = Mark(rule, told.inbox_id)
    said = without_codes(told.text) if rule is Attribution.CODE else told.text
    if not said:
        return await _enclose(told, owed, mark, desk) if told.files else await recording.show(desk, owed)
    if owed.item.fields and not told.files:
        return await fielded.take(replace(told, text=said), owed, mark, desk, dialogue)
    return await _hear(told, said, owed, mark, desk)


async def _hear(told: Told, said: str, owed: Owed, mark: Mark, desk: Desk) -> Reply | None:
    reading = read(said, await recording.today_at(desk, owed.item.office_id))
    if reading.no_such_day:
        return Reply(no_such_day(reading.no_such_day), pending_for(owed, mark.rule))
    if reading.kind is not Kind.REPORT and not told.files:
        return await recording.show(desk, owed) if mark.rule is Attribution.CODE else None
    reply = await recording.keep(desk, owed, heard(reading, told.text), mark, told.files)
    return await _with_answer(reply, reading.question, desk)


async def _enclose(told: Told, owed: Owed, mark: Mark, desk: Desk) -> Reply:
    """Files without a word belong to what was reported; where nothing was, the words are asked for."""
    report = await reports.latest(desk.session, owed.request.id)
    if report is None:
        return await recording.keep(desk, owed, unclear(), mark, told.files)
    await recording.enclose(desk, report, told.files)
    return await recording.shown(desk, owed, report, Heard(content=unclear().content, is_sure=True, is_clear=True))


async def _with_answer(reply: Reply, question: str, desk: Desk) -> Reply:
    """A report that also asks something is answered too, below what was understood of it."""
    if not question:
        return reply
    answer = (await questions.ask(question, desk)).message
    blocks = (*reply.message.blocks, paragraph(words.ABOUT.format(question=question)), *answer.blocks)
    return replace(reply, message=replace(reply.message, blocks=blocks))
