"""Whom an announcement reaches: by role, level, ward, school and grade, what is owed, by name, by what came before."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import serve
from db.announcements import Audience, Whom, reach
from db.audiences import best_contacts, persons
from db.models import (
    AgendaItem,
    Consent,
    Contact,
    ItemKind,
    Membership,
    Purpose,
    ReportRequest,
    RequestState,
    Role,
    School,
)
from db.people import principals_of
from db.session import Database
from tests.conftest import Clock
from tests.crowd import add_contact, add_office, add_person, add_role, add_school


class Town:
    """A primary school and a preschool in two wards, who leads and follows them, staff, and a school that is closed."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self.session, self.now = session, clock()

    async def build(self) -> None:
        self.office = await add_office(self.session, self.now)
        self.primary = await add_school(self.session, self.office, "Kim Đồng", "TH", ward="Hoa Sen", is_public=True)
        self.nursery = await add_school(self.session, self.office, "Hoa Hồng", "MN", ward="Sao Mai", is_public=False)
        self.closed = await add_school(self.session, self.office, "Cũ", "TH", closed_at=self.now)
        self.head = await self.add(Role.PRINCIPAL, self.primary)
        self.former = await self.add(Role.PRINCIPAL, self.closed)
        self.grade_2 = await self.add(Role.PARENT, self.primary, 2)
        self.whole_school = await self.add(Role.PARENT, self.primary)
        self.nursery_parent = await self.add(Role.PARENT, self.nursery, 0)
        self.parent = await self.add(Role.PARENT)
        self.staff = await self.add(Role.STAFF)

    async def add(self, role: Role, school: School | None = None, grade: int | None = None) -> int:
        return await add_person(self.session, self.office, role, self.now, school, grade)

    async def reached(self, audience: Audience | Whom) -> set[int]:
        meant = Audience(audience) if isinstance(audience, Whom) else audience
        people = await persons(self.session, self.office.id, meant, self.now)
        best = await best_contacts(self.session, self.office.id, meant, people)
        found = list(await self.session.scalars(select(Contact.person_id).where(Contact.id.in_(best))))
        assert len(found) == len(set(found)) == (await self.count(meant))[0]
        return set(found)

    async def count(self, audience: Audience | Whom) -> tuple[int, int]:
        meant = Audience(audience) if isinstance(audience, Whom) else audience
        counted = await reach(self.session, self.office.id, meant, self.now)
        assert sum(counted.by_channel.values()) == counted.reached
        return counted.reached, counted.unreachable


@pytest.fixture
async def town(database: Database, clock: Clock) -> AsyncIterator[Town]:
    async with database.write() as session:
        town = Town(session, clock)
        await town.build()
        yield town


async def test_each_role(town: Town) -> None:
    parents = {town.grade_2, town.whole_school, town.nursery_parent, town.parent}
    assert await town.reached(Whom.PARENTS) == parents
    assert await town.reached(Whom.PRINCIPALS) == {town.head}, "who led a school that is closed leads none"
    assert await town.reached(Whom.STAFF) == {town.staff}
    assert await town.reached(Whom.EVERYONE) == {*parents, town.head, town.staff}


async def test_by_level_ward_school_and_kind(town: Town) -> None:
    of_primary = {town.head, town.grade_2, town.whole_school}
    everyone = Whom.EVERYONE
    assert await town.reached(Audience(everyone, levels=frozenset({"TH"}))) == of_primary
    assert await town.reached(Audience(everyone, wards=frozenset({"Sao Mai"}))) == {town.nursery_parent}
    assert await town.reached(Audience(everyone, school_ids=frozenset({town.primary.id}))) == of_primary
    assert await town.reached(Audience(everyone, is_public=False)) == {town.nursery_parent}
    both = Audience(Whom.PRINCIPALS, levels=frozenset({"TH"}), wards=frozenset({"Sao Mai"}))
    assert await town.reached(both) == set(), "each restriction must hold"


async def test_a_school_of_unknown_level_or_kind_is_not_left_out(town: Town) -> None:
    unknown = await add_school(town.session, town.office, "Liên cấp")
    head = await town.add(Role.PRINCIPAL, unknown)
    asked = Audience(Whom.PRINCIPALS, levels=frozenset({"THPT"}), is_public=True)
    assert await town.reached(asked) == {head}


async def test_by_grade_followed(town: Town) -> None:
    """Who follows the whole school follows each grade that it has."""
    assert await town.reached(Audience(Whom.PARENTS, grades=frozenset({2}))) == {town.grade_2, town.whole_school}
    assert await town.reached(Audience(Whom.EVERYONE, grades=frozenset({3}))) == {town.whole_school}
    assert await town.reached(Audience(Whom.PARENTS, grades=frozenset({0, 7}))) == {town.nursery_parent}


async def test_a_level_of_a_school_with_several_means_those_who_follow_its_grades(town: Town) -> None:
    both = await add_school(town.session, town.office, "Liên cấp", "TH", "THCS")
    await town.add(Role.PARENT, both, 8)
    grade_4 = await town.add(Role.PARENT, both, 4)
    whole_school = await town.add(Role.PARENT, both)
    asked = Audience(Whom.PARENTS, levels=frozenset({"TH"}))
    assert await town.reached(asked) == {town.grade_2, town.whole_school, grade_4, whole_school}


async def test_who_matches_twice_is_one(town: Town) -> None:
    await add_role(town.session, town.head, town.office, Role.PARENT, town.now, town.primary, 2)
    await add_role(town.session, town.head, town.office, Role.PARENT, town.now, town.nursery, 0)
    await add_contact(town.session, town.head, town.office, town.now, "webchat")
    assert await town.count(Whom.EVERYONE) == (6, 0)
    assert town.head in await town.reached(Whom.PARENTS)


async def test_the_newest_contact_that_said_yes_and_is_not_blocked(town: Town) -> None:
    webchat = await add_contact(town.session, town.parent, town.office, town.now, "webchat")
    counted = await reach(town.session, town.office.id, Audience(Whom.PARENTS), town.now)
    assert counted.by_channel == {"telegram": 3, "webchat": 1}
    webchat.blocked_at = town.now
    await add_contact(town.session, town.parent, town.office, town.now, "console", says_yes=False)
    counted = await reach(town.session, town.office.id, Audience(Whom.PARENTS), town.now)
    assert counted.by_channel == {"telegram": 4}


async def test_contacts_of_a_bot_that_is_not_served(town: Town) -> None:
    """They come after those that are; who has no other waits, and is counted."""
    await add_contact(town.session, town.parent, town.office, town.now, "console")
    await serve(town.session, [("telegram", "1"), ("webchat", "")])
    counted = await reach(town.session, town.office.id, Audience(Whom.PARENTS), town.now)
    assert (counted.by_channel, counted.idle) == ({"telegram": 4}, 0)
    await serve(town.session, [("telegram", "another"), ("console", "1")])
    counted = await reach(town.session, town.office.id, Audience(Whom.PARENTS), town.now)
    assert (counted.by_channel, counted.idle) == ({"telegram": 3, "console": 1}, 3)


async def test_a_principal_is_reminded_over_a_bot_that_is_served(town: Town) -> None:
    await add_contact(town.session, town.head, town.office, town.now, "console")

    async def channel() -> str:
        (head,) = await principals_of(town.session, [town.primary.id], Purpose.ANNOUNCEMENTS, town.now)
        return head.contact.channel

    assert await channel() == "console", "the newest, where nothing was served yet"
    await serve(town.session, [("telegram", "1")])
    assert await channel() == "telegram"
    await serve(town.session, [("telegram", "another")])
    assert await channel() == "console"


async def test_the_unreachable_are_counted(town: Town) -> None:
    """No yes, a blocked contact, a role that is over; and of principals, a school that nobody answers for."""
    assert await town.count(Whom.PRINCIPALS) == (1, 1)
    assert await town.count(Whom.PARENTS) == (4, 0)
    await add_person(town.session, town.office, Role.PARENT, town.now, says_yes=False)
    blocked = update(Contact).where(Contact.person_id == town.grade_2).values(blocked_at=town.now)
    await town.session.execute(blocked)
    assert await town.count(Whom.PARENTS) == (3, 2)
    withdrawn = update(Consent).values(withdrawn_at=town.now)
    await town.session.execute(withdrawn.where(Consent.contact_id == Contact.id, Contact.person_id == town.parent))
    assert await town.count(Whom.PARENTS) == (2, 3)
    over = update(Membership).where(Membership.person_id == town.parent).values(until=town.now)
    await town.session.execute(over)
    assert await town.count(Whom.PARENTS) == (2, 2)


async def test_offices_are_apart(town: Town) -> None:
    other = await add_office(town.session, town.now, "sao-mai")
    theirs = await add_person(town.session, other, Role.PARENT, town.now)
    assert theirs not in await town.reached(Whom.EVERYONE)
    await add_role(town.session, theirs, town.office, Role.PARENT, town.now)
    assert theirs not in await town.reached(Whom.EVERYONE), "the yes was to the other office"
    assert (await town.count(Whom.PARENTS))[1] == 1


async def test_a_named_list(town: Town) -> None:
    """Contacts, those named rather than newer ones, and the principals of the schools that are named."""
    first = await town.session.scalar(select(Contact.id).where(Contact.person_id == town.parent))
    await add_contact(town.session, town.parent, town.office, town.now, "webchat")
    named = Audience(Whom.CONTACTS, contact_ids=frozenset({first or 0}))
    assert await town.reached(named) == {town.parent}
    assert (await reach(town.session, town.office.id, named, town.now)).by_channel == {"telegram": 1}
    schools = frozenset({town.primary.id, town.nursery.id})
    both = Audience(Whom.CONTACTS, contact_ids=frozenset({first or 0}), school_ids=schools)
    assert await town.reached(both) == {town.parent, town.head}
    assert await town.count(both) == (2, 1), "nobody answers for the nursery"


async def test_a_list_may_be_longer_than_a_statement_has_parameters(town: Town) -> None:
    ids = set(await town.session.scalars(select(Contact.id)))
    named = Audience(Whom.CONTACTS, contact_ids=frozenset(range(max(ids) + 70_000)))
    assert (await town.count(named))[0] == len(ids)


async def test_those_who_have_not_reported(town: Town) -> None:
    item = AgendaItem(
        office_id=town.office.id, number=1, kind=ItemKind.REQUEST, text="x", spans=[], every="", owes=True,
        created_at=town.now,
    )  # fmt: skip
    town.session.add(item)
    await town.session.flush()
    states = {town.primary: RequestState.OPEN, town.nursery: RequestState.RETURNED, town.closed: RequestState.OPEN}
    day = date(2026, 10, 9)
    requests = {
        school: ReportRequest(item_id=item.id, period="2026-10", school_id=school.id, opens=day, due=day, state=state)
        for school, state in states.items()
    }
    town.session.add_all(requests.values())
    await town.session.flush()
    asked = Audience(Whom.OWING, item_id=item.id, period="2026-10")
    assert await town.reached(asked) == {town.head}
    assert await town.count(asked) == (1, 1), "the nursery owes, and nobody answers for it"
    assert await town.count(Audience(Whom.OWING, item_id=item.id, period="2026-11")) == (0, 0)
    requests[town.primary].state = RequestState.REPORTED
    await town.session.flush()
    assert await town.count(asked) == (0, 1)


def test_an_audience_is_kept_as_json() -> None:
    full = Audience(
        Whom.PARENTS,
        levels=frozenset({"TH", "MN"}),
        wards=frozenset({"Hoa Sen"}),
        school_ids=frozenset({2, 1}),
        is_public=False,
        grades=frozenset({0}),
        contact_ids=frozenset({9}),
        about_id=3,
        item_id=4,
        period="2026-10",
    )
    for audience in (full, Audience(Whom.EVERYONE)):
        assert Audience.from_json(json.loads(json.dumps(audience.to_json()))) == audience
