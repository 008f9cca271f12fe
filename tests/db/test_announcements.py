"""What an announcement's rows say: its figures, who is missing, and what people answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from db.announcements import (
    ANSWERED_WITHIN,
    COUNT,
    Figures,
    Whom,
    answer,
    asking,
    delivery_of,
    figures,
    recent,
    unsettled,
)
from db.models import Delivery, DeliveryStatus, Membership, Role
from db.session import Database
from scheduler.announcing import announce
from tests.conftest import Clock
from tests.crowd import add_office, add_person, add_school, draft

SENT, UNCERTAIN, QUEUED = DeliveryStatus.SENT, DeliveryStatus.UNCERTAIN, DeliveryStatus.QUEUED
STATES: list[dict[str, Any]] = [
    {"status": DeliveryStatus.WAITING},
    {"status": DeliveryStatus.WAITING, "attempts": 1},
    {"status": QUEUED},
    {"status": QUEUED, "attempts": 2},
    {"status": DeliveryStatus.SENDING, "attempts": 1},
    {"status": SENT},
    {"status": SENT, "attempts": 1, "answer": 1},
    {"status": SENT, "answer": 0},
    {"status": SENT, "answer": 1},
    {"status": DeliveryStatus.FAILED, "error": "GiveUp: bad"},
    {"status": DeliveryStatus.BLOCKED},
    {"status": UNCERTAIN, "attempts": 5},
    {"status": DeliveryStatus.WITHDRAWN, "answer": 1},
]


class Sent:
    """One announcement to as many people as there are states, each in their own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.now = database, clock()

    async def build(self, *states: dict[str, Any], answers: tuple[str, ...] = ("Có", "Không")) -> None:
        async with self.database.write() as session:
            self.office = await add_office(session, self.now)
            school = await add_school(session, self.office, "Kim Đồng", "TH")
            people = [await add_person(session, self.office, Role.PARENT, self.now, school) for _ in states]
            wish = draft(Whom.PARENTS, answers=answers)
            self.id = (await announce(session, self.office, wish, self.now)).id
            for person, state in zip(people, states, strict=True):
                given = {"sent_at": self.now, **state} if state["status"] is SENT else state
                await session.execute(update(Delivery).where(Delivery.person_id == person).values(**given))


@pytest.fixture
def sent(database: Database, clock: Clock) -> Sent:
    return Sent(database, clock)


async def test_each_person_is_in_exactly_one_figure(sent: Sent) -> None:
    await sent.build(*STATES)
    async with sent.database.read() as session:
        found = await figures(session, sent.id)
        nobody = await figures(session, sent.id + 1)
    assert found == Figures(
        total=13, queued=2, sending=1, sent=4, failed=1, blocked=1, uncertain=3, withdrawn=1,
        acknowledged=3, answers=(1, 2),
    )  # fmt: skip
    assert nobody == Figures()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_figures_are_counted_by_an_index_alone(database: Database) -> None:
    query = str(COUNT.compile(dialect=database.engine.dialect))
    async with database.read() as session:
        told = await (await session.connection()).exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", (1,))
        plan = " ".join(str(row) for row in told)
    assert "COVERING INDEX ix_deliveries_figures" in plan
    assert "TEMP B-TREE" not in plan


async def test_the_failed_the_uncertain_and_the_silent_are_listed(sent: Sent) -> None:
    await sent.build(*STATES)
    async with sent.database.read() as session:
        listed = await unsettled(session, sent.id)
    assert sorted((each.status, each.is_again) for each in listed) == sorted(
        [
            (DeliveryStatus.WAITING, True),
            (QUEUED, True),
            (SENT, False),
            (DeliveryStatus.FAILED, False),
            (DeliveryStatus.BLOCKED, False),
            (UNCERTAIN, True),
        ]
    )
    assert {(each.school, each.role, each.channel) for each in listed} == {("Kim Đồng", Role.PARENT, "telegram")}
    assert [each.reason for each in listed if each.status is DeliveryStatus.FAILED] == ["GiveUp: bad"]


async def test_without_answers_nobody_is_silent(sent: Sent) -> None:
    await sent.build({"status": SENT}, {"status": DeliveryStatus.FAILED}, answers=())
    async with sent.database.write() as session:
        assert [each.status for each in await unsettled(session, sent.id)] == [DeliveryStatus.FAILED]
        await session.execute(update(Membership).values(until=sent.now))
        [left] = await unsettled(session, sent.id)
        assert (left.school, left.role) == ("", None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"status": SENT}, SENT),
        ({"status": UNCERTAIN, "attempts": 5}, SENT),
        ({"status": QUEUED, "attempts": 1}, SENT),
        ({"status": DeliveryStatus.SENDING, "attempts": 1}, DeliveryStatus.SENDING),
        ({"status": DeliveryStatus.WITHDRAWN, "attempts": 1}, DeliveryStatus.WITHDRAWN),
    ],
)
async def test_who_answers_has_got_it(sent: Sent, before: dict[str, Any], after: DeliveryStatus) -> None:
    await sent.build(before)
    async with sent.database.write() as session:
        row = await delivery_of(session, sent.id, 1)
        assert row is not None
        await answer(session, row, 1, sent.now)
        await answer(session, row, 0, sent.now)
    async with sent.database.read() as session:
        kept = await session.get_one(Delivery, row.id)
        counted = await figures(session, sent.id)
    assert (kept.status, kept.answer, kept.answered_at) == (after, 0, sent.now)
    assert counted.acknowledged == (after is SENT)


async def test_a_typed_answer_finds_the_newest_announcement_that_is_open(sent: Sent) -> None:
    await sent.build({"status": SENT}, {"status": QUEUED})
    async with sent.database.write() as session:
        [(found, copy)] = await asking(session, 1, sent.now)
        assert (found.id, copy.person_id) == (sent.id, 1)
        assert await asking(session, 2, sent.now) == [], "it is not sent yet"
        assert await asking(session, 1, sent.now + ANSWERED_WITHIN + timedelta(seconds=1)) == []
        newer = await announce(session, sent.office, draft(Whom.PARENTS), sent.now)
        asks = await announce(session, sent.office, draft(Whom.PARENTS, answers=("Đã nhận",)), sent.now)
        both = Delivery.announcement_id.in_([newer.id, asks.id])
        await session.execute(update(Delivery).where(both).values(status=SENT, sent_at=sent.now))
        (first, copy), (second, _) = await asking(session, 1, sent.now)
        assert (first.id, second.id) == (asks.id, sent.id), "the one without answers asks for none"
        await answer(session, copy, 0, sent.now)
        assert [each.id for each, _ in await asking(session, 1, sent.now)] == [sent.id, asks.id]


async def test_an_office_sees_its_own(sent: Sent) -> None:
    await sent.build({"status": SENT})
    async with sent.database.write() as session:
        other = await add_office(session, sent.now, "sao-mai")
        last = await announce(session, sent.office, draft(Whom.PARENTS), sent.now)
        assert [each.id for each in await recent(session, sent.office.id, 5)] == [last.id, sent.id]
        assert [each.id for each in await recent(session, sent.office.id, 1)] == [last.id]
        assert await recent(session, other.id, 5) == []
