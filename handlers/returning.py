"""One school's report as staff see it: returned with a reason, let off, reminded of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import undefer

from db import overview, people
from db.models import Dialogue, Office, Purpose, ReportFile, RequestState
from db.overview import OWES, Cell
from handlers import overview_wording as words
from handlers.choices import tell
from handlers.desk import Desk, Reply
from handlers.messages import Attachment, Button
from handlers.overview import REQUEST, call_schools, reachable, remind
from handlers.staff import refuse
from handlers.wording import say
from scheduler import planner
from scheduler.planner import rhythm_for

RETURN, BECAUSE, EXEMPT, NOT_EXEMPT, REMIND_ONE, NEVER_MIND = "sr", "sw", "sx", "sy", "sk", "sq"  # verbs of buttons
TYPED = "t"  # in a button: the reason that was typed
BIGGEST_FILE = 5_000_000  # bytes, of one that goes along


async def _seen(request_id: str, desk: Desk) -> tuple[Cell, Office] | None:
    """The request where it is of an office that this person works for."""
    staffed = await people.offices_staffed_by(desk.session, desk.contact.person_id, desk.now)
    for office in [await desk.session.get_one(Office, id_) for id_ in staffed]:
        cell = await overview.of_request(desk.session, int(request_id), [office.id], desk.now, office.time_zone)
        if cell:
            return cell, office
    return None


async def act_open(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    seen = await _seen(arguments[0], desk)
    if seen is None:
        return refuse(desk, REQUEST)
    cell, office = seen
    files = await _files(cell, desk)
    attachments = [
        Attachment(each.name, each.media_type, each.content)
        for each in files
        if each.content is not None and each.size <= BIGGEST_FILE
    ]
    reached = bool(await reachable([cell.school.id], desk))
    buttons = _buttons(cell, reached)
    return Reply(words.one(cell, files, attachments, ZoneInfo(office.time_zone), reached, buttons))


async def _files(cell: Cell, desk: Desk) -> list[ReportFile]:
    if cell.report is None:
        return []
    query = select(ReportFile).where(ReportFile.report_id == cell.report.id).options(undefer(ReportFile.content))
    return list(await desk.session.scalars(query.order_by(ReportFile.id)))


def _buttons(cell: Cell, reached: bool) -> list[Button]:
    id_ = cell.request.id
    if cell.request.state is RequestState.EXEMPT:
        return [Button(words.NOT_EXEMPT, f"{NOT_EXEMPT}:{id_}")]
    if cell.standing not in OWES:
        return [Button(words.RETURN, f"{RETURN}:{id_}")]
    remind_one = [Button(words.REMIND, f"{REMIND_ONE}:{id_}")] if reached else []
    return [*remind_one, Button(words.EXEMPT, f"{EXEMPT}:{id_}")]


async def act_return(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    seen = await _seen(arguments[0], desk)
    if seen is None:
        return refuse(desk, RETURN)
    cell, _ = seen
    if cell.request.state is not RequestState.REPORTED:
        return Reply(say(words.NOTHING_TO_RETURN))
    id_ = cell.request.id
    buttons = [Button(reason, f"{BECAUSE}:{id_}:{number}") for number, reason in enumerate(words.REASONS)]
    buttons.append(Button(words.NEVER_MIND, NEVER_MIND))
    return Reply(words.why_return(cell, buttons), {"step": RETURN, "request": id_})


async def act_because(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    """Returns it for one of the common reasons, or the one that was typed and shown."""
    if arguments[1] != TYPED:
        return await _return(arguments[0], words.REASONS[int(arguments[1])], desk)
    pending = dialogue.pending if dialogue else {}
    if "reason" not in pending or str(pending["request"]) != arguments[0]:
        return Reply(say(words.REASON_GONE))
    return await _return(arguments[0], str(pending["reason"]), desk)


async def take_reason(text: str, pending: dict[str, Any], desk: Desk) -> Reply:
    """Shows a typed reason before it goes out: it may have been meant for something else."""
    seen, reason = await _seen(str(pending["request"]), desk), " ".join(text.split())
    if seen is None:
        return refuse(desk, RETURN)
    if not 2 <= len(reason) <= words.LONGEST_REASON:
        return Reply(say(words.REASON_LENGTH))
    yes = Button(words.RETURN, f"{BECAUSE}:{seen[0].request.id}:{TYPED}")
    shown = words.with_reason(seen[0], reason, [yes, Button(words.NEVER_MIND, NEVER_MIND)])
    return Reply(shown, {**pending, "reason": reason})


async def _return(request_id: str, reason: str, desk: Desk) -> Reply:
    """Opens the request again; its school gets reason and old text at once, or the reason when it is not quiet."""
    seen = await _seen(request_id, desk)
    if seen is None:
        return refuse(desk, BECAUSE)
    cell, office = seen
    if cell.request.state is not RequestState.REPORTED:
        return Reply(say(words.NOTHING_TO_RETURN), closes=True)
    cell.request.reason = reason
    await planner.reopen(desk.session, cell.request, RequestState.RETURNED, desk.now)
    if rhythm_for(office).is_quiet(desk.now):
        return Reply(words.returned(cell, 0, await call_schools([cell.request], office, desk)), closes=True)
    led = await people.principals_of(desk.session, [cell.school.id], Purpose.REMINDERS, desk.now)
    message = words.to_amend(cell)
    for person in led:
        await tell(desk, person.contact, message)
    return Reply(words.returned(cell, len(led), ""), closes=True)


async def act_exempt(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    seen = await _seen(arguments[0], desk)
    if seen is None:
        return refuse(desk, EXEMPT)
    cell, _ = seen
    if cell.standing not in OWES:
        return Reply(say(words.NOTHING_TO_REMIND))
    await planner.settle(desk.session, cell.request, RequestState.EXEMPT, desk.now)
    return Reply(words.exempted(cell))


async def act_not_exempt(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    seen = await _seen(arguments[0], desk)
    if seen is None:
        return refuse(desk, NOT_EXEMPT)
    cell, _ = seen
    if cell.request.state is RequestState.EXEMPT:
        await planner.reopen(desk.session, cell.request, RequestState.OPEN, desk.now)
    return Reply(words.no_longer_exempt(cell))


async def act_remind_one(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    seen = await _seen(arguments[0], desk)
    if seen is None:
        return refuse(desk, REMIND_ONE)
    cell, office = seen
    return await remind([cell] if cell.standing in OWES else [], office, desk)


async def act_never_mind(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    return Reply(say(words.LEFT_AS_IT_IS), closes=True)
