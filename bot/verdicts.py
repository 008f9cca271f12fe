"""What a failed send means for the row, its chat and its channel (the table of errors in bot/channels/base.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.channels.base import ChannelDown, ChatMoved, GiveUp, RetryLater, Unreachable
from db.models import DeliveryStatus

MOST_TRIES = 6  # of a send whose outcome stays unknown: it is sent again five times
GAPS = tuple(timedelta(seconds=4**tries) for tries in range(MOST_TRIES - 1))  # between them: 1, 4, 16, 64, 256 s
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
    in_trouble: bool = False  # the channel may be to blame, and not this chat or message
    moved_to: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether the channel has plainly answered, so that it cannot be down."""
        return self.status in (DeliveryStatus.SENT, DeliveryStatus.BLOCKED) or self.limited or bool(self.moved_to)

    @property
    def is_recall(self) -> bool:
        """Whether it was taken back before it went out: that says nothing of the channel."""
        return self.status is DeliveryStatus.QUEUED and not self.error


def verdict(error: Exception, *, refusals: int, uncertain: int, has_moved: bool, resend: bool = True) -> Verdict:
    """Judges by the error's class and by what befell the row: refusals in a row, sends of unknown outcome, a move.

    A channel's own bug counts as uncertain: it may have come after the send. Without `resend` an unknown outcome is
    left to staff.
    """
    detail = f"{type(error).__name__}: {error}"
    match error:
        case RetryLater(after=None):
            pause = min(timedelta(seconds=2 ** min(refusals, 10)), LONGEST_PAUSE)
            return Verdict(DeliveryStatus.QUEUED, detail, hold_chat=pause, in_trouble=True)
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
        case _ if not resend or uncertain + 1 >= MOST_TRIES:
            return Verdict(DeliveryStatus.UNCERTAIN, detail, is_uncertain=True, in_trouble=True)
        case _:
            pause = GAPS[uncertain]
            return Verdict(DeliveryStatus.QUEUED, detail, is_uncertain=True, hold_chat=pause, in_trouble=True)
