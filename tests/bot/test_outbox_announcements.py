"""Announcements through the outbox: rendered once, uploaded once, in doubt left to staff, over another contact."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import FileRefused, GiveUp, RetryLater, Uncertain, Unreachable
from bot.outbox import Outbox
from db import deliveries as store
from db.models import Announcement, Consent, Contact, Delivery, DeliveryStatus, Office, Person, Purpose
from db.models.announcements import AnnouncementState
from db.session import Database
from handlers.messages import Outgoing, outgoing_to_json
from tests.bot.fake_channel import FakeChannel, all_are, deliveries, running, say, until, until_stored
from tests.conftest import Clock


class KeepingChannel(FakeChannel):
    """Keeps files. `uploads` are the chats to which one was uploaded; while `slow` is not set, none ends."""

    def __init__(self, name: str = "fake", **pace: Any) -> None:
        super().__init__(name, **pace)
        self.uploads: list[str] = []
        self.refs: list[str] = []
        self.slow = asyncio.Event()
        self.slow.set()
        self.forgotten: set[str] = set()

    async def send_kept(self, chat_id: str, message: Outgoing, ref: str) -> tuple[str, str]:
        if ref in self.forgotten:
            raise FileRefused("wrong file identifier")
        if not ref:
            self.uploads.append(chat_id)
            await self.slow.wait()
        self.refs.append(ref)
        return await self.send(chat_id, message), ref or f"file{len(self.uploads)}"


async def office_of(session: AsyncSession, clock: Clock) -> int:
    office = Office(slug="hoa-sen", name="Hoa Sen", short_name="Hoa Sen", kind="xa_phuong", created_at=clock())
    session.add(office)
    await session.flush()
    return office.id


async def announce(database: Database, clock: Clock, *chats: str, file: bytes | None = None) -> None:
    """One announcement of "news" to a person in each of these chats, who has said yes to it."""
    async with database.write() as session:
        announcement = Announcement(
            office_id=await office_of(session, clock),
            message=outgoing_to_json(say("news")),
            file_name="giấy mời.pdf" if file else "",
            file_type="application/pdf" if file else "",
            file_content=file,
            audience={},
            audience_told="",
            send_at=clock(),
            state=AnnouncementState.SENDING,
            created_at=clock(),
        )
        session.add(announcement)
        await session.flush()
        for chat in chats:
            session.add(await row_for(session, clock, announcement, chat))


async def contact_of(
    session: AsyncSession, clock: Clock, office_id: int, chat: str, channel: str = "fake", of: int | None = None
) -> Contact:
    """A contact with its consent, of a new person or of the one given."""
    if of is None:
        person = Person(created_at=clock())
        session.add(person)
        await session.flush()
        of = person.id
    contact = Contact(person_id=of, channel=channel, account="1", chat_id=chat, created_at=clock())
    session.add(contact)
    await session.flush()
    yes = Consent(contact_id=contact.id, office_id=office_id, purpose=Purpose.ANNOUNCEMENTS, text_version="1")
    yes.given_at = clock()
    session.add(yes)
    await session.flush()
    return contact


def outbox_of(database: Database, clock: Clock, *channels: FakeChannel, resend: bool = True) -> Outbox:
    return Outbox(database, {channel.key: channel for channel in channels}, clock, resend=resend)


async def test_each_gets_the_announcements_own_words(database: Database, clock: Clock) -> None:
    channel = FakeChannel()
    await announce(database, clock, "a", "b", "c")
    async with running(outbox_of(database, clock, channel)):
        await until_stored(lambda: all_are(database, "sent"))
    assert sorted(channel.sent) == [("a", "news"), ("b", "news"), ("c", "news")]
    assert await said_to(database, "a") == outgoing_to_json(say("news"))


async def said_to(database: Database, chat: str) -> dict[str, Any] | None:
    """What somebody would find who replies to it."""
    row = next(row for row in await deliveries(database) if row.chat_id == chat)
    async with database.read() as session:
        return await store.message_sent(session, store.Chat("fake", "1", chat), row.message_id)


async def test_a_file_goes_up_once_however_many_begin_at_once(database: Database, clock: Clock) -> None:
    channel = KeepingChannel()
    channel.slow.clear()
    await announce(database, clock, *"abcdefgh", file=b"%PDF")
    async with running(outbox_of(database, clock, channel)):
        await until(lambda: channel.uploads == ["a"])
        await asyncio.sleep(0.1)
        assert channel.uploads == ["a"]
        channel.slow.set()
        await until_stored(lambda: all_are(database, "sent"))
    assert channel.refs == ["", *["file1"] * 7]
    await more(database, clock, "z")
    async with running(outbox_of(database, clock, channel)):  # a restart knows the file's name
        await until_stored(lambda: all_are(database, "sent"))
    assert channel.uploads == ["a"]


async def more(database: Database, clock: Clock, chat: str) -> None:
    """One more reader of the only announcement."""
    async with database.write() as session:
        announcement = await session.get_one(Announcement, 1)
        session.add(await row_for(session, clock, announcement, chat))


async def row_for(session: AsyncSession, clock: Clock, announcement: Announcement, chat: str) -> Delivery:
    contact = await contact_of(session, clock, announcement.office_id, chat)
    row = Delivery(channel="fake", account="1", chat_id=chat, message={}, status=DeliveryStatus.QUEUED)
    row.announcement_id, row.person_id = announcement.id, contact.person_id
    row.priority, row.created_at = store.ANNOUNCEMENT, clock()
    return row


async def test_a_reply_goes_out_while_a_file_goes_up(database: Database, clock: Clock) -> None:
    channel = KeepingChannel(max_in_flight=8)
    channel.slow.clear()
    await announce(database, clock, *(f"c{number}" for number in range(99)), file=b"%PDF")
    outbox = outbox_of(database, clock, channel)
    async with running(outbox):
        await until(lambda: len(channel.uploads) == 1)
        async with database.write() as session:
            await outbox.enqueue(session, "fake", "1", "person", [say("reply")])
        outbox.wake()
        await until(lambda: channel.texts("person") == ["reply"])
        channel.slow.set()
        await until(lambda: len(channel.sent) == 100)
    assert len(channel.uploads) == 1


async def test_a_file_that_is_forgotten_goes_up_again(database: Database, clock: Clock) -> None:
    channel = KeepingChannel()
    await announce(database, clock, "a", file=b"%PDF")
    outbox = outbox_of(database, clock, channel)
    async with running(outbox):
        await until_stored(lambda: all_are(database, "sent"))
        channel.forgotten.add("file1")
        await more(database, clock, "b")
        outbox.wake(more_than_replies=True)
        await until_stored(lambda: _holds(database))
        clock.go(1)
        outbox.wake()
        await until_stored(lambda: all_are(database, "sent"))
    assert channel.uploads == ["a", "b"]


async def _holds(database: Database) -> bool:
    return any(row.not_before is not None for row in await deliveries(database))


async def test_what_may_have_arrived_waits_for_staff_where_they_want_to_be_asked(
    database: Database, clock: Clock
) -> None:
    channel = FakeChannel()
    channel.faults["news"].append(Uncertain("answer lost"))
    channel.faults["reply"].append(Uncertain("answer lost"))
    await announce(database, clock, "a")
    outbox = outbox_of(database, clock, channel, resend=False)
    async with database.write() as session:
        await outbox.enqueue(session, "fake", "1", "b", [say("reply")])
    async with running(outbox):
        await until(lambda: len(channel.tried) == 2)
        await until_stored(lambda: _holds(database))
        clock.go(1)
        outbox.wake()
        await until(lambda: channel.texts() == ["reply"])
    news = (await deliveries(database))[0]
    assert (news.status, news.attempts) == (DeliveryStatus.UNCERTAIN, 1)


async def test_what_a_dead_run_was_sending_is_not_sent_again_where_staff_are_to_be_asked(
    database: Database, clock: Clock
) -> None:
    await announce(database, clock, "a")
    channel = FakeChannel()
    dead = outbox_of(database, clock, channel)
    async with database.write() as session:
        await dead.enqueue(session, "fake", "1", "b", [say("reply")])
        await store.claim(session, [1, 2], "dead")
    async with running(outbox_of(database, clock, channel, resend=False)):
        await until(lambda: channel.texts() == ["reply"])
        await until_stored(lambda: _is(database, 0, DeliveryStatus.UNCERTAIN))
    assert channel.texts("a") == []


async def _is(database: Database, place: int, status: DeliveryStatus) -> bool:
    return (await deliveries(database))[place].status is status


async def test_a_blocked_contact_gives_way_to_another_of_the_same_person(database: Database, clock: Clock) -> None:
    first, second = FakeChannel(), FakeChannel("other")
    first.faults["news"].extend(Unreachable("blocked by the user") for _ in range(2))
    await announce(database, clock, "a", "b")
    async with database.write() as session:
        a = await session.get_one(Contact, 1)
        office_id = (await session.get_one(Announcement, 1)).office_id
        await contact_of(session, clock, office_id, "x", "other", a.person_id)
        gone = await contact_of(session, clock, office_id, "y", "other", a.person_id)
        gone.blocked_at = clock()
        silent = await contact_of(
            session, clock, office_id, "z", "other", (await session.get_one(Contact, 2)).person_id
        )
        yes = await session.get_one(Consent, silent.id)
        yes.withdrawn_at = clock()
    async with running(outbox_of(database, clock, first, second)):
        await until_stored(lambda: _is(database, 0, DeliveryStatus.SENT))
        await until_stored(lambda: _is(database, 1, DeliveryStatus.BLOCKED))
    assert (first.sent, second.sent) == ([], [("x", "news")])
    rows = await deliveries(database)
    assert [(row.channel, row.chat_id) for row in rows] == [("other", "x"), ("fake", "b")]
    async with database.read() as session:
        assert (await session.get_one(Contact, 1)).blocked_at == clock()


async def test_only_the_run_that_holds_the_lease_says_what_came_of_it(database: Database, clock: Clock) -> None:
    await announce(database, clock, "a")
    sent = store.Outcome(1, DeliveryStatus.SENT, 0, message_id="m1", sent_at=clock())
    async with database.write() as session:
        await store.claim(session, [1], "first")
        await store.recover(session, [("fake", "1")], "second", [None], resend=True)
        await store.settle(session, [sent], "first")  # awake again after a long sleep
    assert (await deliveries(database))[0].status is DeliveryStatus.QUEUED
    async with database.write() as session:
        await store.claim(session, [1], "second")
        await store.settle(session, [sent], "first")
        await store.unclaim(session, [1], "first")
    assert (await deliveries(database))[0].status is DeliveryStatus.SENDING


async def test_a_change_reaches_the_wire_or_what_still_waits(database: Database, clock: Clock) -> None:
    channel = FakeChannel()
    channel.faults["3"].append(GiveUp("too long"))
    channel.faults["4"].append(RetryLater("429", timedelta(seconds=30)))
    outbox = outbox_of(database, clock, channel)
    async with database.write() as session:
        for text in "1234":
            await outbox.enqueue(session, "fake", "1", text, [say(text)], priority=store.ANNOUNCEMENT)
    async with running(outbox):
        await until(lambda: len(channel.tried) == 4)
        await until_stored(lambda: _holds(database))
        ids = [await change(database, clock, number, text) for number, text in enumerate(["new", "", "x", "y"], 1)]
        outbox.wake(more_than_replies=True)
        await until_stored(lambda: _are_through(database, ids[:3]))
        clock.go(30)
        outbox.wake()
        await until_stored(lambda: _are_through(database, [4, *ids]))
    rows = await deliveries(database)
    assert channel.changed == ["m1 edited: new", "m2 deleted"]
    assert [row.status for row in rows[:4]] == ["sent", "withdrawn", "failed", "sent"]
    assert [row.status for row in rows[4:]] == ["sent", "sent", "failed", "sent"]
    assert rows[0].message == outgoing_to_json(say("new"))
    assert channel.texts("4") == ["y"]  # which was not sent when it was changed


async def change(database: Database, clock: Clock, target_id: int, text: str) -> int:
    """An edit of that delivery, with "" its deletion."""
    message = outgoing_to_json(say(text)) if text else {}
    row = store.row(store.Chat("fake", "1", str(target_id)), message, clock())
    async with database.write() as session:
        added = Delivery(**row | {"action": "edit" if text else "delete", "target_id": target_id})
        session.add(added)
        await session.flush()
        return added.id


async def _are_through(database: Database, ids: list[int]) -> bool:
    return all(row.status not in ("queued", "sending") for row in await deliveries(database) if row.id in ids)
