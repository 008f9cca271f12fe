"""A token revoked in mid-broadcast, with the real program: it stops, says so in the web chat once, and goes on."""

from __future__ import annotations

import asyncio
import json
import re

import pytest

from db.models import Office
from db.session import Database
from handlers.alarming import shown
from tests.botapi import TOKEN, BotApi
from tests.botapi.waiting import PATIENCE_S, until
from tests.e2e.conftest import Start
from tests.e2e.crowd import SINCE, gather
from tests.e2e.program import free_port
from tests.web.site import Browser

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PEOPLE, FIRST = 300, 100_000
TEXT = "Sáng thứ Bảy trường họp phụ huynh lúc 8 giờ."
DOWN, UP = f"không gửi được tin qua {shown('telegram')}", f"đã gửi lại được tin qua {shown('telegram')}"
REVOKED = "4242:SOMETHING-else"


async def crowd(url: str) -> None:
    database = Database(url)
    async with database.write() as session:
        session.add(Office(slug="o", name="Trường O", short_name="O", kind="truong", created_at=SINCE))
        await session.flush()
        await gather(session, PEOPLE, FIRST)
    await database.close()


async def told(browser: Browser, words: str) -> int:
    return json.dumps(await browser.history(), ensure_ascii=False).count(words)


async def until_told(browser: Browser, words: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await told(browser, words):  # noqa: ASYNC110 - another process works
            await asyncio.sleep(0.2)


async def test_staff_hear_of_it_in_the_web_chat(api: BotApi, program: Start, database_url: str) -> None:
    await crowd(database_url)
    api.census.known = range(FIRST, FIRST + PEOPLE)
    port = free_port()
    settings = {"BOT_WEB_PORT": str(port), "BOT_TELEGRAM_RATE_PER_S": "40"}
    async with program(database_url, **settings) as bot:
        await bot.start()
        await until(lambda: "cleaned up" in bot.log)
        async with Browser.visit(f"http://127.0.0.1:{port}") as browser:
            code = re.search(r"Mã để gõ: (\S+)", await bot.command("invite", "staff"))
            assert code
            await browser.say(code[1])
            await bot.command("announce", "--to", "parents", "--text", TEXT, "--urgent")
            await until(lambda: len(api.sent_at) >= 20)
            api.token = REVOKED
            await until_told(browser, DOWN)
            assert api.census.tally(TEXT)["chats"] < PEOPLE
            await bot.kill()
            await bot.start()  # the token is still no good: nobody is told again
            await until(lambda: bot.log.count("nothing goes through") == 2)
            await bot.kill()
            api.token = TOKEN
            await bot.start()
            await until(lambda: api.census.tally(TEXT)["chats"] == PEOPLE)
            await until_told(browser, UP)
            assert (await told(browser, DOWN), await told(browser, UP)) == (1, 1)
    assert api.census.tally(TEXT)["again"] == 0
