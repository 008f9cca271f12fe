"""The route to which Telegram posts updates. It answers 200 only when the update is committed; else they come again."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from typing import Any

from fastapi import APIRouter, Request, Response

from bot.channels.base import RawUpdate
from bot.channels.telegram_parse import raw_update
from bot.channels.telegram_transport import storable

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
MAX_BODY = 1024 * 1024  # bytes; an update with the longest text and 100 entities stays far below


def router(secret: str, take_in: Callable[[RawUpdate], Awaitable[None]]) -> APIRouter:
    """Checks the secret before it reads the body. `take_in` returns when the update is committed."""
    routes = APIRouter()

    @routes.post(PATH, include_in_schema=False)
    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        body = await _read(request)
        if body is None:
            return Response(status_code=413)
        try:
            update = raw_update(_parse(body))
        except (ValueError, RecursionError):
            return Response(status_code=400)
        await take_in(update)
        return Response(status_code=200)

    return routes


async def _read(request: Request) -> bytes | None:
    """The body, None where it is longer than any update."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


def _parse(body: bytes) -> Any:
    return storable(json.loads(body))
