"""An office with three schools, a plan of two tasks that owe reports, a member of staff and a principal who talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from db import people, reports
from db.models import AgendaItem, Attribution, Contact, Office, Report, ReportRequest, ReportStatus, RequestState, Role
from db.reports import Content
from db.session import Database
from handlers.wording import NOTICE_VERSION
from scheduler import planner
from tests.conftest import Clock
from tests.handlers.talk import Talk
from tests.scheduler.test_planner import MONTHLY, OCTOBER, START, add_principal, begin

AT_WORK = datetime(2026, 10, 29, 2, 0, tzinfo=UTC)  # Thursday, 09:00 in Hanoi
AT_NIGHT = datetime(2026, 10, 29, 15, 0, tzinfo=UTC)  # 22:00; the next call is on Friday, 07:30


@dataclass
class Sen:
    """`schools`: MN Hoa Mai and TH Hoa Đào are led by the principal; nobody can be reached at THCS Hoa Cúc."""

    database: Database
    clock: Clock
    office: Office
    schools: list[int]
    staff: Talk
    principal: Talk
    stranger: Talk

    async def request(self, number: int, school: int, period: str = "2026-10") -> ReportRequest:
        async with self.database.read() as session:
            query = select(ReportRequest).join(AgendaItem, ReportRequest.item_id == AgendaItem.id)
            found = await session.scalars(
                query.where(
                    AgendaItem.number == number,
                    ReportRequest.school_id == self.schools[school],
                    ReportRequest.period == period,
                )
            )
            return found.one()

    async def item(self, number: int) -> AgendaItem:
        async with self.database.read() as session:
            return (await session.scalars(select(AgendaItem).where(AgendaItem.number == number))).one()

    async def report(self, number: int, school: int, note: str, status: ReportStatus = ReportStatus.DONE) -> Report:
        """A report that counts, sent by the principal now."""
        wanted = await self.request(number, school)
        async with self.database.write() as session:
            request = await session.get_one(ReportRequest, wanted.id)
            sender = (await session.scalars(select(Contact).where(Contact.chat_id == "p1"))).one()
            report = await reports.add(
                session, request, Content(status, note), Attribution.BUTTON, None, sender.person_id, self.clock(), True
            )
            await planner.settle(session, request, RequestState.REPORTED, self.clock())
            return report


async def open_sen(database: Database, clock: Clock) -> Sen:
    async with database.write() as session:
        office, schools = await begin(session, OCTOBER, MONTHLY)
        await add_principal(session, office, schools[0], schools[1], chat="p1")
        for chat in ("p1", "s1", "x1"):
            contact = await people.contact_for(session, "telegram", "1", chat, START)
            contact.notice_version = NOTICE_VERSION
        staff = await people.contact_for(session, "telegram", "1", "s1", START)
        await people.add_membership(session, staff.person_id, office.id, Role.STAFF, None, START)
    clock.now = AT_WORK
    talks = [Talk(database, clock, chat_id=chat) for chat in ("s1", "p1", "x1")]
    return Sen(database, clock, office, [school.id for school in schools], *talks)
