"""A recorded Telegram update as an Incoming."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.base import RawUpdate
from bot.channels.telegram_files import files_of
from bot.channels.telegram_marks import marked
from handlers.messages import Incoming, IncomingKind

CHANNEL = "telegram"
ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")

_COMMAND = re.compile(r"/(\w{1,32})(?:@(\w+))?(?=\s|$)", re.ASCII)
_START = re.compile(r"/start\s+([A-Za-z0-9_-]{1,64})\s*")
_GONE = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
# What a client tells by itself; everything else that a person sends is answered.
_NOTICES = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "chat_background_set",
    "write_access_allowed",
    "connected_website",
    "users_shared",
    "chat_shared",
)


def raw_update(update: dict[str, Any]) -> RawUpdate:
    """What the inbox needs to know before anybody has tried to understand the update.

    Raises ValueError where there is no update_id: such a thing cannot be confirmed to Telegram either.
    """
    update_id = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(update_id, int):
        raise ValueError("no update_id")
    return RawUpdate(key=str(update_id), chat_id=_chat_id(update), payload=update)


def _chat_id(update: dict[str, Any]) -> str:
    """The chat by whose order the update is handled; "" where there is none."""
    for content in update.values():
        if isinstance(content, dict):
            for holder in (content, content.get("message")):
                chat = holder.get("chat") if isinstance(holder, dict) else None
                if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                    return str(chat["id"])
    return ""


def parse(payload: dict[str, Any], *, account: str, username: str, now: datetime) -> Incoming | None:
    """None where there is nothing to answer. Raises ValueError where the payload cannot be understood.

    `username` is the bot's, "" while it is not known. `now` stands for the time of what carries none (a press).
    """
    try:
        return _from_update(Update.de_json(payload), account, username, now)
    except Exception as error:  # a malformed field makes PTB raise anything, at once or when it is used
        raise ValueError(f"not an update: {type(error).__name__}: {error}") from error


def _from_update(update: Update, account: str, username: str, now: datetime) -> Incoming | None:
    if update.message is not None:
        return _from_message(update.message, account, username)
    if update.callback_query is not None:
        return _from_press(update.callback_query, account, now)
    if update.my_chat_member is not None:
        return _from_membership(update.my_chat_member, account)
    return None


def _from_message(message: Message, account: str, username: str) -> Incoming | None:
    is_group = _is_group(message.chat)
    if message.chat.type == ChatType.CHANNEL or any(getattr(message, notice) is not None for notice in _NOTICES):
        return None
    reply = message.reply_to_message
    typed = message.text or message.caption or ""
    command = _COMMAND.match(typed)
    addressee = command[2] if command else None
    for_another = bool(addressee and username) and str(addressee).lower() != username.lower()
    to_us = bool(reply and reply.from_user and str(reply.from_user.id) == account)
    if is_group and (for_another or not (command or to_us)):
        return None
    incoming = Incoming(
        channel=CHANNEL,
        account=account,
        chat_id=str(message.chat.id),
        kind=IncomingKind.TEXT if typed else IncomingKind.OTHER,
        received_at=message.date,
        text=typed,
        message_id=str(message.message_id),
        reply_to=str(reply.message_id) if reply else "",
        is_group=is_group,
        files=files_of(message, account),
        marked=marked(message),
        album=message.media_group_id or "",
    )
    return incoming if for_another or not command else _with_command(incoming, command)


def _with_command(incoming: Incoming, command: re.Match[str]) -> Incoming:
    """ "/trogiup@OurBot" becomes "/trogiup"; the payload of a start link goes where it belongs."""
    text = f"/{command[1]}{incoming.text[command.end() :]}"
    start = _START.fullmatch(text)
    return replace(incoming, text="/start", deep_link=start[1]) if start else replace(incoming, text=text)


def _from_press(press: CallbackQuery, account: str, now: datetime) -> Incoming | None:
    if press.message is None or press.data is None:  # from an inline message or a game: we send neither
        return None
    return Incoming(
        channel=CHANNEL,
        account=account,
        chat_id=str(press.message.chat.id),
        kind=IncomingKind.PRESS,
        received_at=now,
        button=press.data,
        message_id=str(press.message.message_id),
        is_group=_is_group(press.message.chat),
    )


def _from_membership(change: ChatMemberUpdated, account: str) -> Incoming | None:
    if change.chat.type == ChatType.CHANNEL:
        return None
    gone = change.new_chat_member.status in _GONE
    return Incoming(
        channel=CHANNEL,
        account=account,
        chat_id=str(change.chat.id),
        kind=IncomingKind.BLOCKED if gone else IncomingKind.UNBLOCKED,
        received_at=change.date,
        is_group=_is_group(change.chat),
    )


def _is_group(chat: Chat) -> bool:
    return chat.type in (ChatType.GROUP, ChatType.SUPERGROUP)
