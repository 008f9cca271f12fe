"""The limits that the specification states in prose only (Bot API 10), coded by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import unescape
from io import BytesIO
from urllib.parse import urlsplit

from PIL import Image

from tests.botapi.wire import Upload

TEXT, CAPTION, ENTITIES, CALLBACK_DATA = 4096, 1024, 100, 64
BUTTONS, BUTTONS_A_ROW = 100, 8
UPLOAD_BYTES = 50_000_000
PHOTO_BYTES, PHOTO_SIDES, PHOTO_RATIO = 10_000_000, 10_000, 20
LARGEST_DOWNLOAD = 20 * 1024 * 1024
TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler", "a", "code", "pre", "blockquote"}

_TOKEN = re.compile(r"<(/?)([a-z0-9-]+)([^<>]*)>|([<>])|([^<>]+)")
_ENTITY = re.compile(r"&(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class Refused(Exception):
    """A 400 of Telegram; its text is what Telegram says."""


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@lru_cache(500)  # asked when a text is checked and when it is shown
def shown_text(marked_up: str, mode: str | None) -> str:
    """What a person reads. Raises Refused where Telegram could not parse the mark-up."""
    if mode is None:
        return marked_up
    if mode != "HTML":
        raise Refused("unsupported parse_mode")
    shown: list[str] = []
    open_tags: list[str] = []
    entities = 0
    for token in _TOKEN.finditer(marked_up):
        closing, tag, attributes, stray, text = token.groups()
        if text is not None:
            shown.append(_ENTITY.sub(lambda entity: unescape(entity[0]), text))
        elif stray == "<" or (tag and tag not in TAGS):
            raise Refused(f'can\'t parse entities: Unsupported start tag "{tag or ""}" at byte offset {token.start()}')
        elif stray == ">":
            shown.append(stray)
        elif closing:
            if attributes or not open_tags or open_tags.pop() != tag:
                raise Refused(f"can't parse entities: Unexpected end tag at byte offset {token.start()}")
            entities += 1
        else:
            if tag == "blockquote" and tag in open_tags:
                raise Refused("can't parse entities: blockquotes do not nest")
            open_tags.append(tag)
    if open_tags:
        raise Refused(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1]}\"")
    if entities > ENTITIES:
        raise Refused("too many entities: the rest would be dropped")
    return "".join(shown)


def _check_text(given: Mapping[str, str], files: Mapping[str, Upload]) -> None:
    text = shown_text(given.get("text", ""), given.get("parse_mode"))
    if not text.strip():
        raise Refused("message text is empty")
    if units(text) > TEXT:
        raise Refused("message is too long")
    _check_keyboard(given)


def _check_caption(given: Mapping[str, str], files: Mapping[str, Upload]) -> None:
    if units(shown_text(given.get("caption", ""), given.get("parse_mode"))) > CAPTION:
        raise Refused("message caption is too long")
    _check_keyboard(given)


def _check_document(given: Mapping[str, str], files: Mapping[str, Upload]) -> None:
    _check_caption(given, files)
    if any(len(file.content) > UPLOAD_BYTES for file in files.values()):
        raise Refused("file is too big")
    if any(not file.content for file in files.values()):
        raise Refused("file must be non-empty")


def _check_photo(given: Mapping[str, str], files: Mapping[str, Upload]) -> None:
    _check_document(given, files)
    for file in files.values():
        if len(file.content) > PHOTO_BYTES:
            raise Refused("file is too big for a photo")
        width, height = dimensions(file.content)
        if width + height > PHOTO_SIDES or max(width, height) > PHOTO_RATIO * min(width, height):
            raise Refused("PHOTO_INVALID_DIMENSIONS")


@lru_cache(20)
def dimensions(picture: bytes) -> tuple[int, int]:
    """Width and height. Raises Refused where it is no picture."""
    try:
        with Image.open(BytesIO(picture)) as opened:
            return opened.size
    except OSError:
        raise Refused("IMAGE_PROCESS_FAILED") from None


def _check_keyboard(given: Mapping[str, str]) -> None:
    rows = json.loads(given.get("reply_markup", "{}")).get("inline_keyboard", [])
    if sum(len(row) for row in rows) > BUTTONS or any(len(row) > BUTTONS_A_ROW for row in rows):
        raise Refused("reply markup is too long")
    for button in (button for row in rows for button in row):
        if not button["text"].strip():
            raise Refused("BUTTON_TEXT_EMPTY")
        if not 1 <= len(button.get("callback_data", "x").encode()) <= CALLBACK_DATA:
            raise Refused("BUTTON_DATA_INVALID")


def _check_answer(given: Mapping[str, str], files: Mapping[str, Upload]) -> None:
    if units(given.get("text", "")) > 200:
        raise Refused("MESSAGE_TOO_LONG")


def _check_commands(given: Mapping[str, str], files: Mapping[str, Upload]) -> None:
    commands = json.loads(given.get("commands", "[]"))
    if len(commands) > 100 or not all(_COMMAND.fullmatch(one["command"]) for one in commands):
        raise Refused("BOT_COMMAND_INVALID")
    if not all(1 <= units(one["description"]) <= 256 for one in commands):
        raise Refused("BOT_COMMAND_DESCRIPTION_INVALID")


def _check_webhook(given: Mapping[str, str], files: Mapping[str, Upload]) -> None:
    url = urlsplit(given.get("url", ""))
    # A Bot API server of one's own takes plain HTTP too; we allow it on the loopback only.
    if given.get("url") and url.hostname != "127.0.0.1":
        if url.scheme != "https":
            raise Refused("bad webhook: An HTTPS URL must be provided for webhook")
        if (url.port or 443) not in (443, 80, 88, 8443):
            raise Refused("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if "secret_token" in given and not _SECRET.fullmatch(given["secret_token"]):
        raise Refused("secret token contains unallowed characters")


def _check_poll(given: Mapping[str, str], files: Mapping[str, Upload]) -> None:
    if not 1 <= int(given.get("limit", "100")) <= 100 or not 0 <= int(given.get("timeout", "0")) <= 50:
        raise Refused("limit is 1 to 100, timeout at most 50")


CHECKS: dict[str, Callable[[Mapping[str, str], Mapping[str, Upload]], None]] = {
    "sendmessage": _check_text,
    "editmessagetext": _check_text,
    "editmessagecaption": _check_caption,
    "senddocument": _check_document,
    "sendphoto": _check_photo,
    "answercallbackquery": _check_answer,
    "setmycommands": _check_commands,
    "setwebhook": _check_webhook,
    "getupdates": _check_poll,
}
