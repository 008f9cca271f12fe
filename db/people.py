"""Who writes: contacts, what they may do (memberships) and what they said yes to (consents)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import is_served
from db.models import Consent, Contact, Membership, Person, Purpose, Role
from db.sqlite import LONG

STAFF = (Role.STAFF, Role.ADMIN)
IDS_AT_ONCE = 1_000

# What every message asks is built once: SQLAlchemy takes longer to build a statement than SQLite to run it.
_CONTACT = select(Contact).where(
    Contact.channel == bindparam("in_channel"),
    Contact.account == bindparam("of_account"),
    Contact.chat_id == bindparam("chat"),
)
_MEMBERSHIPS = (
    select(Membership)
    .where(
        Membership.person_id == bindparam("person"),
        Membership.since <= bindparam("now"),
        or_(Membership.until.is_(None), Membership.until > bindparam("now")),
    )
    .order_by(Membership.since.desc(), Membership.id.desc())
)


async def contact_for(session: AsyncSession, channel: str, account: str, chat_id: str, now: datetime) -> Contact:
    """The contact of this chat, made with a person of its own on first sight."""
    found = await session.scalar(_CONTACT, {"in_channel": channel, "of_account": account, "chat": chat_id})
    if found is not None:
        return found
    person = Person(created_at=now)
    session.add(person)
    await session.flush()
    contact = Contact(person_id=person.id, channel=channel, account=account, chat_id=chat_id, created_at=now)
    session.add(contact)
    await session.flush()
    return contact


async def contacts_at(session: AsyncSession, channel: str, chat_ids: Collection[str]) -> dict[str, int]:
    """The newest contact's id of each of these chats that is known, whichever account it belongs to."""
    found: dict[str, int] = {}
    wanted = sorted(chat_ids)
    for first in range(0, len(wanted), IDS_AT_ONCE):
        query = select(Contact.chat_id, func.max(Contact.id)).group_by(Contact.chat_id)
        some = wanted[first : first + IDS_AT_ONCE]
        rows = await session.execute(query.where(Contact.channel == channel, Contact.chat_id.in_(some)))
        found.update(dict(rows.all()))
    return found


async def memberships(session: AsyncSession, person_id: int, now: datetime) -> list[Membership]:
    """The roles that hold at `now`, the newest first."""
    return list(await session.scalars(_MEMBERSHIPS, {"person": person_id, "now": now}))


async def add_membership(
    session: AsyncSession,
    person_id: int,
    office_id: int,
    role: Role,
    school_id: int | None,
    now: datetime,
    known_as: str | None = None,
) -> None:
    """Gives the role, unless the person has it already; a new `known_as` takes the place of the old."""
    for held in await memberships(session, person_id, now):
        if (held.office_id, held.role, held.school_id) == (office_id, role, school_id):
            held.known_as = known_as or held.known_as
            return
    session.add(
        Membership(
            person_id=person_id, office_id=office_id, role=role, school_id=school_id, known_as=known_as, since=now
        )
    )
    await session.flush()


async def offices_staffed_by(session: AsyncSession, person_id: int, now: datetime) -> set[int]:
    """The offices for which this person may see and answer what people asked: the one place that says so."""
    return {held.office_id for held in await memberships(session, person_id, now) if held.role in STAFF}


@dataclass(frozen=True, slots=True)
class Colleague:
    """A reachable member of an office's staff. `known_as`: the plan's name for them, "" where none was given."""

    contact: Contact
    known_as: str


async def staff_of(session: AsyncSession, office_id: int, purpose: Purpose, now: datetime) -> list[Colleague]:
    """Who of this office's staff wants to be told for `purpose`: with that consent in force, by contact."""
    rows = await session.execute(
        select(Contact, func.max(Membership.known_as))
        .prefix_with(LONG)  # past all who said yes
        .join(Membership, Membership.person_id == Contact.person_id)
        .join(Consent, Consent.contact_id == Contact.id)
        .where(
            Contact.blocked_at.is_(None),
            *_works_for(office_id, now),
            Consent.office_id == office_id,
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
        .group_by(Contact.id)
        .order_by(Contact.id)
    )
    return [Colleague(contact, known_as or "") for contact, known_as in rows]


async def staff_at_work(session: AsyncSession, office_id: int, now: datetime) -> list[Contact]:
    """Each of this office's staff who can be written to now, by one contact: the newest that is served and not blocked.

    Consents are not asked for: this is for what their work asks of them, and for nothing else.
    """
    newest = (
        select(func.max(Contact.id))
        .join(Membership, Membership.person_id == Contact.person_id)
        .where(Contact.blocked_at.is_(None), await is_served(session), *_works_for(office_id, now))
        .group_by(Contact.person_id)
    )
    return list(await session.scalars(select(Contact).where(Contact.id.in_(newest)).order_by(Contact.id)))


def _works_for(office_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.office_id == office_id,
        Membership.role.in_(STAFF),
        Membership.since <= now,
        or_(Membership.until.is_(None), Membership.until > now),
    )


async def give_consents(
    session: AsyncSession, contact: Contact, office_id: int, purposes: Iterable[Purpose], version: str, now: datetime
) -> list[Purpose]:
    """Stores a yes for each purpose that has none in force, and returns those."""
    held = set(
        await session.scalars(
            select(Consent.purpose).where(
                Consent.contact_id == contact.id, Consent.office_id == office_id, Consent.withdrawn_at.is_(None)
            )
        )
    )
    new = [purpose for purpose in purposes if purpose not in held]
    session.add_all(
        Consent(contact_id=contact.id, office_id=office_id, purpose=purpose, text_version=version, given_at=now)
        for purpose in new
    )
    await session.flush()
    return new


async def lacks_consent(session: AsyncSession, contact: Contact, office_ids: Collection[int], purpose: Purpose) -> bool:
    """Whether one of these offices has no such yes of this contact."""
    given = select(Consent.office_id).where(
        Consent.contact_id == contact.id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    return not set(office_ids) <= set(await session.scalars(given))


@dataclass(frozen=True, slots=True)
class Reached:
    """A person of a school and the one contact of theirs that is used; `school_ids` are all that they lead."""

    contact: Contact
    school_ids: frozenset[int]


async def principals_of(
    session: AsyncSession, school_ids: Collection[int], purpose: Purpose, now: datetime
) -> list[Reached]:
    """Who of these schools can be written to for `purpose`: each person once, by the newest of their contacts that is
    served, or else by the newest."""
    rows = await session.execute(
        select(Contact, Membership.school_id, (await is_served(session)).label("served"))
        .join(Membership, Membership.person_id == Contact.person_id)
        .join(Consent, (Consent.contact_id == Contact.id) & (Consent.office_id == Membership.office_id))
        .where(
            Contact.blocked_at.is_(None),
            Membership.role == Role.PRINCIPAL,
            Membership.school_id.in_(school_ids),
            Membership.since <= now,
            or_(Membership.until.is_(None), Membership.until > now),
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
        .order_by("served", Contact.id)
    )
    newest: dict[int, Contact] = {}
    led: dict[int, set[int]] = {}
    for contact, school_id, _ in rows:
        newest[contact.person_id] = contact
        if school_id is not None:
            led.setdefault(contact.person_id, set()).add(school_id)
    return [Reached(contact, frozenset(led[person])) for person, contact in newest.items()]


async def schools_led_by(session: AsyncSession, person_id: int, now: datetime) -> set[int]:
    """The schools whose tasks and reports this person sees and answers: the one place that says so."""
    held = await memberships(session, person_id, now)
    return {each.school_id for each in held if each.role is Role.PRINCIPAL and each.school_id is not None}
