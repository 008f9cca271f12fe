"""What becomes of an announcement once it is made: started in time, resting at night, following another, taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from db import broadcasts
from db.audiences import Audience, Whom
from db.models import Announcement, AnnouncementState, DeliveryStatus, Office
from scheduler.planner import rhythm_for

_DUE = select(Announcement).where(
    Announcement.state == AnnouncementState.SCHEDULED, Announcement.send_at <= bindparam("now")
)


async def is_due(session: AsyncSession, now: datetime) -> bool:
    return bool(await session.scalar(select(_DUE.exists()), {"now": now}))


async def start_due(session: AsyncSession, now: datetime) -> list[Announcement]:
    """Starts what is due, in the caller's transaction; what has become due in quiet hours is put off."""
    started = []
    due = _DUE.order_by(Announcement.send_at, Announcement.id)
    for announcement in (await session.scalars(due, {"now": now})).all():
        office = await session.get_one(Office, announcement.office_id)
        if must_rest(office, announcement, now):
            announcement.send_at = rhythm_for(office).wakes(now)
        elif await start(session, announcement, now):
            started.append(announcement)
    await session.flush()
    return started


async def start(session: AsyncSession, announcement: Announcement, now: datetime) -> bool:
    """Starts what is scheduled, or goes on with what has rested; False where another has, or it was withdrawn."""
    first = announcement.started_at or now
    changed = await change_state(
        session, announcement, AnnouncementState.SCHEDULED, state=AnnouncementState.SENDING, started_at=first
    )
    if changed:
        await broadcasts.start(session, announcement, now)
    return changed


def must_rest(office: Office, announcement: Announcement, now: datetime) -> bool:
    """Whether nothing of it may go out now: the office's quiet hours have begun."""
    going = (AnnouncementState.SENDING, AnnouncementState.SCHEDULED)
    return announcement.state in going and not announcement.is_urgent and rhythm_for(office).wakes(now) > now


async def rest(session: AsyncSession, announcement: Announcement, now: datetime) -> bool:
    """Puts what is not sent off until the quiet hours are over; says whether there was anything."""
    office = await session.get_one(Office, announcement.office_id)
    at = rhythm_for(office).wakes(now)
    if not await broadcasts.rest(session, announcement.id):
        return False
    await change_state(session, announcement, AnnouncementState.SENDING, state=AnnouncementState.SCHEDULED, send_at=at)
    return True


async def follow(session: AsyncSession, announcement: Announcement, now: datetime) -> bool:
    """Queues what goes to those who got another one for who has got that meanwhile; says whether there was anybody."""
    if Audience.from_json(announcement.audience).whom is not Whom.GOT:
        return False
    return await broadcasts.make(session, announcement, DeliveryStatus.QUEUED, now) > 0


async def finish_withdrawing(session: AsyncSession, announcement: Announcement, now: datetime) -> bool:
    """Stops and deletes what was on the wire when it was withdrawn; says whether there was anything."""
    stopped = await broadcasts.stop(session, announcement.id)
    return await broadcasts.delete_sent(session, announcement.id, now) + stopped > 0


async def change_state(
    session: AsyncSession, announcement: Announcement, from_: AnnouncementState, **values: Any
) -> bool:
    """Changes the announcement if it still is in that state; says whether it was."""
    changed = await session.execute(
        update(Announcement)
        .where(Announcement.id == announcement.id, Announcement.state == from_)
        .values(**values)
        .returning(Announcement.id)
    )
    if changed.one_or_none() is None:
        return False
    for name, value in values.items():
        set_committed_value(announcement, name, value)
    return True
