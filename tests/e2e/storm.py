"""A broadcast through bad weather with kill -9 at random, and what came of it: for a test, and to be measured."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from random import Random

from sqlalchemy import func, select

from db.models import Delivery, DeliveryStatus, Office
from db.session import Database
from tests.botapi import BotApi, faults
from tests.botapi.waiting import until
from tests.e2e.crowd import SINCE, gather
from tests.e2e.program import Program

FIRST = 100_000  # chat of the first recipient
KILLS = 10
TEXT = "Sáng thứ Bảy trường họp phụ huynh lúc 8 giờ."
PATIENCE_S = 600.0


@dataclass(frozen=True, slots=True)
class Outcome:
    reached: int
    again: int  # messages that somebody got more than once
    out: list[int]  # sends that were out, or not recorded, at each kill
    cut_after: int  # answers that were lost
    told: dict[str, int]  # what `announce --status` says at the end

    @property
    def excusable(self) -> int:
        """How many may have come again."""
        return sum(self.out) + self.cut_after


async def broadcast(api: BotApi, bot: Program, url: str, people: int, seed: int) -> Outcome:
    """To so many parents, in a database that is current and empty. All kills come before the end."""
    await _crowd(url, people)
    chance = Random(seed)
    api.census.known = range(FIRST, FIRST + people)
    api.chance = faults.storm(seed, refused=5, failed=2, cut_before=1, cut_after=1)
    made = await bot.command("announce", "--to", "parents", "--text", TEXT, "--urgent")
    out = [await _killed(api, bot, url, chance.randint(1, people // KILLS * 9 // 10)) for _ in range(KILLS)]
    await bot.start()
    told = await _settled(bot, url, made.split()[-1])
    await bot.stop()
    seen = api.census.tally(TEXT)
    return Outcome(seen["chats"], seen["again"], out, api.met["drop after"], told)


async def _crowd(url: str, people: int) -> None:
    database = Database(url)
    async with database.write() as session:
        session.add(Office(slug="o", name="Trường O", short_name="O", kind="truong", created_at=SINCE))
        await session.flush()
        await gather(session, people, FIRST)
    await database.close()


async def _killed(api: BotApi, bot: Program, url: str, after: int) -> int:
    """Starts, kills after so many messages; gives how many sends were out."""
    target = len(api.sent_at) + after
    await bot.start()
    await until(lambda: len(api.sent_at) >= target, PATIENCE_S)
    await bot.kill()
    database = Database(url)
    async with database.read() as session:
        out = await session.scalar(select(func.count()).where(Delivery.status == DeliveryStatus.SENDING))
    await database.close()
    return out or 0


async def _settled(bot: Program, url: str, announcement: str) -> dict[str, int]:
    """The tally once nothing is on its way; the last answers may still be on theirs."""
    database = Database(url)
    open_ = select(func.count()).where(Delivery.status.in_((DeliveryStatus.QUEUED, DeliveryStatus.SENDING)))
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with database.read() as session:
                if not await session.scalar(open_):
                    break
            await asyncio.sleep(0.2)
    await database.close()
    told: dict[str, int] = json.loads(await bot.command("announce", "--status", announcement, "--json"))
    return told
