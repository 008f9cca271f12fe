"""The drum puts what is due into the outbox once, whoever dies when, and is quick where nothing is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.drum import PAUSE, Drum
from bot.outbox import Outbox
from db.models import Delivery, Office, Plan, Reminder, ReminderStatus
from db.session import Database
from handlers.messages import outgoing_from_json
from scheduler import chasing
from tests.conftest import Clock
from tests.scheduler.test_planner import MONTHLY, OCTOBER, START, add_principal, add_schools, import_plan

CALL = datetime(2026, 10, 1, 0, 30, tzinfo=UTC)


@pytest.fixture
async def drum(database: Database, clock: Clock) -> Drum:
    async with database.write() as session:
        plan = await import_plan(session, OCTOBER, MONTHLY)
        office = await session.get_one(Office, plan.office_id)
        schools = await add_schools(session, office)
        await add_principal(session, office, schools[0], chat="7")
        await add_principal(session, office, schools[1], schools[2], chat="8")
    return Drum(database, Outbox(database, {}, clock))


async def deliveries(database: Database) -> list[Delivery]:
    async with database.read() as session:
        return list(await session.scalars(select(Delivery).order_by(Delivery.id)))


async def test_a_plan_is_taken_in_and_its_day_calls_each_person_once(drum: Drum, database: Database) -> None:
    assert await drum.tick(START) == 0
    assert await drum.tick(START + timedelta(minutes=1)) == 0
    assert await drum.tick(CALL) == 2
    assert await drum.tick(CALL + timedelta(seconds=1)) == 0
    first, second = await deliveries(database)
    assert (first.chat_id, second.chat_id, first.priority) == ("7", "8", 1)
    said = outgoing_from_json(first.message)
    assert said.blocks[0].text.startswith("Tháng 10/2026, MN Hoa Mai có 3 việc cần báo cáo")
    assert [button.value.partition(":")[0] for button in said.buttons] == ["v", "v", "v"]
    assert "TH Hoa Đào" in outgoing_from_json(second.message).plain()


async def test_what_fails_midway_is_called_again_and_nothing_twice(
    drum: Drum, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await drum.tick(START)
    taken = chasing.take_due

    async def dies(session: AsyncSession, now: datetime) -> list[chasing.Call | chasing.OfficeCall]:
        await taken(session, now)
        raise OSError("gone")

    monkeypatch.setattr(chasing, "take_due", dies)
    with pytest.raises(OSError, match="gone"):
        await drum.tick(CALL)
    monkeypatch.setattr(chasing, "take_due", taken)
    assert await drum.tick(CALL + timedelta(seconds=1)) == 0, "what fails is tried, and logged, once a minute"
    assert await drum.tick(CALL + PAUSE) == 2
    assert len(await deliveries(database)) == 2


async def test_a_new_plan_is_noticed(drum: Drum, database: Database) -> None:
    await drum.tick(START)
    async with database.write() as session:
        await import_plan(session, OCTOBER)
        retired = await session.scalar(select(Plan.version).order_by(Plan.version).limit(1))
    await drum.tick(START + timedelta(seconds=1))
    async with database.read() as session:
        planned = await session.scalars(select(Reminder.item_id).where(Reminder.status == ReminderStatus.PLANNED))
        assert len(set(planned)) == 1
    assert retired == 1
