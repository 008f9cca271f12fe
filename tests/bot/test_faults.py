"""What breaks around a broadcast, on the real wire: nothing is lost, little is doubled, and the log stays readable."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select

from bot.channels.telegram import Telegram
from bot.inbox import Inbox
from bot.lanes import MOST_UNRECORDED
from bot.outbox import Outbox
from bot.stock import MOST_KNOWN
from db import deliveries as store
from db.deliveries import Chat
from db.models import Delivery, DeliveryStatus, InboxStatus
from db.session import Database
from handlers.messages import Incoming, Outgoing, outgoing_to_json
from tests.bot.fake_channel import SORRY, deliveries, inbox_rows, running, say, until
from tests.botapi import TOKEN, BotApi, faults, serving
from tests.botapi.faults import Chance
from tests.botapi.waiting import PATIENCE_S
from tests.botapi.waiting import until as seen
from tests.e2e.program import free_port

NEWS = "Ngày mai trường nghỉ vì bão."
FIRST = 100_000
pytestmark = pytest.mark.slow

PEOPLE = 400
STEP_S = 5.0  # of the moved clock; in between the program has a moment
MOST_LINES = 60  # in the log for all of a fault


class Clock:
    """The machine's clock, and what was skipped."""

    def __init__(self) -> None:
        self.skipped = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.skipped


class Rig:
    """An inbox and an outbox on the real Telegram channel, before a local Bot API server."""

    def __init__(self, database: Database, api_url: str, rate_per_s: float = 200.0) -> None:
        self.database, self.clock = database, Clock()
        self.telegram = Telegram(TOKEN, api_url=api_url, rate_per_s=rate_per_s, pause_s=0.05, clock=self.clock)
        self.key = (self.telegram.name, self.telegram.account)
        self.outbox = Outbox(database, {self.key: self.telegram}, self.clock)
        self.inbox = Inbox(database, {self.key: self.telegram}, _echo, self.outbox, self.clock, SORRY)

    async def broadcast(self, people: int = PEOPLE) -> None:
        message = outgoing_to_json(say(NEWS))
        chats = [Chat(*self.key, str(FIRST + number)) for number in range(people)]
        async with self.database.write() as session:
            rows = [store.row(chat, message, self.clock(), priority=store.ANNOUNCEMENT) for chat in chats]
            await store.enqueue(session, rows)
        self.outbox.wake(more_than_replies=True)

    async def skip(self, seconds: float) -> None:
        """Time passes, and the program takes note of it."""
        for _ in range(int(seconds / STEP_S)):
            self.clock.skipped += timedelta(seconds=STEP_S)
            self.outbox.wake()
            await asyncio.sleep(0.03)

    async def all_sent(self) -> None:
        """Waits, with time passing, until nothing is left to do."""
        async with asyncio.timeout(PATIENCE_S):
            while await self.statuses() != {DeliveryStatus.SENT}:
                await self.skip(STEP_S)

    async def statuses(self) -> set[DeliveryStatus]:
        async with self.database.read() as session:
            return set(await session.scalars(select(Delivery.status).distinct()))

    async def uncertain(self) -> int:
        """Sends of which nobody knows whether they arrived."""
        return sum(row.attempts for row in await deliveries(self.database))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        intake = asyncio.create_task(self.telegram.run(self.inbox.record))
        try:
            async with running(self.outbox, self.inbox):
                yield
        finally:
            intake.cancel()
            await asyncio.gather(intake, return_exceptions=True)
            await self.telegram.close()


async def _echo(_session: object, incoming: Incoming, _now: datetime) -> list[Outgoing]:
    return [say(f"re: {incoming.text}")]


def met(people: int = PEOPLE) -> BotApi:
    api = BotApi()
    api.census.known = range(FIRST, FIRST + people)
    return api


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with serving(met()) as api:
        yield api


def reached(api: BotApi) -> int:
    people: int = api.census.tally(NEWS)["chats"]
    return people


def again(api: BotApi) -> int:
    doubled: int = api.census.tally(NEWS)["again"]
    return doubled


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.slow
async def test_the_network_is_gone_for_ten_minutes(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    api, port, people = met(2_600), free_port(), 2_600
    rig = Rig(database, f"http://127.0.0.1:{port}", rate_per_s=1000)
    async with rig.running():
        async with serving(api, port):
            await rig.broadcast(people)
            await seen(lambda: reached(api) > 100)
        await rig.skip(600)
        lane = rig.outbox._lanes[rig.key]
        assert len(lane.known) <= MOST_KNOWN
        assert reached(api) < people
        assert len(lines(caplog)) < MOST_LINES
        async with serving(api, port):
            await rig.all_sent()
            assert reached(api) == people
    assert again(api) <= await rig.uncertain() <= rig.telegram.max_in_flight
    assert len(lines(caplog)) < MOST_LINES


@pytest.mark.slow
async def test_telegram_answers_500_for_ten_minutes(
    api: BotApi, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    rig = Rig(database, api.url)
    async with rig.running():
        await rig.broadcast()
        await seen(lambda: reached(api) > 100)
        api.chance = Chance(1, (100, faults.page(502)))
        await rig.skip(600)
        assert DeliveryStatus.UNCERTAIN not in await rig.statuses()  # whoever was the one to find out is not given up
        api.chance = Chance()
        await rig.all_sent()
    assert reached(api) == PEOPLE
    assert again(api) == 0
    assert await rig.uncertain() < 200
    assert len(lines(caplog)) < 2 * MOST_LINES


async def test_told_to_wait_for_half_a_minute(api: BotApi, database: Database) -> None:
    rig = Rig(database, api.url)
    async with rig.running():
        await rig.broadcast()
        await seen(lambda: reached(api) > 100)
        api.fail("sendMessage", *[faults.too_many(30)] * 40)
        lane = rig.outbox._lanes[rig.key]
        await seen(lambda: lane.trouble.held_until > rig.clock() and not lane.on_wire)
        refused, calls = api.met["429"], api.calls["sendmessage"]
        await rig.skip(20)  # and what a busy machine takes for that
        assert api.calls["sendmessage"] == calls  # neither that chat nor any other
        api._faults.clear()
        await rig.skip(15)
        await rig.all_sent()
    assert 2 <= refused <= rig.telegram.max_in_flight
    assert (reached(api), again(api)) == (PEOPLE, 0)
    assert await rig.uncertain() == 0


async def test_the_token_is_revoked_in_mid_broadcast(
    api: BotApi, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    rig = Rig(database, api.url)
    async with rig.running():
        await rig.broadcast()
        await seen(lambda: reached(api) > 100)
        api.token = "4242:ANOTHER-one"
        await until(lambda: bool(rig.outbox.health()[rig.key]))
        await rig.skip(300)
        assert rig.outbox.health()[rig.key] == "ChannelDown: Unauthorized"
        assert reached(api) < PEOPLE
        api.token = TOKEN
        await rig.skip(60)
        await rig.all_sent()
        assert rig.outbox.health()[rig.key] == ""
    assert (reached(api), again(api)) == (PEOPLE, 0)
    assert await rig.uncertain() == 0
    assert len(lines(caplog)) < 10


HOLD = """import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
async def sqlite_database(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Database]:
    """Where others are waited for a fifth of a second, not ten."""
    path = shutil.copy(sqlite_template, tmp_path / "bot.db")
    monkeypatch.setattr("db.sqlite.BUSY_TIMEOUT_MS", 200)
    database = Database(f"sqlite+aiosqlite:///{path}")
    yield database
    await database.close()


async def test_another_process_has_the_database_for_longer_than_it_is_waited_for(
    api: BotApi, sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    rig = Rig(sqlite_database, api.url)
    people = [api.chat(1000 + number) for number in range(20)]
    command = [sys.executable, "-c", HOLD, str(sqlite_database.url.database)]
    async with rig.running():
        await rig.broadcast()
        await seen(lambda: reached(api) > 100)
        for person in people[:10]:
            person.says("1")
        other = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        assert other.stdout is not None
        assert await other.stdout.readline() == b"held\n"
        for person in people:
            person.says("2")
        await asyncio.sleep(3)
        other.kill()
        await other.wait()
        await _all_answered(rig, api, {**dict.fromkeys(range(10), 2), **dict.fromkeys(range(10, 20), 1)})
        await rig.all_sent()
    assert (reached(api), again(api)) == (PEOPLE, 0)
    assert Counter(row.status for row in await inbox_rows(sqlite_database)) == {InboxStatus.DONE: 30}
    assert {row.attempts for row in await inbox_rows(sqlite_database)} == {0}
    assert len(lines(caplog)) < MOST_LINES


async def _all_answered(rig: Rig, api: BotApi, expected: dict[int, int]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while any(len(api.chat(1000 + number).seen) < count for number, count in expected.items()):
            await rig.skip(STEP_S)
    assert {number: len(api.chat(1000 + number).seen) for number in expected} == expected


class Disk:
    """Lets the database grow, or not."""

    def __init__(self, database: Database) -> None:
        self.most_pages = 1_000_000
        event.listen(database.engine.sync_engine, "begin", self._limit)

    def _limit(self, connection: object) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {self.most_pages}")  # type: ignore[attr-defined]


async def test_the_disk_is_full(api: BotApi, sqlite_database: Database, caplog: pytest.LogCaptureFixture) -> None:
    disk, rig = Disk(sqlite_database), Rig(sqlite_database, api.url)
    people = [api.chat(1000 + number) for number in range(20)]
    async with rig.running():
        await rig.broadcast()
        await seen(lambda: reached(api) > 100)
        disk.most_pages = 1  # no more than there are
        for person in people:
            person.says("x" * 3_000)
        # Said by whoever meets it first: the outbox with SQLite's reason, or the intake with the error's name.
        await seen(lambda: "full" in caplog.text or "OperationalError" in caplog.text)
        await asyncio.sleep(3)
        assert any(not person.seen for person in people)
        disk.most_pages = 1_000_000
        await _all_answered(rig, api, dict.fromkeys(range(20), 1))
        await rig.all_sent()
    assert (reached(api), again(api)) == (PEOPLE, 0)
    assert {(row.status, row.attempts) for row in await inbox_rows(sqlite_database)} == {(InboxStatus.DONE, 0)}
    assert len(lines(caplog)) < MOST_LINES


async def test_a_commit_whose_answer_is_lost(
    api: BotApi, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rig = Rig(database, api.url)
    write, commits = database.write, 0

    @asynccontextmanager
    async def forgetful() -> AsyncIterator[object]:
        nonlocal commits
        async with write() as session:
            yield session
        commits += 1
        if commits % 3 == 0:
            raise sqlite3.OperationalError("the answer to COMMIT was lost")

    async with rig.running():
        await rig.broadcast()
        monkeypatch.setattr("bot.outbox.POLL_S", 0.05)
        monkeypatch.setattr(database, "write", forgetful)
        # However many a busy machine claims at once, never more than MOST_UNRECORDED: so many commits there are.
        await seen(lambda: commits >= PEOPLE // MOST_UNRECORDED)
        monkeypatch.undo()
        await rig.all_sent()
    assert (reached(api), again(api)) == (PEOPLE, 0)
    assert await rig.uncertain() == 0


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_server_ends_all_connections_again_and_again(
    api: BotApi, database: Database, postgres: Callable[[str], str], caplog: pytest.LogCaptureFixture
) -> None:
    rig = Rig(database, api.url)
    person = api.chat(1000)
    end = f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{database.url.database}'"
    async with rig.running():
        await rig.broadcast()
        for times in range(1, 6):
            await seen(lambda times=times: reached(api) > 50 * times)  # type: ignore[misc]
            person.says(str(times))
            postgres(end)
        await _all_answered(rig, api, {0: 5})
        await rig.all_sent()
    assert (reached(api), again(api)) == (PEOPLE, 0)
    assert await rig.uncertain() == 0
    assert {(row.status, row.attempts) for row in await inbox_rows(database)} == {(InboxStatus.DONE, 0)}
    assert len(lines(caplog)) < MOST_LINES
