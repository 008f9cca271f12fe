"""Whether another program takes in the same bot's messages: Telegram then ends one's poll for the other's (409)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

# Longer than two programs that meet keep out of each other's way: the longest poll (50 s) and the longest pause (60 s).
WINDOW = timedelta(minutes=5)

log = logging.getLogger(__name__)


class Rival:
    """Time is given. A single 409 may be somebody's look by hand; a second one soon after it is another program's.

    Between two of them polls may well succeed, so that it is gone only when there was none for a while.
    """

    def __init__(self) -> None:
        self._met_at: datetime | None = None
        self._alone_since: datetime | None = None
        self._reason = ""

    def met(self, reason: str, now: datetime) -> None:
        """A poll was answered with 409."""
        self._part(now)
        if self._met_at is not None and now - self._met_at <= WINDOW:
            if not self._reason:
                log.error(
                    "Telegram: một chương trình khác đang nhận tin bằng cùng mã bot này; hãy tắt chương trình kia."
                )
            self._reason = reason
        self._met_at, self._alone_since = now, None

    def polled(self, now: datetime) -> None:
        """A poll came back with what there was."""
        self._alone_since = self._alone_since or now
        self._part(now)

    def told(self, now: datetime) -> str | None:
        """What Telegram says of it; "" where there is none, None where that is not known yet."""
        if self._is_gone(now):
            return ""
        return self._reason or None

    def _part(self, now: datetime) -> None:
        if self._reason and self._is_gone(now):
            log.warning("Telegram: không còn chương trình khác nhận tin bằng mã bot này.")
            self._reason = ""

    def _is_gone(self, now: datetime) -> bool:
        return self._alone_since is not None and now - self._alone_since >= WINDOW
