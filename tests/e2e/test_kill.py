"""Kill -9 while 200 updates are in flight, start again, and count."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Select, select

from db.models import Contact, Delivery, DeliveryStatus, InboxStatus, InboxUpdate
from db.session import Database
from tests.botapi import BotApi
from tests.botapi.waiting import PATIENCE_S, until
from tests.e2e.conftest import Start

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PEOPLE, EACH = 40, 5
ALL = PEOPLE * EACH
BEFORE_THE_KILL = (20, 150)  # replies seen when the power goes


async def rows(url: str, statement: Select[*tuple[Any, ...]]) -> list[Any]:
    database = Database(url)
    async with database.read() as session:
        found = list(await session.execute(statement))
    await database.close()
    return found


async def count(url: str, status: DeliveryStatus) -> int:
    return len(await rows(url, select(Delivery.id).where(Delivery.status == status)))


@pytest.mark.parametrize("kill_at", BEFORE_THE_KILL)
async def test_nothing_is_lost_and_nothing_done_twice(
    api: BotApi, program: Start, database_url: str, kill_at: int
) -> None:
    for number in range(EACH):
        for person in range(PEOPLE):
            api.chat(1000 + person).says(f"/trogiup {number}")
    async with program(database_url) as bot:
        await bot.start()
        await until(lambda: len(api.sent_at) >= kill_at)
        await bot.kill()
        on_the_wire = await count(database_url, DeliveryStatus.SENDING)
        await bot.start()
        async with asyncio.timeout(PATIENCE_S):
            while await count(database_url, DeliveryStatus.SENT) < ALL:  # noqa: ASYNC110 - another process works
                await asyncio.sleep(0.2)
        await bot.stop()

    inbox = await rows(database_url, select(InboxUpdate.status))
    assert Counter(inbox) == {(InboxStatus.DONE,): ALL}
    deliveries = await rows(
        database_url, select(Delivery.inbox_id, Delivery.chat_id, Delivery.status).order_by(Delivery.id)
    )
    assert Counter(status for _, _, status in deliveries) == {DeliveryStatus.SENT: ALL}
    assert len({inbox_id for inbox_id, _, _ in deliveries}) == ALL  # each update was handled once
    assert len(await rows(database_url, select(Contact.id))) == PEOPLE
    for chat in {chat for _, chat, _ in deliveries}:
        answered = [inbox_id for inbox_id, of, _ in deliveries if of == chat]
        assert answered == sorted(answered)  # in the order in which they were asked
    assert ALL <= len(api.sent_at) <= ALL + on_the_wire  # twice only what was on the wire
    assert all(len(api.chat(1000 + person).seen) >= EACH for person in range(PEOPLE))
