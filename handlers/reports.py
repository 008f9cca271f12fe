"""Replies that become reports: what the buttons under a reminder do, and to what a text is an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from db import people, reports
from db.models import Attribution, Dialogue, Report, ReportFile, ReportStatus
from db.reports import Owed
from handlers import questions, recording
from handlers import reports_wording as words
from handlers.attributing import CODE, meant, the_only
from handlers.desk import Desk, Reply
from handlers.hearing import heard, read, says_something
from handlers.messages import Button, Incoming
from handlers.recording import EDIT, LATER, MOVE, OPEN, RIGHT, WRONG, Mark, open_in, pending_for
from handlers.reminding import DOING, DONE, MOST_BUTTONS, TROUBLE, WRITE
from handlers.reminding import OPEN as SHOW
from handlers.wording import STALE_CHOICE, say
from knowledge.reports import Kind

CHOICE, QUESTION = "vc", "vh"
PRESSED = {DONE: ReportStatus.DONE, DOING: ReportStatus.DOING, TROUBLE: ReportStatus.TROUBLE}
ON_REQUEST = (SHOW, *PRESSED, WRITE, CHOICE)
ON_REPORT = (EDIT, WRONG, RIGHT, MOVE)
TEXT = "report_text"  # in a dialogue: what waits to be told which task it is for


def kept_open(reply: Reply, dialogue: Dialogue | None) -> Reply:
    """A question in between is answered, and the report stays open: unless the reply says what becomes of it."""
    open_ = open_in(dialogue)
    if not open_ or "answer_to" in reply.pending:
        return reply
    if OPEN in reply.pending:
        return replace(reply, closes=reply.closes or not reply.pending[OPEN])
    return replace(reply, pending={**reply.pending, OPEN: open_}, closes=False)


async def act(value: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """What these buttons do; None where the value is another's."""
    verb, *arguments = value.split(":")
    if verb not in (*ON_REQUEST, *ON_REPORT, LATER, QUESTION):
        return None
    if incoming.is_group:
        return Reply(say(words.IN_PRIVATE))
    if verb == LATER:
        return Reply(say(words.PUT_OFF), {OPEN: None}, closes=True)
    if verb == QUESTION:
        return await _was_a_question(desk, dialogue)
    numbers = [int(each) for each in arguments if each.isascii() and each.isdecimal() and len(each) <= 18]
    if not numbers:
        return Reply(say(STALE_CHOICE))
    if verb in ON_REPORT:
        return await _on_report(verb, numbers, arguments[-1], desk)
    owed = await recording.yours(desk, numbers[0])
    return owed if isinstance(owed, Reply) else await _on_request(verb, owed, incoming, desk, dialogue)


async def _on_request(verb: str, owed: Owed, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply:
    if verb == SHOW:
        return await recording.show(desk, owed)
    if verb == CHOICE:
        return await _chosen(owed, desk, dialogue)
    if verb == WRITE:
        return await recording.ask(desk, owed)
    return await recording.press(desk, owed, PRESSED[verb], Mark(Attribution.BUTTON, incoming.inbox_id))


async def _on_report(verb: str, numbers: Sequence[int], last: str, desk: Desk) -> Reply:
    report = await reports.report(desk.session, numbers[0])
    owed = await recording.yours(desk, report.request_id) if report else None
    if report is None or owed is None:
        return Reply(say(words.GONE))
    if isinstance(owed, Reply):
        return owed
    if verb == EDIT:
        return await recording.ask(desk, owed)
    if verb == RIGHT:
        return await recording.confirm(desk, owed, report, last if last in set(ReportStatus) else "")
    return await (_which_instead(owed, report, desk) if verb == WRONG else _moved(owed, report, numbers, desk))


async def _which_instead(owed: Owed, report: Report, desk: Desk) -> Reply:
    led = await people.schools_led_by(desk.session, desk.contact.person_id, desk.now)
    others = [each for each in await the_only(desk, led) if each.request.id != owed.request.id][:MOST_BUTTONS]
    buttons = [
        Button(words.choice_label(each, len(led) > 1), f"{MOVE}:{report.id}:{each.request.id}") for each in others
    ]
    return Reply(words.which_instead([*buttons, Button(words.NO_TASK_LABEL, f"{MOVE}:{report.id}:0")]), {OPEN: None})


async def _moved(owed: Owed, report: Report, numbers: Sequence[int], desk: Desk) -> Reply:
    if len(numbers) < 2 or not numbers[1]:
        return await recording.move(desk, owed, None, report)
    new = await recording.yours(desk, numbers[1])
    if isinstance(new, Reply) or new.request.id == owed.request.id:
        return new if isinstance(new, Reply) else await recording.shown(desk, owed, report)
    return await recording.move(desk, owed, new, report)


async def take(text: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """A text that is a report, by the rules of `attributing`; None where it is another's, such as a question."""
    if incoming.is_group:
        return None
    led = await people.schools_led_by(desk.session, desk.contact.person_id, desk.now)
    if not led:
        return await _not_theirs(text, desk)
    found = await meant(text, incoming, desk, dialogue, led)
    if isinstance(found, Reply):
        return found
    mark = incoming.inbox_id
    if found is None:
        return await _only_or_which(text, mark, desk, led)
    if len(found.candidates) == 1:
        return await listen(text, found.candidates[0], Mark(found.rule, mark), desk)
    return which(text, mark, found.candidates, led)


async def _not_theirs(text: str, desk: Desk) -> Reply | None:
    """Who leads no school may still name a task as a reminder does; staff do so to look at it."""
    code = CODE.match(text)
    if code is None or "#" not in code[0]:
        return None
    staffed = await people.offices_staffed_by(desk.session, desk.contact.person_id, desk.now)
    return None if staffed else recording.refused(desk, set())


async def _only_or_which(text: str, inbox_id: int | None, desk: Desk, led: set[int]) -> Reply | None:
    waiting = await the_only(desk, led)
    today = await recording.today_at(desk, waiting[0].item.office_id) if waiting else desk.now.date()
    reading = read(text, today)
    if not says_something(reading):
        return None
    if not waiting:
        return Reply(say(words.NOTHING_WAITS, words.AMEND_HINT)) if reading.sure else None
    if len(waiting) == 1:
        owed = await recording.yours(desk, waiting[0].request.id)
        return owed if isinstance(owed, Reply) else await listen(text, owed, Mark(Attribution.ONLY, inbox_id), desk)
    if reading.no_such_day:
        return Reply(words.no_such_day(reading.no_such_day))
    return which(text, inbox_id, waiting, led)


def which(text: str, inbox_id: int | None, candidates: Sequence[Owed], led: set[int]) -> Reply:
    """Asks to which of these the text belongs; it is kept with the question."""
    several = len(led) > 1
    buttons = [
        Button(words.choice_label(owed, several), f"{CHOICE}:{owed.request.id}") for owed in candidates[:MOST_BUTTONS]
    ]
    message = words.which(candidates, [*buttons, Button(words.QUESTION_LABEL, QUESTION)])
    return Reply(message, {OPEN: None, TEXT: text, "inbox_id": inbox_id})


async def _chosen(owed: Owed, desk: Desk, dialogue: Dialogue | None) -> Reply:
    kept: dict[str, Any] = dialogue.pending if dialogue else {}
    if TEXT not in kept:
        return Reply(say(words.STALE))
    mark = Mark(Attribution.CHOSEN, kept["inbox_id"])
    return await listen(str(kept[TEXT]), owed, mark, desk) or await recording.ask(desk, owed)


async def _was_a_question(desk: Desk, dialogue: Dialogue | None) -> Reply:
    text = str(dialogue.pending.get(TEXT, "")) if dialogue else ""
    return await questions.ask(text, desk) if text else Reply(say(STALE_CHOICE))


async def listen(text: str, owed: Owed, mark: Mark, desk: Desk, files: Sequence[ReportFile] = ()) -> Reply | None:
    """What is said of this request. None where it is a question or a courtesy: the report stays open."""
    locked = await recording.yours(desk, owed.request.id)
    if isinstance(locked, Reply):
        return locked
    words_only = CODE.sub(" ", text).strip(" .,:;–-") if mark.rule is Attribution.CODE else text
    if not words_only and not files:
        return await recording.show(desk, locked)
    reading = read(words_only, await recording.today_at(desk, locked.item.office_id))
    if reading.no_such_day:
        return Reply(words.no_such_day(reading.no_such_day), pending_for(locked, mark.rule))
    if reading.kind is not Kind.REPORT and not files:
        return await recording.show(desk, locked) if mark.rule is Attribution.CODE else None
    reply = await recording.keep(desk, locked, heard(reading, text), mark, files)
    return await _with_answer(reply, reading.question, desk)


async def _with_answer(reply: Reply, question: str, desk: Desk) -> Reply:
    """A report that also asks something is answered too, below what was understood of it."""
    if not question:
        return reply
    answer = (await questions.ask(question, desk)).message
    return replace(reply, message=replace(reply.message, blocks=(*reply.message.blocks, *answer.blocks)))
