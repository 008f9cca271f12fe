"""/suaviec: staff change a task in chat, see first what that does, and tell those who know the former version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from db import agenda, overview
from db.models import Dialogue, Office
from db.schools import roster
from handlers import audience as audiences
from handlers import editing_wording as words
from handlers.desk import Desk, Reply
from handlers.editing_item import DROP, Opened, open_item
from handlers.editing_preview import preview
from handlers.messages import Button
from handlers.overview import EDIT, TASK, UNSURE
from handlers.overview_wording import NO_SUCH_ITEM, short, unsure_label
from handlers.staff import office_for, refuse
from handlers.wording import label, say
from knowledge.language.text import fold
from knowledge.reports.until import times
from scheduler.agenda import Occurrence
from scheduler.comparing import wanted
from scheduler.planner import Change, rhythm_for

LIST, MOVE, DAY, REWORD, WHOM, FLAG = "sg", "sd", "sp", "sv", "sa", "sb"  # verbs of buttons
MOST_BUTTONS = 8
_CODE = re.compile(r"#?\s*v?\s*(\d{1,6})")
_QUICK = ("Tất cả", "MN", "TH", "THCS", "THPT", "Công lập", "Ngoài công lập")


async def show(argument: str, desk: Desk) -> Reply:
    """The tasks that fall due next, or the one whose code is given."""
    office = await office_for(desk)
    if office is None:
        return refuse(desk, "/suaviec")
    if not argument.strip():
        return await _list(office, 0, desk)
    typed = _CODE.fullmatch(fold(argument).strip())
    found = await agenda.by_code(desk.session, [office.id], int(typed[1])) if typed else []
    if not found:
        return Reply(say(NO_SUCH_ITEM))
    return await _item(Opened(found[0], office, rhythm_for(office).today(desk.now)), desk)


async def act_list(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    office = await office_for(desk)
    return await _list(office, int(arguments[0]), desk) if office else refuse(desk, LIST)


async def _list(office: Office, page: int, desk: Desk) -> Reply:
    today, most = rhythm_for(office).today(desk.now), MOST_BUTTONS - 2
    items = [item for item in await agenda.items_of(desk.session, office.id) if item.perhaps_id is None]
    dues = [(item, _next(Opened(item, office, today))) for item in items if item.withdrawn_at is None]
    coming = sorted(((item, due) for item, due in dues if due), key=lambda pair: (pair[1], pair[0].number))
    shown = coming[page * most : (page + 1) * most]
    unsure = await overview.unsure_items(desk.session, office.id)
    buttons = [Button(label(short(item)), f"{EDIT}:{item.id}") for item, _ in shown]
    if len(coming) > (page + 1) * most:
        buttons.append(Button(f"Tiếp (còn {len(coming) - (page + 1) * most})", f"{LIST}:{page + 1}"))
    if unsure:
        buttons.append(Button(unsure_label(len(unsure)), UNSURE))
    return Reply(words.chosen(shown, len(unsure), buttons))


def _next(opened: Opened) -> date | None:
    return min((each.due for each in opened.coming()), default=None)


async def act_edit(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    opened = await open_item(arguments[0], desk)
    return await _item(opened, desk) if opened else refuse(desk, EDIT)


async def _item(opened: Opened, desk: Desk) -> Reply:
    item, coming = opened.item, opened.coming()
    schools = await roster(desk.session, opened.office.id)
    buttons = [Button(words.RESTORE, f"{FLAG}:{item.id}:restore")]
    if item.withdrawn_at is None:
        owes = (words.NO_REPORT, "free") if item.owes else (words.ASK_REPORT, "owes")
        buttons = [
            *([Button(words.MOVE, f"{MOVE}:{item.id}")] if coming else []),
            Button(words.REWORD, f"{REWORD}:{item.id}"),
            Button(words.WHOM, f"{WHOM}:{item.id}"),
            Button(owes[0], f"{FLAG}:{item.id}:{owes[1]}"),
            Button(words.WITHDRAW, f"{FLAG}:{item.id}:withdraw"),
        ]
    if item.owes and coming:
        buttons.append(Button("Xem tình hình", f"{TASK}:{item.id}:{coming[0].period}"))
    whom = audiences.told(wanted(item).audience, schools)
    return Reply(words.item(item, coming, whom, [field["name"] for field in item.fields], buttons))


async def act_move(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    """Asks for the new day; of several periods first for the period."""
    opened = await open_item(arguments[0], desk)
    if opened is None:
        return refuse(desk, MOVE)
    coming = opened.coming()
    if not coming:
        return Reply(say(words.PERIOD_OVER))
    if len(coming) == 1:
        return _ask_day(opened, coming[0])
    buttons = [Button(f"Hạn {each.due:%d/%m/%Y}", f"{DAY}:{opened.item.id}:{each.period}") for each in coming]
    return Reply(words.which_period(opened.item.number, buttons[:MOST_BUTTONS]))


async def act_day(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    opened = await open_item(arguments[0], desk)
    if opened is None:
        return refuse(desk, DAY)
    found = [each for each in opened.coming() if each.period == arguments[1]]
    return _ask_day(opened, found[0]) if found else Reply(say(words.PERIOD_OVER))


def _ask_day(opened: Opened, occurrence: Occurrence) -> Reply:
    sentence = f"Hạn mới của #V{opened.item.number} (đang là {occurrence.due:%d/%m/%Y}) là ngày nào?"
    pending = {"step": MOVE, "item": opened.item.id, "period": occurrence.period}
    return Reply(words.ask(sentence, "Anh/chị gõ ngày, ví dụ: 15/11", [DROP]), pending)


async def act_reword(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    opened = await open_item(arguments[0], desk)
    if opened is None:
        return refuse(desk, REWORD)
    asked = words.ask(f"Nội dung mới của #V{opened.item.number} là gì?", f"Đang là: {opened.item.text}", [DROP])
    return Reply(asked, {"step": REWORD, "item": opened.item.id})


async def act_whom(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    """Asks for the schools; a level or kind is one tap."""
    opened = await open_item(arguments[0], desk)
    if opened is None:
        return refuse(desk, WHOM)
    if len(arguments) > 1:
        return await take_whom(_QUICK[int(arguments[1])], {"item": opened.item.id}, desk)
    buttons = [Button(each, f"{WHOM}:{opened.item.id}:{number}") for number, each in enumerate(_QUICK)]
    asked = words.ask(f"#V{opened.item.number} áp dụng cho những trường nào?", audiences.HOW_TO_SAY, [*buttons, DROP])
    return Reply(asked, {"step": WHOM, "item": opened.item.id})


async def act_flag(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    opened = await open_item(arguments[0], desk)
    if opened is None:
        return refuse(desk, FLAG)
    flags = {
        "owes": Change(owes=True),
        "free": Change(owes=False),
        "withdraw": Change(withdrawn=True),
        "restore": Change(withdrawn=False),
    }
    if arguments[1] not in flags:
        raise ValueError(arguments[1])
    return await preview(opened, flags[arguments[1]], desk)


async def take_day(text: str, pending: dict[str, Any], desk: Desk) -> Reply:
    opened = await open_item(pending["item"], desk)
    if opened is None:
        return refuse(desk, MOVE)
    day = read_day(text, opened.today)
    if day is None:
        return Reply(say(words.NO_DATE))
    return await preview(opened, Change(due=(str(pending["period"]), day)), desk)


def read_day(text: str, today: date) -> date | None:
    """The one day that the text names: the last one of a span."""
    words_and_signs = re.sub(r"(\d)\s*[/.-]\s*(?=\d)", r"\1 / ", fold(text))
    named = list(times(" ".join(words_and_signs.split()), today, None))
    return named[0].span[1] if len(named) == 1 and named[0].span else None


async def take_text(text: str, pending: dict[str, Any], desk: Desk) -> Reply:
    opened = await open_item(pending["item"], desk)
    return await preview(opened, Change(text=" ".join(text.split())), desk) if opened else refuse(desk, REWORD)


async def take_whom(text: str, pending: dict[str, Any], desk: Desk) -> Reply:
    opened = await open_item(pending["item"], desk)
    if opened is None:
        return refuse(desk, WHOM)
    schools = await roster(desk.session, opened.office.id)
    return await preview(opened, Change(audience=audiences.read(text, schools, opened.office.wards)), desk)
