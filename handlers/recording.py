"""Keeps what a school reports: stored, counted where it is sure or confirmed, and shown back."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db import people, reports
from db.models import Attribution, Dialogue, Office, Report, ReportStatus, RequestState
from db.reports import Content, Owed
from handlers import reports_wording as words
from handlers.desk import Desk, Reply
from handlers.enclosures import to_store
from handlers.hearing import Heard, says_how
from handlers.messages import Button, IncomingFile
from handlers.reminding import request_buttons
from handlers.wording import say
from scheduler import planner

log = logging.getLogger(__name__)

EDIT, WRONG, MOVE, RIGHT, LATER = "vs", "vx", "vm", "vok", "vl"
FILES_COME_OVER = ("telegram", "webchat")  # channels
OPEN = "report_on"  # in a dialogue: the request to which the next words belong
LATER_BUTTON = Button(words.LATER_LABEL, LATER)


@dataclass(frozen=True, slots=True)
class Mark:
    """How a message came to its request, and where it is recorded."""

    rule: Attribution
    inbox_id: int | None


def pending_for(owed: Owed, rule: Attribution, values: dict[str, Any] | None = None) -> dict[str, Any]:
    """Keeps the request open: what is written next belongs to it. `values` are those of its fields so far."""
    return {OPEN: {"request": owed.request.id, "rule": rule, "values": values or {}}}


def open_in(dialogue: Dialogue | None) -> dict[str, Any]:
    """What `pending_for` kept, {} where no report is open."""
    return (dialogue.pending.get(OPEN) or {}) if dialogue else {}


async def yours(desk: Desk, request_id: int) -> Owed | Reply:
    """The request, where this person leads its school; else the refusal."""
    owed = await reports.owed(desk.session, request_id)
    if owed is None:
        return Reply(say(words.GONE))
    led = await people.schools_led_by(desk.session, desk.contact.person_id, desk.now)
    return owed if owed.school.id in led else refused(desk, led, owed)


def refused(desk: Desk, led: set[int], owed: Owed | None = None) -> Reply:
    """To whom it is not theirs to see: polite, and a line in the log."""
    what = f"request {owed.request.id}" if owed else "reports"
    log.warning("refused: contact %d has no part in %s", desk.contact.id, what)
    return Reply(say(words.NOT_YOUR_SCHOOL if led else words.FOR_PRINCIPALS))


async def today_at(desk: Desk, office_id: int) -> date:
    """The office's date."""
    return planner.rhythm_for(await desk.session.get_one(Office, office_id)).today(desk.now)


async def show(desk: Desk, owed: Owed) -> Reply:
    """The request with its four answers; what is written next belongs to it."""
    newest = await reports.newest(desk.session, owed.request.id)
    today = await today_at(desk, owed.item.office_id)
    buttons = () if owed.request.state is RequestState.WITHDRAWN else request_buttons(owed.request)
    message = words.opened(owed, newest, today, buttons)
    return Reply(message, pending_for(owed, Attribution.BUTTON) if buttons else {OPEN: None})


async def ask(desk: Desk, owed: Owed) -> Reply:
    """Asks for the words of a report."""
    newest = await reports.newest(desk.session, owed.request.id)
    takes_files = desk.contact.channel in FILES_COME_OVER
    pending = pending_for(owed, Attribution.BUTTON)
    pending[OPEN]["was_asked_for"] = True
    return Reply(words.write(owed, newest, takes_files, [LATER_BUTTON]), pending)


async def keep(desk: Desk, owed: Owed, heard: Heard, mark: Mark, files: Sequence[IncomingFile] = ()) -> Reply:
    """Stores a version; it counts at once where it is sure."""
    if owed.request.state is RequestState.WITHDRAWN:
        return await show(desk, owed)
    person = desk.contact.person_id
    report = await reports.add(
        desk.session, owed.request, heard.content, mark.rule, mark.inbox_id, person, desk.now, heard.is_sure
    )
    await enclose(desk, report, files)
    if heard.is_sure:
        await planner.settle(desk.session, owed.request, RequestState.REPORTED, desk.now)
    return await shown(desk, owed, report, heard)


async def enclose(desk: Desk, report: Report, files: Sequence[IncomingFile]) -> None:
    """The files belong to this version; their bytes are fetched afterwards."""
    await reports.add_files(desk.session, report, to_store(files))


async def press(desk: Desk, owed: Owed, status: ReportStatus, mark: Mark) -> Reply:
    """One of the three buttons. The same one pressed again changes nothing.

    Words or files that came before and did not say how the task stands belong to the answer.
    """
    newest = await reports.newest(desk.session, owed.request.id)
    if newest and not newest.counted and not says_how(newest.note, desk.now.date()):
        return await confirm(desk, owed, newest, status)
    stands = owed.request.state is RequestState.REPORTED and newest and newest.counted
    if newest and stands and newest.status is status and not newest.note:
        return Reply(say(words.already(owed, newest)), {OPEN: None}, closes=True)
    return await keep(desk, owed, Heard(Content(status), is_sure=True, is_clear=True), mark)


async def shown(desk: Desk, owed: Owed, report: Report, heard: Heard | None = None) -> Reply:
    """A version as it was understood: to be seen where it counts, else to be confirmed."""
    files, difficulty = len(await reports.files_of(desk.session, report.id)), heard.difficulty if heard else ""
    amend = (Button(words.EDIT_LABEL, f"{EDIT}:{report.id}"), Button(words.WRONG_LABEL, f"{WRONG}:{report.id}"))
    if report.counted:
        message = words.confirmed(owed, report, files, difficulty, amend)
        return Reply(message, {OPEN: None}, closes=True)
    open_ = pending_for(owed, report.rule)
    open_[OPEN]["was_shown_back"] = True
    if heard is None or not heard.is_clear:
        stands = [Button(words.LABELS[each], f"{RIGHT}:{report.id}:{each}") for each in ReportStatus]
        return Reply(words.how_far(owed, report, files, [*stands, amend[1]]), open_)
    right = Button(words.RIGHT_LABEL, f"{RIGHT}:{report.id}")
    return Reply(words.unsure(owed, report, files, difficulty, (right, *amend)), open_)


async def confirm(desk: Desk, owed: Owed, report: Report, status: str) -> Reply:
    """The tap after which an unsure version counts."""
    newest = await reports.newest(desk.session, owed.request.id)
    if newest is not report and not report.counted:
        return Reply(say(words.NEWER))
    if not report.counted and owed.request.state is not RequestState.WITHDRAWN:
        report.status = ReportStatus(status) if status else report.status
        report.counted = True
        await desk.session.flush()
        await reports.recount(desk.session, owed.request)
        await planner.settle(desk.session, owed.request, RequestState.REPORTED, desk.now)
    return await shown(desk, owed, report)


async def move(desk: Desk, old: Owed, new: Owed | None, report: Report) -> Reply:
    """The report belongs to another task, or to none: the former one waits again unless something else counts there."""
    counted = report.counted
    if new:
        report.rule = Attribution.CHOSEN
        await reports.move(desk.session, report, old.request, new.request)
    else:
        report.counted = False
        await desk.session.flush()
        await reports.recount(desk.session, old.request)
    if counted and not old.request.first_received_at and old.request.state is RequestState.REPORTED:
        state = RequestState.RETURNED if old.request.reason else RequestState.OPEN
        await planner.reopen(desk.session, old.request, state, desk.now)
    if new is None:
        return Reply(say(words.DROPPED), {OPEN: None}, closes=True)
    if counted:
        await planner.settle(desk.session, new.request, RequestState.REPORTED, desk.now)
    return await shown(desk, new, report)
