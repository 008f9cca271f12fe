"""Delivery to a webhook: the secret header, in order per chat, again until it is taken."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.botapi.updates import Updates

FIRST_RETRY_S = 0.05  # doubled each time; the real one begins with a second
CONNECTIONS = 40


@dataclass(slots=True)
class Webhook:
    url: str
    secret: str
    answers: list[int] = field(default_factory=list)  # HTTP statuses, 0 for none
    last_error: str = ""

    async def deliver(self, updates: Updates) -> None:
        """Until cancelled."""
        busy: set[str] = set()
        started: set[int] = set()  # by identity: an update may lack an id
        room = asyncio.Semaphore(CONNECTIONS)
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as tasks:

            async def hand_over(update: dict[str, Any], chat: str) -> None:
                async with room:
                    await self._until_taken(session, update)
                updates.confirm(update)
                busy.discard(chat)
                updates.look_again()

            while True:
                for update in updates.waiting():
                    chat = _queue_of(update)
                    if id(update) not in started and chat not in busy:
                        started.add(id(update))
                        busy.add(chat)
                        tasks.create_task(hand_over(update, chat))
                await updates.news()

    async def _until_taken(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> None:
        pause_s = FIRST_RETRY_S
        while not await self._post(session, update):
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, 1.0)

    async def _post(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        try:
            async with session.post(self.url, data=json.dumps(update), headers=headers) as answer:
                status = answer.status
        except aiohttp.ClientError as error:
            status, self.last_error = 0, type(error).__name__
        self.answers.append(status)
        if not 200 <= status < 300 and status:
            self.last_error = f"Wrong response from the webhook: {status}"
        return 200 <= status < 300


def _queue_of(update: dict[str, Any]) -> str:
    """Messages queue by chat, presses by person and apart from messages."""
    if "callback_query" in update:
        return f"press {update['callback_query']['from']['id']}"
    content = next((value for value in update.values() if isinstance(value, dict)), {})
    return str(content.get("chat", {}).get("id", update.get("update_id")))
