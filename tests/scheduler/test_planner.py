"""Rows follow the plan, the edits, the roster and the rhythm; what was sent stays; doing it twice does nothing."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import agenda, people, plans
from db.models import (
    AgendaItem,
    Contact,
    Office,
    Plan,
    Purpose,
    Reminder,
    ReminderStatus,
    ReportRequest,
    RequestState,
    Role,
    School,
)
from db.session import Database
from knowledge.errors import UserError
from scheduler import chasing, intake, planner
from scheduler.agenda import OFFICE, Audience
from scheduler.chasing import Call, OfficeCall
from scheduler.planner import Change

START = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)  # a Monday morning in Hanoi
PLAN = """# KẾ HOẠCH

Số: 12/KH-VHXH

Phường Sen, ngày 20 tháng 8 năm 2026

**Thực hiện nhiệm vụ năm học 2026-2027**

PHÒNG VĂN HÓA - XÃ HỘI PHƯỜNG SEN

## I. NHIỆM VỤ

| TT | Nội dung công việc | Thời gian | Đơn vị chủ trì | Đơn vị phối hợp | Sản phẩm |
|---|---|---|---|---|---|
{rows}
"""
OCTOBER = "| 1 | Rà soát cơ sở vật chất bếp ăn | Tháng 10/2026 | Các trường | Phòng VHXH | Báo cáo rà soát |"
NOVEMBER = "| 2 | Khám sức khỏe cho trẻ mầm non | Tháng 11/2026 | Trạm Y tế | Các trường mầm non | |"
MONTHLY = "| 3 | Báo cáo tháng của các trường | Hàng tháng | Các trường | | Báo cáo |"


async def import_plan(session: AsyncSession, *rows: str, now: datetime = START) -> Plan:
    plan = plans.read_plan(PLAN.format(rows="\n".join(rows)).encode(), "sen-2026.md")
    return (await plans.import_plan(session, plan, "", True, now)).plan


async def add_schools(session: AsyncSession, office: Office) -> list[School]:
    schools = [
        School(office_id=office.id, name=name, levels=[name.split()[0]], is_public=True)
        for name in ("MN Hoa Mai", "TH Hoa Đào", "THCS Hoa Cúc")
    ]
    session.add_all(schools)
    await session.flush()
    return schools


async def add_principal(session: AsyncSession, office: Office, *schools: School, chat: str) -> Contact:
    contact = await people.contact_for(session, "telegram", "1", chat, START)
    for school in schools:
        await people.add_membership(session, contact.person_id, office.id, Role.PRINCIPAL, school.id, START)
    await people.give_consents(session, contact, office.id, [Purpose.REMINDERS, Purpose.REPORTS], "1", START)
    return contact


async def counted(session: AsyncSession) -> Counter[ReminderStatus]:
    return Counter(await session.scalars(select(Reminder.status)))


async def items(session: AsyncSession) -> list[AgendaItem]:
    return list(await session.scalars(select(AgendaItem).order_by(AgendaItem.number)))


async def begin(session: AsyncSession, *rows: str) -> tuple[Office, list[School]]:
    plan = await import_plan(session, *rows)
    office = await session.get_one(Office, plan.office_id)
    schools = await add_schools(session, office)
    await intake.take_in(session, START)
    return office, schools


async def test_a_plan_becomes_items_once(database: Database) -> None:
    async with database.write() as session:
        await begin(session, OCTOBER, NOVEMBER)
        before = await counted(session)
        assert await intake.take_in(session, START) == []
        october, november = await items(session)
        assert (october.number, october.owes, november.number, november.owes) == (1, True, 2, False)
        assert november.levels == ["MN"]
        assert before == {ReminderStatus.PLANNED: 3 * 6 + 1}
        assert len(list(await session.scalars(select(ReportRequest)))) == 3


async def test_planning_twice_changes_nothing(database: Database) -> None:
    async with database.write() as session:
        office, _ = await begin(session, OCTOBER, MONTHLY)
        ids = set(await session.scalars(select(Reminder.id)))
        await planner.plan_office(session, office, START + timedelta(minutes=1))
        assert set(await session.scalars(select(Reminder.id))) == ids
        assert set(await counted(session)) == {ReminderStatus.PLANNED}


async def test_turned_on_in_mid_year_nothing_past_is_planned(database: Database) -> None:
    async with database.write() as session:
        await begin(session, MONTHLY)
        assert min(await session.scalars(select(Reminder.due_at))) >= START
        assert min(await session.scalars(select(ReportRequest.due))) >= date(2026, 9, 28)


async def test_a_moved_day_moves_what_is_not_sent(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER)
        await add_principal(session, office, *schools, chat="7")
        now = datetime(2026, 10, 1, 0, 30, tzinfo=UTC)
        assert len(await chasing.take_due(session, now)) == 1
        change = Change(due=("2026-10", date(2026, 11, 12)))
        item = (await items(session))[0]
        shown = await planner.preview(session, item, change, now)
        assert (shown.moved, shown.added) == (15, 0)
        assert shown.told == {school.id for school in schools}
        assert await planner.apply(session, item, change, now) == shown
        assert set(await session.scalars(select(ReportRequest.due))) == {date(2026, 11, 12)}
        assert (await counted(session))[ReminderStatus.SENT] == 3
        assert len(list(await session.scalars(select(Reminder.id)))) == 18


async def test_what_is_moved_before_its_opening_is_owed_from_then_on(database: Database) -> None:
    async with database.write() as session:
        _, schools = await begin(session, OCTOBER)
        change = Change(due=("2026-10", date(2026, 9, 29)))
        await planner.apply(session, (await items(session))[0], change, START)
        last = max(await session.scalars(select(Reminder.due_at).where(Reminder.status == ReminderStatus.PLANNED)))
        assert last == datetime(2026, 10, 5, 0, 30, tzinfo=UTC)
        assert len(await agenda.open_requests(session, [schools[0].id], date(2026, 9, 29))) == 1


async def test_an_earlier_hour_of_calls_loses_none_of_todays(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER)
        await add_principal(session, office, *schools, chat="7")
        office.rhythm = {"at": "07:00"}
        now = datetime(2026, 10, 1, 0, 10, tzinfo=UTC)  # 07:10: before the old hour, after the new one
        await planner.plan_office(session, office, now)
        assert len(await chasing.take_due(session, now)) == 1
        assert set(await counted(session)) == {ReminderStatus.PLANNED, ReminderStatus.SENT}


async def test_a_school_of_which_only_the_office_heard_was_not_told(database: Database) -> None:
    async with database.write() as session:
        office, _ = await begin(session, OCTOBER)
        staff = await people.contact_for(session, "telegram", "1", "9", START)
        await people.add_membership(session, staff.person_id, office.id, Role.STAFF, None, START)
        await people.give_consents(session, staff, office.id, [Purpose.REPORTS], "1", START)
        last = max(await session.scalars(select(Reminder.due_at)))
        assert len(await chasing.take_due(session, last)) == 1
        later = Change(due=("2026-10", date(2026, 11, 20)))
        await planner.apply(session, (await items(session))[0], later, last)
        shown = await planner.preview(session, (await items(session))[0], Change(text="Rà soát bếp"), last)
        assert shown.told == frozenset()


async def test_nobody_owes_what_is_withdrawn_even_when_it_is_late(database: Database) -> None:
    async with database.write() as session:
        _, schools = await begin(session, OCTOBER)
        late = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
        assert len(await agenda.open_requests(session, [schools[0].id], date(2026, 11, 10))) == 1
        await planner.apply(session, (await items(session))[0], Change(withdrawn=True), late)
        assert await agenda.open_requests(session, [schools[0].id], date(2026, 11, 10)) == []


@pytest.mark.parametrize(
    "change",
    [
        Change(due=("2026-10", date(2026, 9, 1))),
        Change(due=("2026-13", date(2026, 10, 5))),
        Change(text=" "),
        Change(text="x" * 2_000),
    ],
)
async def test_an_impossible_change_changes_nothing(database: Database, change: Change) -> None:
    async with database.write() as session:
        await begin(session, OCTOBER)
        item = (await items(session))[0]
        with pytest.raises(UserError):
            await planner.apply(session, item, change, START)
        assert item.edited == []


async def test_a_withdrawn_item_calls_nobody_and_a_restored_one_does(database: Database) -> None:
    async with database.write() as session:
        await begin(session, OCTOBER)
        item = (await items(session))[0]
        await planner.apply(session, item, Change(withdrawn=True), START)
        assert await counted(session) == {ReminderStatus.CANCELLED: 18}
        assert set(await session.scalars(select(ReportRequest.state))) == {RequestState.WITHDRAWN}
        await planner.apply(session, item, Change(withdrawn=False), START)
        assert await counted(session) == {ReminderStatus.PLANNED: 18}
        assert set(await session.scalars(select(ReportRequest.state))) == {RequestState.OPEN}


async def test_a_narrower_audience_leaves_the_others_in_peace(database: Database) -> None:
    async with database.write() as session:
        _, schools = await begin(session, OCTOBER)
        item = (await items(session))[0]
        await planner.apply(session, item, Change(audience=Audience(levels=frozenset({"TH"}))), START)
        planned = await session.scalars(select(Reminder.school_id).where(Reminder.status == ReminderStatus.PLANNED))
        assert set(planned) == {schools[1].id}
        assert item.edited == ["is_public", "levels", "school_ids", "wards"]


async def test_whoever_reported_is_left_in_peace_and_whose_report_is_returned_is_not(database: Database) -> None:
    async with database.write() as session:
        await begin(session, OCTOBER)
        request = (await session.scalars(select(ReportRequest))).first()
        assert request
        await planner.settle(session, request, RequestState.REPORTED, START)
        assert await counted(session) == {ReminderStatus.PLANNED: 12, ReminderStatus.CANCELLED: 6}
        await planner.reopen(session, request, RequestState.RETURNED, START)
        assert await counted(session) == {ReminderStatus.PLANNED: 18}


async def test_a_person_with_two_schools_is_called_once(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER, MONTHLY)
        await add_principal(session, office, *schools[:2], chat="7")
        await add_principal(session, office, schools[1], chat="8")  # a deputy
        calls = await chasing.take_due(session, datetime(2026, 10, 1, 0, 30, tzinfo=UTC))
        assert [call.contact.chat_id for call in calls] == ["7", "8"]
        assert [len(call.lines) for call in calls if isinstance(call, Call)] == [6, 3]  # September is due too
        assert (await counted(session))[ReminderStatus.UNREACHABLE] == 3


async def test_nobody_is_called_at_night(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER)
        await add_principal(session, office, *schools, chat="7")
        assert await chasing.take_due(session, datetime(2026, 10, 1, 15, 0, tzinfo=UTC)) == []
        assert set(await counted(session)) == {ReminderStatus.PLANNED}


async def test_what_waited_for_the_morning_goes_with_that_mornings_calls(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER)
        await add_principal(session, office, *schools, chat="7")
        assert (
            await chasing.take_due(session, datetime(2026, 10, 1, 23, 40, tzinfo=UTC)) == []
        )  # 06:40, no longer night
        assert len(await chasing.take_due(session, datetime(2026, 10, 2, 0, 30, tzinfo=UTC))) == 1


async def test_after_downtime_one_digest_and_the_rest_is_missed(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER)
        await add_principal(session, office, *schools, chat="7")
        late = datetime(2026, 11, 3, 3, 0, tzinfo=UTC)  # first, before, due and both after are due by now
        calls = await chasing.take_due(session, late)
        assert [[line.step for line in call.lines] for call in calls if isinstance(call, Call)] == [["after:3"] * 3]
        assert (await counted(session))[ReminderStatus.MISSED] == 12
        assert await chasing.take_due(session, late) == []


async def test_what_waited_too_long_is_missed(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, NOVEMBER)
        await add_principal(session, office, *schools, chat="7")
        assert await chasing.take_due(session, datetime(2026, 11, 20, 3, 0, tzinfo=UTC)) == []
        assert await counted(session) == {ReminderStatus.MISSED: 1}


async def test_the_specialist_hears_of_the_silent_and_the_unreachable(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER)
        await add_principal(session, office, *schools[:2], chat="7")
        specialist = await people.contact_for(session, "telegram", "1", "9", START)
        await people.add_membership(session, specialist.person_id, office.id, Role.STAFF, None, START, "Lê Thị Cúc")
        await people.give_consents(session, specialist, office.id, [Purpose.REPORTS], "1", START)
        request = (await session.scalars(select(ReportRequest).where(ReportRequest.school_id == schools[0].id))).one()
        await planner.settle(session, request, RequestState.REPORTED, START)
        last = max(await session.scalars(select(Reminder.due_at).where(Reminder.step == OFFICE)))
        calls = await chasing.take_due(session, last)
        told = next(call for call in calls if isinstance(call, OfficeCall))
        assert [s.name for s in told.silences[0].silent] == ["TH Hoa Đào"]
        assert [s.name for s in told.silences[0].unreachable] == ["THCS Hoa Cúc"]


async def test_a_new_version_keeps_what_it_still_has(database: Database) -> None:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER, NOVEMBER)
        await add_principal(session, office, *schools, chat="7")
        await chasing.take_due(session, datetime(2026, 10, 1, 0, 30, tzinfo=UTC))
        later = START + timedelta(days=5)
        reworded = OCTOBER.replace("Rà soát cơ sở vật chất bếp ăn", "Rà soát cơ sở vật chất của bếp ăn")
        moved = NOVEMBER.replace("Tháng 11/2026", "Tháng 12/2026")
        await import_plan(session, reworded, moved, MONTHLY, now=later)
        [(_, taken)] = await intake.take_in(session, later)
        assert (taken.kept, taken.unsure, taken.new, taken.withdrawn) == (1, 1, 1, 0)
        october, november, perhaps, _ = await items(session)
        assert "của bếp ăn" in october.text
        assert perhaps.perhaps_id == november.id
        assert (await counted(session))[ReminderStatus.SENT] == 3
        await intake.same_item(session, perhaps, True, later)
        assert november.spans == [["2026-12-01", "2026-12-31"]]
        assert perhaps.withdrawn_at
        assert november.withdrawn_at is None


async def test_what_staff_edited_outlives_a_new_version(database: Database) -> None:
    async with database.write() as session:
        await begin(session, OCTOBER)
        item = (await items(session))[0]
        await planner.apply(session, item, Change(text="Rà soát bếp ăn bán trú", owes=False), START)
        await import_plan(session, OCTOBER, MONTHLY, now=START)
        await intake.take_in(session, START)
        kept = (await items(session))[0]
        assert (kept.text, kept.owes, kept.withdrawn_at) == ("Rà soát bếp ăn bán trú", False, None)


async def test_the_roster_decides_whom_a_named_task_concerns(database: Database) -> None:
    async with database.write() as session:
        plan = await import_plan(session, "| 1 | Đánh giá ngoài trường Mầm non Hoa Mai | Tháng 11/2026 | | | |")
        office = await session.get_one(Office, plan.office_id)
        await intake.take_in(session, START)
        assert await counted(session) == {}
        schools = await add_schools(session, office)
        await intake.roster_changed(session, office, START)
        assert set(await session.scalars(select(Reminder.school_id))) == {schools[0].id}


async def test_one_at_a_dialogue_is_called_later(database: Database) -> None:
    from db import dialogues

    async with database.write() as session:
        office, schools = await begin(session, OCTOBER)
        contact = await add_principal(session, office, *schools, chat="7")
        now = datetime(2026, 10, 1, 0, 30, tzinfo=UTC)
        await dialogues.open_choices(session, contact.id, [("Có", "yes")], {"choose": True}, now)
        assert await chasing.take_due(session, now) == []
        assert len(await chasing.take_due(session, now + timedelta(minutes=16))) == 1


async def test_codes_are_numbered_within_an_office(database: Database) -> None:
    async with database.write() as session:
        office, _ = await begin(session, OCTOBER, NOVEMBER)
        assert [item.text for item in await agenda.by_code(session, [office.id], 2)] == [
            "Khám sức khỏe cho trẻ mầm non"
        ]
        assert await agenda.by_code(session, [office.id], 9) == []
        assert (await agenda.next_due(session)) == datetime(2026, 10, 1, 0, 30, tzinfo=UTC)
