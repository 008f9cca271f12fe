"""The web chat as it runs: pages, routes, inbox, outbox and an HTTP server, with a small handler of the test's own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from aiohttp import ClientResponse, ClientSession, CookieJar
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.webchat import WebChat
from bot.inbox import Inbox
from bot.outbox import Outbox
from bot.web_server import listen, serve
from db.session import Database
from handlers.messages import Block, BlockKind, Button, Incoming, Intent, Outgoing
from web.app import create_app

EXAMPLES = ("Khi nào tựu trường?", "Tháng 10 có việc gì?")
SORRY = Outgoing((Block(BlockKind.LEAD, "Xin lỗi anh/chị."),))
PATIENCE_S = 60  # a busy machine is slow; only what never comes takes so long


def echo(incoming: Incoming) -> Outgoing:
    """Repeats what was said or pressed, with its source; "chọn" asks back; "dài" answers at length."""
    said = incoming.text or incoming.button
    if said == "chọn":
        choices = (Button("Phường Hoa Sen", "office:1"), Button("Phường Hoa Mai", "office:2"))
        return Outgoing((Block(BlockKind.LEAD, "Nơi nào?"),), Intent.CHOOSE, choices)
    if said == "dài":
        lines = "\n".join(f"- Việc thứ {number} của tháng, làm xong trước ngày 25" for number in range(1, 31))
        return Outgoing((Block(BlockKind.LEAD, "Ba mươi việc."), Block(BlockKind.TEXT, lines)))
    source = Block(BlockKind.SOURCE, "Nguồn: 12/KH-VHXH, mục III.2")
    return Outgoing((Block(BlockKind.LEAD, f"Nghe: {said}"), Block(BlockKind.QUOTE, "Nguyên câu."), source))


@dataclass
class Site:
    """One installation. Stopped and started again it keeps its database and its port."""

    database: Database
    clock: Callable[[], datetime]
    port: int = 0
    file_max_mb: int = 20
    heard: list[Incoming] = field(default_factory=list)
    webchat: WebChat = field(init=False)
    inbox: Inbox = field(init=False)
    outbox: Outbox = field(init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def running(self, handling: bool = True) -> AsyncIterator[Site]:
        """With `handling` off, what is posted is recorded and waits."""
        self.webchat = WebChat(self.database, self.clock, self.file_max_mb)
        channels = {(self.webchat.name, self.webchat.account): self.webchat}
        self.outbox = Outbox(self.database, channels, self.clock)
        self.inbox = Inbox(self.database, channels, self._handle, self.outbox, self.clock, sorry=SORRY)
        await self.webchat.run(self.inbox.record)
        workers = [asyncio.create_task(work()) for work in (self.inbox.run, self.outbox.run) if handling]
        serving = await self._serve()
        try:
            yield self
        finally:
            async with asyncio.timeout(PATIENCE_S):
                for task in (serving, *workers):
                    task.cancel()
                await asyncio.gather(serving, *workers, return_exceptions=True)

    async def _serve(self) -> asyncio.Task[None]:
        app = create_app(self.database, self.clock, self._examples)
        app.include_router(self.webchat.router)
        listener = listen("127.0.0.1", self.port)
        self.port = listener.getsockname()[1]
        ready = asyncio.Event()
        serving = asyncio.create_task(serve(app, listener, ready.set, self.webchat.close))
        await ready.wait()
        return serving

    async def _examples(self, session: AsyncSession, now: datetime) -> tuple[str, ...]:
        return EXAMPLES

    async def _handle(self, session: AsyncSession, incoming: Incoming, now: datetime) -> list[Outgoing]:
        self.heard.append(incoming)
        return [echo(incoming)]


class Browser:
    """One browser without a page: a cookie jar and the three routes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = ClientSession(cookie_jar=CookieJar(unsafe=True))  # unsafe: cookies of a bare IP address

    @classmethod
    @asynccontextmanager
    async def visit(cls, url: str) -> AsyncIterator[Browser]:
        browser = cls(url)
        async with browser.http:
            await browser.history()
            yield browser

    async def post(self, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        """`body` as JSON, or raw where it is bytes."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        async with self.http.post(f"{self.url}/chat/messages", data=raw, headers=sent) as response:
            return response.status, await response.json()

    async def say(self, text: str) -> str:
        """Posts a text and gives the id that it was posted with."""
        client_id = uuid4().hex
        assert await self.post({"id": client_id, "text": text}) == (202, {})
        return client_id

    async def history(self) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.url}/chat/history") as response:
            assert response.status == 200
            items: list[dict[str, Any]] = (await response.json())["items"]
            return items

    @asynccontextmanager
    async def stream(self, after: int | None = None, last_event_id: int | None = None) -> AsyncIterator[Stream]:
        headers = {} if last_event_id is None else {"Last-Event-ID": str(last_event_id)}
        params = {} if after is None else {"after": str(after)}
        async with self.http.get(f"{self.url}/chat/stream", headers=headers, params=params) as response:
            assert response.status == 200
            assert response.content_type == "text/event-stream"
            yield Stream(response)


class Stream:
    """Server-sent events, one at a time."""

    def __init__(self, response: ClientResponse) -> None:
        self._response = response

    async def rest(self) -> bytes:
        """What comes until the server ends it."""
        return await self._response.content.read()

    async def next(self) -> dict[str, Any]:
        """The next message; its event id is checked to be the delivery's, or that of a later one that changes it."""
        event_id = ""
        async with asyncio.timeout(PATIENCE_S):
            async for raw in self._response.content:
                name, _, value = raw.decode().rstrip("\n").partition(": ")
                if name == "id":
                    event_id = value
                elif name == "data":
                    item: dict[str, Any] = json.loads(value)
                    assert int(event_id) >= item["id"]
                    return item
        raise EOFError("the stream ended")

    async def is_silent(self, seconds: float = 0.3) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self.next()
        except TimeoutError:
            return True
        return False
