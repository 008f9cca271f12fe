"""What of a Telegram message is a file: told with the message, fetched later by its id."""

from __future__ import annotations

import mimetypes
from typing import Any

from telegram import Message, PhotoSize

from handlers.messages import IncomingFile

NAME_LENGTH = 200  # characters that a row keeps


def files_of(message: Message, account: str) -> tuple[IncomingFile, ...]:
    """One a message: of a photo the largest size. Recordings are told of too, so that they can be refused by name."""
    if message.animation is not None:  # comes as a document too
        return ()
    if message.photo:
        largest: PhotoSize = max(message.photo, key=lambda size: size.width * size.height)
        return (_file(message, account, largest, f"anh-{message.message_id}.jpg", "image/jpeg"),)
    sent = message.document or message.video or message.audio or message.voice or message.video_note
    if sent is None:
        return ()
    media_type = getattr(sent, "mime_type", None) or "application/octet-stream"
    ending = mimetypes.guess_extension(media_type) or ""
    name = getattr(sent, "file_name", None) or f"tep-{message.message_id}{ending}"
    return (_file(message, account, sent, name[-NAME_LENGTH:], media_type[:100]),)


def _file(message: Message, account: str, sent: Any, name: str, media_type: str) -> IncomingFile:
    source = {
        "channel": "telegram",
        "account": account,
        "chat_id": str(message.chat.id),
        "file_id": sent.file_id,
        "album": message.media_group_id or "",
    }
    return IncomingFile(name, media_type, sent.file_size or 0, source)
