"""Whom an announcement means: from what staff chose to the people, each once, and the contact that each is written to.

Only who said yes to this office's announcements is written to, over the newest of their contacts that is not blocked.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, and_, func, literal, or_, select, text, union
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import is_served, newest
from db.models import Consent, Contact, Delivery, DeliveryStatus, Membership, Purpose, ReportRequest, RequestState, Role
from db.models import School as SchoolRow
from db.people import STAFF
from db.schools import roster
from db.sqlite import LONG
from knowledge.language.levels import grades_of


class Whom(StrEnum):
    EVERYONE = "everyone"
    PARENTS = "parents"
    PRINCIPALS = "principals"
    STAFF = "staff"
    CONTACTS = "contacts"  # a named list: these contacts, and the principals of these schools
    GOT = "got"  # who got, or may have got, an earlier announcement
    SILENT = "silent"  # who got it and has not answered
    OWING = "owing"  # principals of schools that have not yet reported on an item and period


ROLES = {
    Whom.EVERYONE: tuple(Role),
    Whom.PARENTS: (Role.PARENT,),
    Whom.PRINCIPALS: (Role.PRINCIPAL,),
    Whom.STAFF: STAFF,
    Whom.CONTACTS: (Role.PRINCIPAL,),
    Whom.OWING: (Role.PRINCIPAL,),
}
BY_SCHOOL = (Whom.PRINCIPALS, Whom.CONTACTS, Whom.OWING)  # of these, a school that nobody answers for is unreachable


@dataclass(frozen=True, slots=True)
class Audience:
    """Each restriction that is given must hold. `grades` (0 preschool to 12) mean the parents who follow them.

    `contact_ids` are for CONTACTS, `about_id` (an announcement) for GOT and SILENT, `item_id` and `period` for OWING.
    """

    whom: Whom
    levels: frozenset[str] = frozenset()
    wards: frozenset[str] = frozenset()
    school_ids: frozenset[int] = frozenset()
    is_public: bool | None = None
    grades: frozenset[int] = frozenset()
    contact_ids: frozenset[int] = frozenset()
    about_id: int | None = None
    item_id: int | None = None
    period: str = ""

    def has(self, school: SchoolRow) -> bool:
        """A school of unknown level or kind is not left out."""
        return (
            (not self.levels or not school.levels or not self.levels.isdisjoint(school.levels))
            and (not self.wards or school.ward in self.wards)
            and (not self.school_ids or school.id in self.school_ids)
            and (self.is_public is None or school.is_public is None or school.is_public == self.is_public)
        )

    @property
    def asks_for_schools(self) -> bool:
        restricted = self.levels or self.wards or self.school_ids or self.grades or self.is_public is not None
        return bool(restricted) or self.whom is Whom.OWING

    def to_json(self) -> dict[str, Any]:
        values = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Audience:
        values: dict[str, Any] = {name: frozenset(v) if isinstance(v, list) else v for name, v in stored.items()}
        return cls(**{**values, "whom": Whom(stored["whom"])})


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people an audience means: `unreachable` counts people without a usable contact, and schools nobody of
    which is with the bot; `idle` counts those reached who are only with a bot that is not served now, and wait for it.
    """

    reached: int
    unreachable: int
    idle: int = 0
    by_channel: dict[str, int] = field(default_factory=dict)


@asynccontextmanager
async def joining_many(session: AsyncSession) -> AsyncIterator[None]:
    """Within it PostgreSQL joins as for many rows, whatever it knows of the tables.

    Just after thousands of rows were added it expects one, and compares each with each for minutes.
    """
    is_postgres = session.get_bind().dialect.name == "postgresql"
    if is_postgres:
        await session.execute(text("SET LOCAL enable_nestloop = off"))
    yield
    if is_postgres:
        await session.execute(text("SET LOCAL enable_nestloop TO DEFAULT"))


async def reach(session: AsyncSession, office_id: int, audience: Audience, now: datetime) -> Reach:
    """Counts; changes nothing."""
    async with joining_many(session):
        return await _reach(session, office_id, audience, now)


async def _reach(session: AsyncSession, office_id: int, audience: Audience, now: datetime) -> Reach:
    people = await persons(session, office_id, audience, now)
    connection = await session.connection()
    served = await is_served(session)
    channels = (
        select(Contact.channel, func.count(), func.count().filter(~served))
        .prefix_with(LONG)
        .where(Contact.id.in_(await best_contacts(session, office_id, audience, people)))
        .group_by(Contact.channel)
    )
    counted = (await connection.execute(channels)).all()
    by_channel = {channel: count for channel, count, _ in counted}
    idle = sum(count for _, _, count in counted)
    meant = await connection.scalar(select(func.count()).prefix_with(LONG).select_from(people.subquery())) or 0
    reached = sum(by_channel.values())
    deserted = await _deserted(session, office_id, audience, now) if audience.whom in BY_SCHOOL else 0
    return Reach(reached, meant - reached + deserted, idle, by_channel)


async def persons(session: AsyncSession, office_id: int, audience: Audience, now: datetime) -> Select[Any]:
    """Whom it means, as a query of persons' ids: each once, those too who cannot be reached."""
    if audience.whom in (Whom.GOT, Whom.SILENT):
        state = may_have_got() if audience.whom is Whom.GOT else _silent()
        known = Delivery.person_id.is_not(None)  # not of who has been erased since
        return select(Delivery.person_id).where(Delivery.announcement_id == audience.about_id, known, state)
    schools = [school for school in await roster(session, office_id) if audience.has(school)]
    if audience.whom is not Whom.CONTACTS:
        return _members(office_id, audience, schools, now).distinct()
    named = select(Contact.person_id).where(Contact.id.in_(_listed(session, audience.contact_ids)))
    if not audience.school_ids:
        return named.distinct()
    both = union(named, _members(office_id, audience, schools, now)).subquery()
    return select(both.c.person_id)


async def best_contacts(session: AsyncSession, office_id: int, audience: Audience, people: Select[Any]) -> Select[int]:
    """One usable contact of each of these people: one that the list names, else the newest that is served."""
    best = newest(await is_served(session))
    if audience.contact_ids:
        named = func.max(Contact.id).filter(Contact.id.in_(_listed(session, audience.contact_ids)))
        best = func.coalesce(named, best)
    return (
        select(best)
        .join(Consent, Consent.contact_id == Contact.id)
        .where(
            Contact.blocked_at.is_(None),
            Consent.office_id == office_id,
            Consent.purpose == Purpose.ANNOUNCEMENTS,
            Consent.withdrawn_at.is_(None),
            Contact.person_id.in_(people),
        )
        .group_by(Contact.person_id)
    )


def may_have_got() -> ColumnElement[bool]:
    """Rows of an announcement that went out, or may have, whatever became of them since."""
    out = (DeliveryStatus.SENT, DeliveryStatus.SENDING, DeliveryStatus.UNCERTAIN)
    return or_(Delivery.status.in_(out), Delivery.attempts > 0, Delivery.sent_at.is_not(None))


def _silent() -> ColumnElement[bool]:
    return and_(Delivery.status == DeliveryStatus.SENT, Delivery.answer.is_(None))


def _listed(session: AsyncSession, ids: Collection[int]) -> Select[int]:
    """Ids as a query with a single parameter: a list may be longer than a statement may have parameters."""
    if session.get_bind().dialect.name == "sqlite":
        return select(func.json_each(str(sorted(ids))).table_valued("value").c.value)
    return select(func.unnest(literal(sorted(ids), ARRAY(BigInteger))))


def _members(office_id: int, audience: Audience, schools: Sequence[SchoolRow], now: datetime) -> Select[Any]:
    """People in these roles; where schools are asked for, in one of those. Nobody leads a school that is closed."""
    query = select(Membership.person_id).where(
        Membership.office_id == office_id,
        Membership.role.in_(ROLES[audience.whom]),
        Membership.since <= now,
        or_(Membership.until.is_(None), Membership.until > now),
    )
    if audience.grades:
        query = query.where(_follows(audience.grades, schools))
    elif audience.asks_for_schools:
        query = query.where(Membership.school_id.in_([school.id for school in schools]))
        if audience.levels:  # a school may have several: who follows a grade of another is not meant
            meant = Membership.grade.in_(grades_of(audience.levels))
            query = query.where(or_(Membership.grade.is_(None), meant))
    else:
        closed = select(SchoolRow.id).where(SchoolRow.office_id == office_id, SchoolRow.closed_at.is_not(None))
        left = and_(Membership.role == Role.PRINCIPAL, Membership.school_id.in_(closed))
        query = query.where(or_(Membership.school_id.is_(None), ~left))
    if audience.whom is Whom.OWING:
        query = query.where(Membership.school_id.in_(_owing(audience)))
    return query


def _follows(grades: frozenset[int], schools: Sequence[SchoolRow]) -> ColumnElement[bool]:
    """Who follows a whole school follows each of its grades."""
    having = [school.id for school in schools if not grades.isdisjoint(grades_of(school.levels))]
    return and_(
        Membership.role == Role.PARENT,
        Membership.school_id.in_(having),
        or_(Membership.grade.in_(grades), Membership.grade.is_(None)),
    )


def _owing(audience: Audience) -> Select[int]:
    return select(ReportRequest.school_id).where(
        ReportRequest.item_id == audience.item_id,
        ReportRequest.period == audience.period,
        ReportRequest.state.in_((RequestState.OPEN, RequestState.RETURNED)),
    )


async def _deserted(session: AsyncSession, office_id: int, audience: Audience, now: datetime) -> int:
    """How many of the schools have nobody who answers for them."""
    if audience.whom is Whom.CONTACTS and not audience.school_ids:
        return 0
    meant = {school.id for school in await roster(session, office_id) if audience.has(school)}
    if audience.whom is Whom.OWING:
        meant &= set(await session.scalars(_owing(audience)))
    led = select(Membership.school_id).where(
        Membership.office_id == office_id,
        Membership.role == Role.PRINCIPAL,
        Membership.since <= now,
        or_(Membership.until.is_(None), Membership.until > now),
    )
    return len(meant - set(await session.scalars(led)))
