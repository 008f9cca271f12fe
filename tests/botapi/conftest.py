"""The server, sent nonsense on purpose."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.botapi import BotApi, serving


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with serving() as api:
        yield api
        api.invalid.clear()
