"""APScheduler wakes the process up; what is due stands in the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]

Clock = Callable[[], datetime]
Job = Callable[[datetime], Awaitable[object]]
NIGHT_HOUR = 3  # in the middle of the night, when nobody writes
LATEST_S = 6 * 60 * 60  # a machine that slept through the night cleans up when it wakes
WAKES_S = 1  # so soon another process's changes are seen too; nothing due costs two small queries


@asynccontextmanager
async def waking(
    clean_up: Job, beat: Job, clock: Clock, zone: str = "Asia/Ho_Chi_Minh"
) -> AsyncIterator[AsyncIOScheduler]:
    """Calls `clean_up(now)` once at the start and every night and `beat(now)` each second, while the block lasts.

    `now` is the given clock's; one beat at a time, and none is made up for. Once the block is left no job is at work
    any more, so what jobs work with, above all the database, may be closed.
    """
    at_work: set[asyncio.Lock] = set()

    def job(call: Job) -> Callable[[], Awaitable[None]]:
        turn = asyncio.Lock()
        at_work.add(turn)

        async def run() -> None:
            # A job that the program's end cuts short is no failure: APScheduler would log it as one.
            with suppress(asyncio.CancelledError):
                async with turn:
                    await call(clock())

        return run

    scheduler = AsyncIOScheduler(timezone=zone)
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)  # that a beat waits for the last is no warning
    _add_jobs(scheduler, job(clean_up), job(beat))
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)  # at the loop's next turn; it cancels jobs, and waits for none
        await asyncio.sleep(0)
        for turn in at_work:
            async with turn:
                pass


def _add_jobs(
    scheduler: AsyncIOScheduler, clean_up: Callable[[], Awaitable[None]], beat: Callable[[], Awaitable[None]]
) -> None:
    scheduler.add_job(
        beat, IntervalTrigger(seconds=WAKES_S), id="beat", misfire_grace_time=None, coalesce=True, max_instances=1
    )
    scheduler.add_job(
        clean_up,
        CronTrigger(hour=NIGHT_HOUR, timezone=scheduler.timezone),
        id="clean_up",
        next_run_time=datetime.now(scheduler.timezone),  # the program may have been off last night
        misfire_grace_time=LATEST_S,
        coalesce=True,
        max_instances=1,
    )
