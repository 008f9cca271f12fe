"""Logs go to stderr, and no token goes into the logs."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Awaitable, Collection

from db.away import is_away

TOKEN_SHAPED = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")
MASK = "•••"
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
REPEATS_S = 600.0  # after which a failure that goes on is told of again
NOISY = ("apscheduler", "asyncio", "aiosqlite", "httpx", "httpcore", "uvicorn", "alembic")


class MaskingFormatter(logging.Formatter):
    """Masks the known secrets and whatever is shaped like a bot token.

    A formatter and not a filter, since only the formatted text holds the traceback. Defence in depth: no code of ours
    logs a token.
    """

    def __init__(self, secrets: Collection[str]) -> None:
        super().__init__(FORMAT)
        self._secrets = sorted((secret for secret in secrets if secret), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return TOKEN_SHAPED.sub(MASK, text)


class Spell:
    """A failure that comes again and again: one line when it begins, one each ten minutes, and one when it is over."""

    def __init__(self, log: logging.Logger, what: str) -> None:
        self._log, self._what = log, what
        self._kind = ""
        self._count = 0
        self._told_at = 0.0

    def failed(self, error: BaseException) -> None:
        """A failure of another kind is news; its traceback too, unless the database is merely away."""
        kind, now = _kind(error), time.monotonic()
        self._count += 1
        if kind != self._kind or now - self._told_at >= REPEATS_S:
            trace = None if is_away(error) else error
            self._log.error("%s failed, trying again: %s", self._what, kind, exc_info=trace)
            self._kind, self._told_at = kind, now

    async def watch(self, work: Awaitable[object]) -> None:
        """Awaits one turn of what is done again and again; its failure ends nothing."""
        try:
            await work
        except Exception as error:
            self.failed(error)
        else:
            self.over()

    def over(self) -> None:
        if self._count:
            self._log.warning("%s works again after %d failures", self._what, self._count)
            self._kind, self._count = "", 0


def _kind(error: BaseException) -> str:
    """Its first line, without what was asked."""
    lines = str(getattr(error, "orig", error)).strip().splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else ''}"


def set_up(level: str, secrets: Collection[str]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
