"""What refusals and failures say about a whole account: too fast, down, or out of reach. Time is given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.verdicts import CHANNEL_PAUSE, Verdict

MOST_FAILED = 5  # chats in a row in which it failed: then it is not the chats
LONGEST_PAUSE_S = 10.0  # between tries whether the network is back


class Trouble:
    """`held_until`: nothing of this account goes out before."""

    def __init__(self) -> None:
        self.held_until = datetime.min.replace(tzinfo=UTC)
        self.down = ""  # why nothing can be sent until a human acts
        self.works = False  # something could be sent since this process began
        self._limited_chat = ""  # the last one told to wait ...
        self._limited_until = self.held_until  # ... and until when
        self._failed: set[str] = set()  # chats since the last answer
        self._pauses = 0

    @property
    def is_down(self) -> bool:
        return bool(self.down)

    @property
    def is_probing(self) -> bool:
        """Whether the next message is sent to find out."""
        return self.is_down or len(self._failed) >= MOST_FAILED

    def note(self, chat_id: str, result: Verdict, now: datetime) -> bool:
        """Takes in what came of one send; returns whether the rate is to be lowered."""
        if result.is_recall:
            return False
        if result.hold_channel:
            self.down = result.error
        elif result.is_answer and self.held_until <= now:  # what was on the wire before says nothing of the time since
            self.down, self.works = "", True
        self._hold(now + result.hold_channel)
        if result.in_trouble:
            self._fail(chat_id, now)
        else:
            self._failed.clear()
            self._pauses = 0
        return result.limited and self._limit(chat_id, now, result.hold_chat)

    def _limit(self, chat_id: str, now: datetime, wait: timedelta) -> bool:
        """A second chat told to wait before the first one's wait is over: then the whole account is meant.

        Whatever else was on the wire is refused as well; the rate is lowered once for all of it.
        """
        is_second = self._limited_chat not in ("", chat_id) and now < self._limited_until
        is_new = self.held_until <= now
        self._limited_chat, self._limited_until = chat_id, max(self._limited_until, now + wait)
        if is_second:
            self._hold(now + min(wait, CHANNEL_PAUSE))
        return is_second and is_new

    def _fail(self, chat_id: str, now: datetime) -> None:
        """The pauses double; what was on the wire when one began says nothing new."""
        self._failed.add(chat_id)
        if self.is_probing and self.held_until <= now:
            self._hold(now + timedelta(seconds=min(2.0**self._pauses, LONGEST_PAUSE_S)))
            self._pauses += 1

    def _hold(self, until: datetime) -> None:
        self.held_until = max(self.held_until, until)
