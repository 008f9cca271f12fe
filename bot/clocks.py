"""The program's clock: the machine's own, or a given one that runs through a school year in a minute."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.settings import Settings

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def clock_of(settings: Settings) -> Clock:
    """The clock that the settings ask for; every time in the program comes from it."""
    if settings.clock_start is None and settings.clock_rate == 1:
        return utc_now
    start = (settings.clock_start or utc_now()).astimezone(UTC)
    began = time.monotonic()

    def given() -> datetime:
        return start + timedelta(seconds=(time.monotonic() - began) * settings.clock_rate)

    return given
