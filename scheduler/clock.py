"""APScheduler wakes the process up; what is due stands in the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]

Clock = Callable[[], datetime]
Job = Callable[[datetime], Awaitable[object]]
NIGHT_HOUR = 3  # in the middle of the night, when nobody writes
LATEST_S = 6 * 60 * 60  # a machine that slept through the night cleans up when it wakes
WAKES_S = 1  # so soon another process's changes are seen too; nothing due costs two small queries


def make_scheduler(clean_up: Job, beat: Job, clock: Clock, zone: str = "Asia/Ho_Chi_Minh") -> AsyncIOScheduler:
    """A scheduler that is not started yet: `clean_up(now)` once at the start and every night, `beat(now)` each second.

    `now` is the given clock's; one beat at a time, and none is made up for.
    """
    scheduler = AsyncIOScheduler(timezone=zone)
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)  # that a beat waits for the last is no warning

    # A job that the program's end cuts short is no failure: APScheduler would log it as one.
    async def clean() -> None:
        with suppress(asyncio.CancelledError):
            await clean_up(clock())

    async def wake() -> None:
        with suppress(asyncio.CancelledError):
            await beat(clock())

    scheduler.add_job(
        wake, IntervalTrigger(seconds=WAKES_S), id="beat", misfire_grace_time=None, coalesce=True, max_instances=1
    )
    scheduler.add_job(
        clean,
        CronTrigger(hour=NIGHT_HOUR, timezone=zone),
        id="clean_up",
        next_run_time=datetime.now(scheduler.timezone),  # the program may have been off last night
        misfire_grace_time=LATEST_S,
        coalesce=True,
        max_instances=1,
    )
    return scheduler
