"""Who leads a school in the bot, and handing it over: the former ones' access ends, what they sent stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.invites import PURPOSES, issue
from db.models import Consent, Contact, Invite, Membership, Role, School
from db.people import memberships


async def leaders(session: AsyncSession, school_ids: Collection[int], now: datetime) -> dict[int, list[Membership]]:
    """Whoever answers for each of these schools at `now`, the earliest first; every school has an entry."""
    query = (
        select(Membership)
        .where(
            Membership.role == Role.PRINCIPAL,
            Membership.school_id.in_(school_ids),
            Membership.since <= now,
            or_(Membership.until.is_(None), Membership.until > now),
        )
        .order_by(Membership.since, Membership.id)
    )
    found: dict[int, list[Membership]] = defaultdict(list, {school: [] for school in school_ids})
    for member in await session.scalars(query):
        if member.school_id is not None:
            found[member.school_id].append(member)
    return found


async def close_access(
    session: AsyncSession, school: School, now: datetime, kept: Collection[int] = ()
) -> list[Contact]:
    """Ends the school's memberships but those `kept` (by id), with the consents that rested on them and unused codes.

    Returns the contacts of who has lost it. Reports and memberships stay: the school's history is whole.
    """
    await session.execute(delete(Invite).where(Invite.school_id == school.id, Invite.used_at.is_(None)))
    ended = [member for member in (await leaders(session, [school.id], now))[school.id] if member.id not in kept]
    for member in ended:
        member.until = now
    await session.flush()
    people = {member.person_id for member in ended}
    for person_id in people:
        await _withdraw_unfounded(session, person_id, school.office_id, now)
    contacts = await session.scalars(select(Contact).where(Contact.person_id.in_(people)).order_by(Contact.id))
    return list(contacts)


async def hand_over(
    session: AsyncSession, school: School, to: str, lasts: timedelta, now: datetime, kept: Collection[int] = ()
) -> tuple[str, Invite, list[Contact]]:
    """Closes the former ones' access and makes the successor's code: (code, invite, contacts who lost access).

    `to`: the successor's name for the roster, "" where it is not known yet.
    """
    lost = await close_access(session, school, now, kept)
    school.principal = to
    code, invite = await issue(session, school.office_id, Role.PRINCIPAL, school.id, lasts, now)
    return code, invite, lost


async def _withdraw_unfounded(session: AsyncSession, person_id: int, office_id: int, now: datetime) -> None:
    """Takes back each yes to the office that no role which is left asks for; another school led keeps them all."""
    left = [member.role for member in await memberships(session, person_id, now) if member.office_id == office_id]
    founded = {purpose for role in left for purpose in PURPOSES[role]}
    await session.execute(
        update(Consent)
        .where(
            Consent.contact_id.in_(select(Contact.id).where(Contact.person_id == person_id)),
            Consent.office_id == office_id,
            Consent.withdrawn_at.is_(None),
            Consent.purpose.not_in(founded),
        )
        .values(withdrawn_at=now)
    )
