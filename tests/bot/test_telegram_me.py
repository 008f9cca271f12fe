"""getMe for links and doctor: never raises, never shows the token."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.settings import Settings
from bot.telegram_me import Me, ask_me
from tests.botapi import TOKEN, serving


def settings(url: str, token: str = TOKEN) -> Settings:
    return Settings.model_validate({"telegram_token": SecretStr(token), "telegram_api_url": url})


async def test_the_bots_name_and_the_servers_clock() -> None:
    async with serving() as api:
        me = await ask_me(settings(api.url))
    assert me.username
    assert me.problem == ""
    assert me.ahead is None or abs(me.ahead) < timedelta(seconds=5)


@pytest.mark.parametrize("answers", [True, False])
async def test_what_is_wrong_is_said_without_the_token(answers: bool) -> None:
    token = "987654321:AAwrongwrongwrongwrongwrongwrong"
    async with serving() as api:
        url = api.url if answers else "http://127.0.0.1:1"
        me = await ask_me(settings(url, token))
    assert me.username == ""
    assert ("@BotFather" if answers else "không kết nối được") in me.problem
    assert token not in me.problem


async def test_without_a_token_nobody_is_asked() -> None:
    assert await ask_me(settings("http://127.0.0.1:1", "")) == Me()
