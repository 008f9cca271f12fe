"""Trying again: pauses that grow and vary, and one clear line in the log for each trouble instead of one a try."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from random import uniform

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram_errors import seconds

LONGEST_FACTOR = 60  # the longest pause, in shortest ones

log = logging.getLogger(__name__)


class Patience:
    """Pauses from `shortest_s` up to 60 times that, doubling, with jitter. Where only a human can help: the longest."""

    def __init__(self, shortest_s: float) -> None:
        self._shortest_s = shortest_s
        self._failures = 0
        self._said = ""

    def worked(self) -> None:
        if self._said:
            log.info("Telegram: đã kết nối lại.")
        self._failures = 0
        self._said = ""

    async def until_done(self, step: Callable[[], Awaitable[object]]) -> None:
        """Does `step` until it succeeds once."""
        while True:
            try:
                await step()
            except Exception as error:  # whatever it was, giving up would leave the bot deaf
                await self.wait(error)
            else:
                self.worked()
                return

    async def wait(self, error: Exception) -> None:
        if not isinstance(error, Conflict):  # of which bot.channels.telegram_rival tells: it may come and go for days
            self._say(error)
        self._failures += 1
        await asyncio.sleep(self.pause_s(error))

    def pause_s(self, error: Exception) -> float:
        longest = self._shortest_s * LONGEST_FACTOR
        if isinstance(error, RetryAfter):
            return seconds(error.retry_after) + uniform(0, self._shortest_s)  # noqa: S311 - jitter
        if isinstance(error, InvalidToken):
            return longest
        pause = min(self._shortest_s * 2.0 ** min(self._failures - 1, 10), longest)
        return pause * uniform(0.5, 1)  # noqa: S311 - jitter

    def _say(self, error: Exception) -> None:
        sentence = _sentence(error)
        if sentence != self._said:
            log.error(sentence)
            self._said = sentence


def _sentence(error: Exception) -> str:
    """What the operator is told. Our errors hold no token, and foreign ones are named only."""
    if isinstance(error, InvalidToken):
        return "Telegram không nhận mã bot (sai hoặc đã bị thu hồi): hãy kiểm tra BOT_TELEGRAM_TOKEN."
    if isinstance(error, TelegramError):
        return f"Telegram: chưa kết nối được, sẽ thử lại ({type(error).__name__}: {error})."
    return f"Telegram: chưa nhận được tin, sẽ thử lại ({type(error).__name__})."
