"""An announcement through the real program: made, noticed, told of, answered, and taken back from every phone."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from db.announcements import Audience, Whom
from db.models import Contact, Office, Role
from db.session import Database
from scheduler.announcing import announce
from tests.botapi import BotApi
from tests.botapi.waiting import until
from tests.crowd import add_person, draft
from tests.e2e.conftest import Start
from tests.e2e.crowd import ACCOUNT, SINCE, gather

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
PARENTS, FIRST, AUTHOR = 12, 5_000, 77


async def build(database: Database) -> tuple[Office, int]:
    """The office and the contact of the member of staff who announces."""
    async with database.write() as session:
        office = Office(slug="o", name="Trường O", short_name="O", kind="truong", created_at=SINCE, rhythm={})
        session.add(office)
        await session.flush()
        await gather(session, PARENTS, FIRST)
        person = await add_person(session, office, Role.STAFF, SINCE)
        contact = (await session.scalars(select(Contact).where(Contact.person_id == person))).one()
        contact.account, contact.chat_id = ACCOUNT, f"{AUTHOR}"
        return office, contact.id


async def test_announced_answered_and_withdrawn(api: BotApi, program: Start, database_url: str) -> None:
    database = Database(database_url)
    office, contact_id = await build(database)
    phones, author = [api.chat(FIRST + number) for number in range(PARENTS)], api.chat(AUTHOR)

    def told() -> str:
        return author.seen[-1].text if author.seen else ""

    def on_phones() -> int:
        return sum("nghỉ học" in shown.text for phone in phones for shown in phone.seen)

    async with program(database_url) as bot:
        await bot.start()
        await until(lambda: "cleaned up" in bot.log)
        async with database.write() as session:
            wish = draft(Audience(Whom.PARENTS), "Mai nghỉ học.", answers=("Đã nhận",), urgent=True)
            made = await announce(session, office, wish, datetime.now(UTC), contact_id=contact_id)
        await until(lambda: on_phones() == PARENTS)
        await until(lambda: "Đã gửi: 12" in told())
        phones[3].presses("Đã nhận")
        await until(lambda: "Đã nhận: 1" in told())
        await bot.command("announce", "--withdraw", f"{made.id}")
        await until(lambda: on_phones() == 0)
        await until(lambda: "Đã thu hồi" in told())
        counted = json.loads(await bot.command("announce", "--status", f"{made.id}", "--json"))
    await database.close()
    assert len(author.seen) == 1, "one message, changed as it goes"
    assert (counted["total"], counted["withdrawn"]) == (PARENTS, PARENTS)
