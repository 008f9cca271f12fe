"""APScheduler wakes the process up; what is due stands in the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]

Clock = Callable[[], datetime]
Job = Callable[[datetime], Awaitable[None]]
NIGHT_HOUR = 3  # in the middle of the night, when nobody writes
LATEST_S = 6 * 60 * 60  # a machine that slept through the night cleans up when it wakes


def make_scheduler(clean_up: Job, clock: Clock, zone: str = "Asia/Ho_Chi_Minh") -> AsyncIOScheduler:
    """A scheduler that is not started yet: `clean_up(now)` once at the start and every night."""
    scheduler = AsyncIOScheduler(timezone=zone)

    async def tick() -> None:
        await clean_up(clock())

    scheduler.add_job(
        tick,
        CronTrigger(hour=NIGHT_HOUR, timezone=zone),
        id="clean_up",
        next_run_time=datetime.now(scheduler.timezone),  # the program may have been off last night
        misfire_grace_time=LATEST_S,
        coalesce=True,
        max_instances=1,
    )
    return scheduler
