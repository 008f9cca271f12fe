"""A channel in memory, and what the inbox's and the outbox's tests need around it."""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from bot.channels.base import ChannelDown, RawUpdate, Record
from db.models import Delivery, InboxUpdate
from db.session import Database
from handlers.messages import Block, BlockKind, Incoming, IncomingKind, Outgoing
from tests.botapi.waiting import PATIENCE_S


def say(text: str) -> Outgoing:
    return Outgoing((Block(BlockKind.TEXT, text),))


SORRY = say("sorry")


class FakeChannel:
    """Keeps what was sent as (chat, text), and in `changed` edits and deletions as "m1 edited: text", "m1 deleted".

    `faults[text]` are raised, one a send or change, before that text passes. `gate[chat]` is an event for which each
    send to that chat waits. A text is split at "|".
    """

    def __init__(self, name: str = "fake", account: str = "1", **pace: Any) -> None:
        self.name = name
        self.account = account
        self.max_in_flight: int = pace.get("max_in_flight", 16)
        self.seconds_per_chat: float = pace.get("seconds_per_chat", 0.0)
        self.burst_per_chat: int = pace.get("burst_per_chat", 1)
        self.rate_per_s: float = pace.get("rate_per_s", math.inf)
        self.can_edit = self.can_delete = True
        self.sent: list[tuple[str, str]] = []
        self.tried: list[str] = []
        self.changed: list[str] = []
        self.did: list[str] = []  # texts sent, and changes
        self.faults: dict[str, deque[BaseException]] = defaultdict(deque)
        self.gate: dict[str, asyncio.Event] = {}
        self.is_down = False
        self.out = 0
        self.most_out = 0

    @property
    def key(self) -> tuple[str, str]:
        return self.name, self.account

    def texts(self, chat: str | None = None) -> list[str]:
        return [text for to, text in self.sent if chat in (None, to)]

    def parse(self, payload: dict[str, Any]) -> Incoming | None:
        if "bad" in payload:
            raise ValueError("bad payload")
        if "other" in payload:
            return None
        now = datetime(2026, 10, 5, tzinfo=UTC)
        return Incoming(self.name, self.account, payload["chat"], IncomingKind.TEXT, now, text=payload["text"])

    def split(self, message: Outgoing) -> list[Outgoing]:
        return [say(piece) for piece in message.plain().split("|")]

    async def send(self, chat_id: str, message: Outgoing) -> str:
        self.out += 1
        self.most_out = max(self.out, self.most_out)
        try:
            await asyncio.sleep(0)
            text = message.plain()
            self.tried.append(text)
            if chat_id in self.gate:
                await self.gate[chat_id].wait()
            if self.is_down:
                raise ChannelDown("token revoked")
            if self.faults[text]:
                raise self.faults[text].popleft()
            self.sent.append((chat_id, text))
            self.did.append(text)
            return f"m{len(self.sent)}"
        finally:
            self.out -= 1

    async def edit(self, chat_id: str, message_id: str, message: Outgoing) -> None:
        await self._change(f"{message_id} edited: {message.plain()}")

    async def delete(self, chat_id: str, message_id: str) -> None:
        await self._change(f"{message_id} deleted")

    async def _change(self, what: str) -> None:
        await asyncio.sleep(0)
        if self.faults[what]:
            raise self.faults[what].popleft()
        self.changed.append(what)
        self.did.append(what)

    async def run(self, record: Record) -> None:
        """Updates are recorded by the test itself."""

    async def close(self) -> None:
        """Nothing is open."""


def update(number: int, chat: str, text: str = "") -> RawUpdate:
    return RawUpdate(str(number), chat, {"chat": chat, "text": text or str(number)})


async def until(condition: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
    """Waits for what happens in other tasks."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def until_stored(look: Callable[[], Awaitable[bool]], seconds: float = PATIENCE_S) -> None:
    async with asyncio.timeout(seconds):
        while not await look():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(*rooms: Any) -> AsyncIterator[None]:
    """Runs inboxes and outboxes; cancels them at the end and passes on what broke them."""
    tasks = [asyncio.create_task(room.run()) for room in rooms]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if not isinstance(result, asyncio.CancelledError):
                raise result or AssertionError("a room that ran to its end")


async def deliveries(database: Database) -> list[Delivery]:
    async with database.read() as session:
        return list(await session.scalars(select(Delivery).order_by(Delivery.id)))


async def inbox_rows(database: Database) -> list[InboxUpdate]:
    async with database.read() as session:
        return list(await session.scalars(select(InboxUpdate).order_by(InboxUpdate.id)))


async def all_are(database: Database, status: str) -> bool:
    return all(row.status == status for row in await deliveries(database))
