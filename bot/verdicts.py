"""What a failed send means for the row, its chat and its channel (the table of errors in bot/channels/base.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.channels.base import ChannelDown, ChatMoved, GiveUp, RetryLater, Unreachable
from db.models import DeliveryStatus

MOST_UNCERTAIN = 5  # sends again after an unknown outcome
CHANNEL_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`status` QUEUED: once more, after `hold_chat`. The rest is empty unless it says something."""

    status: DeliveryStatus
    error: str = ""
    is_uncertain: bool = False
    hold_chat: timedelta = timedelta(0)
    hold_channel: timedelta = timedelta(0)
    limited: bool = False  # the channel said itself how long to wait
    moved_to: str = ""


def verdict(error: Exception, *, refusals: int, uncertain: int, has_moved: bool) -> Verdict:
    """Judges by the error's class and by what befell the row: refusals in a row, sends of unknown outcome, a move.

    A channel's own bug counts as uncertain: it may have come after the send.
    """
    detail = f"{type(error).__name__}: {error}"
    match error:
        case RetryLater(after=None):
            pause = min(timedelta(seconds=2 ** min(refusals, 10)), LONGEST_PAUSE)
            return Verdict(DeliveryStatus.QUEUED, detail, hold_chat=pause)
        case RetryLater(after=timedelta() as after):
            return Verdict(DeliveryStatus.QUEUED, detail, hold_chat=after, limited=True)
        case Unreachable():
            return Verdict(DeliveryStatus.BLOCKED, detail)
        case ChatMoved(chat_id=chat_id) if not has_moved:
            return Verdict(DeliveryStatus.QUEUED, detail, moved_to=chat_id)
        case GiveUp() | ChatMoved():
            return Verdict(DeliveryStatus.FAILED, detail)
        case ChannelDown():
            return Verdict(DeliveryStatus.QUEUED, detail, hold_channel=CHANNEL_PAUSE)
        case _ if uncertain >= MOST_UNCERTAIN:
            return Verdict(DeliveryStatus.FAILED, detail, is_uncertain=True)
        case _:
            pause = timedelta(seconds=4**uncertain)  # 1, 4, 16, 64, 256 s
            return Verdict(DeliveryStatus.QUEUED, detail, is_uncertain=True, hold_chat=pause)
