"""HTTP/1.1 on a bare asyncio protocol: quick enough not to be what a benchmark measures."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from email.utils import formatdate
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import parse_qsl


@dataclass(slots=True)
class Request:
    """One request; `gone` is set when its connection is lost before the answer."""

    path: str
    query: str
    headers: dict[str, str]  # names in lower case
    body: bytes
    gone: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Reply:
    body: bytes
    status: int = 200
    content_type: str = "application/json"


class Drop(Exception):
    """Close the connection instead of answering."""


Handle = Callable[[Request], Reply | Awaitable[Reply]]


def json_reply(data: Any, status: int = 200) -> Reply:
    return Reply(json.dumps(data).encode(), status)


@dataclass(slots=True)
class Upload:
    name: str
    content: bytes


def parameters(request: Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """The parameters as text, as Telegram reads them from a query, a form, JSON or multipart; and the files."""
    found = dict(parse_qsl(request.query, keep_blank_values=True))
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/x-www-form-urlencoded"):
        found.update(parse_qsl(request.body.decode(), keep_blank_values=True))
    elif kind.startswith("application/json") and request.body:
        for name, value in json.loads(request.body).items():
            found[name] = value if isinstance(value, str) else json.dumps(value)
    elif kind.startswith("multipart/form-data"):
        return _multipart(kind, request.body, found)
    return found, {}


def _multipart(kind: str, body: bytes, found: dict[str, str]) -> tuple[dict[str, str], dict[str, Upload]]:
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    files = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if (file_name := part.get_filename()) is not None:
            files[name] = Upload(file_name, content)
        else:
            found[name] = content.decode()
    return found, files


class Connection(asyncio.Protocol):
    """One client's connection: one request at a time, kept alive."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._received = b""
        self._transport: asyncio.Transport | None = None
        self._request: Request | None = None  # the one being answered
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._request is not None:
            self._request.gone.set()

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._request is None:
            self._next()

    def _next(self) -> None:
        """Answers what has arrived whole."""
        while self._request is None and (request := self._take()) is not None:
            self._request = request
            try:
                reply = self._handle(request)
            except Drop:
                self._close()
                return
            if isinstance(reply, Reply):
                self._answer(reply)
            else:
                self._task = asyncio.ensure_future(self._later(reply))

    async def _later(self, reply: Awaitable[Reply]) -> None:
        try:
            self._answer(await reply)
        except Drop:
            self._close()
        else:
            self._next()

    def _take(self) -> Request | None:
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        assert "transfer-encoding" not in headers, "a chunked request: no client of ours sends one"
        length = int(headers.get("content-length", 0))
        if len(rest) < length:
            return None
        self._received = rest[length:]
        path, _, query = first.split(" ")[1].partition("?")
        return Request(path, query, headers, rest[:length])

    def _answer(self, reply: Reply) -> None:
        self._request = None
        if self._transport is not None:
            head = (
                f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}\r\nDate: {formatdate(usegmt=True)}\r\n"
                f"Content-Type: {reply.content_type}\r\nContent-Length: {len(reply.body)}\r\n\r\n"
            )
            self._transport.write(head.encode() + reply.body)

    def abort(self) -> None:
        if self._task is not None:
            self._task.cancel()
        if self._transport is not None:
            self._transport.abort()

    def _close(self) -> None:
        self._request = None
        if self._transport is not None:
            self._transport.close()
