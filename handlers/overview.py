"""/tinhhinh: the month at a glance, one task, one school, and reminding those who are missing at once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from db import agenda, overview, people
from db.models import AgendaItem, Dialogue, Office, Purpose, ReportRequest, School
from db.overview import OWES, Cell, Standing
from db.schools import matching
from handlers import overview_wording as words
from handlers.choices import tell
from handlers.desk import Desk, Reply
from handlers.messages import Attachment, Button
from handlers.overview_picture import draw
from handlers.reminding import LOOK, call
from handlers.staff import may_see, office_for, refuse
from handlers.wording import label, say
from knowledge.errors import UserError
from knowledge.language.text import fold
from scheduler import chasing
from scheduler.planner import rhythm_for

MONTH, TASK, SCHOOLS, SCHOOL, REQUEST, REMIND = "sm", LOOK, "sl", "ss", "so", "sn"  # verbs of buttons
EDIT, UNSURE = "se", "su"  # of handlers.editing
MOST_BUTTONS = 8
LOOKS_BACK = timedelta(days=62)  # of one school's list
SOON = timedelta(minutes=1)
AGAIN_AFTER = timedelta(hours=3)  # before that nobody is reminded again of the same by hand
_MONTH = re.compile(r"(?:thang\s*)?(\d{1,2})(?:\s*[/-]\s*(\d{4}))?")
_CODE = re.compile(r"#?\s*v\s*(\d{1,6})")
_ORDER = (
    Standing.RETURNED, Standing.MISSING, Standing.WAITING, Standing.LATE, Standing.ON_TIME, Standing.EXEMPT,
)  # fmt: skip


async def show(argument: str, desk: Desk) -> Reply:
    """The whole month; or one month, task (#V10) or school that the argument names."""
    office = await office_for(desk)
    if office is None:
        return refuse(desk, "/tinhhinh")
    today, asked = rhythm_for(office).today(desk.now), fold(argument).strip()
    if not asked:
        return await _month(office, today.year, today.month, desk)
    if typed := _CODE.fullmatch(asked):
        return await _by_code(office, int(typed[1]), today, desk)
    if meant := month_meant(asked, today):
        return await _month(office, *meant, desk)
    return await _by_name(office, argument, desk)


def month_meant(asked: str, today: date) -> tuple[int, int] | None:
    """Year and month of folded words such as "thang 9", the one nearest to today; None where they name none.

    Raises UserError where there is no such month.
    """
    typed = _MONTH.fullmatch(asked)
    if typed is None:
        return None
    month, year = int(typed[1]), int(typed[2] or 0)
    if not 1 <= month <= 12 or (year and not 2000 <= year <= 2100):
        raise UserError(
            f"Không có tháng {month}{f'/{year}' if year else ''}. Anh/chị gõ, ví dụ: tháng 10, hoặc 10/2026"
        )
    years = (today.year - 1, today.year, today.year + 1)
    return year or min(years, key=lambda y: abs((y - today.year) * 12 + month - today.month)), month


async def _by_code(office: Office, number: int, today: date, desk: Desk) -> Reply:
    """The occurrence that is the next to fall due, else the last one."""
    found = await agenda.by_code(desk.session, [office.id], number)
    rows = sorted(await agenda.requests_of(desk.session, found[0].id), key=lambda row: row.due) if found else []
    if not rows:
        return Reply(say(words.NO_SUCH_ITEM if not found else f"{words.short(found[0])}: việc này không cần báo cáo."))
    row = next((row for row in rows if row.due >= today), rows[-1])
    return await _task(found[0], row.period, office, desk)


async def _by_name(office: Office, typed: str, desk: Desk) -> Reply:
    found = await matching(desk.session, office.id, typed)
    if not found:
        return Reply(say(words.NO_SUCH_SCHOOL.format(words=typed[:60])))
    if len(found) > 1:
        return Reply(words.which_school([Button(label(s.name), f"{SCHOOL}:{s.id}") for s in found[:MOST_BUTTONS]]))
    return await _school(found[0], office, desk)


async def act_month(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    office = await office_for(desk)
    if office is None:
        return refuse(desk, MONTH)
    year, month = (int(part) for part in arguments[0].split("-"))
    return await _month(office, year, month, desk)


async def _month(office: Office, year: int, month: int, desk: Desk) -> Reply:
    cells = await overview.month(desk.session, office.id, year, month, desk.now, office.time_zone)
    title = words.month_name(year, month)
    drawn = await asyncio.to_thread(draw, f"{title} – {office.short_name}", cells) if cells else []
    pictures = [
        Attachment(f"tinh-hinh-{year}-{month:02}{f'-{number}' if number > 1 else ''}.png", "image/png", content)
        for number, content in enumerate(drawn, start=1)
    ]
    tasks = words.by_task(cells)[: MOST_BUTTONS - 3]
    buttons = [Button(words.task_label(of), _value(TASK, of[0])) for of in tasks]
    before, after = date(year, month, 1) - timedelta(days=1), date(year, month, 1) + timedelta(days=31)
    buttons += [Button(words.month_name(d.year, d.month), f"{MONTH}:{d:%Y-%m}") for d in (before, after)]
    if unsure := await overview.unsure_items(desk.session, office.id):
        buttons.append(Button(words.unsure_label(len(unsure)), UNSURE))
    missed = await overview.missed(desk.session, office.id, year, month, office.time_zone)
    return Reply(words.month(title, office, cells, missed, pictures, buttons))


def _value(verb: str, cell: Cell) -> str:
    return f"{verb}:{cell.item.id}:{cell.request.period}"


async def _opened(arguments: Sequence[str], desk: Desk) -> tuple[AgendaItem, Office] | None:
    item = await desk.session.get(AgendaItem, int(arguments[0]))
    office = await may_see(desk, item)
    return (item, office) if item and office else None


async def act_task(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    opened = await _opened(arguments, desk)
    if opened is None:
        return refuse(desk, TASK)
    return await _task(opened[0], arguments[1], opened[1], desk)


async def _task(item: AgendaItem, period: str, office: Office, desk: Desk) -> Reply:
    cells = await overview.occurrence(desk.session, item.id, period, desk.now, office.time_zone)
    if not cells:
        return Reply(say(words.NO_SUCH_ITEM))
    owing = {cell.school.id for cell in cells if cell.standing in OWES}
    reached = await reachable(owing, desk)
    buttons = [Button(words.EACH_SCHOOL, f"{SCHOOLS}:{item.id}:{period}:0")]
    if owing & reached:
        buttons.insert(0, Button(f"{words.REMIND} ({len(owing & reached)} trường)", f"{REMIND}:{item.id}:{period}"))
    buttons.append(Button(words.EDIT, f"{EDIT}:{item.id}"))
    return Reply(words.task(cells, owing - reached, buttons))


async def reachable(school_ids: Collection[int], desk: Desk) -> set[int]:
    """Those of the schools where somebody can be written to."""
    found = await people.principals_of(desk.session, school_ids, Purpose.REMINDERS, desk.now)
    return {school for person in found for school in person.school_ids} & set(school_ids)


async def act_schools(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    """A page of the schools of one occurrence, those that owe first."""
    opened = await _opened(arguments, desk)
    if opened is None:
        return refuse(desk, SCHOOLS)
    (item, office), period, page = opened, arguments[1], int(arguments[2])
    cells = await overview.occurrence(desk.session, item.id, period, desk.now, office.time_zone)
    if not cells:
        return Reply(say(words.NO_SUCH_ITEM))
    cells.sort(key=lambda cell: (_ORDER.index(cell.standing), not cell.is_trouble, cell.school.name))
    most = MOST_BUTTONS - 1
    shown = cells[page * most : (page + 1) * most] or cells[:most]
    buttons = [Button(words.cell_label(cell, True), f"{REQUEST}:{cell.request.id}") for cell in shown]
    if len(cells) > (page + 1) * most:
        buttons.append(
            Button(f"Tiếp (còn {len(cells) - (page + 1) * most})", f"{SCHOOLS}:{item.id}:{period}:{page + 1}")
        )
    return Reply(words.schools(cells, buttons))


async def act_school(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    school = await desk.session.get(School, int(arguments[0]))
    staffed = await people.offices_staffed_by(desk.session, desk.contact.person_id, desk.now)
    if school is None or school.office_id not in staffed:
        return refuse(desk, SCHOOL)
    return await _school(school, await desk.session.get_one(Office, school.office_id), desk)


async def _school(school: School, office: Office, desk: Desk) -> Reply:
    since = rhythm_for(office).today(desk.now) - LOOKS_BACK
    cells = await overview.of_school(desk.session, school.id, since, desk.now, office.time_zone)
    urgent = sorted(cells, key=lambda cell: (_ORDER.index(cell.standing), cell.request.due))[:MOST_BUTTONS]
    buttons = [Button(words.cell_label(cell, False), f"{REQUEST}:{cell.request.id}") for cell in urgent]
    return Reply(words.school(school, cells, buttons))


async def act_remind(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    opened = await _opened(arguments, desk)
    if opened is None:
        return refuse(desk, REMIND)
    item, office = opened
    cells = await overview.occurrence(desk.session, item.id, arguments[1], desk.now, office.time_zone)
    return await remind([cell for cell in cells if cell.standing in OWES], office, desk)


async def remind(cells: Sequence[Cell], office: Office, desk: Desk) -> Reply:
    """Reminds these schools now, or when it is no longer quiet; nobody twice within a short time. One item's cells."""
    if not cells:
        return Reply(say(words.NOTHING_TO_REMIND))
    item, period = cells[0].occurrence
    by_id = {cell.school.id: cell for cell in cells}
    reached = await reachable(by_id.keys(), desk)
    just = await overview.recently_reminded(desk.session, item, period, reached, desk.now - AGAIN_AFTER)
    wanted = [by_id[id_].request for id_ in by_id if id_ in reached - just]
    at = await call_schools(wanted, office, desk)
    groups = {name: [c.school for c in of] for name, of in _grouped(cells, reached, just)}
    return Reply(words.reminded(groups.get("told", []), groups.get("just", []), groups.get("none", []), at))


def _grouped(cells: Sequence[Cell], reached: set[int], just: set[int]) -> list[tuple[str, list[Cell]]]:
    def kind(cell: Cell) -> str:
        return "none" if cell.school.id not in reached else "just" if cell.school.id in just else "told"

    return [(name, list(of)) for name, of in groupby(sorted(cells, key=kind), kind)]


async def call_schools(requests: Sequence[ReportRequest], office: Office, desk: Desk) -> str:
    """Calls for these requests: at once, giving ""; in quiet hours when they end, giving that time as words.

    Whoever is at a dialogue is called by the drum, once that is over.
    """
    rhythm = rhythm_for(office)
    at = rhythm.next_call(desk.now)
    if at > desk.now:
        await chasing.note_by_hand(desk.session, requests, at, desk.now)
        return f"{at.astimezone(ZoneInfo(office.time_zone)):%H:%M ngày %d/%m/%Y}"
    held = await chasing.held(desk.session, {each.school_id for each in requests}, desk.now)
    going = [each for each in requests if each.school_id not in held]
    waiting = [each for each in requests if each.school_id in held]
    await chasing.note_by_hand(desk.session, going, at, desk.now)
    await chasing.note_by_hand(desk.session, waiting, at + SOON, desk.now)
    for each in await chasing.remind_now(desk.session, going, desk.now):
        await tell(desk, each.contact, call(each, rhythm.today(desk.now)))
    return ""
