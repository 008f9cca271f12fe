"""How fast one chat may post."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channels.webchat_intake import Refused

BURST = 10  # messages at once ...
SECONDS_PER_MESSAGE = 2.0  # ... and in the long run


class Flood:
    """A token bucket a chat, in memory: it guards the machine, and after a restart nobody is worse off."""

    def __init__(self) -> None:
        self._full_again: dict[str, datetime] = {}

    def admits(self, chat_id: str, now: datetime) -> bool:
        if len(self._full_again) > 10_000:
            self._full_again = {chat: at for chat, at in self._full_again.items() if at > now}
        full_again = max(now, self._full_again.get(chat_id, now)) + timedelta(seconds=SECONDS_PER_MESSAGE)
        if full_again - now > timedelta(seconds=SECONDS_PER_MESSAGE * BURST):
            return False
        self._full_again[chat_id] = full_again
        return True

    def check(self, chat_id: str, now: datetime) -> None:
        """Raises `Refused` where it does not admit."""
        if not self.admits(chat_id, now):
            raise Refused(429, "Anh/chị gửi hơi nhanh. Vui lòng chờ vài giây rồi gửi lại.")
