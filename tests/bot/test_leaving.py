"""What is on the wire while its reader says stop, is erased, or it is taken back, is not sent once more."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.base import RetryLater, SendError, Uncertain, Unreachable
from bot.outbox import Outbox
from db import deliveries as store
from db import erasing, people, privacy
from db.deliveries import ANNOUNCEMENT
from db.models import Announcement, AnnouncementState, Contact, Delivery, DeliveryStatus, Purpose, Role
from db.session import Database
from scheduler.announcing import withdraw
from tests.bot.fake_channel import FakeChannel, deliveries, running, until, until_stored
from tests.conftest import Clock
from tests.handlers.talk import add_office

NEWS = "Mai nghỉ học"


async def an_announcement(database: Database, clock: Clock, *chats: str) -> list[Contact]:
    """Under way to these parents, who have said yes."""
    office, now = await add_office(database, "sen", "Phường Sen", clock(), with_plan=False), clock()
    async with database.write() as session:
        announcement = Announcement(
            office_id=office.id, message={**erasing.EMPTY, "blocks": [["lead", NEWS]]}, audience={}, audience_told="",
            send_at=now, state=AnnouncementState.SENDING, created_at=now, started_at=now,
        )  # fmt: skip
        session.add(announcement)
        await session.flush()
        contacts = [await people.contact_for(session, "fake", "1", chat, now) for chat in chats]
        for contact in contacts:
            await people.add_membership(session, contact.person_id, office.id, Role.PARENT, None, now)
            await people.give_consents(session, contact, office.id, [Purpose.ANNOUNCEMENTS], "1", now)
            of_it = {"announcement_id": announcement.id, "person_id": contact.person_id, "priority": ANNOUNCEMENT}
            chat = {"channel": "fake", "account": "1", "chat_id": contact.chat_id}
            session.add(Delivery(**chat, **of_it, message={}, status=DeliveryStatus.QUEUED, created_at=now))
    return contacts


@pytest.mark.parametrize("erased", [False, True])
@pytest.mark.parametrize(
    ("fault", "becomes"),
    [(RetryLater, DeliveryStatus.WITHDRAWN), (Uncertain, DeliveryStatus.UNCERTAIN)],
)
async def test_it_is_not_sent_again(
    database: Database, clock: Clock, fault: type[SendError], becomes: DeliveryStatus, erased: bool
) -> None:
    channel = FakeChannel()
    leaver, stayer = await an_announcement(database, clock, "goes", "stays")
    channel.gate["goes"] = asyncio.Event()
    channel.faults[NEWS].extend([fault("one"), fault("other")])  # each of the two chats is refused once

    async def are(*statuses: DeliveryStatus) -> bool:
        return [row.status for row in await deliveries(database)] == [*statuses]

    channel.gate["stays"] = channel.gate["goes"]
    async with running(Outbox(database, {channel.key: channel}, clock)):
        await until(lambda: len(channel.tried) == 2)
        async with database.write() as session:
            if erased:
                await erasing.erase(session, leaver.person_id, None, erasing.EMPTY, clock())
            else:
                await privacy.stop(session, leaver.person_id, clock())
        channel.gate["goes"].set()
        await until_stored(lambda: are(becomes, DeliveryStatus.QUEUED))
        clock.go(600)
        await until_stored(lambda: are(becomes, DeliveryStatus.SENT))
    assert channel.sent == [(stayer.chat_id, NEWS)]


@pytest.mark.parametrize("fault", [RetryLater, Uncertain, Unreachable])
async def test_what_is_taken_back_is_not_sent_again_either(
    database: Database, clock: Clock, fault: type[SendError]
) -> None:
    channel, other = FakeChannel(), FakeChannel("other")
    (reader,) = await an_announcement(database, clock, "r")
    async with database.write() as session:
        fall_back = Contact(person_id=reader.person_id, channel="other", account="1", chat_id="o", created_at=clock())
        session.add(fall_back)
        await session.flush()
        await people.give_consents(session, fall_back, 1, [Purpose.ANNOUNCEMENTS], "1", clock())
    channel.gate["r"] = asyncio.Event()
    channel.faults[NEWS].append(fault("once"))

    async def is_withdrawn() -> bool:
        return (await deliveries(database))[0].status is DeliveryStatus.WITHDRAWN

    async with running(Outbox(database, {each.key: each for each in (channel, other)}, clock)):
        await until(lambda: len(channel.tried) == 1)
        async with database.write() as session:
            await withdraw(session, await session.get_one(Announcement, 1), clock())
        channel.gate["r"].set()
        await until_stored(is_withdrawn)
    assert (channel.sent, other.sent) == ([], [])


async def test_what_a_dead_run_left_goes_to_nobody_who_said_stop_since(database: Database, clock: Clock) -> None:
    channel = FakeChannel()
    leaver, stayer = await an_announcement(database, clock, "goes", "stays")
    async with database.write() as session:
        await store.claim(session, [1, 2], "dead")
        await privacy.stop(session, leaver.person_id, clock())

    async def is_through() -> bool:
        return (await deliveries(database))[1].status is DeliveryStatus.SENT

    async with running(Outbox(database, {channel.key: channel}, clock)):
        await until_stored(is_through)
    assert channel.sent == [(stayer.chat_id, NEWS)]
    assert (await deliveries(database))[0].status is DeliveryStatus.UNCERTAIN
