"""The local server itself: it must object where the real one would."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp.web
import pytest

from tests.botapi import BotApi, serving, spec
from tests.botapi.calling import call
from tests.botapi.waiting import until


def test_the_specification_is_there() -> None:
    if spec.load() is None:
        pytest.skip(spec.ABSENT)
    assert spec.problems("sendMessage", {"chat_id": "5", "text": "x"}, {}) == []


@pytest.mark.skipif(not spec.SPEC_FILE.exists(), reason=spec.ABSENT)
@pytest.mark.parametrize(
    ("method", "parameters", "problem"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is missing"),
        ("sendMessage", {"chat_id": "5", "text": "x", "reply_to_message_id": "3"}, "no parameter reply_to_message_id"),
        ("sendMessage", {"chat_id": "5", "text": "x", "disable_notification": "yes"}, "disable_notification is no Boo"),
        (
            "sendMessage",
            {"chat_id": "5", "text": "x", "reply_markup": '{"inline_keyboard":[{}]}'},
            "reply_markup is no",
        ),
        ("sendMesage", {}, "no such method"),
        ("getUpdates", {"offset": "1.5"}, "offset is no Integer"),
    ],
)
def test_a_seeded_fault_is_found(method: str, parameters: dict[str, str], problem: str) -> None:
    (found,) = spec.problems(method, parameters, {})
    assert problem in found


@pytest.mark.parametrize(
    ("parameters", "refusal"),
    [
        ({"text": ""}, "text is empty"),
        ({"text": "😀" * 2049}, "too long"),
        ({"text": "a < b", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<b>a", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<p>a</p>", "parse_mode": "HTML"}, "can't parse entities"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "đ" * 33}]]}},
            "BUTTON_DATA",
        ),
        ({"text": "x", "chat_id": 6}, "chat not found"),
    ],
)
async def test_what_telegram_refuses(api: BotApi, parameters: dict[str, Any], refusal: str) -> None:
    api.chat(5)
    answer = await call(api, "sendMessage", **{"chat_id": 5, **parameters})
    assert refusal in answer["description"]
    assert bool(api.invalid) == (refusal != "chat not found")


async def test_a_run_with_an_invalid_request_fails() -> None:
    with pytest.raises(AssertionError, match="text is empty"):
        async with serving() as api:
            await call(api, "sendMessage", chat_id=5, text=" ")


async def test_a_blocked_bot_and_a_wrong_token(api: BotApi) -> None:
    api.chat(5).blocks()
    assert (await call(api, "sendMessage", chat_id=5, text="x"))["error_code"] == 403
    assert (await call(api, "getMe", token="1:x"))["error_code"] == 401
    assert (await call(api, "getYou"))["error_code"] == 404


async def test_the_offset_confirms_and_the_limit_limits(api: BotApi) -> None:
    first, *_ = [api.chat(5).says(str(number)) for number in range(3)]
    got = await call(api, "getUpdates", limit=2)
    assert [update["update_id"] for update in got["result"]] == [first, first + 1]
    got = await call(api, "getUpdates", offset=first + 2)
    assert [update["update_id"] for update in got["result"]] == [first + 2]
    assert len(api.updates.waiting()) == 1


async def test_a_long_poll_waits_and_a_second_one_ends_it(api: BotApi) -> None:
    first = asyncio.create_task(call(api, "getUpdates", timeout=50, offset=1))
    await until(lambda: api.updates.offsets)
    second = asyncio.create_task(call(api, "getUpdates", timeout=50, offset=2))
    assert "other getUpdates" in (await first)["description"]
    api.chat(5).says("x")
    assert len((await second)["result"]) == 1


async def test_the_same_offset_at_once_is_held(api: BotApi) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    for _ in range(2):
        await call(api, "getUpdates", offset=1)
    assert loop.time() - began > 2.9


async def test_presses_expire_and_so_does_the_time_to_answer(api: BotApi) -> None:
    api.press({"from": {"id": 5}, "data": "x"})
    assert (await call(api, "answerCallbackQuery", callback_query_id="700000"))["ok"]
    api.skipped_s = 151
    assert "too old" in (await call(api, "answerCallbackQuery", callback_query_id="700000"))["description"]
    assert api.updates.waiting() == []


async def test_an_edit_changes_what_is_seen(api: BotApi) -> None:
    sent = await call(api, "sendMessage", chat_id=api.chat(5).id, text="một")
    edit = {"chat_id": 5, "message_id": sent["result"]["message_id"], "text": "hai"}
    assert (await call(api, "editMessageText", **edit))["ok"]
    assert [(shown.text, shown.edits) for shown in api.chat(5).seen] == [("hai", 1)]
    assert "not modified" in (await call(api, "editMessageText", **edit))["description"]
    assert "not found" in (await call(api, "editMessageText", **{**edit, "message_id": 99}))["description"]


async def test_a_webhook_gets_the_secret_and_ends_polling(api: BotApi) -> None:
    got: list[tuple[str, bytes]] = []

    async def take(request: aiohttp.web.Request) -> aiohttp.web.Response:
        got.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], await request.read()))
        return aiohttp.web.Response(status=500 if len(got) == 1 else 200)

    app = aiohttp.web.Application()
    app.router.add_post("/hook", take)
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    site = aiohttp.web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    await call(api, "setWebhook", url=f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s3cret")
    assert (await call(api, "getUpdates"))["error_code"] == 409
    api.chat(5).says("một")
    api.chat(5).says("hai")
    await until(lambda: not api.updates.waiting())
    assert [secret for secret, _ in got] == ["s3cret"] * 3  # the first one came again after the 500
    assert [json.loads(body)["message"]["text"] for _, body in got] == ["một", "một", "hai"]
    await call(api, "deleteWebhook")
    assert (await call(api, "getUpdates"))["ok"]
    await runner.cleanup()
