"""The simulated messenger as a channel: no network, no limits, and what it took stays taken."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.channels.base import GiveUp, Record
from bot.simulation.world import Act, World
from handlers.messages import Incoming, IncomingKind, Outgoing

NAME, ACCOUNT = "simulated", "year"


class Messenger:
    """See `bot.channels.base.Channel`."""

    name, account = NAME, ACCOUNT
    max_in_flight = 16
    seconds_per_chat = 0.0
    burst_per_chat = 100
    rate_per_s = math.inf
    can_edit = False
    can_delete = False

    def __init__(self, world: World, clock: Callable[[], datetime]) -> None:
        self._world, self._clock = world, clock

    def parse(self, payload: dict[str, Any]) -> Incoming:
        return Incoming(
            NAME,
            ACCOUNT,
            payload["chat"],
            IncomingKind(payload["kind"]),
            datetime.fromisoformat(payload["at"]),
            text=payload.get("text", ""),
            button=payload.get("button", ""),
            reply_to=payload.get("reply_to", ""),
        )

    def split(self, message: Outgoing) -> list[Outgoing]:
        return [message]

    async def send(self, chat_id: str, message: Outgoing) -> str:
        await asyncio.sleep(0)  # as a real one gives way: a kill may come between the sends of a turn
        return self._world.deliver(chat_id, message, self._clock())

    async def edit(self, chat_id: str, message_id: str, message: Outgoing) -> None:
        raise GiveUp("what was said stays as it is")

    async def delete(self, chat_id: str, message_id: str) -> None:
        raise GiveUp("what was said stays as it is")

    async def run(self, record: Record) -> None:
        """Nothing comes in by itself: the year brings it."""

    async def close(self) -> None:
        """Nothing to free."""


def payload_of(act: Act) -> dict[str, Any]:
    """An act as the channel gives it to the inbox."""
    return {**act.payload, "chat": act.chat, "at": act.at.isoformat()}
