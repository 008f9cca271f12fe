"""How an office's schools stand with what they owe: a month at a glance, one occurrence, one school."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    AgendaItem,
    Plan,
    Reminder,
    ReminderStatus,
    Report,
    ReportRequest,
    ReportStatus,
    RequestState,
    School,
)
from db.models.agenda import BY_HAND_STEP, OFFICE_STEP
from knowledge.timeline.period import month_end


class Standing(StrEnum):
    """How one request stands on a day."""

    ON_TIME = "on_time"
    LATE = "late"
    WAITING = "waiting"  # not due yet
    MISSING = "missing"
    RETURNED = "returned"
    EXEMPT = "exempt"


OWES = (Standing.WAITING, Standing.MISSING, Standing.RETURNED)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one school owes for one occurrence, how that stands, and what the newest report says of it."""

    request: ReportRequest
    item: AgendaItem
    school: School
    standing: Standing
    report: Report | None  # the newest that counts

    @property
    def occurrence(self) -> tuple[int, str]:
        return self.item.id, self.request.period

    @property
    def is_trouble(self) -> bool:
        return self.report is not None and self.report.status is ReportStatus.TROUBLE


def standing(request: ReportRequest, today: date, zone: ZoneInfo) -> Standing:
    """On time until the due day is over where the office is; the first report decides, whatever came later."""
    match request.state:
        case RequestState.EXEMPT:
            return Standing.EXEMPT
        case RequestState.RETURNED:
            return Standing.RETURNED
        case RequestState.REPORTED:
            received = request.first_received_at
            late = received is not None and received.astimezone(zone).date() > request.due
            return Standing.LATE if late else Standing.ON_TIME
    return Standing.MISSING if request.due < today else Standing.WAITING


async def month(
    session: AsyncSession, office_id: int, year: int, number: int, now: datetime, zone: str, *, all_days: bool = False
) -> list[Cell]:
    """What falls due in that month, by school and day. Of a report by the day only the newest, unless `all_days`."""
    within = ReportRequest.due.between(date(year, number, 1), month_end(year, number))
    cells = await _cells(session, [AgendaItem.office_id == office_id, within], now, zone)
    return cells if all_days else _newest_days(cells, now.astimezone(ZoneInfo(zone)).date())


async def occurrence(session: AsyncSession, item_id: int, period: str, now: datetime, zone: str) -> list[Cell]:
    """What all schools owe for one occurrence, by school."""
    return await _cells(session, [ReportRequest.item_id == item_id, ReportRequest.period == period], now, zone)


async def of_request(
    session: AsyncSession, request_id: int, office_ids: Collection[int], now: datetime, zone: str
) -> Cell | None:
    """One request of these offices; None where it is none of theirs."""
    cells = await _cells(session, [ReportRequest.id == request_id, AgendaItem.office_id.in_(office_ids)], now, zone)
    return cells[0] if cells else None


async def of_school(session: AsyncSession, school_id: int, since: date, now: datetime, zone: str) -> list[Cell]:
    """What one school owes or owed that has begun and is due from `since` on, the earliest first."""
    today = now.astimezone(ZoneInfo(zone)).date()
    mine = [ReportRequest.school_id == school_id, ReportRequest.due >= since, ReportRequest.opens <= today]
    cells = await _cells(session, mine, now, zone)
    return sorted(_newest_days(cells, today), key=lambda cell: (cell.request.due, cell.item.number))


async def recently_reminded(
    session: AsyncSession, item_id: int, period: str, school_ids: Collection[int], since: datetime
) -> set[int]:
    """The schools that were reminded of this occurrence since then, or will be by a call that was asked for."""
    rows = await session.execute(
        select(Reminder.school_id, Reminder.status, Reminder.settled_at, Reminder.step).where(
            Reminder.item_id == item_id,
            Reminder.period == period,
            Reminder.school_id.in_(school_ids),
            Reminder.step != OFFICE_STEP,
            Reminder.status.in_((ReminderStatus.SENT, ReminderStatus.PLANNED)),
        )
    )
    return {
        school
        for school, status, settled_at, step in rows
        if (status is ReminderStatus.SENT and settled_at and settled_at > since)
        or (status is ReminderStatus.PLANNED and step.startswith(BY_HAND_STEP))
    }


async def missed(session: AsyncSession, office_id: int, year: int, number: int, zone_name: str) -> dict[int, int]:
    """The calls of that month that never went out because the program was down: by the item's number, how many."""
    first = datetime(year, number, 1, tzinfo=ZoneInfo(zone_name))
    end = (first + timedelta(days=31)).replace(day=1)
    rows = await session.execute(
        select(AgendaItem.number, func.count())
        .join(Reminder, Reminder.item_id == AgendaItem.id)
        .where(
            AgendaItem.office_id == office_id,
            Reminder.status == literal_column("'missed'"),  # spelt out, not bound: for the partial index
            Reminder.due_at >= first,
            Reminder.due_at < end,
        )
        .group_by(AgendaItem.number)
        .order_by(AgendaItem.number)
    )
    return {row[0]: row[1] for row in rows}


async def _cells(
    session: AsyncSession, conditions: Sequence[ColumnElement[bool]], now: datetime, zone_name: str
) -> list[Cell]:
    zone = ZoneInfo(zone_name)
    today = now.astimezone(zone).date()
    query = (
        select(ReportRequest, AgendaItem, School)
        .join(AgendaItem, ReportRequest.item_id == AgendaItem.id)
        .join(School, ReportRequest.school_id == School.id)
        .where(*conditions, ReportRequest.state != RequestState.WITHDRAWN)
        .order_by(School.name, ReportRequest.due, AgendaItem.number)
    )
    rows = (await session.execute(query)).all()
    reports = await _newest_reports(session, conditions)
    return [
        Cell(request, item, school, standing(request, today, zone), reports.get(request.id))
        for request, item, school in rows
    ]


async def _newest_reports(session: AsyncSession, conditions: Sequence[ColumnElement[bool]]) -> dict[int, Report]:
    """By request, for the requests of the same conditions."""
    query = (
        select(Report)
        .join(ReportRequest, Report.request_id == ReportRequest.id)
        .join(AgendaItem, ReportRequest.item_id == AgendaItem.id)
        .where(*conditions, Report.counted.is_(True))
        .order_by(Report.version)
    )
    return {report.request_id: report for report in await session.scalars(query)}


def _newest_days(cells: Iterable[Cell], today: date) -> list[Cell]:
    """Without the other days of what is reported by the day: a month of them would hide all else."""
    kept = list(cells)
    newest: dict[int, date] = {}
    for cell in kept:
        if cell.item.every == "day" and cell.request.due <= today:
            newest[cell.item.id] = max(newest.get(cell.item.id, date.min), cell.request.due)
    return [cell for cell in kept if cell.item.every != "day" or cell.request.due == newest.get(cell.item.id)]


async def unsure_items(session: AsyncSession, office_id: int) -> list[AgendaItem]:
    """Items of a new plan version that may be older ones, until staff say so."""
    query = select(AgendaItem).where(
        AgendaItem.office_id == office_id, AgendaItem.perhaps_id.is_not(None), AgendaItem.withdrawn_at.is_(None)
    )
    return list(await session.scalars(query.order_by(AgendaItem.number)))


async def document_code(session: AsyncSession, office_id: int) -> str:
    """The issuer's abbreviation in the numbers of its documents: "VHXH" of 48/KH-VHXH; "" where no plan tells."""
    query = select(Plan.number).where(Plan.office_id == office_id, Plan.number.like("%/%-%"))
    newest = await session.scalar(query.order_by(Plan.id.desc()).limit(1))
    return (newest or "").rpartition("/")[2].partition("-")[2].strip()
