"""Telegram's methods that show messages, change them and take them away.

PTB's transport and errors, without its objects: of an answer only two ids are needed, and to make a Message of it costs
as much as the request. What is the same for all readers of an announcement is rendered once.
"""

from __future__ import annotations

import io
import json
import logging
import re
from functools import lru_cache
from typing import Any

from telegram import Bot, InputFile, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.request import RequestData

from bot.channels.base import FileRefused, GiveUp, SendError, Uncertain
from bot.channels.telegram_errors import is_bad_markup, sort_error
from bot.channels.telegram_render import html, plain
from bot.channels.telegram_transport import AiohttpRequest
from handlers.messages import Attachment, Block, Button, Outgoing

CALLBACK_DATA_BYTES = 64
PHOTO_TYPES = {"image/jpeg", "image/png"}
PHOTO_BYTES, PHOTO_SIDES, PHOTO_RATIO = 10_000_000, 10_000, 20  # sendPhoto: bytes; width plus height; one to the other
RENDERED = 64  # messages kept as they go over the wire

_NOT_MODIFIED = re.compile(r"message is not modified", re.IGNORECASE)
_GONE = re.compile(r"message to delete not found", re.IGNORECASE)
_NO_PHOTO = re.compile(r"^(PHOTO_|IMAGE_)|for a photo", re.IGNORECASE)  # what Telegram cannot show as a picture
_WRONG_FILE = re.compile(r"wrong (remote )?file|file reference|can't use file", re.IGNORECASE)

log = logging.getLogger(__name__)


class _Ready(RequestData):  # type: ignore[misc]  # final, yet what its transport asks of it is this one property
    """A request whose JSON is written already."""

    __slots__ = ("_payload",)

    def __init__(self, payload: bytes) -> None:
        super().__init__()
        self._payload = payload

    @property
    def json_payload(self) -> bytes:
        return self._payload


class Messages:
    """`api` is the address with the token. All methods raise a SendError."""

    def __init__(self, api: str, request: AiohttpRequest, bot: Bot) -> None:
        self._api, self._request, self._bot = api, request, bot

    async def send(self, chat_id: str, message: Outgoing) -> str:
        if message.attachments:
            return (await self.send_kept(chat_id, message, ""))[0]
        return _id_of(await self._written("sendMessage", chat_id, message, "text"))

    async def send_kept(self, chat_id: str, message: Outgoing, ref: str) -> tuple[str, str]:
        """`ref` is "photo:" or "document:" and a file_id, which one bot may use for ever."""
        kind, _, file_id = ref.partition(":")
        if not ref:
            return await self._upload(chat_id, message)
        return _id_of(await self._written(f"send{kind.title()}", chat_id, message, "caption", **{kind: file_id})), ref

    async def edit(self, chat_id: str, message_id: str, message: Outgoing) -> None:
        method, field = ("editMessageCaption", "caption") if message.attachments else ("editMessageText", "text")
        await self._written(method, chat_id, message, field, message_id=message_id)

    async def delete(self, chat_id: str, message_id: str) -> None:
        await self._call("deleteMessage", json.dumps({"chat_id": chat_id, "message_id": message_id}).encode(), _GONE)

    async def _written(self, method: str, chat_id: str, message: Outgoing, field: str, **more: str) -> Any:
        """Calls with the message's words: as plain text where Telegram cannot read our mark-up."""
        own = json.dumps({"chat_id": chat_id, **more}).encode()[:-1]
        try:
            return await self._call(method, own + _words(field, message.blocks, message.buttons, True), _NOT_MODIFIED)
        except GiveUp as error:
            if error.__cause__ is None or not is_bad_markup(error.__cause__):
                raise
            log.error("Telegram could not read our mark-up, sending plain text: %s", error)
        return await self._call(method, own + _words(field, message.blocks, message.buttons, False), _NOT_MODIFIED)

    async def _call(self, method: str, payload: bytes, fine: re.Pattern[str]) -> Any:
        """The result; None where the refusal is `fine` as it says that what is wanted is so already."""
        try:
            return await self._request.post(f"{self._api}/{method}", _Ready(payload))
        except TelegramError as error:
            if isinstance(error, BadRequest) and fine.search(error.message):
                return None
            raise _sorted(error) from error
        except (KeyError, TypeError) as error:  # Telegram said yes, but what came with it made no sense
            raise Uncertain(f"unreadable answer: {type(error).__name__}") from error

    async def _upload(self, chat_id: str, message: Outgoing) -> tuple[str, str]:
        """As a picture where Telegram can show it as one. Returns the message id and the ref of its file."""
        file = message.attachments[0]  # split() leaves one a piece
        if is_photo(file):
            try:
                return await self._upload_as("photo", chat_id, message, file)
            except GiveUp as error:
                if not _NO_PHOTO.search(str(error)):
                    raise
        return await self._upload_as("document", chat_id, message, file)

    async def _upload_as(
        self, kind: str, chat_id: str, message: Outgoing, file: Attachment, marked_up: bool = True
    ) -> tuple[str, str]:
        words = json.loads(b'{"":0' + _words("caption", message.blocks, message.buttons, marked_up))
        given = {name: words.get(name) for name in ("caption", "parse_mode", "reply_markup")}
        method = self._bot.send_photo if kind == "photo" else self._bot.send_document
        try:
            sent: Message = await method(chat_id, InputFile(file.content, filename=file.name), **given)
        except TelegramError as error:
            if not (marked_up and is_bad_markup(error)):
                raise _sorted(error) from error
            log.error("Telegram could not read our mark-up, sending plain text: %s", error.message)
            return await self._upload_as(kind, chat_id, message, file, marked_up=False)
        kept = sent.photo[-1] if kind == "photo" and sent.photo else sent.document
        if kept is None:
            raise Uncertain("an answer without the file")
        return str(sent.message_id), f"{kind}:{kept.file_id}"


def is_photo(file: Attachment) -> bool:
    """Whether Telegram takes it as a picture."""
    if file.media_type not in PHOTO_TYPES or len(file.content) > PHOTO_BYTES:
        return False
    from PIL import Image  # here, because it takes long to load and few messages have a picture

    try:
        with Image.open(io.BytesIO(file.content)) as picture:
            width, height = picture.size
    except (OSError, ValueError):
        return False
    return width + height <= PHOTO_SIDES and max(width, height) <= PHOTO_RATIO * min(width, height)


@lru_cache(RENDERED)
def _words(field: str, blocks: tuple[Block, ...], buttons: tuple[Button, ...], marked_up: bool) -> bytes:
    """The rest of a JSON object that has begun: words, mark-up and buttons."""
    message = Outgoing(blocks, buttons=buttons)
    said: dict[str, str] = {field: html(message) if marked_up else plain(message)}
    if marked_up:
        said["parse_mode"] = ParseMode.HTML
    if field == "text":
        said["link_preview_options"] = '{"is_disabled": true}'
    if buttons:
        said["reply_markup"] = json.dumps({"inline_keyboard": [[_button(button)] for button in buttons]})
    return b", " + json.dumps(said).encode()[1:]


def _button(button: Button) -> dict[str, str]:
    """Raises GiveUp where its value is longer than Telegram carries."""
    if not 1 <= len(button.value.encode()) <= CALLBACK_DATA_BYTES:
        raise GiveUp(f"button value of {len(button.value.encode())} bytes")
    return {"text": button.label, "callback_data": button.value}


def _id_of(result: Any) -> str:
    if not isinstance(result, dict) or not isinstance(result.get("message_id"), int):
        raise Uncertain("an answer without message_id")
    return str(result["message_id"])


def _sorted(error: TelegramError) -> SendError:
    if isinstance(error, BadRequest) and _WRONG_FILE.search(error.message):
        return FileRefused(error.message)
    return sort_error(error)
