"""Which schools a parent follows: school and grade, and nothing about the child."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Membership, Role, School

MOST = 20  # schools and grades that one person follows


async def followed(session: AsyncSession, person_id: int, now: datetime) -> list[tuple[Membership, School]]:
    """What this person follows at `now`, by school."""
    query = (
        select(Membership, School)
        .join(School, Membership.school_id == School.id)
        .where(
            Membership.person_id == person_id,
            Membership.role == Role.PARENT,
            Membership.since <= now,
            or_(Membership.until.is_(None), Membership.until > now),
        )
        .order_by(School.name, Membership.grade)
    )
    return [(membership, school) for membership, school in await session.execute(query)]


async def follow(session: AsyncSession, person_id: int, school: School, grade: int | None, now: datetime) -> None:
    """Follows a school's grade, or with None all of it. Twice does nothing."""
    held = await followed(session, person_id, now)
    if any((membership.school_id, membership.grade) == (school.id, grade) for membership, _ in held):
        return
    session.add(
        Membership(
            person_id=person_id,
            office_id=school.office_id,
            role=Role.PARENT,
            school_id=school.id,
            grade=grade,
            since=now,
        )
    )
    await session.flush()


async def stop(session: AsyncSession, person_id: int, membership_id: int, now: datetime) -> School | None:
    """Follows it no more; None where this person does not."""
    for membership, school in await followed(session, person_id, now):
        if membership.id == membership_id:
            membership.until = now
            await session.flush()
            return school
    return None
