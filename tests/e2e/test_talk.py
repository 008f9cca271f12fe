"""A person talks with the running program, by polling and by webhook."""

from __future__ import annotations

import asyncio
import re
import signal

import pytest
from sqlalchemy import select

from bot.channels.telegram_webhook import PATH
from db.models import InboxStatus, InboxUpdate, Membership, Role
from db.session import Database
from tests.botapi import BotApi
from tests.botapi.people import Chat
from tests.botapi.waiting import PATIENCE_S, until
from tests.e2e.conftest import Start
from tests.e2e.program import PLAN, free_port

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PERSON = 1001
QUESTION = "Số hiệu của kế hoạch năm học này là gì? Ai ký?"
NUMBER = "48/KH-VHXH"
LONG = "Quý 4/2026 có những việc gì?"


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_question_is_answered_with_its_source(api: BotApi, program: Start, knowing_url: str, mode: str) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}{PATH}"
    settings = {"BOT_TELEGRAM_MODE": mode, "BOT_WEB_PORT": str(port)}
    if mode == "webhook":
        settings["BOT_TELEGRAM_WEBHOOK_URL"] = address
    person = api.chat(PERSON)
    async with program(knowing_url, **settings) as bot:
        await bot.start()
        person.says(QUESTION)
        (answer,) = await person.sees(1)
        assert NUMBER in answer.text
        await until(lambda: api.commands)
        await bot.stop()
    assert len(person.seen) == 1
    assert (api.webhook is not None) == (mode == "webhook")
    assert bool(api.calls["getupdates"]) == (mode == "polling")


async def test_a_long_answer_goes_on_after_a_restart(api: BotApi, program: Start, knowing_url: str) -> None:
    one, two = api.chat(PERSON), api.chat(PERSON + 1)
    async with program(knowing_url) as bot:
        await bot.start()
        for person in (one, two):
            person.says(LONG)
            await person.sees(1)
    async with program(knowing_url) as bot:
        await bot.start()
        one.presses(one.seen[0].buttons[0][0])
        two.says("còn gì nữa")
        pages = [(await person.sees(2))[1].text for person in (one, two)]
    assert one.seen[0].buttons[0][0].startswith("Xem tiếp")
    assert pages[0].startswith("Quý 4/2026 (tiếp):")
    assert pages[0] == pages[1]


async def test_start_and_its_button(api: BotApi, program: Start, knowing_url: str) -> None:
    person = api.chat(PERSON)
    async with program(knowing_url) as bot:
        await bot.start()
        person.says("/start")
        (welcome,) = await person.sees(1)
        person.presses("Nhận thông báo")
        await person.sees(2)
        await until(lambda: api.answered)
    assert "Nhận thông báo" in dict(welcome.buttons)


async def test_in_a_group_it_speaks_only_when_spoken_to(api: BotApi, program: Start, knowing_url: str) -> None:
    group = api.chat(-100_200)
    async with program(knowing_url) as bot:
        await bot.start()
        group.says("mai họp nhé", sender=PERSON)
        group.says("/trogiup@another_bot", sender=PERSON)
        group.says("/trogiup", sender=PERSON)
        (help_page,) = await group.sees(1)
        group.says(QUESTION, sender=PERSON, reply_to=help_page.message_id)
        answers = await group.sees(2)
    assert NUMBER in answers[1].text
    assert len(group.seen) == 2


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_it_stops_at_once_while_it_waits_for_updates(
    api: BotApi, program: Start, knowing_url: str, how: signal.Signals
) -> None:
    async with program(knowing_url) as bot:
        await bot.start()
        await until(lambda: api.updates.offsets)
        await bot.stop(how)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("module", ["knowledge.errors", "sqlalchemy.engine", "fastapi.routing"])
async def test_it_ends_well_while_it_starts(program: Start, knowing_url: str, how: signal.Signals, module: str) -> None:
    async with program(knowing_url, PYTHONPROFILEIMPORTTIME="1") as bot:
        await bot.start()
        await until(lambda: f" {module}\n" in bot.log)
        await bot.stop(how)  # with 0 and no traceback; how soon, the modules decide that are being loaded


async def test_an_update_that_nobody_understands_stops_nothing(api: BotApi, program: Start, knowing_url: str) -> None:
    person = api.chat(PERSON)
    api.updates.put("message", {"message_id": "?", "date": "hôm qua", "chat": person.as_json})
    person.says(QUESTION)
    async with program(knowing_url) as bot:
        await bot.start()
        await until(lambda: NUMBER in "".join(shown.text for shown in person.seen))
    assert await inbox_statuses(knowing_url) == [InboxStatus.PARKED, InboxStatus.DONE]


async def inbox_statuses(url: str) -> list[InboxStatus]:
    database = Database(url)
    async with database.read() as session:
        statuses = list(await session.scalars(select(InboxUpdate.status).order_by(InboxUpdate.id)))
    await database.close()
    return statuses


async def test_what_another_process_makes_is_taken_up(
    api: BotApi, program: Start, tmp_path_factory: pytest.TempPathFactory
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('empty') / 'bot.sqlite3'}"
    person = api.chat(PERSON)
    async with program(url) as bot:
        await bot.start()
        person.says(QUESTION)
        (before,) = await person.sees(1)
        await bot.command("plan", "import", str(PLAN), "--activate")
        await asked_until_answered(person)
        printed = await bot.command("invite", "admin")
        code = re.search(r"\?start=([A-Za-z0-9_-]+)", printed)
        assert code, printed
        person.says(f"/start {code[1]}")
        await person.sees(len(person.seen) + 1)
    assert NUMBER not in before.text
    assert await roles(url) == [Role.ADMIN]


async def asked_until_answered(person: Chat) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while NUMBER not in person.seen[-1].text:
            await asyncio.sleep(0.5)
            person.says(QUESTION)
            await person.sees(len(person.seen) + 1)


async def roles(url: str) -> list[Role]:
    database = Database(url)
    async with database.read() as session:
        found = list(await session.scalars(select(Membership.role)))
    await database.close()
    return found
