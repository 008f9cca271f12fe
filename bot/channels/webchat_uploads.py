"""A photo or document that a browser brings: looked at, and stored before the browser is told.

The bytes come as the body of a POST, the name and the browser's own key of it in the address. A message names the keys
that go with it; the inbox's handler sees them as files, which bot.files fetches into the report.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from starlette.requests import ClientDisconnect, Request

from bot.channels.webchat_intake import CLIENT_ID, Refused, storable
from db import inbox, uploads
from db.session import Database
from handlers.filetypes import begins_right, is_known, media_type_of
from handlers.reports_refused import too_large, unknown_type

NAME_LENGTH = 200  # characters that a row keeps
IN_MEMORY = 1_000_000  # bytes of one file while it comes; more waits on disk
MOST_WAITING = 20  # files of one chat that no report has yet
MOST_BYTES = 1_000_000_000  # of all chats together: a stranger must not fill the disk
_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)

GONE = "Tệp đính kèm không còn trên máy chủ. Anh/chị vui lòng chọn lại tệp rồi gửi tin mới."
CUT_OFF = "Tệp chưa tải lên hết. Anh/chị vui lòng thử lại."


class Uploads:
    """What browsers bring, up to `most_mb` millions of bytes a file."""

    def __init__(self, database: Database, clock: Callable[[], datetime], most_mb: int) -> None:
        self._database, self._clock, self.most_mb = database, clock, most_mb
        self._one_at_a_time = asyncio.Lock()  # a whole file is in memory only while it is stored

    async def take(self, request: Request, chat_id: str) -> None:
        """Stores the file of this request. The same key again changes nothing. Raises `Refused`."""
        key, name = request.query_params.get("id", ""), _name(request)
        if not CLIENT_ID.fullmatch(key):
            raise Refused(400, "Trang này mở đã lâu. Anh/chị vui lòng tải lại trang.")
        declared = request.headers.get("content-length", "")
        self._check_size(name, int(declared) if declared.isascii() and declared.isdecimal() else 0)
        if not is_known(name, request.headers.get("content-type", "")):
            raise Refused(415, unknown_type(name))
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            size = await self._receive(request, name, body)
            async with self._one_at_a_time:
                body.seek(0)
                await self._store(chat_id, key, name, size, body.read())

    def _check_size(self, name: str, size: int) -> None:
        if size > self.most_mb * 1_000_000:
            raise Refused(413, too_large(name, size, self.most_mb))

    async def _receive(self, request: Request, name: str, body: IO[bytes]) -> int:
        size = 0
        try:
            async for chunk in request.stream():
                size += len(chunk)
                self._check_size(name, size)
                body.write(chunk)
        except ClientDisconnect as error:
            raise Refused(400, CUT_OFF) from error
        return size

    async def _store(self, chat_id: str, key: str, name: str, size: int, content: bytes) -> None:
        if not content:
            raise Refused(400, f"Tệp “{name}” không có nội dung. Anh/chị vui lòng chọn tệp khác.")
        if not begins_right(name, content):
            raise Refused(415, unknown_type(name))
        row = {"chat_id": chat_id, "key": key, "name": name, "media_type": media_type_of(name), "size": size}
        async with self._database.write() as session:
            waiting, weight = await uploads.weight(session, chat_id)
            if waiting >= MOST_WAITING:
                raise Refused(429, "Đã có nhiều tệp chờ gửi. Anh/chị vui lòng gửi các tệp đã chọn trước.")
            if weight + size > MOST_BYTES:
                raise Refused(507, "Máy chủ đang nhận quá nhiều tệp. Anh/chị vui lòng gửi lại tệp sau.")
            await uploads.add(session, {**row, "content": content, "created_at": self._clock()})

    async def bring_along(self, payload: Mapping[str, Any], channel: str, account: str, key: str) -> dict[str, Any]:
        """The update `key`'s payload, with what its handler is to know of each file named in it. Raises `Refused`."""
        keys = payload.get("uploads", [])
        if not keys:
            return dict(payload)
        async with self._database.read() as session:
            found = await uploads.named(session, payload["chat"], keys)
            if len(found) < len(keys) and not await inbox.is_recorded(session, channel, account, key):
                raise Refused(400, GONE)  # a repeated post finds its files taken, and is not recorded anew anyway
        return {**payload, "files": [[each.key, each.name, each.media_type, each.size] for each in found]}

    async def fetch(self, source: Mapping[str, Any]) -> bytes | None:
        """The bytes of a file as its Incoming told of it, None where they are gone."""
        async with self._database.read() as session:
            return await uploads.content(session, source)


def _name(request: Request) -> str:
    """Without the folders that some browsers give."""
    return _FOLDERS.sub("", storable(request.query_params.get("name"))).strip()[-NAME_LENGTH:]
