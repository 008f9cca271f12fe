"""Keeps the rows true: an item's calls and requests follow its plan, its edits, the roster and the office's rhythm.

Every way of changing them ends in `plan_item`, which writes only the difference; so doing it twice does nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import agenda as rows
from db.models import AgendaItem, Office, ReminderStatus, ReportRequest, RequestState, School
from db.schools import schools_of
from knowledge.errors import UserError
from scheduler.agenda import FIRST, Audience
from scheduler.comparing import Difference, Wanted, compare, wanted
from scheduler.rhythm import Rhythm
from scheduler.rhythm_settings import rhythm_of

WITHDRAWN = AgendaItem.withdrawn_at.key  # in `edited`: staff withdrew it, so no new version brings it back
LONGEST_TEXT = 1_000  # characters of an item's text


@dataclass(frozen=True, slots=True)
class Change:
    """What staff change of an item: None leaves it. `due` is (period, day)."""

    text: str | None = None
    due: tuple[str, date] | None = None
    audience: Audience | None = None
    owes: bool | None = None
    withdrawn: bool | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does, in calls that are not sent yet, and which schools have been told what it changes."""

    moved: int
    cancelled: int
    added: int
    told: frozenset[int]  # school ids


def rhythm_for(office: Office) -> Rhythm:
    return rhythm_of(office.rhythm, office.time_zone)


async def plan_item(
    session: AsyncSession, item: AgendaItem, schools: Sequence[School], rhythm: Rhythm, now: datetime
) -> Effect:
    """Makes the rows of one item what they should be, in the caller's transaction. Without a roster it calls nobody."""
    if not schools:
        return _effect(Difference())
    await asyncio.sleep(0)  # SQLite runs on the loop's own thread: others have their turn between items
    difference = await _difference(session, item.id, wanted(item), schools, rhythm, now)
    await rows.insert_requests(session, difference.new_requests)
    await rows.change_requests(session, difference.changed_requests)
    await rows.settle_reminders(session, difference.cancelled, ReminderStatus.CANCELLED, now)
    await rows.plan_again(session, difference.moved)
    await rows.insert_reminders(session, difference.new_reminders)
    return _effect(difference)


async def plan_office(session: AsyncSession, office: Office, now: datetime) -> None:
    """The same for all items of an office: after its roster or its rhythm changed."""
    schools, rhythm = await schools_of(session, office.id), rhythm_for(office)
    for item in await rows.items_of(session, office.id):
        await plan_item(session, item, schools, rhythm, now)


async def preview(session: AsyncSession, item: AgendaItem, change: Change, now: datetime) -> Effect:
    """What `apply` would do. Raises UserError where the change is impossible."""
    office = await session.get_one(Office, item.office_id)
    rhythm, schools = rhythm_for(office), await schools_of(session, office.id)
    want = _changed(wanted(item), change, rhythm, now)
    effect = _effect(await _difference(session, item.id, want, schools, rhythm, now))
    return replace(effect, told=effect.told | await _told(session, item, schools, rhythm, now))


async def apply(session: AsyncSession, item: AgendaItem, change: Change, now: datetime) -> Effect:
    """Changes the item and plans it anew: what is not sent moves, what is sent stays. Raises UserError."""
    office = await session.get_one(Office, item.office_id)
    rhythm, schools = rhythm_for(office), await schools_of(session, office.id)
    told = await _told(session, item, schools, rhythm, now)
    _write(item, change, _changed(wanted(item), change, rhythm, now), now)
    await session.flush()
    effect = await plan_item(session, item, schools, rhythm, now)
    return replace(effect, told=effect.told | told)


async def settle(session: AsyncSession, request: ReportRequest, state: RequestState, now: datetime) -> None:
    """A report counts, or the school is let off: it is left in peace. Who is let off still hears of the month."""
    request.state = state
    await session.flush()
    await rows.cancel_chasing(session, request, FIRST if state is RequestState.EXEMPT else "", now)


async def reopen(session: AsyncSession, request: ReportRequest, state: RequestState, now: datetime) -> None:
    """Returned to the school, or no longer let off: what is still to come of its calls is planned again."""
    request.state = state
    await session.flush()
    item = await session.get_one(AgendaItem, request.item_id)
    office = await session.get_one(Office, item.office_id)
    await plan_item(session, item, await schools_of(session, office.id), rhythm_for(office), now)


async def _difference(
    session: AsyncSession, item_id: int, want: Wanted, schools: Sequence[School], rhythm: Rhythm, now: datetime
) -> Difference:
    reminders, requests = await rows.reminders_of(session, item_id), await rows.requests_of(session, item_id)
    return compare(item_id, want, schools, reminders, requests, rhythm, now)


async def _told(
    session: AsyncSession, item: AgendaItem, schools: Sequence[School], rhythm: Rhythm, now: datetime
) -> frozenset[int]:
    """Who has been told of the item as it stands: whoever the change leaves out is to hear of it too."""
    return (await _difference(session, item.id, wanted(item), schools, rhythm, now)).told


def _effect(difference: Difference) -> Effect:
    return Effect(len(difference.moved), len(difference.cancelled), len(difference.new_reminders), difference.told)


def _changed(want: Wanted, change: Change, rhythm: Rhythm, now: datetime) -> Wanted:
    due_days: Mapping[str, date] = want.due_days
    if change.text is not None and not 0 < len(change.text.strip()) <= LONGEST_TEXT:
        raise UserError(f"Nội dung việc cần từ 1 đến {LONGEST_TEXT} ký tự.")
    if change.due is not None:
        period, day = change.due
        if period not in {each.period for each in want.occurrences(rhythm)}:
            raise UserError(f"Việc này không có kỳ {period}.")
        if day < rhythm.today(now):
            raise UserError(f"Ngày {day:%d/%m/%Y} đã qua, hãy chọn ngày khác.")
        due_days = {**due_days, period: day}
    return replace(
        want,
        due_days=due_days,
        audience=want.audience if change.audience is None else change.audience,
        owes=want.owes if change.owes is None else change.owes,
        calls=want.calls if change.withdrawn is None else not change.withdrawn,
    )


def _write(item: AgendaItem, change: Change, want: Wanted, now: datetime) -> None:
    edited: dict[str, Any] = {}
    if change.text is not None:
        edited["text"] = " ".join(change.text.split())
    if change.due is not None:
        edited["due_days"] = {period: day.isoformat() for period, day in want.due_days.items()}
    if change.audience is not None:
        edited["levels"], edited["wards"] = sorted(want.audience.levels), sorted(want.audience.wards)
        edited["school_ids"], edited["is_public"] = sorted(want.audience.school_ids), want.audience.is_public
    if change.owes is not None:
        edited["owes"] = change.owes
    for name, value in edited.items():
        setattr(item, name, value)
    item.edited = sorted({*item.edited, *edited})
    if change.withdrawn is not None:  # restored, it follows the plan again
        item.withdrawn_at = now if change.withdrawn else None
        item.edited = sorted({*item.edited, WITHDRAWN} if change.withdrawn else {*item.edited} - {WITHDRAWN})
