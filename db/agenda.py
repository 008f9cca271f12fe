"""The agenda's rows: items, the calls they make, what schools owe. What is due for whom is decided elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Table, and_, bindparam, func, insert, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    AgendaItem,
    Office,
    Plan,
    PlanStatus,
    Reminder,
    ReminderStatus,
    ReportRequest,
    RequestState,
    School,
    Task,
)

REMINDERS: Table = Reminder.metadata.tables["reminders"]
REQUESTS: Table = ReportRequest.metadata.tables["report_requests"]
ROWS_AT_ONCE = 2_000  # in one statement: a longer one would hold the event loop
WAITS = (RequestState.OPEN, RequestState.RETURNED)
# Spelt out, not bound: a database uses a partial index only for a condition that it can read.
_IS_PLANNED = REMINDERS.c.status == literal_column("'planned'")


class ReminderRow(NamedTuple):
    id: int
    period: str
    school_id: int
    step: str
    due_at: datetime
    status: ReminderStatus


class RequestRow(NamedTuple):
    id: int
    period: str
    school_id: int
    opens: date
    due: date
    state: RequestState


class DueRow(NamedTuple):
    """A planned call whose time has come."""

    id: int
    item_id: int
    period: str
    school_id: int
    step: str
    due_at: datetime


async def items_of(session: AsyncSession, office_id: int) -> list[AgendaItem]:
    """An office's items, by number; the withdrawn too."""
    query = select(AgendaItem).where(AgendaItem.office_id == office_id).order_by(AgendaItem.number)
    return list(await session.scalars(query))


async def items_of_plan(session: AsyncSession, plan_slug: str, office_id: int) -> list[tuple[AgendaItem, Task]]:
    """The items that any version of a plan gave, each with the task that it was last read from; the withdrawn last."""
    query = (
        select(AgendaItem, Task)
        .join(Task, AgendaItem.task_id == Task.id)
        .join(Plan, Task.plan_id == Plan.id)
        .where(Plan.slug == plan_slug, AgendaItem.office_id == office_id)
        .order_by(AgendaItem.withdrawn_at.is_not(None), AgendaItem.number)
    )
    return [(item, task) for item, task in await session.execute(query)]


async def items_by_id(session: AsyncSession, ids: Collection[int]) -> dict[int, AgendaItem]:
    return {item.id: item for item in await session.scalars(select(AgendaItem).where(AgendaItem.id.in_(ids)))}


async def offices_by_id(session: AsyncSession, ids: Collection[int]) -> list[Office]:
    return list(await session.scalars(select(Office).where(Office.id.in_(ids)).order_by(Office.id)))


async def schools_by_id(session: AsyncSession, ids: Collection[int]) -> dict[int, School]:
    return {school.id: school for school in await session.scalars(select(School).where(School.id.in_(ids)))}


async def plans_to_take_in(session: AsyncSession) -> list[Plan]:
    """Active plans that the agenda does not follow yet, locked: a second process waits, and then finds none."""
    query = select(Plan).where(Plan.status == PlanStatus.ACTIVE, Plan.taken_in_at.is_(None))
    return list(await session.scalars(query.order_by(Plan.id).with_for_update()))


async def by_code(session: AsyncSession, office_ids: Collection[int], number: int) -> list[AgendaItem]:
    """The items #V<number> of these offices."""
    query = select(AgendaItem).where(AgendaItem.office_id.in_(office_ids), AgendaItem.number == number)
    return list(await session.scalars(query))


async def add(session: AsyncSession, office_id: int, items: Sequence[AgendaItem]) -> None:
    """Stores new items, each with its number in the office."""
    last = await session.scalar(select(func.max(AgendaItem.number)).where(AgendaItem.office_id == office_id)) or 0
    for number, item in enumerate(items, start=last + 1):
        item.office_id, item.number = office_id, number
    session.add_all(items)
    await session.flush()


async def reminders_of(session: AsyncSession, item_id: int) -> list[ReminderRow]:
    columns = [REMINDERS.c[name] for name in ReminderRow._fields]
    rows = await (await session.connection()).execute(select(*columns).where(REMINDERS.c.item_id == item_id))
    return [ReminderRow(*row) for row in rows]


async def requests_of(session: AsyncSession, item_id: int) -> list[RequestRow]:
    columns = [REQUESTS.c[name] for name in RequestRow._fields]
    rows = await (await session.connection()).execute(select(*columns).where(REQUESTS.c.item_id == item_id))
    return [RequestRow(*row) for row in rows]


async def rename_periods(session: AsyncSession, item_id: int, names: Mapping[str, str]) -> None:
    """Gives the rows of these occurrences (old name -> new) their new names, where none bears the new one yet."""
    for table in (REMINDERS, REQUESTS):
        mine = table.c.item_id == item_id
        used = set(await session.scalars(select(table.c.period).where(mine).distinct()))
        for old, new in names.items():
            if new not in used:
                await session.execute(update(table).where(mine, table.c.period == old).values(period=new))


async def insert_reminders(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    await _in_pieces(session, insert(REMINDERS), rows)


async def insert_requests(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    await _in_pieces(session, insert(REQUESTS), rows)


_PLAN_AGAIN = (
    update(REMINDERS)
    .where(REMINDERS.c.id == bindparam("row"))
    .values(due_at=bindparam("at"), status=ReminderStatus.PLANNED, settled_at=None)
)
_CHANGE_REQUEST = (
    update(REQUESTS)
    .where(REQUESTS.c.id == bindparam("row"))
    .values(opens=bindparam("first"), due=bindparam("last"), state=bindparam("state"))
)


async def plan_again(session: AsyncSession, due_at: Mapping[int, datetime]) -> None:
    """Moves calls to these instants (by id); one that was cancelled is planned anew."""
    await _in_pieces(session, _PLAN_AGAIN, [{"row": id_, "at": at} for id_, at in due_at.items()])


async def change_requests(session: AsyncSession, changes: Iterable[RequestRow]) -> None:
    """Gives these requests (by id) the days and the state that they have here."""
    rows = [{"row": each.id, "first": each.opens, "last": each.due, "state": each.state} for each in changes]
    await _in_pieces(session, _CHANGE_REQUEST, rows)


async def settle_reminders(session: AsyncSession, ids: Sequence[int], status: ReminderStatus, now: datetime) -> None:
    """What is planned stops being so. What was sent stays sent."""
    connection = await session.connection()
    for start in range(0, len(ids), ROWS_AT_ONCE):
        piece = ids[start : start + ROWS_AT_ONCE]
        await connection.execute(
            update(REMINDERS).where(REMINDERS.c.id.in_(piece), _IS_PLANNED).values(status=status, settled_at=now)
        )


async def cancel_chasing(session: AsyncSession, request: ReportRequest, but_step: str, now: datetime) -> None:
    """Leaves in peace who has reported: nothing that is planned for the request goes out, but that one step."""
    await session.execute(
        update(REMINDERS)
        .where(
            REMINDERS.c.item_id == request.item_id,
            REMINDERS.c.period == request.period,
            REMINDERS.c.school_id == request.school_id,
            REMINDERS.c.step != but_step,
            _IS_PLANNED,
        )
        .values(status=ReminderStatus.CANCELLED, settled_at=now)
    )


_NEXT = select(func.min(REMINDERS.c.due_at)).where(_IS_PLANNED)
_DUE = (
    select(*(REMINDERS.c[name] for name in DueRow._fields))
    .where(_IS_PLANNED, REMINDERS.c.due_at <= bindparam("now"))
    .order_by(REMINDERS.c.due_at, REMINDERS.c.id)
    .with_for_update()
)


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next call is due; the index answers it, however many rows there are."""
    found: datetime | None = await (await session.connection()).scalar(_NEXT)
    return found


async def due(session: AsyncSession, now: datetime) -> list[DueRow]:
    """What is due, locked until the transaction ends: a second process waits, and then finds it settled."""
    rows = await (await session.connection()).execute(_DUE, {"now": now})
    return [DueRow(*row) for row in rows]


async def open_requests(
    session: AsyncSession, school_ids: Collection[int], today: date
) -> list[tuple[ReportRequest, AgendaItem, School]]:
    """What these schools owe now: begun, and neither reported, let off nor withdrawn; the earliest due first."""
    query = (
        select(ReportRequest, AgendaItem, School)
        .join(AgendaItem, ReportRequest.item_id == AgendaItem.id)
        .join(School, ReportRequest.school_id == School.id)
        .where(
            ReportRequest.school_id.in_(school_ids),
            ReportRequest.opens <= today,
            ReportRequest.state.in_(WAITS),
            AgendaItem.withdrawn_at.is_(None),
        )
        .order_by(ReportRequest.due, AgendaItem.number, School.name)
    )
    return [(request, item, school) for request, item, school in await session.execute(query)]


async def requests_at(
    session: AsyncSession, keys: Collection[tuple[int, str]], school_ids: Collection[int]
) -> dict[tuple[int, str, int], ReportRequest]:
    """The requests of these (item id, period) to these schools, by (item id, period, school id)."""
    items, periods = {item for item, _ in keys}, {period for _, period in keys}
    query = select(ReportRequest).where(
        and_(
            ReportRequest.item_id.in_(items),
            ReportRequest.period.in_(periods),
            ReportRequest.school_id.in_(school_ids),
        )
    )
    return {(row.item_id, row.period, row.school_id): row for row in await session.scalars(query)}


async def _in_pieces(session: AsyncSession, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
    connection = await session.connection()
    for start in range(0, len(rows), ROWS_AT_ONCE):
        await connection.execute(statement, rows[start : start + ROWS_AT_ONCE])
        await asyncio.sleep(0)  # SQLite runs on the loop's own thread: others have their turn between pieces
