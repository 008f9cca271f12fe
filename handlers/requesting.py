"""/yeucau: staff ask schools for a report without a plan, step by step, and see it whole before it goes."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.models import Dialogue, FieldType, Office
from db.schools import roster
from handlers import audience as audiences
from handlers import requesting_wording as words
from handlers.desk import Desk, Reply
from handlers.editing import read_day
from handlers.messages import Button
from handlers.overview import reachable
from handlers.returning import NEVER_MIND
from handlers.staff import office_for, refuse
from handlers.wording import say
from knowledge.errors import UserError
from knowledge.language.text import fold
from scheduler import requests
from scheduler.agenda import Audience
from scheduler.comparing import facts_of
from scheduler.planner import LONGEST_TEXT, rhythm_for

TEXT, WHOM, WHEN, FIELDS, SEND = "rt", "rw", "rd", "rf", "rs"  # verbs of buttons, and the steps
DROP = Button(words.NEVER_MIND, NEVER_MIND)
_MONTHLY = re.compile(r"(?:truoc |vao |den )?(?:ngay )?(\d{1,2}) (?:hang|moi) thang")
_DAILY, _QUARTERLY = re.compile(r"(?:hang|moi) ngay"), re.compile(r"(?:hang|moi) quy")
_TYPES = {
    "so": FieldType.NUMBER, "con so": FieldType.NUMBER, "chu": FieldType.TEXT, "van ban": FieldType.TEXT,
    "co/khong": FieldType.YES_NO, "co khong": FieldType.YES_NO, "co hay khong": FieldType.YES_NO,
}  # fmt: skip


async def show(argument: str, desk: Desk) -> Reply:
    if await office_for(desk) is None:
        return refuse(desk, "/yeucau")
    if argument.strip():
        return await take_text(argument, {"request": {}}, desk)
    return Reply(words.ask_text([DROP]), {"step": TEXT, "request": {}})


async def take_text(text: str, pending: dict[str, Any], desk: Desk) -> Reply:
    if await office_for(desk) is None:
        return refuse(desk, TEXT)
    text = " ".join(text.split())
    if len(text) > LONGEST_TEXT:
        raise UserError(f"Nội dung yêu cầu dài quá. Anh/chị vui lòng viết trong {LONGEST_TEXT} ký tự.")
    buttons = [Button(each, f"{WHOM}:{number}") for number, each in enumerate(words.QUICK_WHOM)]
    return Reply(words.ask_whom([*buttons, DROP]), {"step": WHOM, "request": {"text": text}})


async def act_whom(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    return await take_whom(words.QUICK_WHOM[int(arguments[0])], _kept(dialogue, "text"), desk)


async def take_whom(text: str, pending: dict[str, Any], desk: Desk) -> Reply:
    office = await office_for(desk)
    if office is None:
        return refuse(desk, WHOM)
    audience = audiences.read(text, await roster(desk.session, office.id), office.wards)
    kept = [sorted(audience.levels), sorted(audience.wards), sorted(audience.school_ids), audience.is_public]
    today = rhythm_for(office).today(desk.now)
    days = [today, today + timedelta(days=1), today + timedelta(days=3), today + timedelta(days=7)]
    buttons = [Button(words.day_label(day, today), f"{WHEN}:{day.isoformat()}") for day in days]
    buttons += [Button(words.MONTHLY, f"{WHEN}:month:25"), Button(words.DAILY, f"{WHEN}:day")]
    pending = {"step": WHEN, "request": {**pending["request"], "audience": kept}}
    return Reply(words.ask_when([*buttons, DROP]), pending)


async def act_when(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    given, pending = ":".join(arguments), _kept(dialogue, "audience")
    if requests.EVERY.fullmatch(given):
        return await _timed("", given, pending, desk)
    return await _timed(date.fromisoformat(given).isoformat(), "", pending, desk)


async def take_when(text: str, pending: dict[str, Any], desk: Desk) -> Reply:
    office = await office_for(desk)
    if office is None:
        return refuse(desk, WHEN)
    said = fold(text)
    if (monthly := _MONTHLY.search(said)) and 1 <= int(monthly[1]) <= 31:
        return await _timed("", f"month:{int(monthly[1])}", pending, desk)
    if _DAILY.search(said) or _QUARTERLY.search(said):
        return await _timed("", "day" if _DAILY.search(said) else "quarter", pending, desk)
    day = read_day(text, rhythm_for(office).today(desk.now))
    return await _timed(day.isoformat(), "", pending, desk) if day else Reply(say(words.NO_DATE))


async def _timed(due: str, every: str, pending: dict[str, Any], desk: Desk) -> Reply:
    office = await office_for(desk)
    if office is None:
        return refuse(desk, WHEN)
    kept = {**pending["request"], "due": due, "every": every}
    if every != "day":  # which needs fields, asked for next
        requests.check(kept["text"], [], _due(kept), every, rhythm_for(office), desk.now)
    no_fields = [] if every == "day" else [Button(words.NO_FIELDS, FIELDS)]
    return Reply(words.ask_fields(every == "day", [*no_fields, DROP]), {"step": FIELDS, "request": kept})


async def act_no_fields(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    return await _preview([], _kept(dialogue, "every"), desk)


async def take_fields(text: str, pending: dict[str, Any], desk: Desk) -> Reply:
    return await _preview(read_fields(text), pending, desk)


def read_fields(text: str) -> list[dict[str, Any]]:
    """A line or a part between semicolons each: "Sĩ số: số", "Đã họp chưa: có/không", "Mức: tốt/khá/đạt"."""
    return [_field(part) for part in (each.strip(" -•\t") for each in re.split(r"[\n;]", text)) if part]


def _field(part: str) -> dict[str, Any]:
    name, colon, kind = (piece.strip() for piece in part.rpartition(":"))
    if not colon:
        name, kind = kind, "số" if re.match(r"(?:so|si so|tong|ti le|ty le)\b", fold(kind)) else "chữ"
    folded = re.sub(r"\s*/\s*", "/", fold(kind))
    if folded in _TYPES:
        return {"name": name, "type": _TYPES[folded].value, "choices": []}
    choices = [choice.strip() for choice in re.split(r"[/,|]", kind) if choice.strip()]
    if len(choices) < 2:
        raise UserError(f"Mục “{part[:60]}” chưa rõ loại. {words.FIELD_EXAMPLES}")
    return {"name": name, "type": FieldType.CHOICE.value, "choices": choices}


async def _preview(fields: list[dict[str, Any]], pending: dict[str, Any], desk: Desk) -> Reply:
    office = await office_for(desk)
    if office is None:
        return refuse(desk, FIELDS)
    kept = {**pending["request"], "fields": fields, "nonce": secrets.token_hex(4)}
    rhythm = rhythm_for(office)
    requests.check(kept["text"], fields, _due(kept), kept["every"], rhythm, desk.now)
    whom = audiences.told(_audience(kept), await roster(desk.session, office.id))
    buttons = [Button(words.SEND, f"{SEND}:{kept['nonce']}"), DROP]
    shown = words.preview(kept["text"], whom, _due(kept), kept["every"], fields, buttons)
    return Reply(shown, {"request": kept})


async def act_send(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    kept = _kept(dialogue, "nonce")["request"]
    office = await office_for(desk)
    if office is None:
        return refuse(desk, SEND)
    if kept["nonce"] != arguments[0]:
        return Reply(say(words.GONE))
    audience, due = _audience(kept), _due(kept)
    item = await requests.new_request(
        desk.session, office, kept["text"], kept["fields"], audience, desk.contact.person_id, desk.now,
        due=due, every=kept["every"],
    )  # fmt: skip
    schools = [s for s in await roster(desk.session, office.id) if audience.has(facts_of(s))]
    reached = await reachable({school.id for school in schools}, desk)
    unreached = [school for school in schools if school.id not in reached]
    at = _told_at(office, kept["every"], desk)
    return Reply(words.sent(item, len(reached), unreached, at), closes=True)


def _told_at(office: Office, every: str, desk: Desk) -> str:
    """When the schools hear of it: "" for now."""
    rhythm = rhythm_for(office)
    at = rhythm.next_call(desk.now)
    return "" if every or at == desk.now else f"{at.astimezone(ZoneInfo(office.time_zone)):%H:%M ngày %d/%m/%Y}"


def _kept(dialogue: Dialogue | None, until: str) -> dict[str, Any]:
    """What the steps so far have kept. Raises UserError where they are no longer open."""
    pending = dialogue.pending if dialogue else {}
    if until not in pending.get("request", {}):
        raise UserError(words.GONE)
    return dict(pending)


def _audience(kept: dict[str, Any]) -> Audience:
    levels, wards, schools, is_public = kept["audience"]
    return Audience(frozenset(levels), frozenset(wards), frozenset(schools), is_public)


def _due(kept: dict[str, Any]) -> date | None:
    return date.fromisoformat(kept["due"]) if kept["due"] else None
