"""The queue of updates, with getUpdates' rules: offset, long poll, one consumer, expiry."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from typing import Any

from tests.botapi.wire import Request

KEPT_S = {"callback_query": 150.0}  # how long Telegram keeps an update; all others a day
KEPT_OTHERS_S = 24 * 3600.0
SAME_OFFSET_S = 3.0  # asked with the same offset again, Telegram answers no sooner than this after the first time
FIRST_ID = 100_001


class Conflict(Exception):
    """409: its text is what Telegram says."""


class Updates:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._queue: deque[tuple[float, dict[str, Any]]] = deque()
        self._next_id = FIRST_ID
        self._news = asyncio.Event()
        self._poll: asyncio.Future[None] | None = None  # the one consumer that may wait
        self._last: tuple[int, float] | None = None  # offset and time of the last poll
        self.offsets: list[int] = []  # of every poll, in order

    def put(self, kind: str, content: Any) -> int:
        update_id = self._next_id
        self._next_id += 1
        self.put_raw({"update_id": update_id, kind: content})
        return update_id

    def put_raw(self, update: dict[str, Any]) -> None:
        self._queue.append((self._clock(), update))
        self._news.set()

    def restart_numbers(self, first: int) -> None:
        """As Telegram may do after a quiet week."""
        self._next_id = first

    def waiting(self) -> list[dict[str, Any]]:
        """What is neither confirmed nor expired."""
        now = self._clock()
        self._queue = deque((at, update) for at, update in self._queue if now - at < _kept_s(update))
        return [update for _, update in self._queue]

    def confirm(self, update: dict[str, Any]) -> None:
        self._queue = deque(item for item in self._queue if item[1] is not update)

    def confirm_before(self, offset: int) -> None:
        if offset > 0:
            while self._queue and self._queue[0][1].get("update_id", 0) < offset:
                self._queue.popleft()
        elif offset < 0:
            self._queue = deque(list(self._queue)[offset:])

    def look_again(self) -> None:
        """Wakes whoever waits for news."""
        self._news.set()

    async def news(self) -> None:
        self._news.clear()
        await self._news.wait()

    async def poll(self, request: Request, offset: int, limit: int, timeout_s: float) -> bytes:
        """The result as JSON. A second poll ends the first one with a 409."""
        self.offsets.append(offset)
        loop = asyncio.get_running_loop()
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(
                Conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
            )
        self._poll = me = loop.create_future()
        gone = loop.create_task(request.gone.wait())
        gone.add_done_callback(lambda _: me.cancel())
        try:
            await self._hold(me, offset)
            self.confirm_before(offset)
            await self._wait(me, timeout_s)
            return json.dumps(self.waiting()[:limit]).encode()
        finally:
            gone.cancel()
            me.cancel()

    async def _hold(self, me: asyncio.Future[None], offset: int) -> None:
        now = self._clock()
        last, self._last = self._last, (offset, now)
        if last is not None and last[0] == offset and now - last[1] < SAME_OFFSET_S:
            await asyncio.wait([me], timeout=SAME_OFFSET_S - (now - last[1]))
        self._check(me)

    async def _wait(self, me: asyncio.Future[None], timeout_s: float) -> None:
        """Until there is something, the time is over, or another poll took over."""
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout_s
        while not self.waiting() and (left := until - loop.time()) > 0 and not me.done():
            self._news.clear()
            news = loop.create_task(self._news.wait())
            either: set[asyncio.Future[Any]] = {me, news}
            await asyncio.wait(either, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
        self._check(me)

    @staticmethod
    def _check(me: asyncio.Future[None]) -> None:
        """Raises where another poll took over; a client that has gone is answered into the void."""
        if me.done() and not me.cancelled():
            me.result()


def _kept_s(update: dict[str, Any]) -> float:
    return next((KEPT_S[kind] for kind in update if kind in KEPT_S), KEPT_OTHERS_S)
