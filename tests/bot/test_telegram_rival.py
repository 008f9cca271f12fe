"""Two programs with one token: Telegram's own 409s, staff who are told once, and sending that goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.alarm import Alarm
from bot.channels.base import RawUpdate
from bot.channels.telegram import Telegram
from bot.channels.telegram_rival import WINDOW, Rival
from bot.outbox import Outbox
from db import people
from db.models import Role
from db.session import Database
from db.troubles import open_troubles
from tests.bot.fake_channel import FakeChannel, running, say
from tests.botapi import TOKEN, BotApi, faults, serving
from tests.botapi.waiting import until
from tests.conftest import Clock
from tests.handlers.talk import add_office

NOW = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
STEP = timedelta(seconds=10)
STAFF, FATHER = 7, 8


def test_one_look_by_hand_is_no_rival() -> None:
    rival = Rival()
    rival.polled(NOW)
    rival.met("Conflict", NOW)
    assert rival.told(NOW) is None
    rival.polled(NOW + STEP)
    assert rival.told(NOW + WINDOW) is None
    assert rival.told(NOW + STEP + WINDOW) == ""
    rival.met("Conflict", NOW + 3 * WINDOW)
    assert rival.told(NOW + 3 * WINDOW) is None


def test_polls_that_succeed_in_between_do_not_end_it(caplog: pytest.LogCaptureFixture) -> None:
    rival = Rival()
    now = NOW
    for _ in range(50):
        rival.met("Conflict", now)
        rival.polled(now + STEP)
        now += 2 * STEP
        assert rival.told(now) == "Conflict" or now == NOW + 2 * STEP
    rival.polled(now)
    assert rival.told(now - STEP + WINDOW) == ""
    rival.polled(now + WINDOW)
    rival.met("Conflict", now + 9 * WINDOW)
    assert rival.told(now + 9 * WINDOW) is None, "what is over begins anew"
    assert [record.levelno for record in caplog.records] == [logging.ERROR, logging.WARNING]


def test_nothing_is_known_before_a_poll() -> None:
    rival = Rival()
    assert rival.told(NOW) is None
    rival.polled(NOW)
    assert rival.told(NOW) is None, "the other may come at any moment"
    assert rival.told(NOW + WINDOW) == ""


class Bureau:
    """A program with Telegram and the web; of its staff one is on both."""

    def __init__(self, database: Database, clock: Clock, api: BotApi) -> None:
        self.database, self.clock, self.api = database, clock, api
        self.telegram, self.web = self.another(), FakeChannel("webchat", "web")
        channels = {(each.name, each.account): each for each in (self.telegram, self.web)}
        self.outbox = Outbox(database, channels, clock)
        self.alarm = Alarm(database, self.outbox, {("telegram", "4242"): self.telegram})
        self.taken: list[str] = []

    def another(self) -> Telegram:
        return Telegram(TOKEN, api_url=self.api.url, poll_s=1, pause_s=0.01, clock=self.clock)

    async def build(self) -> None:
        office = await add_office(self.database, "sen", "Phường Sen", self.clock())
        async with self.database.write() as session:
            on_both = await people.contact_for(session, "telegram", "4242", str(STAFF), self.clock())
            web = await people.contact_for(session, "webchat", "web", "s", self.clock())
            web.person_id = on_both.person_id
            await people.add_membership(session, web.person_id, office.id, Role.STAFF, None, self.clock())

    async def record(self, channel: str, account: str, updates: Sequence[RawUpdate]) -> None:
        self.taken += [update.key for update in updates]

    async def run(self) -> None:
        await self.telegram.run(self.record)

    async def send(self, chat: int, text: str) -> None:
        async with self.database.write() as session:
            await self.outbox.enqueue(session, "telegram", "4242", str(chat), [say(text)])
        self.outbox.wake()

    async def tick(self) -> None:
        await self.alarm.tick(self.clock())


@pytest.fixture
async def bureau(database: Database, clock: Clock) -> AsyncIterator[Bureau]:
    async with serving() as api:
        api.chat(STAFF), api.chat(FATHER)
        bureau = Bureau(database, clock, api)
        await bureau.build()
        try:
            async with running(bureau.outbox, bureau):
                yield bureau
        finally:
            await bureau.telegram.close()


@asynccontextmanager
async def rivalling(bureau: Bureau) -> AsyncIterator[None]:
    """Another program with the same token, and a database of its own."""
    other = bureau.another()

    async def record(channel: str, account: str, updates: Sequence[RawUpdate]) -> None:
        """It has them now."""

    intake = asyncio.create_task(other.run(record))
    yield
    intake.cancel()
    await asyncio.gather(intake, return_exceptions=True)
    await other.close()


async def test_staff_are_told_once_and_when_it_is_over_and_sending_goes_on(
    bureau: Bureau, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    staff = bureau.api.chat(STAFF)
    async with rivalling(bureau):
        await until(lambda: bureau.telegram.rival())
        for _ in range(3):
            await bureau.tick()
        (told,) = await staff.sees(1)
        await until(lambda: bureau.web.texts("s"))
        assert "chương trình khác dùng cùng mã bot Telegram" in told.text
        assert bureau.web.texts("s") == [told.text]
        await bureau.send(FATHER, "Mai nghỉ học")
        assert [shown.text for shown in await bureau.api.chat(FATHER).sees(1)] == ["Mai nghỉ học"]
        async with bureau.database.read() as session:
            assert [row.reason for row in await open_troubles(session)] == [bureau.telegram.rival()]
    bureau.api.chat(FATHER).says("Còn ai không?")
    await until(lambda: bureau.taken)  # it takes in again what people write
    polls = len(bureau.api.updates.offsets)
    await until(lambda: len(bureau.api.updates.offsets) > polls + 1)
    clock.now += WINDOW
    await bureau.tick()
    over = (await staff.sees(2))[1]
    assert "Không còn chương trình khác dùng mã bot Telegram" in over.text
    await bureau.tick()
    await until(lambda: len(bureau.web.texts("s")) == 2)
    assert len(staff.seen) == 2
    async with bureau.database.read() as session:
        assert await open_troubles(session) == []
    said = [record.getMessage() for record in caplog.records if "chương trình khác" in record.getMessage()]
    assert len(said) <= 3, "of this program, of the other, and that it is over"


async def test_a_webhook_that_another_program_set_takes_the_messages_too(bureau: Bureau) -> None:
    active = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it"
    bureau.api.fail("getUpdates", *[faults.error(409, active)] * 3)
    await until(lambda: bureau.telegram.rival())
    assert "webhook is active" in (bureau.telegram.rival() or "")
