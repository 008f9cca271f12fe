"""What a change of a task would do, shown before it is done; and doing it, with a correction to those who were told."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from db import agenda, people
from db.models import Dialogue, Purpose
from db.schools import roster
from handlers import audience as audiences
from handlers import editing_wording as words
from handlers.desk import Desk, Reply
from handlers.editing_item import DROP, Opened, open_item
from handlers.messages import Button
from handlers.staff import refuse
from handlers.wording import say
from scheduler import planner
from scheduler.agenda import Audience
from scheduler.comparing import facts_of
from scheduler.planner import Change, rhythm_for

APPLY = "sz"  # verb of its buttons


async def preview(opened: Opened, change: Change, desk: Desk) -> Reply:
    """Shows what the change does, and keeps it with its buttons until one of them is pressed."""
    effect = await planner.preview(desk.session, opened.item, change, desk.now)
    schools = await roster(desk.session, opened.office.id)
    nonce, affected = secrets.token_hex(4), await _affected(change, effect.told, desk)
    what = _what(change, opened, audiences.told(change.audience, schools) if change.audience is not None else "")
    buttons = _apply_buttons(nonce, tells=bool(affected))
    pending = {"edit": {"nonce": nonce, "item": opened.item.id, "what": what, "change": _to_json(change)}}
    return Reply(words.preview(opened.item, what, effect, len(affected), buttons), pending)


def _apply_buttons(nonce: str, tells: bool) -> list[Button]:
    if not tells:
        return [Button(words.APPLY, f"{APPLY}:{nonce}:0"), DROP]
    silently = Button(words.APPLY_SILENTLY, f"{APPLY}:{nonce}:0")
    return [Button(words.APPLY_AND_TELL, f"{APPLY}:{nonce}:1"), silently, DROP]


def _what(change: Change, opened: Opened, whom: str) -> str:
    return words.change(change, opened.item, _old_due(change, opened), whom)


def _old_due(change: Change, opened: Opened) -> date | None:
    """The day that the change moves; of a change of something else none."""
    period = change.due[0] if change.due else ""
    return next((each.due for each in opened.coming() if each.period == period), None)


async def _affected(change: Change, told: frozenset[int], desk: Desk) -> set[int]:
    """Of the schools that were told those for whom it is no longer true: of a new audience those that it leaves out."""
    if change.audience is None:
        return set(told)
    schools = await agenda.schools_by_id(desk.session, told)
    return {id_ for id_, school in schools.items() if not change.audience.has(facts_of(school))}


async def act_apply(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    kept = dialogue.pending.get("edit", {}) if dialogue else {}
    if kept.get("nonce") != arguments[0]:
        return Reply(say(words.PREVIEW_GONE))
    opened = await open_item(kept["item"], desk)
    if opened is None:
        return refuse(desk, APPLY)
    tells, rhythm = arguments[1] == "1", rhythm_for(opened.office)
    if tells and rhythm.is_quiet(desk.now):
        at = rhythm.next_call(desk.now).astimezone(ZoneInfo(opened.office.time_zone))
        buttons = _apply_buttons(arguments[0], tells=True)
        return Reply(words.too_late_to_tell(f"{at:%H:%M ngày %d/%m/%Y}", buttons), {"edit": kept})
    change, old_text = _from_json(kept["change"]), opened.item.text
    old_due = _old_due(change, opened)
    effect = await planner.apply(desk.session, opened.item, change, desk.now)
    affected = await _affected(change, effect.told, desk) if tells else set()
    reached = await people.principals_of(desk.session, affected, Purpose.REMINDERS, desk.now) if affected else []
    message = words.correction(change, opened.item, old_due, old_text)
    desk.others += [(person.contact, message) for person in reached]
    return Reply(words.applied(opened.item, kept["what"], effect, len(affected), len(reached)), closes=True)


def _to_json(change: Change) -> dict[str, Any]:
    audience = change.audience
    return {
        "text": change.text,
        "due": [change.due[0], change.due[1].isoformat()] if change.due else None,
        "audience": audience
        and [sorted(audience.levels), sorted(audience.wards), sorted(audience.school_ids), audience.is_public],
        "owes": change.owes,
        "withdrawn": change.withdrawn,
    }


def _from_json(kept: dict[str, Any]) -> Change:
    due, audience = kept["due"], kept["audience"]
    return Change(
        kept["text"],
        (due[0], date.fromisoformat(due[1])) if due else None,
        audience and Audience(frozenset(audience[0]), frozenset(audience[1]), frozenset(audience[2]), audience[3]),
        kept["owes"],
        kept["withdrawn"],
    )
