"""A report with fields: all from one text, or one after the other. What is known so far is kept in the dialogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from db.models import Attribution, Dialogue, FieldType, ReportStatus
from db.reports import Content, Owed
from handlers import recording
from handlers import reports_wording as words
from handlers.desk import Desk, Reply
from handlers.enclosures import Told
from handlers.fields import choices_of, only_numbers, read_all, read_one, type_of, value_of_choice
from handlers.hearing import Heard, heard, read, says_something
from handlers.messages import Button
from handlers.recording import LATER_BUTTON, OPEN, Mark, open_in, pending_for
from handlers.wording import STALE_CHOICE, label, say
from knowledge.reports import Kind, Status

FIELD = "vf"  # vf:<request>:<field>:<choice>


def ask(owed: Owed, rule: Attribution, values: Mapping[str, Any], amiss: bool = False) -> Reply:
    """Asks for the first field that is missing. `amiss`: what was given for it could not be read."""
    index, field = next((i, each) for i, each in enumerate(owed.item.fields) if each["name"] not in values)
    buttons = [
        Button(label(choice), f"{FIELD}:{owed.request.id}:{index}:{number}")
        for number, choice in enumerate(choices_of(field))
    ]
    pending = pending_for(owed, rule, dict(values))
    pending[OPEN] |= {"field": index, "asks_number": type_of(field) in (FieldType.NUMBER, FieldType.TEXT)}
    message = words.field_asked(owed, index, amiss, [*buttons, LATER_BUTTON], chooses=bool(buttons))
    return Reply(message, pending)


async def act(
    arguments: Sequence[int], owed: Owed, incoming_id: int | None, desk: Desk, dialogue: Dialogue | None
) -> Reply:
    """A field answered by a tap."""
    open_ = open_in(dialogue)
    try:
        field = owed.item.fields[arguments[1]]
        value = value_of_choice(field, arguments[2])
    except IndexError:
        return Reply(say(STALE_CHOICE))
    former = open_.get("values", {}) if open_.get("request") == owed.request.id else {}
    mark = Mark(Attribution(open_.get("rule", Attribution.BUTTON)), incoming_id)
    return await _go_on(owed, {**former, field["name"]: value}, mark, desk)


async def take(told: Told, owed: Owed, mark: Mark, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """A text for a request with fields. None where it is a question in between, which leaves it open."""
    text, open_ = told.text, open_in(dialogue)
    is_same = open_.get("request") == owed.request.id
    values = dict(open_.get("values", {})) if is_same else {}
    if not values and (given := read_all(owed.item.fields, text)):
        return await _store(owed, given, _note(owed, given, text), mark, desk)
    reading = read(text, await recording.today_at(desk, owed.item.office_id))
    if is_same and "field" in open_:
        field = owed.item.fields[open_["field"]]
        value = read_one(field, text) if reading.kind is not Kind.QUESTION else None
        if value is not None:
            return await _go_on(owed, {**values, field["name"]: value}, mark, desk)
        return None if reading.kind is Kind.QUESTION else ask(owed, mark.rule, values, amiss=True)
    if reading.kind is not Kind.REPORT:
        return None
    if says_something(reading) and reading.status not in (Status.DONE, Status.UNKNOWN):
        return await recording.keep(desk, owed, heard(reading, text), mark)
    return ask(owed, mark.rule, values)


async def _go_on(owed: Owed, values: dict[str, Any], mark: Mark, desk: Desk) -> Reply:
    if any(field["name"] not in values for field in owed.item.fields):
        return ask(owed, mark.rule, values)
    return await _store(owed, values, words.values_shown(values), mark, desk)


async def _store(owed: Owed, values: dict[str, Any], note: str, mark: Mark, desk: Desk) -> Reply:
    content = Content(ReportStatus.DONE, note=note, values=values)
    return await recording.keep(desk, owed, Heard(content, is_sure=True, is_clear=True), mark)


def _note(owed: Owed, values: Mapping[str, Any], text: str) -> str:
    """Where only counts are asked for, only counts are kept: a name beside them would be a child's."""
    return words.values_shown(values) if only_numbers(owed.item.fields) else text
