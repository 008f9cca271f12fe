"""Telegram's channel on the local Bot API server, for the tests that speak over the wire."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram import Telegram
from tests.botapi import TOKEN, BotApi, serving


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """It knows two people, 5 and 6."""
    async with serving() as api:
        api.chat(5)
        api.chat(6)
        yield api


@pytest.fixture
async def telegram(api: BotApi) -> AsyncIterator[Telegram]:
    telegram = Telegram(TOKEN, api_url=api.url)
    telegram._calls._read_s = 2.0  # a server that hangs is not waited for long
    yield telegram
    await telegram.close()
