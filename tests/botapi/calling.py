"""Calling the server without a bot."""

from __future__ import annotations

from typing import Any

import aiohttp

from tests.botapi import TOKEN, BotApi


async def call(api: BotApi, method: str, token: str = TOKEN, **parameters: Any) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.url}/bot{token}/{method}", json=parameters) as answer,
    ):
        body: dict[str, Any] = await answer.json()
        assert body.get("error_code", 200) == answer.status
        return body


async def upload(api: BotApi, method: str, field: str, name: str, content: bytes, **parameters: str) -> dict[str, Any]:
    """The same with a file."""
    form = aiohttp.FormData({"chat_id": "5", **parameters})
    form.add_field(field, content, filename=name)
    async with aiohttp.ClientSession() as session, session.post(f"{api.url}/bot{TOKEN}/{method}", data=form) as answer:
        body: dict[str, Any] = await answer.json()
        return body
