"""Plans into the agenda: what becomes an item, what a new version changes, and what staff must decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import agenda as rows
from db.models import AgendaItem, ItemKind, Office, Plan, School, Task
from db.plans import tasks_of
from db.schools import schools_of
from knowledge.timeline.owing import named_schools, only_public, owes_report
from knowledge.timeline.period import Span
from scheduler.agenda import BY_SPAN, occurrences, renamed
from scheduler.comparing import wanted
from scheduler.matching import Worded, match
from scheduler.planner import WITHDRAWN, plan_item, plan_office, rhythm_for
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
    await plan_office(session, office, now)


async def same_item(session: AsyncSession, item: AgendaItem, is_same: bool, now: datetime) -> None:
    """Staff's word on an unsure match: the newer item is the older one, or a new one and the older is over."""
    office = await session.get_one(Office, item.office_id)
    older = await session.get_one(AgendaItem, item.perhaps_id)
    schools, rhythm = await schools_of(session, office.id), rhythm_for(office)
    item.perhaps_id = None
    if is_same and item.task_id is not None:
        await _follow(session, older, await session.get_one(Task, item.task_id), schools, rhythm, now)
        item.withdrawn_at, item.task_id = now, None
    else:
        older.withdrawn_at = now
    await session.flush()
    for each in (older, item):
        await plan_item(session, each, schools, rhythm, now)


async def _take_in(session: AsyncSession, plan: Plan, office: Office, now: datetime) -> Taken:
    schools, rhythm = await schools_of(session, office.id), rhythm_for(office)
    former = await _former(session, plan, now)
    tasks = {task.id: task for task in _apart(await tasks_of(session, plan.id))}
    items = {item.id: item for item, _ in former}
    pairs = match([_worded(item.id, task) for item, task in former], [_worded(id_, t) for id_, t in tasks.items()])
    for item_id, task_id in pairs.sure:
        await _follow(session, items[item_id], tasks[task_id], schools, rhythm, now)
    perhaps = {task: item for item, task in pairs.perhaps if items[item].withdrawn_at is None}
    known = {task_id for _, task_id in pairs.sure}
    new = [_item(task, perhaps.get(id_), schools, rhythm, now) for id_, task in tasks.items() if id_ not in known]
    await rows.add(session, office.id, new)
    found = {item_id for item_id, _ in pairs.sure} | set(perhaps.values())
    gone = [item for item in items.values() if item.id not in found and item.withdrawn_at is None]
    for item in gone:
        item.withdrawn_at = now
    plan.taken_in_at = now
    await session.flush()
    for item in (*items.values(), *new):
        await plan_item(session, item, schools, rhythm, now)
    return Taken(len(new) - len(perhaps), len(known), len(perhaps), len(gone))


async def _former(session: AsyncSession, plan: Plan, now: datetime) -> list[tuple[AgendaItem, Task]]:
    """What the plan's versions gave until now. A doubt that nobody settled is over: the new version raises its own."""
    former = []
    for item, task in await rows.items_of_plan(session, plan.slug, plan.office_id):
        if item.perhaps_id is None:
            former.append((item, task))
        else:
            item.perhaps_id, item.task_id, item.withdrawn_at = None, None, now
    return former


async def _follow(
    session: AsyncSession, item: AgendaItem, task: Task, schools: Sequence[School], rhythm: Rhythm, now: datetime
) -> None:
    """The item is this task from now on. An occurrence that is not over goes on, whatever its new time is called."""
    before, was = wanted(item).occurrences(rhythm), item.every
    item.task_id = task.id
    if WITHDRAWN not in item.edited:
        item.withdrawn_at = None
    _set_defaults(item, task, schools, rhythm)
    if was in BY_SPAN and item.every in BY_SPAN:
        names = renamed(before, wanted(item).occurrences(rhythm), rhythm.today(now))
        await rows.rename_periods(session, item.id, names)
        item.due_days = {names.get(period, period): day for period, day in item.due_days.items()}


def _apart(tasks: Sequence[Task]) -> list[Task]:
    """Without those that a plan tells twice in the same words for the same time, as a month's list and a table do.

    Told for one level here and for another there, they are two tasks; told for all, they are one.
    """
    alike: dict[tuple[str, str], dict[tuple[str, ...], Task]] = defaultdict(dict)
    for task in tasks:
        by_levels = alike[" ".join(task.what.lower().split()), str(task.spans)]
        by_levels.setdefault(tuple(sorted(task.levels)), task)
    return [
        task for by_levels in alike.values() for task in ([by_levels[()]] if () in by_levels else by_levels.values())
    ]


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


def _worded(id_: int, task: Task) -> Worded:
    """By the plan's own words: staff may have changed the item's."""
    return Worded(id_, " ".join([task.what, *sorted(task.levels)]), _spans(task.spans))
