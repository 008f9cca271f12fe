"""Who says stop, or is erased, while an announcement is on the wire to them, is not sent it once more."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.base import RetryLater, SendError, Uncertain
from bot.outbox import Outbox
from db import erasing, people, privacy
from db.models import Announcement, AnnouncementState, Contact, Delivery, DeliveryStatus, Purpose, Role
from db.session import Database
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
            of_it = {"announcement_id": announcement.id, "person_id": contact.person_id, "priority": 2}
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
