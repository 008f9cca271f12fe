"""`python -m tests.botapi [PORT]`: serves until stopped. Prints its address; is told what to do under /control."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable
from typing import Any

import uvloop

from tests.botapi import faults
from tests.botapi.rates import Rates
from tests.botapi.server import BotApi, serving
from tests.botapi.wire import Reply, Request, json_reply


class Controlled(BotApi):
    """A BotApi that another process steers: a benchmark, or a person trying the bot by hand."""

    def handle(self, request: Request) -> Reply | Awaitable[Reply]:
        if not request.path.startswith("/control/"):
            return super().handle(request)
        step = getattr(self, f"control_{request.path.removeprefix('/control/')}", None)
        return json_reply(step(**json.loads(request.body or b"{}"))) if step else json_reply(None, 404)

    def control_say(self, chats: int, each: int, text: str, first: int = 1000) -> int:
        """So many people each type `text` so many times, in turns."""
        for _ in range(each):
            for person in range(first, first + chats):
                self.chat(person).says(text)
        return chats * each

    def control_know(self, chats: int, first: int) -> None:
        """So many people have met the bot; what they are sent is counted, not kept."""
        self.census.known = range(first, first + chats)

    def control_limit(self, overall: int = 0, burst: int = 0, group: int = 0) -> None:
        self.rates = Rates(self.clock, overall, burst, group)

    def control_storm(self, seed: int, **per_cent: float) -> None:
        """Faults by lot in what concerns a chat, as `faults.storm` takes them."""
        self.chance = faults.storm(seed, **per_cent)

    def control_state(self) -> dict[str, Any]:
        """Counts, and the times that a rate is made of."""
        return {
            "sent": len(self.sent_at),
            "seconds": max(self.sent_at, default=0.0) - self.handed_out_at,
            "waiting": len(self.updates.waiting()),
            "invalid": self.invalid[:10],
            "last": self.seen()[-1].text if self.seen() else "",
        }

    def control_tally(self, part: str = "") -> dict[str, Any]:
        """Who got what holds `part`, how many messages that took and when, what was refused, how long people waited."""
        return {
            **self.census.tally(part),
            "sent": len(self.sent_at),
            "invalid": self.invalid[:10],
            "met": self.met,
            "per_second": self.census.per_second(),
            "first": min(self.sent_at, default=0.0),
            "last": max(self.sent_at, default=0.0),
            "waited_s": self.waited_s,
        }

    def control_forget(self) -> None:
        """Everything but the token, for the next run."""
        self.__init__(self.token)  # type: ignore[misc]


async def main(port: int) -> None:
    async with serving(Controlled(), port) as api:
        sys.stdout.write(f"{api.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
    except KeyboardInterrupt:
        sys.exit(0)
