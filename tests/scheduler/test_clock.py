"""The clock cleans up at the start and every night after, and beats each second."""

from __future__ import annotations

import asyncio
from datetime import datetime

from scheduler.clock import make_scheduler
from tests.conftest import Clock


async def test_the_job_runs_at_the_start_with_the_given_time(clock: Clock) -> None:
    called: asyncio.Queue[datetime] = asyncio.Queue()
    beaten: asyncio.Queue[datetime] = asyncio.Queue()
    scheduler = make_scheduler(called.put, beaten.put, clock)
    scheduler.start()
    try:
        assert await asyncio.wait_for(called.get(), 5) == clock()
        assert await asyncio.wait_for(beaten.get(), 5) == clock()
        job = scheduler.get_job("clean_up")
        assert f"{job.next_run_time:%H:%M %z}" == "03:00 +0700"
    finally:
        scheduler.shutdown(wait=False)
