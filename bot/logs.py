"""Logs go to stderr, and no token goes into the logs."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Collection

TOKEN_SHAPED = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")
MASK = "•••"
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
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


def set_up(level: str, secrets: Collection[str]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
