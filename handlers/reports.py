"""What the buttons of reports do: those under a reminder, and those under what was understood of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from db import people, reports
from db.models import Attribution, Dialogue, Report, ReportStatus
from db.reports import Owed
from handlers import enclosures, fielded, listening, recording
from handlers import reports_wording as words
from handlers.attributing import the_only
from handlers.desk import Desk, Reply
from handlers.messages import Button, Incoming
from handlers.recording import EDIT, LATER, MOVE, OPEN, RIGHT, WRONG, Mark, open_in
from handlers.reminding import DOING, DONE, MOST_BUTTONS, TROUBLE, WRITE
from handlers.reminding import OPEN as SHOW
from handlers.wording import STALE_CHOICE, say

REPORT_COMMAND = "/baocao"  # may stand in a caption
PRESSED = {DONE: ReportStatus.DONE, DOING: ReportStatus.DOING, TROUBLE: ReportStatus.TROUBLE}
ON_REQUEST = (SHOW, *PRESSED, WRITE, listening.CHOICE, fielded.FIELD)
ON_REPORT = (EDIT, WRONG, RIGHT, MOVE)


def kept_open(reply: Reply, dialogue: Dialogue | None) -> Reply:
    """A question in between is answered, and the report stays open: unless the reply says what becomes of it."""
    open_ = open_in(dialogue)
    if not open_ or reply.pending.keys() & {"answer_to", "step"}:  # something else is to be typed now
        return reply
    if OPEN in reply.pending:
        return replace(reply, closes=reply.closes or not reply.pending[OPEN])
    return replace(reply, pending={**reply.pending, OPEN: open_}, closes=False)


async def take(text: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """A text that is a report; None where it is another's."""
    return await listening.take(enclosures.told_by(incoming, text), incoming, desk, dialogue)


async def take_files(text: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """Photos and documents, with or without words; None where whoever sends them has nothing to report."""
    text = text.removeprefix(REPORT_COMMAND).strip()
    if not incoming.files or incoming.is_group or text.startswith("/"):
        return None
    if not await people.schools_led_by(desk.session, desk.contact.person_id, desk.now):
        return None
    if refused := enclosures.amiss(incoming.files, desk.file_max_mb):
        return refused
    if silent := await enclosures.rest_of_album(incoming, desk, dialogue):
        return silent
    return await take(text, incoming, desk, dialogue)


async def act(value: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """What these buttons do; None where the value is another's."""
    verb, *arguments = value.split(":")
    if verb not in (*ON_REQUEST, *ON_REPORT, LATER, listening.QUESTION):
        return None
    if incoming.is_group:
        return Reply(say(words.IN_PRIVATE))
    if verb == LATER:
        return Reply(say(words.PUT_OFF), {OPEN: None}, closes=True)
    if verb == listening.QUESTION:
        return await listening.was_a_question(desk, dialogue)
    numbers = [int(each) for each in arguments if each.isascii() and each.isdecimal() and len(each) <= 18]
    if not numbers:
        return Reply(say(STALE_CHOICE))
    if verb in ON_REPORT:
        return await _on_report(verb, numbers, arguments[-1], desk)
    owed = await recording.yours(desk, numbers[0])
    if isinstance(owed, Reply):
        return owed
    if verb == fielded.FIELD:
        return await fielded.act(numbers, owed, incoming.inbox_id, desk, dialogue)
    return await _on_request(verb, owed, incoming, desk, dialogue)


async def _on_request(verb: str, owed: Owed, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply:
    if verb == SHOW:
        return await recording.show(desk, owed)
    if verb == listening.CHOICE:
        return await listening.chosen(owed, desk, dialogue)
    if verb == WRITE or (verb == DONE and owed.item.fields):
        return await _ask(owed, desk)
    return await recording.press(desk, owed, PRESSED[verb], Mark(Attribution.BUTTON, incoming.inbox_id))


async def _ask(owed: Owed, desk: Desk) -> Reply:
    return fielded.ask(owed, Attribution.BUTTON, {}) if owed.item.fields else await recording.ask(desk, owed)


async def _on_report(verb: str, numbers: Sequence[int], last: str, desk: Desk) -> Reply:
    report = await reports.report(desk.session, numbers[0])
    owed = await recording.yours(desk, report.request_id) if report else None
    if report is None or owed is None:
        return Reply(say(words.GONE))
    if isinstance(owed, Reply):
        return owed
    if verb == EDIT:
        return await _ask(owed, desk)
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
