"""Telegram's refusals, sorted by what the outbox is to do about them (wire forms: Bot API server 10.0, PTB 22.8)."""

from __future__ import annotations

import re
from datetime import timedelta
from random import uniform

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.base import ChannelDown, ChatMoved, GiveUp, RetryLater, SendError, Uncertain, Unreachable
from bot.channels.telegram_transport import NotSent

JITTER = 0.1  # of the wait that was asked for

# A 400 that says: not this chat, whatever the message. Codes in capitals come from Telegram's core.
_NOT_THIS_CHAT = re.compile(
    r"chat not found|not enough rights|no rights to send|need administrator rights|group chat was deactivated"
    r"|peer_id_invalid|user_is_blocked|input_user_deactivated|channel_private|topic_closed|chat_restricted"
    r"|chat_(write|send_\w+|admin)_(forbidden|required)",
    re.IGNORECASE,
)
_PASSING_403 = re.compile(r"can't send messages to the user", re.IGNORECASE)  # seen to pass by itself
_TOO_LARGE = re.compile(r"too large", re.IGNORECASE)  # 413 reaches us as a NetworkError
_TOO_MANY = re.compile(r"too many requests|flood", re.IGNORECASE)  # so does 429 without retry_after
_BAD_MARKUP = re.compile(r"can't parse (message )?(entities|caption)|can't parse message text", re.IGNORECASE)


def is_bad_markup(error: BaseException) -> bool:
    """Telegram could not read our HTML: a defect of ours, and the same text without mark-up can go."""
    return isinstance(error, BadRequest) and bool(_BAD_MARKUP.search(error.message))


def seconds(retry_after: int | float | timedelta) -> float:
    """PTB gives a timedelta, or a number where it was told so by its environment variable."""
    return retry_after.total_seconds() if isinstance(retry_after, timedelta) else float(retry_after)


def sort_error(error: TelegramError) -> SendError:
    """What the outbox is told. BadRequest first: PTB makes it a NetworkError."""
    match error:
        case RetryAfter():
            # Jitter, or all held chats would come back in the same instant.
            return RetryLater(error.message, timedelta(seconds=seconds(error.retry_after) * uniform(1, 1 + JITTER)))  # noqa: S311
        case ChatMigrated():
            return ChatMoved(str(error.new_chat_id))
        case Forbidden():
            return RetryLater(error.message) if _PASSING_403.search(error.message) else Unreachable(error.message)
        case BadRequest():
            return Unreachable(error.message) if _NOT_THIS_CHAT.search(error.message) else GiveUp(error.message)
        case InvalidToken():
            return ChannelDown(error.message)
        case Conflict():  # another program polls: that is none of a send's business, and refused is not sent
            return RetryLater(error.message)
        case _:
            return _sort_network_error(error)


def _sort_network_error(error: TelegramError) -> SendError:
    """A 5xx, a page instead of JSON, a lost connection: perhaps carried out, unless the cause says it never left."""
    if isinstance(error.__cause__, NotSent) or _TOO_MANY.search(error.message):
        return RetryLater(error.message)
    return GiveUp(error.message) if _TOO_LARGE.search(error.message) else Uncertain(error.message)
