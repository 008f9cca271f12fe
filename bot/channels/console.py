"""The console: one person at one terminal, no buttons. Choices are numbered and said in words."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, TextIO
from uuid import uuid4

from bot.channels.base import GiveUp, RawUpdate, Record
from handlers.messages import Incoming, IncomingKind, Outgoing

CHAT = "console"


class ConsoleClosed(Exception):
    """The person has gone: end of input."""


class Console:
    """bot.channels.base.Channel on two streams. The next line is read when the last one is answered."""

    name = "console"
    account = "local"
    max_in_flight = 1
    seconds_per_chat = 0.0
    burst_per_chat = 1
    rate_per_s = math.inf
    can_edit = False
    can_delete = False

    def __init__(self, stdin: TextIO, stdout: TextIO, clock: Callable[[], datetime]) -> None:
        self._stdin, self._stdout, self._clock = stdin, stdout, clock
        self._answered = asyncio.Event()

    def parse(self, payload: dict[str, Any]) -> Incoming:
        text = payload["text"]
        command, _, argument = text.partition(" ")
        link = argument.strip() if command == "/start" else ""
        return Incoming(
            channel=self.name,
            account=self.account,
            chat_id=CHAT,
            kind=IncomingKind.TEXT,
            received_at=datetime.fromisoformat(payload["at"]).astimezone(UTC),
            text=command if link else text,
            deep_link=link,
        )

    def split(self, message: Outgoing) -> list[Outgoing]:
        return [message]

    async def send(self, chat_id: str, message: Outgoing) -> str:
        print(render(message), file=self._stdout, flush=True)
        self._answered.set()
        return ""

    async def edit(self, chat_id: str, message_id: str, message: Outgoing) -> None:
        raise GiveUp("what was said stays as it is")

    async def delete(self, chat_id: str, message_id: str) -> None:
        raise GiveUp("what was said stays as it is")

    async def run(self, record: Record) -> None:
        """Takes lines until the input ends, then raises ConsoleClosed."""
        lines: asyncio.Queue[str] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        # A daemon thread: nobody can interrupt a read from a terminal, and the program must end without it.
        threading.Thread(target=self._read, args=(loop, lines), daemon=True).start()
        while line := await self._next(lines):
            if text := line.strip():
                self._answered.clear()
                payload = {"text": text.replace("\0", ""), "at": self._clock().isoformat()}
                await record(self.name, self.account, [RawUpdate(uuid4().hex, CHAT, payload)])
                await self._answered.wait()
        raise ConsoleClosed

    async def _next(self, lines: asyncio.Queue[str]) -> str:
        if self._stdin.isatty():
            print("> ", end="", file=self._stdout, flush=True)
        return await lines.get()

    def _read(self, loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str]) -> None:
        for line in (*self._lines(), ""):
            loop.call_soon_threadsafe(lines.put_nowait, line)

    def _lines(self) -> Iterator[str]:
        while line := self._stdin.readline():
            yield line

    async def close(self) -> None:
        """Nothing is held."""


def render(message: Outgoing) -> str:
    """Plain text, the buttons as numbered choices, the files by name."""
    choices = [f"  {number}. {button.label}" for number, button in enumerate(message.buttons, start=1)]
    files = [f"  [tệp: {file.name}]" for file in message.attachments]
    return "\n".join([message.plain(), *choices, *files, ""])
