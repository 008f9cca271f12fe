"""A channel that is down: staff are told once by every other way, sending waits, and all goes on when it is mended."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.alarm import Alarm
from bot.channels.base import ChannelDown
from bot.outbox import Outbox
from db.deliveries import ANNOUNCEMENT
from db.models import ChannelTrouble, Contact, DeliveryStatus, Membership, Office, Person, Role, TroubleKind
from db.session import Database
from db.troubles import open_troubles
from tests.bot.fake_channel import FakeChannel, all_are, deliveries, running, say, until, until_stored
from tests.conftest import Clock

NEWS = 40
DOWN, UP = "không gửi được tin qua", "đã gửi lại được tin qua"
RIVAL, ALONE = "chương trình khác dùng", "Không còn chương trình khác"


class Bureau:
    """Two channels; of its staff one is on both and one on the first only. A parent is on the second."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock = database, clock
        self.telegram, self.web = FakeChannel("telegram", "7"), FakeChannel("webchat", "web")
        self.of_rival: str | None = None
        self.restart()

    def restart(self) -> None:
        channels = {channel.key: channel for channel in (self.telegram, self.web)}
        self.outbox = Outbox(self.database, channels, self.clock)
        self.alarm = Alarm(self.database, self.outbox, {self.telegram.key: self})

    def rival(self) -> str | None:
        """What Telegram's channel says of another program."""
        return self.of_rival

    async def found(self) -> None:
        async with self.database.write() as session:
            office = Office(slug="a", name="A", short_name="A", kind="xa_phuong", created_at=self.clock())
            people = [Person(created_at=self.clock()) for _ in range(3)]
            session.add_all([office, *people])
            await session.flush()
            for person, role in zip(people, (Role.STAFF, Role.ADMIN, Role.PARENT), strict=True):
                session.add(Membership(person_id=person.id, office_id=office.id, role=role, since=self.clock()))
            places = ((0, self.telegram, "s"), (0, self.web, "s"), (1, self.telegram, "t"), (2, self.web, "p"))
            for number, channel, chat in places:
                session.add(self._contact(people[number], channel, chat))

    def _contact(self, person: Person, channel: FakeChannel, chat: str) -> Contact:
        return Contact(
            person_id=person.id, channel=channel.name, account=channel.account, chat_id=chat, created_at=self.clock()
        )

    async def broadcast(self) -> None:
        async with self.database.write() as session:
            for number in range(NEWS):
                chat = *self.telegram.key, f"c{number}"
                await self.outbox.enqueue(session, *chat, [say("news")], priority=ANNOUNCEMENT)
        self.outbox.wake(more_than_replies=True)

    async def tick(self) -> None:
        await self.alarm.tick(self.clock())

    async def troubles(self) -> list[ChannelTrouble]:
        async with self.database.read() as session:
            return await open_troubles(session)

    def told(self, channel: FakeChannel, chat: str) -> list[str]:
        return [text for text in channel.texts(chat) if DOWN in text or UP in text or RIVAL in text]


@pytest.fixture
async def bureau(database: Database, clock: Clock) -> Bureau:
    bureau = Bureau(database, clock)
    await bureau.found()
    return bureau


async def until_down(bureau: Bureau, tried: int) -> None:
    await until(lambda: bool(bureau.outbox.health()[bureau.telegram.key]) and bureau.telegram.out == 0)
    await until(lambda: len(bureau.telegram.tried) >= tried)


async def test_revoked_in_mid_broadcast_and_mended(
    bureau: Bureau, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    telegram, web = bureau.telegram, bureau.web
    telegram.max_in_flight = 4
    bureau.restart()
    gate = telegram.gate["c9"] = asyncio.Event()
    await bureau.broadcast()
    async with running(bureau.outbox):
        await until(lambda: len(telegram.sent) >= 9)
        telegram.is_down = True
        gate.set()
        await until_down(bureau, 10)
        tried, sent = len(telegram.tried), len(telegram.texts())
        for _ in range(3):
            await bureau.tick()
        await until(lambda: bool(web.sent))
        assert [row.channel for row in await bureau.troubles()] == ["telegram"]
        assert DOWN in web.texts("s")[0]
        assert "09:00 ngày 05/10/2026" in web.texts("s")[0]
        for _ in range(3):  # one try a minute
            clock.go(60)
            bureau.outbox.wake()
            await until(lambda before=tried: len(telegram.tried) == before + 1)  # type: ignore[misc]
            tried = len(telegram.tried)
            await bureau.tick()
        telegram.is_down = False
        clock.go(60)
        bureau.outbox.wake()
        await until(lambda: len(telegram.texts()) > sent)
        await until(lambda: bureau.outbox.health()[telegram.key] == "")
        await bureau.tick()
        await until_stored(lambda: all_are(bureau.database, "sent"))
    assert sorted(chat for chat, text in telegram.sent if text == "news") == sorted(f"c{n}" for n in range(NEWS))
    assert [DOWN in text for text in bureau.told(web, "s")] == [True, False]
    assert len(bureau.told(telegram, "s")) == len(bureau.told(telegram, "t")) == 1  # that it works again
    assert bureau.told(web, "p") == []
    assert await bureau.troubles() == []
    assert len([record for record in caplog.records if record.levelno >= logging.ERROR]) <= 2


async def test_a_restart_tells_nobody_again_and_a_new_token_mends(bureau: Bureau, clock: Clock) -> None:
    telegram, web = bureau.telegram, bureau.web
    telegram.is_down = True
    await bureau.broadcast()
    for _ in range(2):
        async with running(bureau.outbox):
            await bureau.tick()  # nothing is known yet: nothing is mended
            assert not bureau.told(telegram, "t")
            await until_down(bureau, 1)
            await bureau.tick()
            await until(lambda: bool(web.sent))
        bureau.restart()
    telegram.is_down = False
    async with running(bureau.outbox):
        await until(lambda: len(telegram.texts()) == NEWS)
        await bureau.tick()
        await until_stored(lambda: all_are(bureau.database, "sent"))
    assert [DOWN in text for text in bureau.told(web, "s")] == [True, False]
    assert await bureau.troubles() == []


async def test_what_was_on_the_wire_before_does_not_mean_that_it_works(bureau: Bureau, clock: Clock) -> None:
    telegram = bureau.telegram
    slow = telegram.gate["c0"] = asyncio.Event()
    await bureau.broadcast()
    async with running(bureau.outbox):
        await until(lambda: len(telegram.sent) == NEWS - 1)
        async with bureau.database.write() as session:
            await bureau.outbox.enqueue(session, *telegram.key, "late", [say("late")])
        telegram.faults["late"].append(ChannelDown("token revoked"))
        bureau.outbox.wake()
        await until(lambda: bool(bureau.outbox.health()[telegram.key]))
        slow.set()
        await until(lambda: telegram.out == 0)
        await until_stored(lambda: _one_is_left(bureau.database))
        assert bureau.outbox.health()[telegram.key]


async def _one_is_left(database: Database) -> bool:
    return sum(row.status is DeliveryStatus.SENT for row in await deliveries(database)) == NEWS


async def test_what_is_no_longer_served_is_forgotten(bureau: Bureau, clock: Clock) -> None:
    async with bureau.database.write() as session:
        gone = {"channel": "zalo", "account": "1", "since": clock(), "reason": "gone"}
        session.add_all(ChannelTrouble(kind=kind, **gone) for kind in TroubleKind)
    await bureau.tick()
    assert await bureau.troubles() == []
    assert await deliveries(bureau.database) == []


async def test_another_program_is_told_of_once_and_over_its_own_channel_too(bureau: Bureau, clock: Clock) -> None:
    telegram, web = bureau.telegram, bureau.web
    async with running(bureau.outbox):
        await bureau.tick()
        assert await deliveries(bureau.database) == []
        bureau.of_rival = "Conflict: terminated by other getUpdates request"
        for _ in range(2):
            await bureau.tick()
        await until(lambda: all(bureau.told(telegram, chat) for chat in "st") and bool(bureau.told(web, "s")))
        assert "09:00 ngày 05/10/2026" in bureau.told(web, "s")[0]
        bureau.restart()
        for bureau.of_rival in (None, "Conflict: can't use getUpdates method while webhook is active"):
            await bureau.tick()  # known since before
        bureau.of_rival = ""
        clock.go(3600)
        await bureau.tick()
        bureau.outbox.wake()
    async with running(bureau.outbox):
        await until_stored(lambda: all_are(bureau.database, "sent"))
    for channel, chat in ((telegram, "s"), (telegram, "t"), (web, "s")):
        assert [ALONE in text for text in bureau.told(channel, chat)] == [False, True]
    assert "từ 09:00 ngày 05/10/2026 đến 10:00 ngày 05/10/2026" in bureau.told(web, "s")[1]
    assert bureau.told(web, "p") == []
    assert await bureau.troubles() == []


async def test_a_revoked_token_and_another_program_are_two_things(bureau: Bureau, clock: Clock) -> None:
    bureau.telegram.is_down, bureau.of_rival = True, "Conflict"
    await bureau.broadcast()
    async with running(bureau.outbox):
        await until_down(bureau, 1)
        await bureau.tick()
        await until(lambda: len(bureau.told(bureau.web, "s")) == 2)
        assert {row.kind for row in await bureau.troubles()} == set(TroubleKind)
        bureau.of_rival = ""
        await bureau.tick()
        await until(lambda: len(bureau.told(bureau.web, "s")) == 3)
        assert [row.kind for row in await bureau.troubles()] == [TroubleKind.SENDING]
    assert ALONE in bureau.told(bureau.web, "s")[2]
    assert bureau.telegram.texts() == []
