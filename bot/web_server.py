"""Uvicorn on our event loop: our own socket, our own signals, an end within seconds."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator

import uvicorn
from fastapi import FastAPI

from knowledge.errors import UserError

GRACE_S = 2  # for requests that are being answered when the program stops


class _Server(uvicorn.Server):
    """Leaves signals to the assembly, and says when it takes requests."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()


def listen(host: str, port: int) -> socket.socket:
    """The socket, taken before anything else is started. Raises UserError where the address is not to be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise UserError(
            f"Không mở được cổng {port} trên {host}: có thể đang có chương trình khác dùng. "
            "Hãy tắt chương trình đó hoặc đặt BOT_WEB_PORT khác.",
            str(error),
        ) from error


async def serve(
    app: FastAPI, listener: socket.socket, on_ready: Callable[[], None], before_stop: Callable[[], Awaitable[None]]
) -> None:
    """Serves until cancelled; `before_stop` ends what would keep connections open."""
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=GRACE_S
    )
    server = _Server(config, on_ready)
    serving = asyncio.create_task(server.serve([listener]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        await before_stop()
        server.should_exit = True
        await serving
        raise
