"""Lives a school year with the real database, agenda, drum, inbox and outbox; may be killed and begun again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.assembly import House
from bot.channels.base import RawUpdate
from bot.drum import Drum
from bot.settings import Settings
from bot.simulation.messenger import ACCOUNT, NAME, Messenger, payload_of
from bot.simulation.world import World
from db import agenda, people, plans
from db.models import (
    AgendaItem,
    Delivery,
    DeliveryStatus,
    InboxStatus,
    InboxUpdate,
    Office,
    Purpose,
    Role,
    School,
)
from db.session import Database
from scheduler import planner
from scheduler.planner import Change

START = datetime(2026, 8, 20, 1, 0, tzinfo=UTC)
END = datetime(2027, 7, 20, 1, 0, tzinfo=UTC)
STEP = timedelta(minutes=10)
EDITED, WITHDRAWN = datetime(2026, 11, 16, 2, 0, tzinfo=UTC), datetime(2027, 2, 22, 2, 0, tzinfo=UTC)
PURPOSES = (Purpose.REMINDERS, Purpose.REPORTS)
SPECIALISTS = ("Lê Thị Cúc", "Phạm Văn Đào", "Trần Thị Mai")
WARDS = ("Hoa Sen", "Hoa Cau", "Hoa Gạo")


class Paths(NamedTuple):
    database: Path
    world: Path
    clock: Path

    @classmethod
    def within(cls, folder: Path) -> Paths:
        return cls(folder / "bot.sqlite3", folder / "world.sqlite3", folder / "clock")

    @property
    def url(self) -> str:
        return f"sqlite+aiosqlite:///{self.database}"


async def set_up(database: Database, plan: bytes, school_count: int) -> None:
    """The office of a plan with its schools, a principal each, and three specialists."""
    async with database.write() as session:
        imported = await plans.import_plan(session, plans.read_plan(plan, "nam-hoc.md"), "", True, START)
        schools = [_school(imported.office.id, number) for number in range(school_count)]
        session.add_all(schools)
        await session.flush()
        for number, school in enumerate(schools):
            await _join(session, imported.office, f"principal-{number}", Role.PRINCIPAL, school.id, None)
        for number, name in enumerate(SPECIALISTS):
            await _join(session, imported.office, f"specialist-{number}", Role.STAFF, None, name)


def _school(office_id: int, number: int) -> School:
    level = ("MN", "TH", "THCS")[number % 3]
    return School(
        office_id=office_id,
        name=f"{level} Hoa {number + 1}",
        levels=[level],
        aliases=[],
        is_public=number % 10 != 0,
        ward=WARDS[number % len(WARDS)],
        specialist=SPECIALISTS[number % len(SPECIALISTS)],
    )


async def _join(
    session: AsyncSession, office: Office, chat: str, role: Role, school_id: int | None, known_as: str | None
) -> None:
    contact = await people.contact_for(session, NAME, ACCOUNT, chat, START)
    await people.add_membership(session, contact.person_id, office.id, role, school_id, START, known_as)
    await people.give_consents(session, contact, office.id, PURPOSES, "simulated", START)


class Year:
    """From wherever the clock's file says, to the end."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._paths = Paths.within(folder)
        self._world = World(self._paths.world, seed)
        self._now = datetime.fromisoformat(self._paths.clock.read_text()) if self._paths.clock.exists() else START
        self._database = Database(self._paths.url)
        self._house = House(
            Settings.model_validate({}), self._database, [Messenger(self._world, self.clock)], self.clock
        )
        self._drum = Drum(self._database, self._house.outbox)

    def clock(self) -> datetime:
        return self._now

    async def live(self) -> None:
        await self._house.shelf.refresh()
        works = [asyncio.create_task(work) for work in (self._house.inbox.run(), self._house.outbox.run())]
        try:
            while self._now < END:
                await self._beat()
                self._go_on(await self._next())
        finally:
            for work in works:
                work.cancel()
            await asyncio.gather(*works, return_exceptions=True)
            await self._database.close()
            self._world.close()

    async def _beat(self) -> None:
        await self._decide()
        await self._drum.tick(self._now)
        await self._settled()
        acts = self._world.acts_until(self._now)
        updates = [RawUpdate(str(act.id), act.chat, payload_of(act)) for act in acts]
        await self._house.inbox.record(NAME, ACCOUNT, updates)
        self._world.taken(acts)
        await self._settled()

    async def _settled(self) -> None:
        """Waits until nothing is on its way: what people do next may depend on it."""
        while True:
            async with self._database.read() as session:
                out = select(func.count()).where(Delivery.status.in_([DeliveryStatus.QUEUED, DeliveryStatus.SENDING]))
                new = select(func.count()).where(InboxUpdate.status == InboxStatus.NEW)
                if not await session.scalar(out) and not await session.scalar(new):
                    return
            await asyncio.sleep(0.005)

    async def _next(self) -> datetime:
        async with self._database.read() as session:
            due = await agenda.next_due(session)
        coming = [at for at in (due, self._world.next_act(), EDITED, WITHDRAWN) if at and at > self._now]
        if due and due <= self._now:  # somebody is at a dialogue, or it is night
            coming.append(self._now + STEP)
        return min([*coming, END])

    def _go_on(self, now: datetime) -> None:
        self._now = now
        fresh = self._paths.clock.with_suffix(".new")
        fresh.write_text(now.isoformat())
        fresh.replace(self._paths.clock)

    async def _decide(self) -> None:
        """What staff do: one task is put off, one withdrawn. Done again after a kill, it changes nothing."""
        if self._now >= EDITED:
            await self._change("2026-12", Change(due=("2026-12", date(2027, 1, 8))))
        if self._now >= WITHDRAWN:
            await self._change("2027-03", Change(withdrawn=True))

    async def _change(self, period: str, change: Change) -> None:
        async with self._database.write() as session:
            item = await _owing(session, period)
            if item and not item.edited and item.withdrawn_at is None and (not change.due or self._now < EDITED + STEP):
                await planner.apply(session, item, change, self._now)


async def _owing(session: AsyncSession, period: str) -> AgendaItem | None:
    """The first item of that month that owes a report and does not recur."""
    items: Sequence[AgendaItem] = list(await session.scalars(select(AgendaItem).order_by(AgendaItem.number)))
    return next(
        (i for i in items if i.owes and not i.every and any(first.startswith(period) for first, _ in i.spans)), None
    )
