"""The outbox on both databases: order, pace, what each error means, and that no stop or restart loses a message."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.base import ChatMoved, GiveUp, RetryLater, Uncertain, Unreachable
from bot.lanes import AHEAD_S, MOST_UNRECORDED
from bot.outbox import Outbox
from bot.verdicts import GAPS
from db import deliveries as store
from db.deliveries import ANNOUNCEMENT, DELETION, REMINDER, Chat
from db.models import Action, Contact, Delivery, DeliveryStatus, InboxStatus, InboxUpdate, Person
from db.session import Database
from handlers.messages import outgoing_to_json
from tests.bot.fake_channel import FakeChannel, all_are, deliveries, inbox_rows, running, say, until, until_stored
from tests.conftest import Clock


def outbox_of(database: Database, clock: Clock, *channels: FakeChannel) -> Outbox:
    return Outbox(database, {channel.key: channel for channel in channels}, clock)


async def queue(
    database: Database, outbox: Outbox, chat: str, *texts: str, priority: int = 0, channel: str = "fake"
) -> None:
    async with database.write() as session:
        await outbox.enqueue(session, channel, "1", chat, [say(text) for text in texts], priority=priority)
    outbox.wake()


async def contact(database: Database, clock: Clock, chat: str) -> None:
    async with database.write() as session:
        person = Person(created_at=clock())
        session.add(person)
        await session.flush()
        session.add(Contact(person_id=person.id, channel="fake", account="1", chat_id=chat, created_at=clock()))


async def contacts(database: Database) -> dict[str, Contact]:
    async with database.read() as session:
        return {one.chat_id: one for one in await session.scalars(select(Contact))}


async def test_sends_in_order_per_chat_and_records_it(database: Database, clock: Clock) -> None:
    channel = FakeChannel(max_in_flight=4)
    outbox = outbox_of(database, clock, channel)
    async with running(outbox):
        for number in range(10):
            for chat in range(12):
                await queue(database, outbox, f"c{chat}", f"{number}a|{number}b")
        await until(lambda: len(channel.sent) == 240)
        await until_stored(lambda: all_are(database, "sent"))
    for chat in range(12):
        assert channel.texts(f"c{chat}") == [f"{number}{piece}" for number in range(10) for piece in "ab"]
    assert channel.most_out <= 4
    rows = await deliveries(database)
    assert {row.sent_at for row in rows} == {clock()}
    assert len({row.message_id for row in rows}) == 240


async def test_what_is_numbered_first_is_seen_first_though_it_is_committed_late(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("outbox", "stock"):
        monkeypatch.setattr(f"bot.{room}.POLL_S", 60)  # nothing but the order of ids finds a message
    channel = FakeChannel()
    outbox = outbox_of(database, clock, channel)
    async with running(outbox):
        async with database.write() as slow:
            await outbox.enqueue(slow, "fake", "1", "a", [say("1")])
            quick = asyncio.create_task(queue(database, outbox, "b", "x"))
            await asyncio.sleep(0.3)
        await quick
        await queue(database, outbox, "a", "2")
        await until(lambda: len(channel.sent) == 3)
    assert channel.texts("a") == ["1", "2"]


async def test_it_stops_at_once_where_it_is_told_so_while_it_recovers(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    recover, recovering = store.recover, asyncio.Event()

    async def slow(*arguments: Any, **named: Any) -> None:
        recovering.set()
        await asyncio.sleep(0.2)
        await recover(*arguments, **named)

    monkeypatch.setattr(store, "recover", slow)
    for name in ("PATIENCE_S", "POLL_S"):
        monkeypatch.setattr(f"bot.outbox.{name}", 60)  # what it would take if it did not look
    async with running(outbox_of(database, clock, FakeChannel())):
        await recovering.wait()
        began = time.monotonic()
    assert time.monotonic() - began < 30


async def test_a_slow_chat_holds_nobody_else(database: Database, clock: Clock) -> None:
    channel = FakeChannel()
    channel.gate["slow"] = asyncio.Event()
    outbox = outbox_of(database, clock, channel)
    async with running(outbox):
        await queue(database, outbox, "slow", "1", "2")
        await queue(database, outbox, "quick", "3", "4")
        await until(lambda: channel.texts() == ["3", "4"])
        channel.gate["slow"].set()
        await until(lambda: channel.texts("slow") == ["1", "2"])


async def test_at_most_64_are_out_and_unrecorded(database: Database, clock: Clock) -> None:
    channel = FakeChannel(max_in_flight=500)
    outbox = outbox_of(database, clock, channel)
    for chat in range(100):
        channel.gate[f"c{chat}"] = asyncio.Event()
        await queue(database, outbox, f"c{chat}", "x")
    async with running(outbox):
        await until(lambda: channel.out == MOST_UNRECORDED)
        await asyncio.sleep(0.1)
        assert channel.out == MOST_UNRECORDED
        assert sum(row.status is DeliveryStatus.SENDING for row in await deliveries(database)) == MOST_UNRECORDED
        for gate in channel.gate.values():
            gate.set()
        await until(lambda: len(channel.sent) == 100)


async def test_replies_go_first_then_reminders_deletions_and_announcements(database: Database, clock: Clock) -> None:
    channel = FakeChannel(rate_per_s=2, max_in_flight=4)
    outbox = outbox_of(database, clock, channel)
    for number in range(4):
        await queue(database, outbox, f"p{number}", f"news {number}", priority=ANNOUNCEMENT)
    async with running(outbox):
        await until_stored(lambda: _are(database, "sent", "sending", "queued", "queued"))  # the second is at the gate
        await take_back(database, clock, 1)
        await queue(database, outbox, "p3", "reminder", priority=REMINDER)
        outbox.wake(more_than_replies=True)
        await queue(database, outbox, "p3", "reply")  # this chat has an announcement waiting
        await until(lambda: channel.texts() == ["news 0", "reply"])
        while len(channel.did) < 7:
            clock.go(0.6)
            outbox.wake()
            await asyncio.sleep(0.05)
    assert channel.did == ["news 0", "reply", "news 1", "reminder", "m1 deleted", "news 2", "news 3"]


async def take_back(database: Database, clock: Clock, *target_ids: int) -> None:
    """A deletion of each, as a withdrawal makes it."""
    async with database.write() as session:
        for id_ in target_ids:
            target = await session.get_one(Delivery, id_)
            row = store.row(Chat(target.channel, target.account, target.chat_id), {}, clock(), priority=DELETION)
            session.add(Delivery(**row | {"action": Action.DELETE, "target_id": id_}))


async def _are(database: Database, *statuses: str) -> bool:
    return [row.status for row in await deliveries(database)] == [*statuses]


def _has_sent(channel: FakeChannel, count: int) -> bool:
    return len(channel.sent) >= count


async def test_a_chat_gets_a_burst_and_then_one_at_a_time(database: Database, clock: Clock) -> None:
    channel = FakeChannel(seconds_per_chat=2, burst_per_chat=3)
    outbox = outbox_of(database, clock, channel)
    await queue(database, outbox, "a", *"12345")
    async with running(outbox):
        await until(lambda: channel.texts() == ["1", "2", "3"])
        for seconds, expected in ((1.9, 3), (0.1, 4), (2, 5)):
            clock.go(seconds)
            outbox.wake()
            await asyncio.sleep(0.05)
            await until(partial(_has_sent, channel, expected))
            assert len(channel.sent) == expected


async def test_told_to_wait_the_chat_waits_and_others_go_on(database: Database, clock: Clock) -> None:
    channel = FakeChannel()
    channel.faults["1"].append(RetryLater("429", timedelta(seconds=30)))
    outbox = outbox_of(database, clock, channel)
    await queue(database, outbox, "a", "1", "2")
    await queue(database, outbox, "b", "3")
    async with running(outbox):
        await until(lambda: channel.texts() == ["3"])
        await until_stored(lambda: _holds(database, "1"))
    assert (await deliveries(database))[0].not_before == clock() + timedelta(seconds=30)

    async with running(outbox_of(database, clock, channel)):  # a restart remembers the hold
        await asyncio.sleep(0.1)
        assert channel.texts("a") == []
        clock.go(30)
        await until(lambda: channel.texts("a") == ["1", "2"])
    assert (await deliveries(database))[0].attempts == 0


async def _holds(database: Database, text: str) -> bool:
    message = outgoing_to_json(say(text))
    return any(row.message == message and row.not_before is not None for row in await deliveries(database))


async def test_two_chats_told_to_wait_hold_the_account(database: Database, clock: Clock) -> None:
    channel = FakeChannel(max_in_flight=1)
    for text in ("1", "2"):
        channel.faults[text].append(RetryLater("429", timedelta(seconds=20)))
    outbox = outbox_of(database, clock, channel)
    async with running(outbox):
        await queue(database, outbox, "a", "1")
        await queue(database, outbox, "b", "2")
        await until(lambda: channel.tried == ["1", "2"])
        await queue(database, outbox, "c", "3")
        await asyncio.sleep(0.1)
        assert channel.sent == []
        clock.go(20)
        outbox.wake()
        await until(lambda: len(channel.sent) == 3)


async def test_an_unknown_outcome_is_sent_again_five_times_with_growing_gaps(database: Database, clock: Clock) -> None:
    channel = FakeChannel()
    channel.faults["1"].extend(Uncertain("answer lost") for _ in range(9))
    outbox = outbox_of(database, clock, channel)
    await queue(database, outbox, "a", "1", "2")
    async with running(outbox):
        for tries, gap in enumerate((1, 4, 16, 64, 256), start=1):
            await until(lambda tries=tries: len(channel.tried) == tries)  # type: ignore[misc]
            await until_stored(lambda tries=tries: _attempts_are(database, tries))  # type: ignore[misc]
            assert (await deliveries(database))[0].not_before == clock() + timedelta(seconds=gap)
            clock.go(gap - 0.1)
            outbox.wake()
            await asyncio.sleep(0.03)
            assert len(channel.tried) == tries
            clock.go(0.1)
            outbox.wake()
        await until(lambda: channel.texts() == ["2"])
    row = (await deliveries(database))[0]
    assert (row.status, row.attempts) == (DeliveryStatus.UNCERTAIN, 6)
    assert "answer lost" in row.error
    assert channel.tried.count("1") == 6


async def _attempts_are(database: Database, attempts: int) -> bool:
    return (await deliveries(database))[0].attempts == attempts


async def test_unreachable_switches_the_contact_off(database: Database, clock: Clock) -> None:
    channel = FakeChannel()
    channel.faults["1"].append(Unreachable("bot was blocked by the user"))
    outbox = outbox_of(database, clock, channel)
    await contact(database, clock, "gone")
    await contact(database, clock, "here")
    await queue(database, outbox, "gone", "1", "2")
    await queue(database, outbox, "gone", "news", priority=ANNOUNCEMENT)
    await queue(database, outbox, "here", "3")
    async with running(outbox):
        await until(lambda: channel.texts() == ["3"])
        await until_stored(lambda: _none_is(database, DeliveryStatus.QUEUED))
        people = await contacts(database)
        assert people["gone"].blocked_at == clock()
        assert people["here"].blocked_at is None
        await queue(database, outbox, "gone", "back again")  # the person wrote: there is somebody again
        await until(lambda: "back again" in channel.texts())
    assert [row.status for row in await deliveries(database)] == ["blocked", "blocked", "blocked", "sent", "sent"]


async def _none_is(database: Database, status: DeliveryStatus) -> bool:
    return all(row.status is not status for row in await deliveries(database))


async def test_our_fault_is_given_up_and_logged(
    database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    channel = FakeChannel()
    channel.faults["1"].append(GiveUp("message is too long"))
    outbox = outbox_of(database, clock, channel)
    await queue(database, outbox, "a", "1", "2")
    async with running(outbox):
        await until(lambda: channel.texts() == ["2"])
    assert (await deliveries(database))[0].status is DeliveryStatus.FAILED
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "too long" in caplog.text


@pytest.mark.parametrize("is_known", [False, True])
async def test_a_moved_chat_takes_its_rows_along(database: Database, clock: Clock, is_known: bool) -> None:
    channel = FakeChannel()
    channel.faults["1"].append(ChatMoved("new"))
    outbox = outbox_of(database, clock, channel)
    await contact(database, clock, "old")
    if is_known:
        await contact(database, clock, "new")
    async with database.write() as session:
        session.add(
            InboxUpdate(
                channel="fake",
                account="1",
                update_key="7",
                chat_id="old",
                payload={},
                received_at=clock(),
                status=InboxStatus.DONE,
            )
        )
    await queue(database, outbox, "old", "1", "2")
    async with running(outbox):
        await until(lambda: channel.sent == [("new", "1"), ("new", "2")])
        await until_stored(lambda: all_are(database, "sent"))
    assert {row.chat_id for row in await deliveries(database)} == {"new"}
    assert [row.chat_id for row in await inbox_rows(database)] == ["new"]
    people = await contacts(database)
    assert people["new"].blocked_at is None
    assert ("old" in people) is is_known
    if is_known:
        assert people["old"].blocked_at == clock()


async def test_a_chat_that_keeps_moving_is_given_up(database: Database, clock: Clock) -> None:
    channel = FakeChannel()
    channel.faults["1"].extend([ChatMoved("new"), ChatMoved("newer")])
    channel.faults["2"].append(ChatMoved("b"))
    outbox = outbox_of(database, clock, channel)
    await queue(database, outbox, "a", "1")
    await queue(database, outbox, "b", "2")
    async with running(outbox):
        await until_stored(lambda: all_are(database, "failed"))
    assert channel.sent == []


async def test_a_channel_that_is_down_is_tried_each_minute(
    database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    down, up = FakeChannel("down"), FakeChannel("up")
    down.is_down = True
    outbox = outbox_of(database, clock, down, up)
    for chat in "abc":
        await queue(database, outbox, chat, chat, channel="down")
    async with running(outbox):
        await until(lambda: len(down.tried) == 3)
        clock.go(59)
        await queue(database, outbox, "x", "x", channel="up")
        await until(lambda: up.texts() == ["x"])
        assert len(down.tried) == 3
        for tried in (4, 5):  # one message finds out for all
            clock.go(60)
            outbox.wake()
            await until(lambda tried=tried: len(down.tried) == tried)  # type: ignore[misc]
        down.is_down = False
        clock.go(60)
        outbox.wake()
        await until(lambda: sorted(down.texts()) == ["a", "b", "c"])
        await until_stored(lambda: all_are(database, "sent"))
    assert len([record for record in caplog.records if record.levelno >= logging.ERROR]) == 1


async def test_what_a_dead_process_was_sending_is_sent_again(database: Database, clock: Clock) -> None:
    channel, dead = FakeChannel(), outbox_of(database, clock, FakeChannel())
    await queue(database, dead, "a", "1", "2")
    await queue(database, dead, "b", "3")
    async with database.write() as session:
        await store.claim(session, [1, 2], "dead")
    async with running(outbox_of(database, clock, channel)):
        await until(lambda: len(channel.sent) == 3)
        await until_stored(lambda: all_are(database, "sent"))
    assert channel.texts("a") == ["1", "2"]
    assert [row.attempts for row in await deliveries(database)] == [1, 1, 0]


async def test_a_row_that_is_always_out_when_the_process_dies_is_uncertain(database: Database, clock: Clock) -> None:
    await queue(database, outbox_of(database, clock, FakeChannel()), "a", "1")
    (row,) = await deliveries(database)
    again_at, waited = [None, *(clock() + gap for gap in GAPS[1:])], []
    for _ in range(7):
        async with database.write() as session:
            await store.claim(session, [row.id], "dead")
            await store.recover(session, [("fake", "1")], "alive", again_at, resend=True)
        (row,) = await deliveries(database)
        waited.append(row.not_before)
    assert (row.status, row.attempts) == (DeliveryStatus.UNCERTAIN, 6)
    assert waited[:5] == again_at


async def test_stopping_is_quick_and_leaves_rows_true(database: Database, clock: Clock) -> None:
    channel = FakeChannel(max_in_flight=1)
    channel.gate["a"] = asyncio.Event()
    outbox = outbox_of(database, clock, channel)
    await queue(database, outbox, "a", "1")
    await queue(database, outbox, "b", "2")
    async with running(outbox):
        await until(lambda: channel.tried == ["1"])
        started = time.monotonic()
    assert time.monotonic() - started < 60  # what is out never comes back
    assert [row.status for row in await deliveries(database)] == [DeliveryStatus.SENDING, DeliveryStatus.QUEUED]
    channel.gate.clear()
    async with running(outbox_of(database, clock, channel)):
        await until(lambda: sorted(channel.texts()) == ["1", "2"])


async def test_stopping_records_what_still_comes_back(database: Database, clock: Clock) -> None:
    channel = FakeChannel()
    channel.gate["a"] = asyncio.Event()
    outbox = outbox_of(database, clock, channel)
    await queue(database, outbox, "a", "1")
    run = asyncio.create_task(outbox.run())
    await until(lambda: channel.tried == ["1"])
    run.cancel()
    await asyncio.sleep(0.05)
    channel.gate["a"].set()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert [row.status for row in await deliveries(database)] == [DeliveryStatus.SENT]


async def test_what_another_process_queued_goes_out_too(database: Database, clock: Clock) -> None:
    channel = FakeChannel()
    async with running(outbox_of(database, clock, channel)):
        await asyncio.sleep(0.1)
        async with database.write() as session:
            chat = Chat("fake", "1", "a")
            await store.enqueue(session, [store.row(chat, outgoing_to_json(say("1")), clock(), priority=ANNOUNCEMENT)])
        await until(lambda: channel.texts() == ["1"])


async def test_a_long_queue_is_paged_through(database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.stock.LOAD", 10)
    monkeypatch.setattr("bot.stock.MOST_BULK_KNOWN", 20)
    monkeypatch.setattr("bot.stock.MOST_KNOWN", 40)
    channel = FakeChannel()
    outbox = outbox_of(database, clock, channel)
    for chat in range(30):
        await queue(database, outbox, f"c{chat}", *"12345", priority=ANNOUNCEMENT)
        await queue(database, outbox, f"c{chat}", "0")
    async with running(outbox):
        await until(lambda: len(channel.sent) == 180)
    assert all(channel.texts(f"c{chat}") == list("012345") for chat in range(30))


async def test_deletions_go_before_what_of_a_long_queue_is_in_memory(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.stock.LOAD", 20)
    channel = FakeChannel(rate_per_s=20, max_in_flight=4)
    outbox = outbox_of(database, clock, channel)
    for chat in range(100):
        await queue(database, outbox, f"c{chat}", "news", priority=ANNOUNCEMENT)
    async with running(outbox):
        await until_gone(outbox, clock, lambda: len(channel.did) >= 10)
        await until_stored(lambda: _are_sent(database, 10))
        went = len(channel.did)
        await take_back(database, clock, *range(1, 11))
        outbox.wake(more_than_replies=True)
        await until_gone(outbox, clock, lambda: len(channel.changed) == 10)
    ahead = 20 * AHEAD_S + channel.max_in_flight  # at the gate, or out, when the deletions came
    assert len(channel.did) <= went + 10 + ahead


async def test_deletions_find_room_in_a_memory_full_of_announcements(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.stock.MOST_BULK_KNOWN", 20)
    channel = FakeChannel()
    outbox = outbox_of(database, clock, channel)
    await queue(database, outbox, "quick", "wrong", priority=ANNOUNCEMENT)
    await queue(database, outbox, "slow", *(f"news {number}" for number in range(30)), priority=ANNOUNCEMENT)
    channel.gate["slow"] = asyncio.Event()
    async with running(outbox):
        await until_stored(lambda: _are_sent(database, 1))
        await until(lambda: len(outbox._lanes[channel.key].known) == 20)
        await take_back(database, clock, 1)
        outbox.wake(more_than_replies=True)
        await until(lambda: channel.changed == ["m1 deleted"])
        channel.gate["slow"].set()


async def until_gone(outbox: Outbox, clock: Clock, done: Callable[[], bool]) -> None:
    """Time passes until then."""
    while not done():
        clock.go(0.05)
        outbox.wake()
        await asyncio.sleep(0.01)


async def _are_sent(database: Database, count: int) -> bool:
    return all(row.status is DeliveryStatus.SENT for row in (await deliveries(database))[:count])
