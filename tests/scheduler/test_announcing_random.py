"""Random starts, sends, nights, leavings and withdrawals: each person has one row, and the figures add up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import astuple
from datetime import timedelta
from random import Random
from typing import TypeVar

import pytest
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import deliveries, privacy
from db.announcements import Audience, Whom, answer, figures
from db.audiences import best_contacts, persons
from db.deliveries import Outcome
from db.models import Action, Announcement, AnnouncementState, Contact, Delivery, DeliveryStatus, Role
from db.session import Database
from knowledge.errors import UserError
from scheduler.announcing import announce, approve, refuse, withdraw
from scheduler.broadcasting import finish_withdrawing, follow, must_rest, rest, start_due
from tests.conftest import Clock
from tests.crowd import add_contact, add_office, add_person, draft, rows_of

T = TypeVar("T")
STEPS, PEOPLE, LEASE = 60, 6, "run"
AUTHOR, APPROVER = 1, 2
QUEUED, WAITING, SENT = DeliveryStatus.QUEUED, DeliveryStatus.WAITING, DeliveryStatus.SENT
ALL = select(Announcement).order_by(Announcement.id)  # always in one order, so that a seed is one life
ANY_SENT = select(Delivery.id).where(Delivery.sent_at.is_not(None)).limit(1)  # some lives see none for long
COPIES = select(Delivery).where(Delivery.announcement_id.is_not(None)).order_by(Delivery.id)


class Life:
    """An office to which anything may happen. `acts` are what may, each in a transaction of its own."""

    def __init__(self, session: AsyncSession, clock: Clock, dice: Random) -> None:
        self.session, self.clock, self.dice = session, clock, dice
        self.acts: list[Callable[[], Awaitable[None]]] = [
            *[self.announce] * 2, *[self.beat] * 3, *[self.send] * 4, self.decide, self.wait, self.withdraw,
            self.leave, self.come_back, self.join, self.add_webchat, self.answer,
        ]  # fmt: skip

    async def build(self) -> None:
        self.office = await add_office(self.session, self.clock())
        self.office.approve_above = 8
        for _ in range(PEOPLE):
            await self.join()

    async def pick(self, query: Select[T]) -> list[T]:
        """One of these, where there is any."""
        found = list(await self.session.scalars(query))
        return [self.dice.choice(found)] if found else []

    async def announce(self) -> None:
        about = self.dice.choice([None, *await self.session.scalars(select(Announcement.id).order_by(Announcement.id))])
        whom = self.dice.choice([Whom.GOT, Whom.SILENT]) if about else Whom.PARENTS
        at = self.clock() + timedelta(hours=self.dice.randint(-5, 9))
        wish = draft(
            Audience(whom, about_id=about),
            answers=("Có", "Không"),
            send_at=at,
            urgent=self.dice.random() < 0.2,
            about_id=about,
        )
        with suppress(UserError):  # nobody may have got the first, or all may have left
            await announce(self.session, self.office, wish, self.clock(), person_id=AUTHOR)

    async def decide(self) -> None:
        for made in await self.pick(_in_state(AnnouncementState.APPROVAL)):
            await self.dice.choice([approve, approve, refuse])(self.session, made, APPROVER, self.clock())

    async def wait(self) -> None:
        self.clock.go(self.dice.choice([1, 3_600, 6 * 3_600]))

    async def beat(self) -> None:
        """What the herald does."""
        for made in await start_due(self.session, self.clock()):
            await self._check_started(made)
        for made in list(await self.session.scalars(ALL)):
            if made.state is AnnouncementState.WITHDRAWN:
                await finish_withdrawing(self.session, made, self.clock())
            elif made.started_at and must_rest(self.office, made, self.clock()):
                await rest(self.session, made, self.clock())
            elif made.state is AnnouncementState.SENDING:
                await follow(self.session, made, self.clock())

    async def _check_started(self, made: Announcement) -> None:
        """Whoever it means and who can be written to has a row, and only they are sent to from now on."""
        audience = Audience.from_json(made.audience)
        people = await persons(self.session, self.office.id, audience, self.clock())
        best = await best_contacts(self.session, self.office.id, audience, people)
        meant = set(await self.session.scalars(select(Contact.person_id).where(Contact.id.in_(best))))
        rows = await rows_of(self.session, made.id)
        assert meant <= set(rows)
        assert {person for person, row in rows.items() if row.status is QUEUED} <= meant
        assert WAITING not in {row.status for row in rows.values()}

    async def send(self) -> None:
        """What the outbox does: claims some, and records what came of some that it has claimed."""
        queued = list(await self.session.scalars(_with_status(QUEUED)))
        await deliveries.claim(self.session, [row.id for row in self.dice.sample(queued, min(len(queued), 4))], LEASE)
        out = await self.session.scalars(_with_status(DeliveryStatus.SENDING))
        outcomes = [self._outcome(row) for row in out if self.dice.random() < 0.7]
        await deliveries.settle(self.session, outcomes, LEASE)

    def _outcome(self, row: Delivery) -> Outcome:
        went = self.dice.choice([SENT] * 6 + [QUEUED, DeliveryStatus.FAILED, DeliveryStatus.UNCERTAIN])
        sent_at = self.clock() if went is SENT else None
        return Outcome(row.id, went, row.attempts + (went is not SENT), message_id="5", sent_at=sent_at)

    async def withdraw(self) -> None:
        for made in await self.pick(_in_state(AnnouncementState.SENDING)):
            await withdraw(self.session, made, self.clock())

    async def leave(self) -> None:
        await privacy.stop(self.session, self.dice.randint(1, PEOPLE), self.clock())

    async def come_back(self) -> None:
        for contact in await self.pick(select(Contact).order_by(Contact.id)):
            await privacy.resume(self.session, contact, "2", self.clock())

    async def join(self) -> None:
        await add_person(self.session, self.office, Role.PARENT, self.clock())

    async def add_webchat(self) -> None:
        person = self.dice.randint(1, PEOPLE)
        known = select(Contact.id).where(Contact.person_id == person, Contact.channel == "webchat")
        if not await self.session.scalar(known):
            await add_contact(self.session, person, self.office, self.clock(), "webchat")

    async def answer(self) -> None:
        for row in await self.pick(COPIES):
            await answer(self.session, row, self.dice.randint(0, 1), self.clock())

    async def check(self) -> None:
        """What always holds."""
        for made in list(await self.session.scalars(ALL)):
            rows = list(await self.session.scalars(COPIES.where(Delivery.announcement_id == made.id)))
            found = await figures(self.session, made.id)
            assert found.total == len(rows) == len({row.person_id for row in rows}) == sum(astuple(found)[1:8])
            assert sum(found.answers) == found.acknowledged <= found.sent
            statuses = {row.status for row in rows}
            begun = made.state is AnnouncementState.SENDING
            assert WAITING not in statuses if begun else made.started_at or QUEUED not in statuses
        for row in await self.session.scalars(COPIES):
            own = select(Contact.channel).where(Contact.person_id == row.person_id, Contact.chat_id == row.chat_id)
            assert row.channel in set(await self.session.scalars(own))
        deleting = list(await self.session.scalars(select(Delivery.target_id).where(Delivery.action == Action.DELETE)))
        assert len(deleting) == len(set(deleting))


def _in_state(state: AnnouncementState) -> Select[Announcement]:
    return ALL.where(Announcement.state == state)


def _with_status(status: DeliveryStatus) -> Select[Delivery]:
    return select(Delivery).where(Delivery.status == status).order_by(Delivery.id)


@pytest.mark.parametrize("seed", range(3))
async def test_each_person_has_one_row_and_the_figures_add_up(database: Database, clock: Clock, seed: int) -> None:
    async with database.write() as session:
        life = Life(session, clock, Random(seed))
        await life.build()
        for step in range(10 * STEPS):
            if step >= STEPS and await session.scalar(ANY_SENT):
                return
            await life.dice.choice(life.acts)()
            await session.flush()
            session.expire_all()
            await session.refresh(life.office)
            await life.check()
    pytest.fail("nobody was ever sent anything")
