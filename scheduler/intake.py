"""Plans into the agenda: what becomes an item, what a new version changes, and what staff must decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import agenda as rows
from db.models import AgendaItem, ItemKind, Office, Plan, School, Task
from db.plans import tasks_of
from db.schools import schools_of
from knowledge.owing import named_schools, only_public, owes_report
from knowledge.period import Span
from scheduler.agenda import occurrences
from scheduler.matching import Worded, match
from scheduler.planner import plan_item, rhythm_for
from scheduler.rhythm import Rhythm


@dataclass(frozen=True, slots=True)
class Taken:
    """What a version of a plan did to the agenda, in items."""

    new: int
    kept: int
    unsure: int
    withdrawn: int


async def take_in(session: AsyncSession, now: datetime) -> list[tuple[Plan, Taken]]:
    """Takes in each active plan that is not in the agenda yet, in the caller's transaction."""
    taken = []
    for plan in await rows.plans_to_take_in(session):
        office = await session.get_one(Office, plan.office_id)
        taken.append((plan, await _take_in(session, plan, office, now)))
    return taken


async def roster_changed(session: AsyncSession, office: Office, now: datetime) -> None:
    """Schools came, left or changed: what items say of them by default is read again, and all is planned anew."""
    schools, rhythm = await schools_of(session, office.id), rhythm_for(office)
    for item in await rows.items_of(session, office.id):
        if item.task_id is not None:
            _set_defaults(item, await session.get_one(Task, item.task_id), schools, rhythm)
    await session.flush()
    for item in await rows.items_of(session, office.id):
        await plan_item(session, item, schools, rhythm, now)


async def same_item(session: AsyncSession, item: AgendaItem, is_same: bool, now: datetime) -> None:
    """Staff's word on an unsure match: the newer item is the older one, or a new one and the older is over."""
    office = await session.get_one(Office, item.office_id)
    older = await session.get_one(AgendaItem, item.perhaps_id)
    schools, rhythm = await schools_of(session, office.id), rhythm_for(office)
    item.perhaps_id = None
    if is_same and item.task_id is not None:
        older.task_id = item.task_id
        _set_defaults(older, await session.get_one(Task, item.task_id), schools, rhythm)
        item.withdrawn_at, item.task_id = now, None
    else:
        older.withdrawn_at = now
    await session.flush()
    for each in (older, item):
        await plan_item(session, each, schools, rhythm, now)


async def _take_in(session: AsyncSession, plan: Plan, office: Office, now: datetime) -> Taken:
    schools, rhythm = await schools_of(session, office.id), rhythm_for(office)
    tasks = _apart(await tasks_of(session, plan.id))
    former = await rows.items_of_plan(session, plan.slug, office.id)
    pairs = match([_worded(i.id, i.text, i.spans) for i in former], [_worded(t.id, t.what, t.spans) for t in tasks])
    by_id, items = {task.id: task for task in tasks}, {item.id: item for item in former}
    for item_id, task_id in pairs.sure:
        items[item_id].task_id = task_id
        _set_defaults(items[item_id], by_id[task_id], schools, rhythm)
    perhaps = {task_id: item_id for item_id, task_id in pairs.perhaps}
    known = {task_id for _, task_id in pairs.sure}
    new = [_item(task, perhaps.get(task.id), schools, rhythm, now) for task in tasks if task.id not in known]
    await rows.add(session, office.id, new)
    gone = items.keys() - {item_id for item_id, _ in (*pairs.sure, *pairs.perhaps)}
    for item_id in gone:
        items[item_id].withdrawn_at = now
    await session.flush()
    for item in (*former, *new):
        await plan_item(session, item, schools, rhythm, now)
    return Taken(len(new) - len(perhaps), len(known), len(perhaps), len(gone))


def _apart(tasks: Sequence[Task]) -> list[Task]:
    """Without those that a plan tells twice in the same words for the same time, as a month's list and a table do."""
    first: dict[tuple[str, str], Task] = {}
    for task in tasks:
        first.setdefault((" ".join(task.what.lower().split()), str(task.spans)), task)
    return list(first.values())


def _item(task: Task, perhaps_id: int | None, schools: Sequence[School], rhythm: Rhythm, now: datetime) -> AgendaItem:
    item = AgendaItem(kind=ItemKind.PLAN, task_id=task.id, perhaps_id=perhaps_id, created_at=now, edited=[])
    item.wards, item.fields = [], []
    _set_defaults(item, task, schools, rhythm)
    return item


def _set_defaults(item: AgendaItem, task: Task, schools: Sequence[School], rhythm: Rhythm) -> None:
    """What the plan says of the item, except where staff have said otherwise."""
    joins = task.joins.split("; ")
    named = named_schools(task.what, {school.id: (school.name, *school.aliases) for school in schools})
    default: dict[str, Any] = {
        "text": task.what,
        "spans": task.spans,
        "every": task.every,
        "due_days": _due_days(task, rhythm),
        "levels": task.levels,
        "school_ids": sorted(named),
        "is_public": only_public(task.what, joins),
        "owes": owes_report(task.what, task.product, task.leads.split("; "), joins),
    }
    for name in default.keys() - set(item.edited):
        setattr(item, name, default[name])


def _due_days(task: Task, rhythm: Rhythm) -> dict[str, str]:
    """The last of the days that a task's own words name is when it is due ("nộp trước ngày 15/10" in a month)."""
    found = occurrences(_spans(task.spans), task.every, {}, rhythm)
    named = [last for _, last in _spans(task.days)]
    return {
        each.period: max(inside).isoformat()
        for each in found
        if (inside := [day for day in named if each.opens <= day <= each.due])
    }


def _spans(stored: Sequence[Sequence[str]]) -> tuple[Span, ...]:
    return tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in stored)


def _worded(id_: int, text: str, spans: Sequence[Sequence[str]]) -> Worded:
    return Worded(id_, text, _spans(spans))
