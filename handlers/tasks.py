"""What a principal asks for: what the school owes and by when, to report or amend, and the school's calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from db import agenda, people, reports
from db.models import Dialogue, RequestState
from db.reports import Owed
from handlers import calendars, listening, recording
from handlers import reports_wording as words
from handlers.attributing import the_only
from handlers.desk import Desk, Reply
from handlers.enclosures import told_by
from handlers.messages import Attachment, Block, Button, Incoming, Intent, Outgoing
from handlers.reminding import MOST_BUTTONS, OPEN, code
from handlers.wording import lead, paragraph, say

COMMANDS = ("viec", "baocao", "lich")
SOON = timedelta(days=31)
MAY_BE_AMENDED = timedelta(days=60)
MOST_LINES = 15  # of one kind


async def command(name: str, argument: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply:
    """One of COMMANDS."""
    if name == "baocao":
        return await to_report(argument, incoming, desk, dialogue)
    return await (owing if name == "viec" else calendar)(desk, incoming.is_group)


async def owing(desk: Desk, is_group: bool) -> Reply:
    """/viec"""
    led = await _led(desk, is_group)
    if isinstance(led, Reply):
        return led
    today = await _today(desk, led)
    rows = [Owed(*row) for row in await agenda.open_requests(desk.session, led, today + SOON)]
    kinds = (
        ("Quá hạn:", [each for each in rows if each.request.due < today]),
        ("Đang chờ báo cáo:", [each for each in rows if each.request.opens <= today <= each.request.due]),
        ("Sắp tới:", [each for each in rows if each.request.opens > today]),
    )
    several = len(led) > 1
    blocks = [paragraph(f"{title}\n{_lines(found, several)}") for title, found in kinds if found]
    waiting = [each for _, found in kinds[:2] for each in found]
    if not waiting:
        return Reply(Outgoing((lead(words.NOTHING_WAITS), *blocks, paragraph(words.AMEND_HINT))))
    title = lead(f"Có {len(waiting)} việc đang chờ báo cáo. Anh/chị bấm vào từng việc để trả lời.")
    return Reply(Outgoing((title, *blocks, *_more(len(waiting))), buttons=_buttons(waiting, several)))


async def to_report(argument: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply:
    """/baocao: what follows the command is a report; alone it shows what can be reported or amended."""
    led = await _led(desk, incoming.is_group)
    if isinstance(led, Reply):
        return led
    told = replace(told_by(incoming, argument), after_command=True)
    if argument and (taken := await listening.take(told, incoming, desk, dialogue)):
        return taken
    waiting = await the_only(desk, led)
    candidates = [*waiting, *await reports.reported_since(desk.session, led, desk.now - MAY_BE_AMENDED)]
    if not candidates:
        return Reply(say(words.NOTHING_WAITS))
    if len(candidates) == 1:
        return await recording.show(desk, candidates[0])
    message = Outgoing((lead(words.WHICH_TO_REPORT), *_more(len(candidates))), Intent.CHOOSE)
    return Reply(replace(message, buttons=_buttons(candidates, len(led) > 1)))


async def calendar(desk: Desk, is_group: bool) -> Reply:
    """/lich"""
    led = await _led(desk, is_group)
    if isinstance(led, Reply):
        return led
    found = await calendars.entries(desk.session, led)
    if not found:
        return Reply(say(words.NO_CALENDAR))
    names = sorted({entry.school.name for entry in found})
    paragraphs, left_out = calendars.months(found, await _today(desk, led), len(names) > 1)
    if left_out:
        paragraphs.append(f"Còn {left_out} việc nữa, có đủ trong tệp kèm theo.")
    title = f"Lịch việc của {', '.join(names)}"
    file = Attachment("lich-truong.ics", "text/calendar", calendars.ics(found, title, desk.now))
    blocks = (lead(f"{title}:"), *map(paragraph, [*paragraphs, words.CALENDAR_HINT]))
    return Reply(Outgoing(blocks, Intent.ATTACH, attachments=(file,)))


async def _led(desk: Desk, is_group: bool) -> set[int] | Reply:
    if is_group:
        return Reply(say(words.IN_PRIVATE))
    led = await people.schools_led_by(desk.session, desk.contact.person_id, desk.now)
    return led or recording.refused(desk, led)


async def _today(desk: Desk, led: set[int]) -> date:
    school = next(iter((await agenda.schools_by_id(desk.session, led)).values()))
    return await recording.today_at(desk, school.office_id)


def _lines(found: list[Owed], several: bool) -> str:
    lines = [f"- {_line(owed, several)}" for owed in found[:MOST_LINES]]
    return "\n".join([*lines, *([f"- và {len(found) - MOST_LINES} việc khác"] if len(found) > MOST_LINES else [])])


def _line(owed: Owed, several: bool) -> str:
    back = " – cơ quan đề nghị bổ sung" if owed.request.state is RequestState.RETURNED else ""
    at = f" – {owed.school.name}" if several else ""
    return f"{code(owed.item.number)} {owed.item.text} (hạn {owed.request.due:%d/%m/%Y}){at}{back}"


def _buttons(found: list[Owed], several: bool) -> tuple[Button, ...]:
    return tuple(
        Button(words.choice_label(owed, several), f"{OPEN}:{owed.request.id}") for owed in found[:MOST_BUTTONS]
    )


def _more(count: int) -> list[Block]:
    return [paragraph(words.BY_CODE)] if count > MOST_BUTTONS else []
