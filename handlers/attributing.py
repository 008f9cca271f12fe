"""To which request a message belongs, by a rule that is kept with the report, and never by which came last.

In this order: the button (whose question is open), the message replied to, a code in the text, the only open request.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from db import agenda, reports
from db.deliveries import Chat, message_sent
from db.models import Attribution, Dialogue, School
from db.reports import Owed
from handlers import reports_refused as words
from handlers.desk import Desk, Reply
from handlers.hearing import CODE
from handlers.messages import Incoming, outgoing_from_json
from handlers.recording import open_in, refused, today_at
from handlers.wording import say

ITS_REQUEST = re.compile(r"v[dgkbcf]?:(\d{1,18})(?::.*)?")
ITS_REPORT = re.compile(r"(?:vs|vx|vok):(\d{1,18})\b.*")


@dataclass(frozen=True, slots=True)
class Meant:
    """The requests that a message may belong to: one, or several among which the person is asked."""

    candidates: Sequence[Owed]
    rule: Attribution


def codes_in(text: str) -> list[int]:
    """The numbers of the items that a text names: "#V10", "# v10", "V10"."""
    return list(dict.fromkeys(int(number) for number in CODE.findall(text)))


async def meant(
    text: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None, led: set[int]
) -> Meant | Reply | None:
    """What the first rules tell; None where nothing of the message names a request.

    A request that is merely open to be seen gives way to a reply or a code, which say more. One whose report was shown
    back waits for a tap: further words belong to it only where nothing else waits, for they may be about another task.
    """
    open_ = open_in(dialogue)
    if open_.get("was_asked_for") and (found := await _open(open_, desk, led)):
        return found
    if incoming.reply_to and (named := await _replied_to(text, incoming, desk, led)):
        return named
    if named := await _coded(codes_in(text), Attribution.CODE, desk, led):
        return named
    if open_.get("was_shown_back") and len(await the_only(desk, led)) > 1:
        return None
    return await _open(open_, desk, led)


async def _open(open_: dict[str, Any], desk: Desk, led: set[int]) -> Meant | None:
    owed = await reports.owed(desk.session, open_["request"]) if open_ else None
    return Meant([owed], Attribution(open_["rule"])) if owed and owed.school.id in led else None


async def the_only(desk: Desk, led: set[int]) -> list[Owed]:
    """All that these schools owe now: where it is one thing, that is the one meant."""
    office_ids = {school.office_id for school in (await agenda.schools_by_id(desk.session, led)).values()}
    found: list[Owed] = []
    for office_id in sorted(office_ids):
        today = await today_at(desk, office_id)
        rows = [Owed(*row) for row in await agenda.open_requests(desk.session, led, today)]
        found += [owed for owed in rows if owed.item.office_id == office_id]
    return sorted(found, key=lambda owed: (owed.request.due, owed.item.number))


async def _replied_to(text: str, incoming: Incoming, desk: Desk, led: set[int]) -> Meant | Reply | None:
    """The requests of our message: those of its buttons, else those of the codes in its words."""
    stored = await message_sent(
        desk.session, Chat(incoming.channel, incoming.account, incoming.chat_id), incoming.reply_to
    )
    if stored is None:
        return None
    message = outgoing_from_json(stored)
    ids = await _requests_of([button.value for button in message.buttons], desk)
    if not ids:
        return await _coded(codes_in(message.plain()), Attribution.REPLY, desk, led)
    asked = await reports.owed_among(desk.session, ids)
    mine = [owed for owed in asked if owed.school.id in led]
    if asked and not mine:
        return refused(desk, led, asked[0])
    if named := [owed for owed in mine if owed.item.number in codes_in(text)]:
        return Meant(_waiting(named) or named, Attribution.CODE)
    return Meant(_waiting(mine) or mine, Attribution.REPLY) if mine else None


async def _requests_of(values: Collection[str], desk: Desk) -> set[int]:
    ids = {int(found[1]) for value in values if (found := ITS_REQUEST.fullmatch(value))}
    for value in values:
        if found := ITS_REPORT.fullmatch(value):
            report = await reports.report(desk.session, int(found[1]))
            ids |= {report.request_id} if report else set()
    return ids


async def _coded(numbers: Sequence[int], rule: Attribution, desk: Desk, led: set[int]) -> Meant | Reply | None:
    if not numbers:
        return None
    if len(numbers) > 1 and rule is Attribution.CODE:
        return Reply(say(words.several_codes(numbers)))
    schools = list((await agenda.schools_by_id(desk.session, led)).values())
    offices = {school.office_id for school in schools}
    items = [item for number in numbers for item in await agenda.by_code(desk.session, offices, number)]
    asked = await reports.owed_for(desk.session, [item.id for item in items], led)
    if not asked:
        return _no_request(numbers[0], bool(items), schools) if rule is Attribution.CODE else None
    each_item = groupby(sorted(asked, key=_item_and_school), key=_item_and_school)
    found = [await _fitting(list(of_one), desk) for _, of_one in each_item]
    return Meant([owed for several in found for owed in several], rule)


def _item_and_school(owed: Owed) -> tuple[int, int]:
    return owed.item.id, owed.school.id


def _no_request(number: int, is_known: bool, schools: Sequence[School]) -> Reply:
    return Reply(words.not_for(number, schools) if is_known else words.no_such_code(number))


async def _fitting(periods: Sequence[Owed], desk: Desk) -> Sequence[Owed]:
    """Of one item's periods for one school: those that wait, else the last that has begun, else the first to come."""
    today = await today_at(desk, periods[0].item.office_id)
    begun = [owed for owed in periods if owed.request.opens <= today]
    return _waiting(begun) or begun[-1:] or periods[:1]


def _waiting(several: Sequence[Owed]) -> list[Owed]:
    return [owed for owed in several if owed.request.state in agenda.WAITS]
