"""A plan's new versions: what keeps its identity, what staff have said, and no occurrence under two names."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import plans
from db.models import Plan, Reminder, ReminderStatus, ReportRequest, RequestState
from db.session import Database
from scheduler import chasing, intake, planner
from scheduler.intake import Taken
from scheduler.planner import Change
from tests.scheduler.test_planner import NOVEMBER, OCTOBER, START, add_principal, begin, counted, import_plan, items

LATER = START + timedelta(days=5)


async def next_version(session: AsyncSession, *rows: str, now: datetime = LATER) -> Taken:
    await import_plan(session, *rows, now=now)
    [(_, taken)] = await intake.take_in(session, now)
    return taken


async def test_what_staff_reworded_is_still_the_plans_task(database: Database) -> None:
    async with database.write() as session:
        await begin(session, OCTOBER)
        item = (await items(session))[0]
        await planner.apply(session, item, Change(text="Kiểm tra nhà bếp"), START)
        assert await next_version(session, OCTOBER, NOVEMBER) == Taken(1, 1, 0, 0)
        assert (item.text, item.withdrawn_at) == ("Kiểm tra nhà bếp", None)


async def test_what_staff_withdrew_does_not_come_back(database: Database) -> None:
    async with database.write() as session:
        await begin(session, OCTOBER)
        await planner.apply(session, (await items(session))[0], Change(withdrawn=True), START)
        assert await next_version(session, OCTOBER, NOVEMBER) == Taken(1, 1, 0, 0)
        october, november = await items(session)
        assert october.withdrawn_at
        assert november.withdrawn_at is None
        await planner.apply(session, october, Change(withdrawn=False), LATER)
        assert october.edited == []


async def test_going_back_to_a_former_version_brings_its_tasks_back(database: Database) -> None:
    async with database.write() as session:
        await begin(session, OCTOBER, NOVEMBER)
        before = await counted(session)
        assert await next_version(session, OCTOBER) == Taken(0, 1, 0, 1)
        former = (await session.scalars(select(Plan).where(Plan.version == 1))).one()
        await plans.make_active(session, former, LATER)
        [(_, taken)] = await intake.take_in(session, START)
        assert taken == Taken(0, 2, 0, 0)
        assert await counted(session) == before
        assert await intake.take_in(session, START) == []


async def test_a_doubt_that_nobody_settled_is_asked_anew(database: Database) -> None:
    async with database.write() as session:
        await begin(session, NOVEMBER)
        december = NOVEMBER.replace("Tháng 11", "Tháng 12")
        assert await next_version(session, december) == Taken(0, 0, 1, 0)
        assert await next_version(session, december, OCTOBER) == Taken(1, 0, 1, 0)
        november, first, second, _ = await items(session)
        assert (first.withdrawn_at, first.perhaps_id) == (LATER, None)
        assert (november.withdrawn_at, second.perhaps_id) == (None, november.id)


async def test_one_wording_for_two_levels_concerns_both(database: Database) -> None:
    row = "| {} | Báo cáo số liệu học kỳ I | Tháng 11/2026 | Phòng VHXH | {} | Báo cáo |"
    both = (row.format(1, "Các trường tiểu học"), row.format(2, "Các trường THCS"))
    async with database.write() as session:
        await begin(session, *both)
        assert sorted(item.levels for item in await items(session)) == [["TH"], ["THCS"]]
        numbers = {item.levels[0]: item.number for item in await items(session)}
        assert await next_version(session, *reversed(both)) == Taken(0, 2, 0, 0)
        assert {item.levels[0]: item.number for item in await items(session)} == numbers


async def test_a_longer_time_keeps_rows_and_reports(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER)
        await add_principal(session, office, *schools, chat="7")
        await chasing.take_due(session, datetime(2026, 10, 1, 0, 30, tzinfo=UTC))
        request = (await session.scalars(select(ReportRequest))).first()
        assert request
        await planner.settle(session, request, RequestState.REPORTED, LATER)
        await next_version(session, OCTOBER.replace("Tháng 10/2026", "Từ tháng 10/2026 đến tháng 11/2026"))
        session.expire_all()
        requests = list(await session.scalars(select(ReportRequest).order_by(ReportRequest.id)))
        assert {(each.period, each.due.isoformat()) for each in requests} == {("2026-10..2026-11", "2026-11-30")}
        assert [each.state for each in requests].count(RequestState.REPORTED) == 1
        assert len(list(await session.scalars(select(Reminder.id)))) == 18
        assert (await counted(session))[ReminderStatus.SENT] == 3


async def test_a_month_that_staff_say_is_the_same_task_is_not_called_for_again(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER)
        await add_principal(session, office, *schools, chat="7")
        await chasing.take_due(session, datetime(2026, 10, 1, 0, 30, tzinfo=UTC))
        await next_version(session, OCTOBER.replace("Tháng 10", "Tháng 12"))
        _, doubted = await items(session)
        await intake.same_item(session, doubted, True, LATER)
        assert set(await session.scalars(select(Reminder.period))) == {"2026-12"}
        assert set(await session.scalars(select(ReportRequest.period))) == {"2026-12"}
        assert (await counted(session)) == {ReminderStatus.SENT: 3, ReminderStatus.PLANNED: 15}


async def test_a_day_that_staff_set_goes_with_its_occurrence(database: Database) -> None:
    async with database.write() as session:
        await begin(session, OCTOBER)
        item = (await items(session))[0]
        await planner.apply(session, item, Change(due=("2026-10", date(2026, 11, 12))), START)
        await next_version(session, OCTOBER.replace("Tháng 10/2026", "Từ tháng 10/2026 đến tháng 11/2026"))
        assert item.due_days == {"2026-10..2026-11": "2026-11-12"}


async def test_what_is_over_keeps_its_name(database: Database) -> None:
    async with database.write() as session:
        await begin(session, OCTOBER)
        over = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
        await next_version(session, OCTOBER.replace("Tháng 10", "Tháng 12"), now=over)
        await intake.same_item(session, (await items(session))[1], True, over)
        assert set(await session.scalars(select(ReportRequest.period))) == {"2026-10", "2026-12"}
