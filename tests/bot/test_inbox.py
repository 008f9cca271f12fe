"""The inbox on both databases: once, in order, side by side; no failure or crash loses or doubles anything."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.inbox import Inbox
from bot.outbox import Outbox
from db import deliveries as outgoing
from db import inbox as store
from db.models import InboxStatus, InboxUpdate, Person
from db.session import Database
from handlers.messages import Incoming, Outgoing
from tests.bot.fake_channel import (
    SORRY,
    FakeChannel,
    all_are,
    deliveries,
    inbox_rows,
    running,
    say,
    until,
    until_stored,
    update,
)
from tests.conftest import Clock

Handle = Callable[[AsyncSession, Incoming, datetime], Awaitable[list[Outgoing]]]


async def echo(session: AsyncSession, incoming: Incoming, now: datetime) -> list[Outgoing]:
    """Leaves one Person for each message handled, so that the database itself counts."""
    session.add(Person(created_at=now))
    return [say(incoming.text)]


class House:
    """An inbox and an outbox on one channel."""

    def __init__(self, database: Database, clock: Clock, handle: Handle = echo, channel: FakeChannel | None = None):
        self.database = database
        self.channel = channel or FakeChannel()
        channels = {self.channel.key: self.channel}
        self.outbox = Outbox(database, channels, clock)
        self.inbox = Inbox(database, channels, handle, self.outbox, clock, SORRY)

    async def all_handled(self) -> bool:
        return all(row.status is not InboxStatus.NEW for row in await inbox_rows(self.database))


async def people(database: Database) -> int:
    async with database.read() as session:
        return (await session.execute(select(func.count()).select_from(Person))).scalar_one()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handling.RETRY_AFTER_S", 0.02)


async def test_each_update_is_handled_once_and_in_order_per_chat(database: Database, clock: Clock) -> None:
    house = House(database, clock)
    updates = [update(number, f"c{number % 7}") for number in range(140)]
    async with running(house.inbox, house.outbox):
        await asyncio.gather(*(house.inbox.record("fake", "1", updates[at : at + 10]) for at in range(0, 140, 10)))
        await house.inbox.record("fake", "1", updates[:50])  # they come once more
        await until(lambda: len(house.channel.sent) == 140)
        await house.inbox.record("fake", "1", updates[130:])
        await asyncio.sleep(0.05)
    for chat in range(7):
        assert [int(text) for text in house.channel.texts(f"c{chat}")] == list(range(chat, 140, 7))
    assert await people(database) == 140
    assert {(row.status, row.handled_at) for row in await inbox_rows(database)} == {(InboxStatus.DONE, clock())}
    replies = await deliveries(database)
    assert {row.inbox_id for row in replies} == {row.id for row in await inbox_rows(database)}
    for chat in range(7):  # chats pass each other: PostgreSQL has several transactions side by side
        ids = [row.inbox_id or 0 for row in replies if row.chat_id == f"c{chat}"]
        assert len(ids) == 20
        assert ids == sorted(ids)


async def test_the_same_key_of_another_account_is_another_update(database: Database, clock: Clock) -> None:
    house = House(database, clock)
    await house.inbox.record("fake", "1", [update(1, "a"), update(1, "a")])
    await house.inbox.record("fake", "2", [update(1, "a")])
    assert [(row.account, row.update_key) for row in await inbox_rows(database)] == [("1", "1"), ("2", "1")]


async def test_what_cannot_be_stored_is_not_confirmed(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(database, clock)

    async def fail(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(store, "record", fail)
        with pytest.raises(OSError, match="disk full"):
            await house.inbox.record("fake", "1", [update(1, "a")])
    await house.inbox.record("fake", "1", [update(2, "a")])
    assert "2" in [row.update_key for row in await inbox_rows(database)]


@pytest.mark.parametrize("text", ["\0", "\ud800", "Chào anh/chị 👋"], ids=["nul", "surrogate", "emoji"])
async def test_any_text_can_be_stored_and_sent_back(database: Database, clock: Clock, text: str) -> None:
    house = House(database, clock)
    await house.inbox.record("fake", "1", [update(1, "a", text)])
    async with running(house.inbox, house.outbox):
        await until(lambda: house.channel.texts() == [text])


def test_any_error_can_be_stored() -> None:
    assert store.storable("a\0b\ud800c") == "ab?c"
    assert len(store.storable("x" * 10_000)) == store.ERROR_LENGTH


async def test_the_third_failure_parks_and_is_told(database: Database, clock: Clock) -> None:
    tries: Counter[str] = Counter()

    async def handle(session: AsyncSession, incoming: Incoming, now: datetime) -> list[Outgoing]:
        tries[incoming.text] += 1
        replies = await echo(session, incoming, now)
        await session.flush()
        if incoming.text == "poison" or (incoming.text == "hiccup" and tries["hiccup"] < 3):
            raise RuntimeError("no such thing")
        return replies

    house = House(database, clock, handle)
    texts = [("a", "poison"), ("a", "after"), ("b", "fine"), ("c", "hiccup"), ("c", "last")]
    await house.inbox.record("fake", "1", [update(at, chat, text) for at, (chat, text) in enumerate(texts)])
    async with running(house.inbox, house.outbox):
        await until(lambda: len(house.channel.sent) == 5)
        await until_stored(house.all_handled)
    assert house.channel.texts("a") == ["sorry", "after"]
    assert house.channel.texts("b") == ["fine"]
    assert house.channel.texts("c") == ["hiccup", "last"]
    assert tries == {"poison": 3, "after": 1, "fine": 1, "hiccup": 3, "last": 1}
    assert await people(database) == 4  # of what failed nothing is left
    rows = await inbox_rows(database)
    assert (rows[0].status, rows[0].attempts) == (InboxStatus.PARKED, 3)
    assert rows[0].error == "RuntimeError: no such thing"
    assert (rows[3].status, rows[3].attempts) == (InboxStatus.DONE, 2)


async def test_a_chat_in_trouble_holds_nobody_else(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handling.RETRY_AFTER_S", 60)

    async def handle(session: AsyncSession, incoming: Incoming, now: datetime) -> list[Outgoing]:
        if incoming.chat_id == "bad":
            raise RuntimeError
        return await echo(session, incoming, now)

    house = House(database, clock, handle)
    await house.inbox.record("fake", "1", [update(1, "bad"), update(2, "good"), update(3, "bad"), update(4, "good")])
    async with running(house.inbox, house.outbox):
        await until(lambda: house.channel.texts() == ["2", "4"])
    assert [row.status for row in await inbox_rows(database)] == ["new", "done", "new", "done"]


async def test_chats_are_side_by_side_where_there_are_several_writers(database: Database, clock: Clock) -> None:
    """PostgreSQL handles chats at the same time; SQLite, which has one writer, one after the other, in small groups."""
    begun: list[str] = []
    may_end = asyncio.Event()

    async def handle(session: AsyncSession, incoming: Incoming, now: datetime) -> list[Outgoing]:
        begun.append(incoming.text)
        await may_end.wait()
        return await echo(session, incoming, now)

    house = House(database, clock, handle)
    async with running(house.inbox, house.outbox):
        await house.inbox.record("fake", "1", [update(0, "c0")])
        await until(lambda: begun == ["0"])
        others = asyncio.create_task(house.inbox.record("fake", "1", [update(1, "c1")]))  # SQLite's writer is busy
        if database.is_sqlite:
            await asyncio.sleep(0.1)
            assert begun == ["0"]
        else:
            await until(lambda: begun == ["0", "1"])
        may_end.set()
        await others
        await until(lambda: len(house.channel.sent) == 2)


async def test_what_cannot_be_parsed_is_parked_and_what_is_not_for_us_is_done(database: Database, clock: Clock) -> None:
    house = House(database, clock)
    updates = [update(1, "a"), update(2, "a"), update(3, "a")]
    updates[0].payload["bad"] = updates[1].payload["other"] = True
    await house.inbox.record("fake", "1", updates)
    async with running(house.inbox, house.outbox):
        await until(lambda: house.channel.texts() == ["3"])
    rows = await inbox_rows(database)
    assert [row.status for row in rows] == ["parked", "done", "done"]
    assert "bad payload" in rows[0].error


async def test_a_handler_that_hangs_has_failed(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.turns.HANDLER_LIMIT_S", 0.5)

    async def handle(session: AsyncSession, incoming: Incoming, now: datetime) -> list[Outgoing]:
        if incoming.text == "1":
            await asyncio.sleep(60)
        return await echo(session, incoming, now)

    house = House(database, clock, handle)
    await house.inbox.record("fake", "1", [update(1, "a"), update(2, "b")])
    async with running(house.inbox, house.outbox):
        await until(lambda: sorted(house.channel.texts()) == ["2", "sorry"])
    assert await people(database) == 1


async def test_a_handler_that_ruins_the_transaction_takes_nobody_down(database: Database, clock: Clock) -> None:
    async def handle(session: AsyncSession, incoming: Incoming, now: datetime) -> list[Outgoing]:
        if incoming.text == "3":
            await session.rollback()
        return await echo(session, incoming, now)

    house = House(database, clock, handle)
    await house.inbox.record("fake", "1", [update(number, f"c{number}") for number in range(6)])
    async with running(house.inbox, house.outbox):
        await until(lambda: len(house.channel.sent) == 6)
        await until_stored(house.all_handled)
    assert sorted(house.channel.texts()) == ["0", "1", "2", "4", "5", "sorry"]
    assert await people(database) == 5


@pytest.mark.parametrize("step", ["take", "close", "enqueue"])
async def test_a_database_that_fails_at_any_step_costs_nothing(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    house = House(database, clock)
    module = outgoing if step == "enqueue" else store
    right, failures = getattr(module, step), 4

    async def wrong(*args: object) -> object:
        nonlocal failures
        result = await right(*args)
        if failures:
            failures -= 1
            raise OSError("gone for a moment")
        return result

    monkeypatch.setattr(module, step, wrong)
    monkeypatch.setattr("bot.inbox.POLL_S", 0.05)
    await house.inbox.record("fake", "1", [update(number, f"c{number}") for number in range(3)])
    async with running(house.inbox, house.outbox):
        await until_stored(house.all_handled)
        await until(lambda: len(house.channel.sent) == 3)
    assert sorted(house.channel.texts()) == ["0", "1", "2"]
    assert await people(database) == 3


async def test_stopped_in_the_middle_of_a_handler_it_is_done_by_the_next_start(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.inbox.PATIENCE_S", 0.05)
    entered = asyncio.Event()

    async def hang(session: AsyncSession, incoming: Incoming, now: datetime) -> list[Outgoing]:
        await echo(session, incoming, now)
        await session.flush()
        entered.set()
        await asyncio.sleep(60)
        return []

    first = House(database, clock, hang)
    await first.inbox.record("fake", "1", [update(1, "a"), update(2, "a"), update(3, "b")])
    async with running(first.inbox):
        await entered.wait()
    assert [row.status for row in await inbox_rows(database)] == ["new"] * 3
    assert await people(database) == 0

    second = House(database, clock)
    async with running(second.inbox, second.outbox):
        await until(lambda: sorted(second.channel.texts()) == ["1", "2", "3"])
    assert await people(database) == 3


async def test_what_ends_the_process_each_time_is_parked_and_nobody_else(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.inbox.PATIENCE_S", 0.01)
    deaths = 0

    async def handle(session: AsyncSession, incoming: Incoming, now: datetime) -> list[Outgoing]:
        if incoming.text == "2":
            died.set()
            await asyncio.sleep(60)  # until the inbox is cancelled, which leaves behind what a dead process would
        return await echo(session, incoming, now)

    channel = FakeChannel()
    for start in range(5):
        died, house = asyncio.Event(), House(database, clock, handle, channel)
        if start == 0:
            await house.inbox.record("fake", "1", [update(number, f"c{number % 3}") for number in range(6)])
        async with running(house.inbox, house.outbox):
            ends = [asyncio.create_task(died.wait()), asyncio.create_task(until_stored(house.all_handled))]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for end in ends:
                end.cancel()
            deaths += died.is_set()
            if not died.is_set():
                await until_stored(lambda: all_are(database, "sent"))
    assert deaths == 4  # three of them alone and counted
    assert Counter(channel.sent) == Counter(
        [("c2", "sorry"), *((f"c{number % 3}", f"{number}") for number in (0, 1, 3, 4, 5))]
    )
    assert channel.texts("c2") == ["sorry", "5"]
    rows = await inbox_rows(database)
    assert [(row.status, row.attempts) for row in rows if row.update_key == "2"] == [(InboxStatus.PARKED, 4)]
    assert {(row.status, row.error) for row in rows if row.update_key != "2"} == {(InboxStatus.DONE, "")}


async def test_a_slow_database_counts_no_attempt_in_vain(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handling.GROUP_S", 0)  # the time of a group is over as soon as it has begun
    await House(database, clock).inbox.record("fake", "1", [update(number, "a") for number in range(4)])
    house = House(database, clock)
    async with running(house.inbox, house.outbox):
        await until(lambda: len(house.channel.sent) == 4)
    assert house.channel.texts() == ["0", "1", "2", "3"]
    assert {(row.status, row.attempts) for row in await inbox_rows(database)} == {(InboxStatus.DONE, 0)}


async def test_two_inboxes_on_one_database_handle_each_update_once(database: Database, clock: Clock) -> None:
    houses = [House(database, clock), House(database, clock)]
    await houses[0].inbox.record("fake", "1", [update(number, f"c{number % 9}") for number in range(90)])
    async with running(*(house.inbox for house in houses)):
        await until_stored(houses[0].all_handled)
    assert await people(database) == 90
    assert sorted(row.inbox_id or 0 for row in await deliveries(database)) == sorted(
        row.id for row in await inbox_rows(database)
    )


async def test_while_another_transaction_has_a_chats_message_the_next_one_waits(
    database: Database, database_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ends slowly, or that died and left its connection: what it holds is not done for that."""
    monkeypatch.setattr("bot.inbox.POLL_S", 60)
    other, house = Database(database_url), House(database, clock)
    await house.inbox.record("fake", "1", [update(1, "a"), update(2, "a"), update(3, "b"), update(4, "a")])
    async with other.write() as session:
        taken, _ = await store.take(session, [1])
        assert [row.id for row in taken] == [1]
        work = asyncio.create_task(_all_sent(house, 4))
        if not database.is_sqlite:  # which lets nobody else write
            await until(lambda: bool(house.channel.sent))
        await asyncio.sleep(0.3)
        seen = house.channel.texts()
    await work
    await other.close()
    assert seen == ([] if database.is_sqlite else ["3"])
    assert house.channel.texts("a") == ["1", "2", "4"]


async def _all_sent(house: House, count: int) -> None:
    async with running(house.inbox, house.outbox):
        await until(lambda: len(house.channel.sent) == count)


async def test_what_another_process_recorded_is_handled(database: Database, clock: Clock) -> None:
    house, other = House(database, clock), House(database, clock)
    async with running(house.inbox, house.outbox):
        await asyncio.sleep(0.1)
        await other.inbox.record("fake", "1", [update(1, "a")])
        await until(lambda: house.channel.texts() == ["1"])


async def test_a_long_backlog_is_paged_through(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.inbox.MOST_KNOWN", 16)
    house = House(database, clock)
    await house.inbox.record("fake", "1", [update(number, f"c{number % 40}") for number in range(200)])
    async with running(house.inbox, house.outbox):
        await until(lambda: len(house.channel.sent) == 200)
    assert all(
        [int(text) for text in house.channel.texts(f"c{chat}")] == list(range(chat, 200, 40)) for chat in range(40)
    )


async def test_a_moved_chat_is_answered_where_it_is_now(database: Database, clock: Clock) -> None:
    seen: list[str] = []

    async def handle(session: AsyncSession, incoming: Incoming, now: datetime) -> list[Outgoing]:
        seen.append(incoming.chat_id)
        return await echo(session, incoming, now)

    house = House(database, clock, handle)
    await house.inbox.record("fake", "1", [update(1, "old")])
    async with database.write() as session:
        for row in await session.scalars(select(InboxUpdate)):
            row.chat_id = "new"
    async with running(house.inbox, house.outbox):
        await until(lambda: house.channel.sent == [("new", "1")])
    assert seen == ["new"]
