"""Random handlers, sends, stops and restarts: nothing is lost, nothing handled twice, and each chat keeps its order."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from random import Random

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import GiveUp, RetryLater, SendError, Uncertain
from bot.inbox import Inbox
from bot.outbox import Outbox
from db.models import DeliveryStatus, InboxStatus, Person
from db.session import Database
from handlers.messages import Incoming, Outgoing
from tests.bot.fake_channel import SORRY, FakeChannel, deliveries, inbox_rows, running, say, until_stored, update
from tests.bot.test_inbox import people
from tests.conftest import Clock

UPDATES = 150
CHATS = 11


class Weather:
    """What goes wrong, by chance but from a seed."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.is_bad = True

    async def handle(self, session: AsyncSession, incoming: Incoming, now: datetime) -> list[Outgoing]:
        session.add(Person(created_at=now))
        if self.dice.random() < 0.3:
            await session.flush()
        if self.dice.random() < 0.3:
            await asyncio.sleep(self.dice.random() / 100)
        if self.is_bad and self.dice.random() < 0.25:
            raise RuntimeError("bad luck")
        return [say(incoming.text)]

    def send_fault(self) -> SendError | None:
        kinds = (
            RetryLater("429", timedelta(seconds=self.dice.randint(1, 5))),
            RetryLater("no network"),
            Uncertain("answer lost"),
            GiveUp("too long"),
        )
        return self.dice.choice(kinds) if self.is_bad and self.dice.random() < 0.2 else None


class StormyChannel(FakeChannel):
    """Fails by the weather: an uncertain send has arrived half of the time."""

    def __init__(self, weather: Weather) -> None:
        super().__init__(seconds_per_chat=0.5, burst_per_chat=5, max_in_flight=6)
        self.weather = weather

    async def send(self, chat_id: str, message: Outgoing) -> str:
        await asyncio.sleep(self.weather.dice.random() / 200)
        fault = self.weather.send_fault()
        if fault is None:
            return await super().send(chat_id, message)
        if isinstance(fault, Uncertain) and self.weather.dice.random() < 0.5:
            await super().send(chat_id, message)
        raise fault


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
async def test_storms_and_restarts(
    database: Database, clock: Clock, seed: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    for name in ("bot.handling.RETRY_AFTER_S", "bot.inbox.PATIENCE_S", "bot.outbox.PATIENCE_S"):
        monkeypatch.setattr(name, 0.02)
    weather = Weather(seed)
    channel = StormyChannel(weather)
    channels = {channel.key: channel}
    numbers = iter(range(UPDATES))
    for round_ in range(9):
        weather.is_bad = round_ < 7
        outbox = Outbox(database, channels, clock)
        inbox = Inbox(database, channels, weather.handle, outbox, clock, SORRY)
        async with running(inbox, outbox):
            for _ in range(UPDATES // 7):
                for number in islice(numbers, weather.dice.randint(1, 3)):
                    await inbox.record("fake", "1", [update(number, f"c{number % CHATS}")] * weather.dice.randint(1, 2))
                clock.go(weather.dice.random() * 2)
                outbox.wake()
                await asyncio.sleep(weather.dice.random() / 100)
            if round_ == 8:
                await until_stored(partial(_is_quiet, database, clock, outbox))
    await _check(database, channel)


async def _is_quiet(database: Database, clock: Clock, outbox: Outbox) -> bool:
    clock.go(300)
    outbox.wake()
    is_handled = all(row.status is not InboxStatus.NEW for row in await inbox_rows(database))
    return is_handled and all(row.status not in ("queued", "sending") for row in await deliveries(database))


async def _check(database: Database, channel: FakeChannel) -> None:
    updates, replies = await inbox_rows(database), await deliveries(database)
    done = [row for row in updates if row.status is InboxStatus.DONE]
    assert len({row.update_key for row in updates}) == len(updates) > 100
    assert await people(database) == len(done)
    assert Counter(row.inbox_id for row in replies) == Counter(row.id for row in updates)  # parked: an apology
    sent = Counter(channel.sent)
    answers = {row.inbox_id: row for row in replies}
    for row in done:
        times = sent[row.chat_id, row.update_key]
        assert times >= 1 or answers[row.id].status in (DeliveryStatus.FAILED, DeliveryStatus.UNCERTAIN)
    for chat in range(CHATS):
        texts = [int(text) for text in dict.fromkeys(channel.texts(f"c{chat}")) if text != "sorry"]
        assert texts == sorted(texts)
