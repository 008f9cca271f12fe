"""What a year of reminders costs: planning it, moving a task, a wake-up for nothing, and a morning of 500 digests.

    python -m benchmarks.drumbeat

All on SQLite in a file, in one process, as `run` does it.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.answers import show
from bot.drum import Drum
from bot.outbox import Outbox
from db import agenda
from db.migrate import upgrade
from db.models import (
    AgendaItem,
    Consent,
    Contact,
    ItemKind,
    Membership,
    Office,
    Person,
    Purpose,
    Reminder,
    ReminderStatus,
    Role,
    School,
)
from db.session import Database
from knowledge.timeline.period import month_end
from scheduler import planner
from scheduler.planner import Change

SCHOOLS = 500
MONTHS = [(2026, 9), (2026, 10), (2026, 11), (2026, 12), (2027, 1), (2027, 2), (2027, 3), (2027, 4), (2027, 5)]
ITEMS = 60
NOW = datetime(2026, 8, 20, 2, 0, tzinfo=UTC)


def main() -> int:
    return asyncio.run(_measure())


async def _measure() -> int:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'year.sqlite3'}"
        await upgrade(url)
        database = Database(url)
        try:
            await _run(database)
        finally:
            await database.close()
    return 0


async def _run(database: Database) -> None:
    office = await _office(database)
    start = time.perf_counter()
    async with database.write() as session:
        await planner.plan_office(session, office, NOW)
    planned = time.perf_counter() - start
    async with database.read() as session:
        rows = await session.scalar(select(func.count()).select_from(Reminder))
    show(f"a year planned ({rows} reminders), s", "< 20", f"{planned:.1f}")
    show("one task moved, s", "< 0.5", f"{await _move(database):.2f}")
    drum = Drum(database, Outbox(database, {}, lambda: NOW))
    await drum.tick(NOW)
    show("a wake-up for nothing, ms", "< 5", f"{await _idle(drum):.2f}")
    morning = datetime(2026, 10, 1, 0, 30, tzinfo=UTC)
    async with database.write() as session:  # September is over: what is due there would come with it
        due = await agenda.due(session, morning - timedelta(days=1))
        await agenda.settle_reminders(session, [row.id for row in due], ReminderStatus.MISSED, morning)
    start = time.perf_counter()
    called = await drum.tick(morning)
    show(f"{called} digests from due to outbox, s", "< 2", f"{time.perf_counter() - start:.2f}")


async def _office(database: Database) -> Office:
    """500 schools, each with one principal who can be reached, and 60 tasks of which each owes a report."""
    async with database.write() as session:
        office = Office(slug="o", name="O", short_name="O", kind="khac", places=[], wards=[], rhythm={}, created_at=NOW)
        session.add(office)
        await session.flush()
        schools = [School(office_id=office.id, name=f"TH {n}", levels=["TH"], aliases=[]) for n in range(SCHOOLS)]
        people = [Person(created_at=NOW) for _ in schools]
        session.add_all([*schools, *people])
        await session.flush()
        for school, person in zip(schools, people, strict=True):
            contact = Contact(
                person_id=person.id, channel="telegram", account="1", chat_id=str(person.id), created_at=NOW
            )
            session.add(contact)
            await session.flush()
            session.add(
                Membership(
                    person_id=person.id, office_id=office.id, role=Role.PRINCIPAL, school_id=school.id, since=NOW
                )
            )
            session.add(
                Consent(
                    contact_id=contact.id,
                    office_id=office.id,
                    purpose=Purpose.REMINDERS,
                    text_version="1",
                    given_at=NOW,
                )
            )
        await agenda.add(session, office.id, [_item(number) for number in range(ITEMS)])
        return office


def _item(number: int) -> AgendaItem:
    year, month = MONTHS[number % len(MONTHS)]
    return AgendaItem(
        kind=ItemKind.PLAN,
        text=f"Báo cáo rà soát số {number} về cơ sở vật chất và đội ngũ của nhà trường",
        spans=[[date(year, month, 1).isoformat(), month_end(year, month).isoformat()]],
        every="",
        due_days={},
        levels=[],
        wards=[],
        school_ids=[],
        owes=True,
        fields=[],
        edited=[],
        created_at=NOW,
    )


async def _move(database: Database) -> float:
    """The median of nine moves."""
    seconds = []
    for number in range(9):
        async with database.write() as session:
            item = (await session.scalars(select(AgendaItem).where(AgendaItem.number == 3))).one()
            day = date(2026, 12, 1 + random.Random(number).randrange(28))
            start = time.perf_counter()
            await planner.apply(session, item, Change(due=("2026-11", day)), NOW)
            seconds.append(time.perf_counter() - start)
    return sorted(seconds)[4]


async def _idle(drum: Drum) -> float:
    """Milliseconds, the median of 200 wake-ups."""
    spent = []
    for number in range(200):
        start = time.perf_counter()
        await drum.tick(NOW + timedelta(seconds=number))
        spent.append((time.perf_counter() - start) * 1000)
    return sorted(spent)[100]


if __name__ == "__main__":
    raise SystemExit(main())
