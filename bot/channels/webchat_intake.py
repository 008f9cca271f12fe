"""A browser's POST to one recorded update: who writes, what, and whether it may.

Everything is checked here, before the inbox: a page of another site must not speak for a person, a retried POST is one
update, and what the database cannot keep (NUL, lone surrogates) never reaches it.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request

from bot.channels.base import RawUpdate
from handlers.messages import Incoming, IncomingFile, IncomingKind
from knowledge.errors import UserError

COOKIE = "trong_truong_chat"
MAX_TEXT = 20_000  # characters
MAX_BODY = 160_000  # bytes: MAX_TEXT letters, each written as a JSON escape, and the rest of the message
MAX_FILES = 5  # with one message
MAX_LABEL = 40  # characters, as handlers.messages.Button has it

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 random bytes
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")
_PRESS = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,63}")
_START = re.compile(r"/start(?:@\w+)?\s+(\S+)\s*")


class Refused(UserError):
    """A POST that is not taken. `sentence` is shown beside the message; `status` is HTTP's."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def new_token() -> str:
    return secrets.token_urlsafe(32)


def chat_of(request: Request) -> str:
    """The chat id of the browser's cookie, "" where it has none. The token itself is never stored."""
    token = request.cookies.get(COOKIE, "")
    return hashlib.sha256(token.encode()).hexdigest()[:32] if _TOKEN.fullmatch(token) else ""


def check_same_origin(request: Request) -> None:
    """Refuses what another site's page sends.

    The browser's own word counts, where it gives it (https, localhost): a proxy in front may have rewritten Host. The
    scheme is left out, since the proxy may end TLS. What sends neither header is no browser, and has no one's cookie.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    is_same = (
        site == "same-origin" if site else origin is None or _host(origin) == request.headers.get("host", "").lower()
    )
    if not is_same:
        raise Refused(403, "Tin nhắn chỉ gửi được từ trang trò chuyện này.")


async def read_update(request: Request, chat_id: str, now: datetime) -> RawUpdate:
    """The body, `{"id", "text", "uploads"}` or `{"id", "press", "label"}`, as the update to record.

    Raises `Refused`.
    """
    body = _fields(await _limited(request))
    client_id = body.get("id")
    if not isinstance(client_id, str) or not CLIENT_ID.fullmatch(client_id):
        raise Refused(400, "Trang này mở đã lâu. Anh/chị vui lòng tải lại trang.")
    payload = {"chat": chat_id, "id": client_id, "at": now.isoformat(), **_content(body)}
    # The key is unique in the channel, the client's id only in its chat.
    return RawUpdate(key=f"{chat_id}:{client_id}", chat_id=chat_id, payload=payload)


def incoming_of(payload: Mapping[str, Any], channel: str, account: str) -> Incoming:
    """A recorded payload as the handlers see it. Raises ValueError where it cannot be understood."""
    try:
        chat_id, message_id, at = payload["chat"], payload["id"], datetime.fromisoformat(payload["at"])
        files = tuple(_file(channel, account, chat_id, *file) for file in payload.get("files", ()))
        if "press" in payload:
            kind, text, button, deep_link = IncomingKind.PRESS, "", payload["press"], ""
        else:
            kind, text, button, deep_link = IncomingKind.TEXT, payload["text"], "", ""
            if not text.strip():
                kind = IncomingKind.OTHER  # files alone
            if start := _START.fullmatch(text):
                text, deep_link = "/start", start.group(1)
    except (KeyError, TypeError) as error:
        raise ValueError("not a web chat payload") from error
    return Incoming(
        channel=channel,
        account=account,
        chat_id=chat_id,
        kind=kind,
        received_at=at,
        text=text,
        button=button,
        deep_link=deep_link,
        message_id=message_id,
        files=files,
    )


def _file(channel: str, account: str, chat_id: str, key: str, name: str, media_type: str, size: int) -> IncomingFile:
    source = {"channel": channel, "account": account, "chat_id": chat_id, "upload": key}
    return IncomingFile(name, media_type, size, source)


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # a bracket that is not closed
        return ""


async def _limited(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise _too_long()
    return bytes(body)


def _fields(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise Refused(400, "Không đọc được tin nhắn. Anh/chị vui lòng tải lại trang rồi gửi lại.")
    return fields


def _content(body: Mapping[str, Any]) -> dict[str, Any]:
    press = body.get("press")
    if press is not None:
        if not isinstance(press, str) or not _PRESS.fullmatch(press):
            raise Refused(400, "Nút này không dùng được. Anh/chị vui lòng nhắn bằng lời.")
        label = storable(body.get("label"))[:MAX_LABEL]
        return {"press": press, "label": label or press}
    text = storable(body.get("text"))
    keys = _uploads(body.get("uploads", []))
    if not text.strip() and not keys:
        raise Refused(400, "Tin nhắn chưa có nội dung.")
    if len(text) > MAX_TEXT:
        raise _too_long()
    return {"text": text, "uploads": keys} if keys else {"text": text}


def _uploads(keys: object) -> list[str]:
    """The keys of the files that go with a text."""
    if not isinstance(keys, list) or not all(isinstance(key, str) and CLIENT_ID.fullmatch(key) for key in keys):
        raise Refused(400, "Không đọc được tệp đính kèm. Anh/chị vui lòng tải lại trang rồi gửi lại.")
    if len(keys) > MAX_FILES:
        raise Refused(400, f"Mỗi tin kèm được nhiều nhất {MAX_FILES} tệp. Anh/chị vui lòng chia thành nhiều tin.")
    return list(dict.fromkeys(keys))


def storable(value: object) -> str:
    """What PostgreSQL's jsonb and UTF-8 can keep: no NUL, no lone surrogate."""
    text = value if isinstance(value, str) else ""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _too_long() -> Refused:
    return Refused(413, "Tin nhắn dài quá. Anh/chị vui lòng viết ngắn hơn hoặc chia thành nhiều tin.")
