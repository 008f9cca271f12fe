"""The clock cleans up at the start and every night after, and beats each second."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from scheduler.clock import make_scheduler
from tests.conftest import Clock


async def test_a_beat_that_fails_is_not_the_last(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    beaten: asyncio.Queue[datetime] = asyncio.Queue()

    async def fails(now: datetime) -> None:
        await beaten.put(now)
        raise OSError("gone")

    scheduler = make_scheduler(beaten.put, fails, clock)
    scheduler.remove_job("clean_up")
    scheduler.start()
    try:
        for _ in range(2):
            await asyncio.wait_for(beaten.get(), 5)
    finally:
        scheduler.shutdown(wait=False)
    assert "gone" in caplog.text


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
