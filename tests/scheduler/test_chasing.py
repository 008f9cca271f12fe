"""Whom a call goes to: once, in one message, not into a dialogue, and what a row says of it afterwards."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.drum import Drum
from bot.outbox import Outbox
from db import dialogues, people
from db.models import Contact, Delivery, Office, Purpose, Reminder, ReminderStatus, ReportRequest, RequestState, Role
from db.session import Database
from scheduler import chasing, planner
from scheduler.agenda import Audience
from scheduler.chasing import Call, OfficeCall
from scheduler.planner import Change
from scheduler.requests import new_request
from tests.conftest import Clock
from tests.scheduler.test_planner import OCTOBER, START, add_principal, add_schools, begin, counted, import_plan, items

FIRST_CALL = datetime(2026, 10, 1, 0, 30, tzinfo=UTC)


async def steps_by_status(session: AsyncSession) -> dict[ReminderStatus, set[str]]:
    rows = await session.execute(select(Reminder.status, Reminder.step))
    found: dict[ReminderStatus, set[str]] = {}
    for status, step in rows:
        found.setdefault(status, set()).add(step)
    return found


async def test_processes_that_wake_at_once_take_in_and_call_once(database: Database, clock: Clock) -> None:
    async with database.write() as session:
        office = await session.get_one(Office, (await import_plan(session, OCTOBER)).office_id)
        await add_principal(session, office, *await add_schools(session, office), chat="7")
    databases = [database, *(Database(database.url.render_as_string(hide_password=False)) for _ in range(3))]
    drums = [Drum(each, Outbox(each, {}, clock)) for each in databases]
    assert await asyncio.gather(*(drum.tick(START) for drum in drums)) == [0, 0, 0, 0]
    called = await asyncio.gather(*(drum.tick(FIRST_CALL) for drum in drums))
    for each in databases[1:]:
        await each.close()
    assert sorted(called) == [0, 0, 0, 1]
    async with database.read() as session:
        assert len(await items(session)) == 1
        assert len(list(await session.scalars(select(Delivery.id)))) == 1


async def test_steps_that_fall_together_are_one_and_none_is_missed(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER)
        await add_principal(session, office, *schools, chat="7")
        friday = Change(due=("2026-10", date(2026, 10, 16)))  # both the day after and the third are the Monday
        await planner.apply(session, (await items(session))[0], friday, START)
        for day in range(1, 20):
            await chasing.take_due(session, datetime(2026, 10, day, 0, 30, tzinfo=UTC))
        found = await steps_by_status(session)
        assert found[ReminderStatus.CANCELLED] == {"after:1"}
        assert ReminderStatus.MISSED not in found


async def test_what_reached_nobody_is_planned_again_when_its_day_is_moved(database: Database) -> None:
    async with database.write() as session:
        _, schools = await begin(session, OCTOBER)
        await chasing.take_due(session, FIRST_CALL + timedelta(days=32))
        assert (await counted(session))[ReminderStatus.PLANNED] < 15
        later = Change(due=("2026-10", date(2026, 11, 20)))
        await planner.apply(session, (await items(session))[0], later, FIRST_CALL + timedelta(days=32, hours=1))
        assert (await counted(session))[ReminderStatus.PLANNED] == 5 * len(schools)


async def test_whose_school_waits_for_a_colleague_gets_one_message_later(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER)
        await add_principal(session, office, *schools[:2], chat="7")
        deputy = await add_principal(session, office, schools[1], chat="8")
        await add_principal(session, office, schools[2], chat="9")
        await dialogues.open_choices(session, deputy.id, [("Có", "yes")], {"choose": True}, FIRST_CALL)
        now = await chasing.take_due(session, FIRST_CALL)
        assert [call.contact.chat_id for call in now] == ["9"]
        later = await chasing.take_due(session, FIRST_CALL + timedelta(minutes=16))
        assert {c.contact.chat_id: len(c.lines) for c in later if isinstance(c, Call)} == {"7": 2, "8": 1}


async def test_staff_at_a_dialogue_hear_of_the_silent_later(database: Database) -> None:
    async with database.write() as session:
        office, _ = await begin(session, OCTOBER)
        staff = await add_staff(session, office)
        last = max(await session.scalars(select(Reminder.due_at)))
        await dialogues.open_choices(session, staff.id, [("Có", "yes")], {"asks": True}, last)
        assert await chasing.take_due(session, last) == []
        [call] = await chasing.take_due(session, last + timedelta(minutes=16))
        assert isinstance(call, OfficeCall)


async def add_staff(session: AsyncSession, office: Office) -> Contact:
    staff = await people.contact_for(session, "telegram", "1", "99", START)
    await people.add_membership(session, staff.person_id, office.id, Role.STAFF, None, START, "Lê Thị Cúc")
    await people.give_consents(session, staff, office.id, [Purpose.REPORTS], "1", START)
    return staff


async def test_a_person_with_schools_in_two_offices_gets_one_message(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER)
        other = Office(slug="dao", name="Phường Đào", short_name="P. Đào", kind="xa_phuong", created_at=START)
        session.add(other)
        await session.flush()
        [one, *_] = await add_schools(session, other)
        await add_principal(session, office, schools[0], chat="7")
        by = (await add_principal(session, other, one, chat="7")).person_id
        await new_request(session, other, "Số trẻ ăn bán trú", [], Audience(), by, START, due=date(2026, 10, 10))
        [call] = await chasing.take_due(session, FIRST_CALL)
        assert isinstance(call, Call)
        assert {line.item.office_id for line in call.lines} == {office.id, other.id}


async def test_the_months_digest_leaves_out_what_is_reported(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER)
        await add_principal(session, office, schools[0], chat="7")
        for request in await session.scalars(select(ReportRequest)):
            await planner.settle(session, request, RequestState.REPORTED, START)
        assert await chasing.take_due(session, FIRST_CALL) == []
        assert await counted(session) == Counter({ReminderStatus.CANCELLED: 18})
