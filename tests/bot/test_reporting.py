"""From the drum to the report: a reminder on Telegram, its buttons, a reply to it, and peace afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.drum import Drum
from db.models import Office, Report, ReportRequest, RequestState
from db.session import Database
from handlers.wording import NOTICE_VERSION
from tests.bot.talking import at_work, on_the_wire
from tests.botapi import TOKEN, BotApi
from tests.botapi.waiting import until
from tests.conftest import Clock
from tests.scheduler.test_planner import OCTOBER, START, add_principal, add_schools, import_plan

CALL = datetime(2026, 10, 1, 0, 30, tzinfo=UTC)
PRINCIPAL = 7
DRILL = "| 4 | Diễn tập phòng cháy | Tháng 10/2026 | Các trường | | Báo cáo |"


@asynccontextmanager
async def called(database: Database, clock: Clock, *rows: str) -> AsyncIterator[tuple[BotApi, Drum]]:
    """A principal who has been called on the first working day of October for what the plan's rows ask."""
    clock.now = START
    async with database.write() as session:
        plan = await import_plan(session, *rows)
        office = await session.get_one(Office, plan.office_id)
        schools = await add_schools(session, office)
        contact = await add_principal(session, office, schools[0], chat=str(PRINCIPAL))
        contact.account, contact.notice_version = TOKEN.partition(":")[0], NOTICE_VERSION
    async with on_the_wire(database, clock) as (api, telegram, house):
        drum = Drum(database, house.outbox)
        await drum.tick(START)
        api.chat(PRINCIPAL)
        clock.now = CALL
        await drum.tick(CALL)
        async with at_work(telegram, house):
            yield api, drum


async def reports(database: Database) -> list[Report]:
    async with database.read() as session:
        return list(await session.scalars(select(Report).order_by(Report.id)))


async def test_a_reminder_is_answered_by_one_tap_and_no_other_follows(database: Database, clock: Clock) -> None:
    async with called(database, clock, OCTOBER) as (api, drum):
        principal = api.chat(PRINCIPAL)
        (reminder,) = await principal.sees(1)
        assert "#V1" in reminder.text
        principal.presses("✅ Đã xong")
        answer = (await principal.sees(2))[1]
        assert "đã ghi nhận" in answer.text
        for days in range(1, 45):
            clock.now = CALL + timedelta(days=days)
            await drum.tick(clock.now)
    (report,) = await reports(database)
    assert (report.rule, report.inbox_id is not None, len(principal.seen)) == ("button", True, 2)


async def test_a_digest_opens_its_tasks_and_a_reply_names_one(database: Database, clock: Clock) -> None:
    async with called(database, clock, OCTOBER, DRILL) as (api, _drum):
        principal = api.chat(PRINCIPAL)
        (digest,) = await principal.sees(1)
        assert len(digest.buttons) == 2

        principal.presses(digest.buttons[0][0])
        opened = (await principal.sees(2))[1]
        assert [label for label, _ in opened.buttons] == ["✅ Đã xong", "⏳ Đang làm", "⚠️ Gặp khó khăn", "📝 Báo cáo"]
        principal.says("mới được 60% ạ")
        await principal.sees(3)
        principal.says("xong rồi ạ", reply_to=digest.message_id)
        await principal.sees(4)
    first, second = await reports(database)
    assert (first.rule, first.percent, second.rule, second.status) == ("button", 60, "reply", "done")
    async with database.read() as session:
        states = list(
            await session.scalars(select(ReportRequest.state).where(ReportRequest.first_received_at.is_not(None)))
        )
    assert states == [RequestState.REPORTED, RequestState.REPORTED]


async def test_the_calendar_comes_as_a_file(database: Database, clock: Clock) -> None:
    async with called(database, clock, OCTOBER, DRILL) as (api, _drum):
        principal = api.chat(PRINCIPAL)
        await principal.sees(1)
        principal.says("/lich")
        seen = await principal.sees(2)
        await until(lambda: any(shown.file for shown in principal.seen))
    assert "Tháng 10/2026" in seen[1].text
    (file,) = [shown for shown in principal.seen if shown.file]
    assert file.file_name == "lich-truong.ics"
    assert file.file.count(b"BEGIN:VEVENT") == 2
