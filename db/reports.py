"""Reports: every version that a school sent, which of them count, and what that makes of the request."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    AgendaItem,
    Attribution,
    Report,
    ReportFile,
    ReportRequest,
    ReportStatus,
    RequestState,
    School,
)


@dataclass(frozen=True, slots=True)
class Content:
    """What one version says. `note` is in the person's own words, whole; `counts` are [done, total, unit]."""

    status: ReportStatus
    note: str = ""
    percent: int | None = None
    counts: Sequence[list[Any]] = ()
    new_date: date | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


class Owed(NamedTuple):
    """A request with what it is about and whose it is."""

    request: ReportRequest
    item: AgendaItem
    school: School


_OWED = (
    select(ReportRequest, AgendaItem, School)
    .join(AgendaItem, ReportRequest.item_id == AgendaItem.id)
    .join(School, ReportRequest.school_id == School.id)
)


async def owed(session: AsyncSession, request_id: int) -> Owed | None:
    """One request, locked for this transaction: two who answer for a school at once do it one after the other."""
    query = _OWED.where(ReportRequest.id == request_id).with_for_update(of=ReportRequest)
    row = (await session.execute(query, execution_options={"populate_existing": True})).one_or_none()
    return Owed(*row) if row else None


async def owed_among(session: AsyncSession, request_ids: Collection[int]) -> list[Owed]:
    """These requests, the earliest due first."""
    query = _OWED.where(ReportRequest.id.in_(request_ids))
    return [Owed(*row) for row in await session.execute(query.order_by(ReportRequest.due, ReportRequest.id))]


async def owed_for(session: AsyncSession, item_ids: Collection[int], school_ids: Collection[int]) -> list[Owed]:
    """What these schools owe or owed for these items, the earliest due first; the withdrawn too."""
    query = _OWED.where(ReportRequest.item_id.in_(item_ids), ReportRequest.school_id.in_(school_ids))
    return [Owed(*row) for row in await session.execute(query.order_by(ReportRequest.due, ReportRequest.id))]


async def reported_since(session: AsyncSession, school_ids: Collection[int], since: datetime) -> list[Owed]:
    """What these schools have reported, or amended, since; the latest first."""
    query = _OWED.where(
        ReportRequest.school_id.in_(school_ids),
        ReportRequest.state == RequestState.REPORTED,
        or_(ReportRequest.first_received_at >= since, ReportRequest.corrected_at >= since),
    ).order_by(func.coalesce(ReportRequest.corrected_at, ReportRequest.first_received_at).desc(), ReportRequest.id)
    return [Owed(*row) for row in await session.execute(query)]


async def add(
    session: AsyncSession,
    request: ReportRequest,
    content: Content,
    rule: Attribution,
    inbox_id: int | None,
    person_id: int,
    now: datetime,
    counted: bool,
) -> Report:
    """Stores one more version. One that does not count yet changes nothing of the request."""
    report = Report(
        request_id=request.id,
        version=await _next_version(session, request.id),
        status=content.status,
        percent=content.percent,
        counts=[list(each) for each in content.counts],
        new_date=content.new_date,
        values=dict(content.values),
        note=content.note,
        rule=rule,
        counted=counted,
        inbox_id=inbox_id,
        person_id=person_id,
        created_at=now,
    )
    session.add(report)
    await session.flush()
    await recount(session, request)
    return report


async def move(session: AsyncSession, report: Report, old: ReportRequest, new: ReportRequest) -> None:
    """The report was meant for another request: it becomes that one's newest version."""
    report.version = await _next_version(session, new.id)
    report.request_id = new.id
    await session.flush()
    await recount(session, old)
    await recount(session, new)


async def recount(session: AsyncSession, request: ReportRequest) -> bool:
    """Sets from the versions that count when the first came and when it was corrected. Whether there is any."""
    query = select(Report.created_at).where(Report.request_id == request.id, Report.counted.is_(True))
    received = list(await session.scalars(query.order_by(Report.created_at)))
    request.first_received_at = received[0] if received else None
    request.corrected_at = received[-1] if len(received) > 1 else None
    await session.flush()
    return bool(received)


async def report(session: AsyncSession, report_id: int) -> Report | None:
    return await session.get(Report, report_id)


async def latest(session: AsyncSession, request_id: int) -> Report | None:
    """The newest version that counts."""
    return await _newest(session, request_id, only_counted=True)


async def newest(session: AsyncSession, request_id: int) -> Report | None:
    """The newest version, whether it counts or still waits to be confirmed."""
    return await _newest(session, request_id, only_counted=False)


async def versions(session: AsyncSession, request_id: int) -> list[Report]:
    """All versions, the first one first."""
    return list(await session.scalars(select(Report).where(Report.request_id == request_id).order_by(Report.version)))


async def add_files(session: AsyncSession, report: Report, files: Sequence[ReportFile]) -> None:
    """They are fetched afterwards, see bot.files."""
    for each in files:
        each.report_id = report.id
    session.add_all(files)
    await session.flush()


async def files_of(session: AsyncSession, report_id: int) -> list[ReportFile]:
    """Without their bytes, in the order of arrival."""
    return list(
        await session.scalars(select(ReportFile).where(ReportFile.report_id == report_id).order_by(ReportFile.id))
    )


async def with_album(session: AsyncSession, person_id: int, album: str, since: datetime) -> Report | None:
    """The report to which other pictures of the same album were put."""
    query = (
        select(Report, ReportFile)
        .join(ReportFile, ReportFile.report_id == Report.id)
        .where(Report.person_id == person_id, Report.created_at >= since)
        .order_by(ReportFile.id.desc())
    )
    rows = await session.execute(query)
    return next((report for report, file in rows if file.source.get("album") == album), None)


async def to_fetch(session: AsyncSession, most: int) -> list[ReportFile]:
    """Files that were announced and have neither been fetched nor given up, the oldest first."""
    # Spelt out, not bound: a database uses a partial index only for a condition that it can read.
    query = select(ReportFile).where(ReportFile.fetched_at.is_(None), ReportFile.error == literal_column("''"))
    return list(await session.scalars(query.order_by(ReportFile.id).limit(most)))


async def _next_version(session: AsyncSession, request_id: int) -> int:
    return (await session.scalar(select(func.max(Report.version)).where(Report.request_id == request_id)) or 0) + 1


async def _newest(session: AsyncSession, request_id: int, only_counted: bool) -> Report | None:
    query = select(Report).where(Report.request_id == request_id).order_by(Report.version.desc()).limit(1)
    found: Report | None = await session.scalar(query.where(Report.counted.is_(True)) if only_counted else query)
    return found
