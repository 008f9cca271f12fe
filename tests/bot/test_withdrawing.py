"""A withdrawn announcement leaves its readers' screens at once, on the real wire, though another is under way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.channels.telegram import Telegram
from bot.outbox import Outbox
from db.announcements import Audience, Figures, Whom, figures
from db.models import Announcement, Contact, Office, Role
from db.session import Database
from scheduler.announcing import announce, withdraw
from tests.bot.fake_channel import running, until_stored
from tests.botapi import BotApi, serving
from tests.botapi.waiting import until
from tests.crowd import add_office, add_person, draft

TOKEN = "1:LOCAL-test_token"  # the account of tests.crowd
WRONG, NEWS = "Mai nghỉ học.", "Mai họp phụ huynh."
CROWD, FIRST = 300, 20  # all, and those who get the wrong one
RATE = 30


class Hall:
    """A crowd of parents before the local server, which takes 30 a second, and an outbox that is set to that."""

    def __init__(self, database: Database, api: BotApi) -> None:
        self.database, self.api = database, api
        self.telegram = Telegram(TOKEN, api_url=api.url, rate_per_s=RATE)
        self.outbox = Outbox(database, {("telegram", "1"): self.telegram}, lambda: datetime.now(UTC))

    async def build(self) -> None:
        async with self.database.write() as session:
            self.office: Office = await add_office(session, datetime.now(UTC))
            for _ in range(CROWD):
                self.api.chat(await add_person(session, self.office, Role.PARENT, datetime.now(UTC)))

    async def announce(self, text: str, audience: Audience | Whom) -> Announcement:
        async with self.database.write() as session:
            wish = draft(audience, text, urgent=True)
            made = await announce(session, self.office, wish, datetime.now(UTC))
        self.outbox.wake(more_than_replies=True)
        return made

    async def withdraw(self, made: Announcement) -> None:
        async with self.database.write() as session:
            await withdraw(session, await session.get_one(Announcement, made.id), datetime.now(UTC))
        self.outbox.wake(more_than_replies=True)

    async def stands(self, made: Announcement, wanted: Figures) -> bool:
        async with self.database.read() as session:
            return await figures(session, made.id) == wanted

    async def first_contacts(self) -> frozenset[int]:
        async with self.database.read() as session:
            return frozenset(await session.scalars(select(Contact.id).order_by(Contact.id).limit(FIRST)))

    def on_screen(self, text: str) -> int:
        """How many people see it."""
        return sum(text in shown.text for shown in self.api.seen())


@pytest.fixture
async def hall(database: Database) -> AsyncIterator[Hall]:
    async with serving(BotApi(TOKEN)) as api:
        api.rates.overall = RATE
        hall = Hall(database, api)
        await hall.build()
        yield hall
        await hall.telegram.close()


async def test_a_wrong_message_is_gone_while_another_announcement_goes_out(hall: Hall) -> None:
    async with running(hall.outbox):
        wrong = await hall.announce(WRONG, Audience(Whom.CONTACTS, contact_ids=await hall.first_contacts()))
        await until(lambda: hall.on_screen(WRONG) == FIRST)
        await until_stored(lambda: hall.stands(wrong, Figures(total=FIRST, sent=FIRST)))
        news = await hall.announce(NEWS, Whom.PARENTS)
        await until(lambda: hall.on_screen(NEWS) >= FIRST)
        await hall.withdraw(wrong)
        await until(lambda: hall.on_screen(WRONG) == 0)
        assert hall.on_screen(NEWS) < CROWD, "it did not wait for the other to be through"
        await until_stored(lambda: hall.stands(wrong, Figures(total=FIRST, withdrawn=FIRST)))
    sent = hall.on_screen(NEWS)
    assert await hall.stands(news, Figures(total=CROWD, sent=sent, queued=CROWD - sent))
    assert hall.api.met["limit"] <= 3, "within the rate"
