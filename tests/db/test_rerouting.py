"""What waits for a bot that is no longer served goes over another contact that said yes, or goes on waiting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import deliveries
from db.announcements import Figures, Whom, figures
from db.deliveries import Chat
from db.models import Announcement, Consent, Contact, Delivery, DeliveryStatus, Role
from db.rerouting import leave_unserved
from db.session import Database
from scheduler.announcing import announce
from tests.conftest import Clock
from tests.crowd import add_contact, add_office, add_person, draft, rows_of

SERVED = [("telegram", "2"), ("webchat", "1")]
QUEUED, SENDING = DeliveryStatus.QUEUED, DeliveryStatus.SENDING


class Town:
    """Four parents on telegram 1, to whom something is announced. Then that bot is replaced."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self.session, self.now = session, clock()

    async def build(self) -> None:
        self.office = await add_office(self.session, self.now)
        self.parents = [await add_person(self.session, self.office, Role.PARENT, self.now) for _ in range(4)]
        self.made = await self.announce()

    async def announce(self) -> Announcement:
        return await announce(self.session, self.office, draft(Whom.PARENTS, urgent=True), self.now)

    async def also_on(self, person_id: int, channel: str, account: str = "1", *, says_yes: bool = True) -> Contact:
        place = channel, account
        return await add_contact(self.session, person_id, self.office, self.now, *place, says_yes=says_yes)

    async def set(self, person_id: int, **values: Any) -> None:
        of = Delivery.announcement_id == self.made.id, Delivery.person_id == person_id
        await self.session.execute(update(Delivery).where(*of).values(**values))

    async def places(self) -> list[tuple[str, str, DeliveryStatus]]:
        rows = await rows_of(self.session, self.made.id)
        return [(rows[id_].channel, rows[id_].account, rows[id_].status) for id_ in self.parents]


OLD = ("telegram", "1", QUEUED)


@pytest.fixture
async def town(database: Database, clock: Clock) -> AsyncIterator[Town]:
    async with database.write() as session:
        town = Town(session, clock)
        await town.build()
        yield town


async def test_who_has_another_contact_gets_it_there_and_the_rest_wait(town: Town) -> None:
    both, on_web, alone, gone = town.parents
    await town.also_on(both, "webchat")
    await town.also_on(both, "telegram", "2")
    await town.also_on(on_web, "webchat")
    await town.also_on(alone, "console")
    (await town.also_on(gone, "webchat")).blocked_at = town.now
    await town.set(on_web, not_before=town.now, error="RetryLater: 429")
    assert await leave_unserved(town.session, SERVED) == (2, 2)
    new, web = ("telegram", "2", QUEUED), ("webchat", "1", QUEUED)
    assert await town.places() == [new, web, OLD, OLD], "the newest of those that are served"
    moved = (await rows_of(town.session, town.made.id))[on_web]
    assert (moved.chat_id, moved.not_before, moved.error) == (f"{on_web}", None, "")
    assert await figures(town.session, town.made.id) == Figures(total=4, queued=4)
    assert await leave_unserved(town.session, SERVED) == (0, 2), "a second start finds nothing to do"


async def test_only_where_they_said_yes_to_this_office(town: Town, clock: Clock) -> None:
    silent, elsewhere, no_more, _ = town.parents
    await town.also_on(silent, "webchat", says_yes=False)
    other = await add_office(town.session, town.now, "other")
    await add_contact(town.session, elsewhere, other, town.now, "webchat")
    withdrawn = await town.also_on(no_more, "webchat")
    await town.session.execute(update(Consent).where(Consent.contact_id == withdrawn.id).values(withdrawn_at=town.now))
    assert await leave_unserved(town.session, SERVED) == (0, 4)
    assert await town.places() == [OLD] * 4


async def test_what_may_have_arrived_or_is_through_stays(town: Town) -> None:
    out, again, sent, left = town.parents
    for person in town.parents:
        await town.also_on(person, "webchat")
    await town.set(out, status=SENDING, lease="dead")
    await town.set(again, attempts=1)
    await town.set(sent, status=DeliveryStatus.SENT, message_id="1", sent_at=town.now)
    await town.set(left, status=DeliveryStatus.WITHDRAWN)
    before = await figures(town.session, town.made.id)
    assert await leave_unserved(town.session, SERVED) == (0, 1)
    assert {place[:2] for place in await town.places()} == {("telegram", "1")}
    assert await figures(town.session, town.made.id) == before


async def test_what_is_served_and_what_is_no_announcement_stays(town: Town) -> None:
    for person in town.parents:
        await town.also_on(person, "webchat")
    assert await leave_unserved(town.session, [("telegram", "1"), *SERVED]) == (0, 0)
    await town.session.execute(update(Delivery).values(status=DeliveryStatus.SENT))
    row = deliveries.row(Chat("telegram", "1", f"{town.parents[0]}"), {}, town.now)
    await deliveries.enqueue(town.session, [row])
    assert await leave_unserved(town.session, SERVED) == (0, 1), "a reply belongs to its chat"
    assert set(await town.session.scalars(select(Delivery.channel))) == {"telegram"}


async def test_a_start_without_the_token_loses_nothing_and_doubles_nothing(town: Town) -> None:
    on_web, *others = town.parents
    await town.also_on(on_web, "webchat")
    assert await leave_unserved(town.session, [("webchat", "1")]) == (1, 3)
    assert await leave_unserved(town.session, [("telegram", "1"), ("webchat", "1")]) == (0, 0)
    assert await town.places() == [("webchat", "1", QUEUED), OLD, OLD, OLD]
    assert set(await rows_of(town.session, town.made.id)) == {on_web, *others}
