"""A bot is replaced in mid-broadcast, on the real wire: who is with both bots gets the rest over the new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy import select

from bot.assembly import begin_to_serve
from bot.channels.telegram import Telegram
from bot.outbox import Outbox
from db.announcements import Figures, Whom, figures
from db.deliveries import claim
from db.models import Delivery, DeliveryStatus, Office, Role
from db.session import Database
from scheduler.announcing import announce
from tests.bot.fake_channel import running, until_stored
from tests.botapi import BotApi, serving
from tests.botapi.waiting import until
from tests.crowd import add_contact, add_office, add_person, draft

OLD, NEW = "1:LOCAL-old_token", "2:LOCAL-new_token"
BOTH, ALONE = 40, 10  # people with both bots, and with the first alone
ALL = BOTH + ALONE
NEWS = "Mai họp phụ huynh."


class Town:
    """People of whom each bot's server knows its own, and an announcement to all."""

    def __init__(self, database: Database, old: BotApi, new: BotApi) -> None:
        self.database, self.old, self.new = database, old, new

    async def build(self) -> None:
        now = datetime.now(UTC)
        async with self.database.write() as session:
            office: Office = await add_office(session, now)
            people = [await add_person(session, office, Role.PARENT, now) for _ in range(ALL)]
            self.made = await announce(session, office, draft(Whom.PARENTS, NEWS, urgent=True), now)
            for person in people[:BOTH]:
                await add_contact(session, person, office, now, "telegram", "2")
                self.new.chat(person)
            for person in people:
                self.old.chat(person)

    @asynccontextmanager
    async def served(self, api: BotApi, rate_per_s: float) -> AsyncIterator[None]:
        telegram = Telegram(api.token, api_url=api.url, rate_per_s=rate_per_s)
        key = (telegram.name, telegram.account)
        await begin_to_serve(self.database, [key])
        async with running(Outbox(self.database, {key: telegram}, lambda: datetime.now(UTC))):
            yield
        await telegram.close()

    async def die_with_one_out(self) -> int:
        """The first that waits was claimed by a run that is dead; its person."""
        async with self.database.write() as session:
            waits = select(Delivery).where(Delivery.status == DeliveryStatus.QUEUED).order_by(Delivery.id).limit(1)
            row = (await session.scalars(waits)).one()
            await claim(session, [row.id], "dead")
            return row.person_id or 0

    async def stands(self, wanted: Figures) -> bool:
        async with self.database.read() as session:
            return await figures(session, self.made.id) == wanted

    def got(self) -> Counter[int]:
        """How often each person sees it."""
        return Counter(chat.id for api in (self.old, self.new) for chat in api.chats.values() for _ in chat.seen)


async def test_each_gets_it_once_and_who_is_with_the_first_alone_waits(database: Database) -> None:
    async with serving(BotApi(OLD)) as old, serving(BotApi(NEW)) as new:
        town = Town(database, old, new)
        await town.build()
        async with town.served(old, rate_per_s=10):
            await until(lambda: len(town.got()) >= 10)
        in_doubt = await town.die_with_one_out()
        sent = len(town.got())
        async with town.served(new, rate_per_s=100):
            await until_stored(lambda: town.stands(Figures(ALL, sent=BOTH - 1, sending=1, queued=ALONE)))
        assert town.got() == Counter(person for person in range(1, BOTH + 1) if person != in_doubt)
        assert len(new.seen()) == BOTH - 1 - sent
        async with town.served(old, rate_per_s=100):
            await until_stored(lambda: town.stands(Figures(ALL, sent=ALL)))
        assert town.got() == Counter(range(1, ALL + 1))
