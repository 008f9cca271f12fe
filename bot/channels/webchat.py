"""The web chat: a browser posts updates and reads its deliveries from a stream.

What is sent is a row already, so `send` only rings; the streams of that chat read the rows from the database. A reload,
a lost connection or a restarted server therefore loses nothing.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.channels.base import GiveUp, Record
from bot.channels.webchat_intake import COOKIE, Refused, chat_of, check_same_origin, incoming_of, new_token, read_update
from bot.channels.webchat_pace import Flood
from bot.channels.webchat_uploads import Uploads
from bot.channels.webchat_view import ChatView
from db.away import is_away
from db.session import Database, DatabaseError
from handlers.messages import Incoming, Outgoing

KEEP_ALIVE_S = 15.0  # proxies drop a silent connection after 30 to 60 s
RECONNECT_MS = 1_500
STREAMS_PER_CHAT = 8  # tabs; the oldest goes first
COOKIE_AGE = timedelta(days=30)
NO_STORE = {"Cache-Control": "no-store"}

RowId = Annotated[int, Path(ge=0, lt=2**53)]
_ROW_ID = re.compile(r"[0-9]{1,16}")


class WebChat:
    """bot.channels.base.Channel over `router`, which the assembly mounts."""

    name = "webchat"
    account = "web"
    max_in_flight = 64
    seconds_per_chat = 0.0
    burst_per_chat = 1
    rate_per_s = math.inf
    can_edit = True
    can_delete = True

    def __init__(self, database: Database, clock: Callable[[], datetime], file_max_mb: int = 20) -> None:
        self._database = database
        self._clock = clock
        self._record: Record | None = None
        self._flood, self._file_flood = Flood(), Flood()
        self._uploads = Uploads(database, clock, file_max_mb)
        self._streams: defaultdict[str, list[asyncio.Event]] = defaultdict(list)
        self._closing = False
        self.router = APIRouter(prefix="/chat", include_in_schema=False)
        self.router.add_api_route("/messages", self._take, methods=["POST"])
        self.router.add_api_route("/uploads", self._take_file, methods=["POST"])
        self.router.add_api_route("/leave", self._leave, methods=["POST"])
        self.router.add_api_route("/history", self._history, methods=["GET"])
        self.router.add_api_route("/stream", self._stream, methods=["GET"])
        self.router.add_api_route("/files/{delivery_id}/{number}", self._file, methods=["GET"])

    def parse(self, payload: dict[str, Any]) -> Incoming:
        return incoming_of(payload, self.name, self.account)

    def split(self, message: Outgoing) -> list[Outgoing]:
        return [message]  # a page has room for any length

    async def send(self, chat_id: str, message: Outgoing) -> str:
        """Rings the chat's streams. There is no message id but the delivery's own."""
        self._ring(chat_id)
        return ""

    async def edit(self, chat_id: str, message_id: str, message: Outgoing) -> None:
        """As `send`: the edit is a row that the streams read."""
        self._ring(chat_id)

    async def delete(self, chat_id: str, message_id: str) -> None:
        """As `edit`."""
        self._ring(chat_id)

    def _ring(self, chat_id: str) -> None:
        for bell in self._streams.get(chat_id, ()):
            bell.set()

    async def run(self, record: Record) -> None:
        """From now on the route takes messages."""
        self._record = record

    async def close(self) -> None:
        """Ends every stream, so that the server under it can stop at once."""
        self._closing = True
        for bell in [bell for bells in self._streams.values() for bell in bells]:
            bell.set()

    async def fetch(self, source: dict[str, Any], most_bytes: int) -> bytes:
        """A file that a browser brought. Raises GiveUp where it is gone."""
        content = await self._uploads.fetch(source)
        if content is None:
            raise GiveUp("the upload is gone")
        return content

    async def _take(self, request: Request) -> Response:
        return await _told(self._accept(request), 202)

    async def _take_file(self, request: Request) -> Response:
        return await _told(self._accept_file(request), 201)

    def _admit(self, request: Request) -> tuple[str, Record]:
        """The chat for which this request may bring something, and what records it. Raises `Refused`."""
        check_same_origin(request)
        if self._record is None or self._closing:
            raise Refused(503, "Máy chủ đang khởi động lại. Tin nhắn sẽ tự gửi sau giây lát.")
        chat_id = chat_of(request)
        if not chat_id:
            raise Refused(
                403, "Trang này cần cookie để nhận ra cuộc trò chuyện. Anh/chị vui lòng bật cookie rồi tải lại."
            )
        return chat_id, self._record

    async def _accept(self, request: Request) -> None:
        chat_id, record = self._admit(request)
        update = await read_update(request, chat_id, self._clock())
        self._flood.check(chat_id, self._clock())
        payload = await self._uploads.bring_along(update.payload, self.name, self.account, update.key)
        await record(self.name, self.account, [replace(update, payload=payload)])

    async def _accept_file(self, request: Request) -> None:
        chat_id, _ = self._admit(request)
        self._file_flood.check(chat_id, self._clock())
        await self._uploads.take(request, chat_id)

    async def _leave(self, request: Request) -> Response:
        """This browser forgets its chat."""
        try:
            check_same_origin(request)
        except Refused as refused:
            return JSONResponse({"error": refused.sentence}, refused.status, NO_STORE)
        response = JSONResponse({}, headers=NO_STORE)
        response.delete_cookie(COOKIE, path="/chat", httponly=True, samesite="lax")
        return response

    async def _history(self, request: Request) -> Response:
        """Both sides of this chat; gives a new browser its cookie, and a known one another month."""
        token = request.cookies[COOKIE] if chat_of(request) else new_token()
        items = []
        if chat_of(request):
            async with self._database.read() as session:
                items = await self._view(request).history(session)
        response = JSONResponse({"items": items, "most_mb": self._uploads.most_mb}, headers=NO_STORE)
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(COOKIE_AGE.total_seconds()),
            path="/chat",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return response

    async def _stream(self, request: Request) -> Response:
        """Server-sent events, each with the delivery's id, after Last-Event-ID or the parameter `after`."""
        if self._closing or not chat_of(request):
            return JSONResponse({}, 503 if self._closing else 403, NO_STORE)
        last = request.headers.get("last-event-id") or request.query_params.get("after", "")
        view = self._view(request)
        seen = await self._seen(view, int(last) if _ROW_ID.fullmatch(last) else None)
        return StreamingResponse(
            self._events(view, seen), media_type="text/event-stream", headers={**NO_STORE, "X-Accel-Buffering": "no"}
        )

    async def _seen(self, view: ChatView, last: int | None) -> set[int]:
        """What the browser has. Without `last` only what comes from now on is new to it.

        Asked before the answer's headers go out: from then on the browser believes that it misses nothing.
        """
        async with self._database.read() as session:
            return {key for key in await view.shown_ids(session) if last is None or key <= last}

    async def _events(self, view: ChatView, seen: set[int]) -> AsyncIterator[str]:
        bell = asyncio.Event()
        bells = self._streams[view.chat_id]
        bells.append(bell)
        for surplus in bells[:-STREAMS_PER_CHAT]:
            surplus.set()
        try:
            yield f"retry: {RECONNECT_MS}\n\n"
            while not self._closing and bell in bells[-STREAMS_PER_CHAT:]:
                bell.clear()
                async with self._database.read() as session:
                    items = await view.unseen(session, seen)
                for key, item in items:
                    seen.add(key)
                    yield f"id: {key}\ndata: {json.dumps(item, ensure_ascii=False)}\n\n"
                if not await _rung(bell):
                    yield ": \n\n"
        except (DatabaseError, DBAPIError) as error:
            if not is_away(error):
                raise  # else the stream ends, and the page asks for another until there is one
        finally:
            bells.remove(bell)
            if not bells:
                self._streams.pop(view.chat_id, None)

    async def _file(self, request: Request, delivery_id: RowId, number: RowId) -> Response:
        async with self._database.read() as session:
            file = await self._view(request).attachment(session, delivery_id, number)
        if file is None:
            return JSONResponse({"error": "Không tìm thấy tệp này."}, 404, NO_STORE)
        disposition = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
        return Response(
            file.content, media_type=file.media_type, headers={**NO_STORE, "Content-Disposition": disposition}
        )

    def _view(self, request: Request) -> ChatView:
        return ChatView(self.name, self.account, chat_of(request))


async def _told(accepting: Awaitable[None], status: int) -> Response:
    """What is accepted, or why it is not."""
    try:
        await accepting
    except Refused as refused:
        return JSONResponse({"error": refused.sentence}, refused.status, NO_STORE)
    return JSONResponse({}, status, NO_STORE)


async def _rung(bell: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(bell.wait(), KEEP_ALIVE_S)
    except TimeoutError:
        return False
    return True
