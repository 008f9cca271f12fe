"""Taking updates in: recorded first, confirmed then, whatever goes wrong in between."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.channels import telegram_webhook
from bot.channels.base import RawUpdate
from bot.channels.telegram import Telegram
from bot.channels.telegram_transport import AiohttpRequest
from tests.botapi import TOKEN, BotApi, faults, serving
from tests.botapi.waiting import PATIENCE_S, until

PERSON = 1001


class Inbox:
    """Stands for the real one: keeps what it is given, unless it is told to fail."""

    def __init__(self) -> None:
        self.kept: dict[str, RawUpdate] = {}
        self.failures = 0
        self.news = asyncio.Event()

    async def record(self, channel: str, account: str, updates: Sequence[RawUpdate]) -> None:
        assert (channel, account) == ("telegram", "4242")
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        for update in updates:
            self.kept.setdefault(update.key, update)
        self.news.set()

    async def holds(self, count: int) -> list[RawUpdate]:
        async with asyncio.timeout(PATIENCE_S):
            while len(self.kept) < count:
                self.news.clear()
                await self.news.wait()
        return list(self.kept.values())


@asynccontextmanager
async def running(api: BotApi, inbox: Inbox, **options: Any) -> AsyncIterator[Telegram]:
    telegram = Telegram(TOKEN, api_url=api.url, poll_s=1, pause_s=0.01, **options)
    intake = asyncio.create_task(telegram.run(inbox.record))
    try:
        yield telegram
    finally:
        intake.cancel()
        await asyncio.gather(intake, return_exceptions=True)
        await telegram.close()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with serving() as api:
        yield api


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


async def test_updates_are_recorded_raw_and_confirmed_by_the_next_poll(api: BotApi, inbox: Inbox) -> None:
    for number in range(150):
        api.chat(PERSON + number % 3).says(f"câu {number}")
    raw = api.updates.waiting()
    async with running(api, inbox):
        kept = await inbox.holds(150)
        assert [update.payload for update in kept] == raw
        await until(lambda: not api.updates.waiting())
    assert [offset for offset in api.updates.offsets if offset] == [100_101, 100_151]


async def test_nothing_is_confirmed_that_is_not_recorded(api: BotApi, inbox: Inbox) -> None:
    api.chat(PERSON).says("câu hỏi")
    inbox.failures = 3
    async with running(api, inbox):
        await inbox.holds(1)
    assert inbox.failures == 0
    assert api.updates.offsets[0] == 0  # until it was recorded, no poll asked for more
    assert set(api.updates.offsets) <= {0, 100_002}


async def test_junk_does_not_stand_in_the_way(api: BotApi, inbox: Inbox) -> None:
    api.updates.put("message", {"chat": "?", "date": "hôm qua"})
    api.updates.put("of_next_year", [1, 2, 3])
    api.updates.put("message", {"text": "NUL \0 và \ud800"})
    api.chat(PERSON).says("câu hỏi")
    async with running(api, inbox):
        kept = await inbox.holds(4)
    assert [update.chat_id for update in kept] == ["", "", "", str(PERSON)]
    assert kept[2].payload["message"]["text"] == "NUL \ufffd và \ufffd"
    assert json.dumps(kept[2].payload).isascii()


async def test_it_goes_on_after_every_kind_of_trouble(api: BotApi, inbox: Inbox) -> None:
    trouble = [
        faults.page(502),
        faults.drop_before(),
        faults.error(500, "Internal Server Error"),
        faults.too_many(0),
        faults.ok_false(500, "x"),
        faults.page(200),
    ]
    api.fail("getUpdates", *trouble)
    api.fail("deleteWebhook", faults.page(502))
    api.fail("getMe", faults.drop_before())
    api.chat(PERSON).says("câu hỏi")
    async with running(api, inbox):
        await inbox.holds(1)
        await until(lambda: api.commands)


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        (faults.error(401, "Unauthorized"), "BOT_TELEGRAM_TOKEN"),
        (faults.error(409, "Conflict: terminated by other getUpdates request"), "chương trình khác"),
    ],
)
async def test_what_only_a_human_can_mend_is_said_once(
    api: BotApi, inbox: Inbox, caplog: pytest.LogCaptureFixture, fault: faults.Fault, word: str
) -> None:
    api.fail("getUpdates", fault, fault, fault)
    async with running(api, inbox):
        await until(lambda: api.calls["getupdates"] > 3)
    said = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [word in record.getMessage() for record in said] == [True]


async def test_a_wrong_token_is_said_once_and_tried_again(
    api: BotApi, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    telegram = Telegram("4242:wrong", api_url=api.url, pause_s=0.001)
    intake = asyncio.create_task(telegram.run(inbox.record))
    await until(lambda: caplog.records)
    await asyncio.sleep(0.3)
    assert not intake.done()
    api.token = "4242:wrong"
    await until(lambda: api.updates.offsets)
    intake.cancel()
    await telegram.close()
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(said) == 1
    assert "wrong" not in caplog.text


async def test_a_poll_that_hangs_for_ever_is_given_up(
    api: BotApi, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = ["as a pool does whose connection was lost"]
    working = AiohttpRequest.do_request

    async def do_request(request: AiohttpRequest, url: str, *rest: Any, **options: Any) -> tuple[int, bytes]:
        if "getUpdates" in url and stuck:
            stuck.pop()
            await asyncio.Event().wait()
        return await working(request, url, *rest, **options)

    monkeypatch.setattr(AiohttpRequest, "do_request", do_request)
    monkeypatch.setattr("bot.channels.telegram.POLL_GRACE_S", 1)
    api.chat(PERSON).says("câu hỏi")
    async with running(api, inbox):
        await inbox.holds(1)


async def test_presses_are_answered_once_recorded(api: BotApi, inbox: Inbox) -> None:
    api.press({"from": {"id": PERSON}, "data": "yes"})
    async with running(api, inbox):
        await inbox.holds(1)
        await until(lambda: api.answered)
    assert api.answered == ["700000"]


async def test_after_a_quiet_time_a_lower_number_is_taken_too(api: BotApi, inbox: Inbox) -> None:
    api.chat(PERSON).says("trước hè")
    async with running(api, inbox):
        await inbox.holds(1)
        await until(lambda: len(api.updates.offsets) > 2)  # at least one poll came back empty
        api.updates.restart_numbers(17)
        api.chat(PERSON).says("sau hè")
        await inbox.holds(2)
    assert [update.key for update in inbox.kept.values()] == ["100001", "17"]


async def test_polling_takes_the_webhook_off(api: BotApi, inbox: Inbox) -> None:
    async with running(api, inbox, mode="webhook", webhook_url="https://bot.example.vn"):
        await until(lambda: api.webhook)
        assert api.webhook is not None
        assert api.webhook.url == f"https://bot.example.vn{telegram_webhook.PATH}"
        await api.close()
    async with running(api, inbox):
        await until(lambda: api.webhook is None)


async def post(inbox: Inbox, body: bytes, secret: str = "s3cret") -> int:
    """Posts to the webhook's route and gives the status."""
    app = FastAPI()
    app.include_router(Telegram(TOKEN, webhook_secret="s3cret").router(inbox.record))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        headers = {telegram_webhook.SECRET_HEADER: secret}
        return (await client.post(telegram_webhook.PATH, content=body, headers=headers)).status_code


@pytest.mark.parametrize(
    ("secret", "body", "status"),
    [
        ("s3cret", b'{"update_id": 5, "message": {"chat": {"id": 7}}}', 200),
        ("wrong", b'{"update_id": 5}', 403),
        ("", b'{"update_id": 5}', 403),
        ("s3cret", b"{", 400),
        ("s3cret", b"[]", 400),
        ("s3cret", b"\xff", 400),
        ("s3cret", b"[" * 100_000, 400),
        ("s3cret", b'{"message": {}}', 400),
        ("s3cret", b"x" * (telegram_webhook.MAX_BODY + 1), 413),
    ],
)
async def test_the_webhook_route(inbox: Inbox, secret: str, body: bytes, status: int) -> None:
    assert await post(inbox, body, secret) == status
    assert list(inbox.kept) == (["5"] if status == 200 else [])


async def test_the_webhook_does_not_say_ok_to_what_it_could_not_record(inbox: Inbox) -> None:
    inbox.failures = 1
    assert await post(inbox, b'{"update_id": 5}') == 500
    assert await post(inbox, b'{"update_id": 5}') == 200
