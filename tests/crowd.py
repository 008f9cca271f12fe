"""An office with schools and people, for tests of whom an announcement reaches."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.announcements import Audience, Whom
from db.models import Consent, Contact, Delivery, Membership, Office, Person, Purpose, Role, School
from scheduler.announcing import Draft


async def add_office(session: AsyncSession, now: datetime, slug: str = "hoa-sen") -> Office:
    office = Office(slug=slug, name=f"Phòng {slug}", short_name=slug, kind="khac", places=[], wards=[], created_at=now)
    session.add(office)
    await session.flush()
    return office


async def add_school(session: AsyncSession, office: Office, name: str, *levels: str, **facts: Any) -> School:
    school = School(office_id=office.id, name=name, levels=list(levels), aliases=[], **facts)
    session.add(school)
    await session.flush()
    return school


async def add_person(
    session: AsyncSession,
    office: Office,
    role: Role,
    now: datetime,
    school: School | None = None,
    grade: int | None = None,
    *,
    channels: Collection[str] = ("telegram",),
    says_yes: bool = True,
) -> int:
    """A person of this role with a contact on each of the channels; gives the person's id."""
    person = Person(created_at=now)
    session.add(person)
    await session.flush()
    await add_role(session, person.id, office, role, now, school, grade)
    for channel in channels:
        await add_contact(session, person.id, office, now, channel, says_yes=says_yes)
    return person.id


async def add_role(
    session: AsyncSession,
    person_id: int,
    office: Office,
    role: Role,
    now: datetime,
    school: School | None = None,
    grade: int | None = None,
) -> None:
    school_id = school.id if school else None
    session.add(
        Membership(person_id=person_id, office_id=office.id, role=role, school_id=school_id, grade=grade, since=now)
    )
    await session.flush()


async def add_contact(
    session: AsyncSession,
    person_id: int,
    office: Office,
    now: datetime,
    channel: str,
    account: str = "1",
    *,
    says_yes: bool = True,
) -> Contact:
    """The chat's id is the person's."""
    contact = Contact(person_id=person_id, channel=channel, account=account, chat_id=f"{person_id}", created_at=now)
    session.add(contact)
    await session.flush()
    if says_yes:
        yes = {"office_id": office.id, "purpose": Purpose.ANNOUNCEMENTS, "text_version": "1", "given_at": now}
        session.add(Consent(contact_id=contact.id, **yes))
        await session.flush()
    return contact


def draft(audience: Audience | Whom, text: str = "Mai nghỉ học.", **more: Any) -> Draft:
    meant = Audience(audience) if isinstance(audience, Whom) else audience
    message = {"blocks": [["lead", "Thông báo"], ["text", text]], "intent": "notify"}
    return Draft(message, meant, "mọi người", **more)


async def rows_of(session: AsyncSession, announcement_id: int) -> dict[int, Delivery]:
    """The announcement's deliveries by person, fresh, in the order of the people."""
    query = select(Delivery).where(Delivery.announcement_id == announcement_id).order_by(Delivery.person_id)
    rows = await session.scalars(query, execution_options={"populate_existing": True})
    return {row.person_id or 0: row for row in rows}
