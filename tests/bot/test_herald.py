"""The herald starts announcements in time, lets them rest at night, and tells their author how they go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.herald import FOLLOW_PACE, PACE, Herald
from bot.outbox import Outbox
from db.announcements import Audience, Whom, figures
from db.models import Action, Announcement, AnnouncementState, Contact, Delivery, DeliveryStatus, Role
from db.session import Database
from handlers.messages import outgoing_from_json
from scheduler.announcing import announce, withdraw
from tests.bot.fake_channel import FakeChannel
from tests.conftest import Clock
from tests.crowd import add_office, add_person, draft
from tests.scheduler.test_announcing import MORNING, NIGHT, WAKES

SENDING, SCHEDULED = AnnouncementState.SENDING, AnnouncementState.SCHEDULED


class Square:
    """An office with five parents and a member of staff, whose contact is the author's."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock, self.channel = database, clock, FakeChannel(name="telegram", account="1")
        channels = {("telegram", "1"): self.channel}
        self.herald = Herald(database, Outbox(database, channels, clock), channels)

    async def build(self) -> None:
        self.clock.now = MORNING
        async with self.database.write() as session:
            self.office = await add_office(session, MORNING)
            for _ in range(5):
                await add_person(session, self.office, Role.PARENT, MORNING)
            author = await add_person(session, self.office, Role.STAFF, MORNING)
            self.contact_id: int | None = await session.scalar(select(Contact.id).where(Contact.person_id == author))

    async def announce(self, **more: Any) -> Announcement:
        async with self.database.write() as session:
            wish = draft(Whom.PARENTS, **more)
            return await announce(session, self.office, wish, self.clock(), contact_id=self.contact_id)

    async def tick(self, after: timedelta = PACE) -> None:
        self.clock.now += after
        await self.herald.tick(self.clock())

    async def send(self, *person_ids: int, status: DeliveryStatus = DeliveryStatus.SENT) -> None:
        """Every announcement's copies for these people, as the outbox records it."""
        async with self.database.write() as session:
            those = update(Delivery).where(Delivery.person_id.in_(person_ids))
            await session.execute(those.values(status=status, sent_at=self.clock(), message_id="1"))

    async def record_edit(self, status: DeliveryStatus) -> None:
        async with self.database.write() as session:
            await session.execute(update(Delivery).where(Delivery.action == Action.EDIT).values(status=status))

    async def deleted(self) -> list[str]:
        """The chats in which something is to be deleted."""
        async with self.database.read() as session:
            query = select(Delivery.chat_id).where(Delivery.action == Action.DELETE).order_by(Delivery.id)
            return list(await session.scalars(query))

    async def send_progress(self) -> None:
        """What is queued for the author goes out, as the outbox records it."""
        async with self.database.write() as session:
            theirs = select(Delivery).where(Delivery.announcement_id.is_(None), Delivery.action != Action.DELETE)
            for row in await session.scalars(theirs.where(Delivery.status == DeliveryStatus.QUEUED)):
                row.status, row.message_id, row.sent_at = DeliveryStatus.SENT, "9", self.clock()
                if row.target_id is not None:
                    (await session.get_one(Delivery, row.target_id)).message = row.message

    async def told(self) -> list[tuple[Action, DeliveryStatus, str]]:
        """The rows by which the author learns how it goes."""
        async with self.database.read() as session:
            rows = await session.scalars(select(Delivery).where(Delivery.chat_id == "6").order_by(Delivery.id))
            return [(row.action, row.status, outgoing_from_json(row.message).plain()) for row in rows]

    async def stands(self, announcement: Announcement) -> Announcement:
        async with self.database.read() as session:
            return await session.get_one(Announcement, announcement.id)

    async def statuses(self, announcement: Announcement) -> list[DeliveryStatus]:
        async with self.database.read() as session:
            query = (
                select(Delivery.status).where(Delivery.announcement_id == announcement.id).order_by(Delivery.person_id)
            )
            return list(await session.scalars(query))


@pytest.fixture
async def square(database: Database, clock: Clock) -> Square:
    square = Square(database, clock)
    await square.build()
    return square


async def test_it_starts_in_time(square: Square) -> None:
    made = await square.announce(send_at=MORNING + timedelta(minutes=5))
    await square.tick(timedelta(minutes=5) - timedelta(seconds=1))
    assert await square.statuses(made) == [DeliveryStatus.WAITING] * 5
    assert await square.told() == []
    await square.tick(timedelta(seconds=1))
    assert await square.statuses(made) == [DeliveryStatus.QUEUED] * 5
    assert (await square.stands(made)).state is SENDING


async def test_its_author_has_one_message_that_is_kept_true(square: Square) -> None:
    made = await square.announce()
    await square.tick()
    [(action, status, said)] = await square.told()
    assert (action, status) == (Action.SEND, DeliveryStatus.QUEUED)
    assert "Đang chờ gửi: 5" in said
    await square.send_progress()
    await square.tick()
    assert len(await square.told()) == 1, "nothing changed"

    await square.send(1, 2)
    await square.tick()
    assert [(action, "Đã gửi: 2" in said) for action, _, said in await square.told()] == [
        (Action.SEND, False),
        (Action.EDIT, True),
    ]
    await square.send(3)
    await square.tick()
    _, (action, status, said) = await square.told()
    assert (action, status) == (Action.EDIT, DeliveryStatus.QUEUED), "the change that waits got newer words"
    assert "Đã gửi: 3" in said
    assert "còn khoảng" in said
    await square.send_progress()
    await square.send(4, status=DeliveryStatus.FAILED)
    await square.send(5, status=DeliveryStatus.BLOCKED)
    await square.tick()
    (_, _, shown), (_, _, said) = await square.told()
    assert "Đã gửi: 3" in shown, "the message in the row is what its reader sees"
    assert "Không gửi được: 1" in said
    async with square.database.read() as session:
        assert (await figures(session, made.id)).is_through


async def test_not_more_often_than_every_three_seconds(square: Square) -> None:
    await square.announce()
    await square.tick()
    await square.send_progress()
    await square.send(1)
    await square.tick(PACE / 2)
    assert len(await square.told()) == 1
    await square.tick(PACE / 2)
    assert len(await square.told()) == 2


async def test_answers_are_told_when_all_is_sent(square: Square) -> None:
    made = await square.announce(answers=("Đã nhận",))
    await square.send(1, 2, 3, 4, 5)
    await square.tick()
    await square.send_progress()
    async with square.database.write() as session:
        answered = update(Delivery).where(Delivery.announcement_id == made.id, Delivery.person_id == 2)
        await session.execute(answered.values(answer=0, answered_at=square.clock()))
    await square.tick()
    assert "Đã nhận: 1" in (await square.told())[-1][2]


async def test_a_change_on_the_wire_is_waited_for_and_a_lost_message_is_left(square: Square) -> None:
    await square.announce()
    await square.tick()
    await square.send_progress()
    await square.send(1)
    await square.tick()
    await square.record_edit(DeliveryStatus.SENDING)
    await square.send(2)
    await square.tick()
    assert "Đã gửi: 1" in (await square.told())[-1][2]
    await square.record_edit(DeliveryStatus.FAILED)
    await square.send(3)
    await square.tick()
    await square.tick()
    assert len(await square.told()) == 2, "its reader has deleted the message"


async def test_over_a_channel_that_cannot_change_it_one_message_at_the_end(square: Square) -> None:
    square.channel.can_edit = False
    await square.announce()
    await square.tick()
    assert await square.told() == []
    await square.send(1, 2, 3, 4, 5)
    await square.tick()
    await square.tick()
    [(action, _, said)] = await square.told()
    assert (action, "Đã gửi: 5" in said) == (Action.SEND, True)


async def test_what_is_announced_from_the_machine_tells_nobody(square: Square) -> None:
    square.contact_id = None
    await square.announce()
    await square.send(1)
    await square.tick()
    assert await square.told() == []


async def test_it_rests_at_night_and_goes_on_in_the_morning(square: Square) -> None:
    made = await square.announce()
    urgent = await square.announce(urgent=True)
    await square.send(1)
    await square.tick(NIGHT - MORNING)
    assert (await square.stands(made)).state is SCHEDULED
    assert await square.statuses(made) == [DeliveryStatus.SENT] + [DeliveryStatus.WAITING] * 4
    assert await square.statuses(urgent) == [DeliveryStatus.SENT] + [DeliveryStatus.QUEUED] * 4
    async with square.database.write() as session:  # it was on the wire, and comes back to the queue
        those = update(Delivery).where(Delivery.announcement_id == made.id, Delivery.person_id == 2)
        await session.execute(those.values(status=DeliveryStatus.QUEUED))
    await square.tick()
    assert (await square.statuses(made))[1] is DeliveryStatus.WAITING
    square.clock.now = WAKES - PACE
    await square.tick()
    assert (await square.stands(made)).state is SENDING
    assert await square.statuses(made) == [DeliveryStatus.SENT] + [DeliveryStatus.QUEUED] * 4


async def test_what_was_on_the_wire_when_it_was_withdrawn_is_deleted_too(square: Square) -> None:
    made = await square.announce()
    await square.send(1)
    await square.send(2, 3, status=DeliveryStatus.SENDING)
    async with square.database.write() as session:
        await withdraw(session, await session.get_one(Announcement, made.id), square.clock())
    await square.tick()
    assert await square.deleted() == ["1"]
    await square.send(2)
    await square.send(3, status=DeliveryStatus.QUEUED)
    await square.tick()
    await square.tick()
    assert await square.deleted() == ["1", "2"]
    again = Herald(square.database, Outbox(square.database, {}, square.clock), {})
    await again.tick(square.clock())
    assert await square.deleted() == ["1", "2"], "a new start deletes nothing twice"
    withdrawn = DeliveryStatus.WITHDRAWN
    assert await square.statuses(made) == [DeliveryStatus.SENT] * 2 + [withdrawn] * 3
    assert "thu hồi" in (await square.told())[-1][2]


async def test_a_correction_follows_the_first_until_that_is_through(square: Square) -> None:
    first = await square.announce()
    await square.send(1)
    async with square.database.write() as session:
        got = draft(Audience(Whom.GOT, about_id=first.id), about_id=first.id)
        second = await announce(session, square.office, got, square.clock())
    await square.send(2)
    await square.tick()
    assert len(await square.statuses(second)) == 2
    await square.send(3)
    await square.tick()
    assert len(await square.statuses(second)) == 2
    await square.tick(FOLLOW_PACE)
    assert len(await square.statuses(second)) == 3
    await square.send(4, 5)
    await square.tick()
    assert len(await square.statuses(second)) == 5
