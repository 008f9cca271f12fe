"""The clock cleans up at the start and every night after, and beats each second."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from scheduler.clock import waking
from tests.conftest import Clock

IN_TIME_S = 60


async def test_a_beat_that_fails_is_not_the_last(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    beaten: asyncio.Queue[datetime] = asyncio.Queue()
    cleaned: asyncio.Queue[datetime] = asyncio.Queue()

    async def fails(now: datetime) -> None:
        await beaten.put(now)
        raise OSError("gone")

    async with waking(cleaned.put, fails, clock):
        for _ in range(2):
            await asyncio.wait_for(beaten.get(), IN_TIME_S)
    assert "gone" in caplog.text


async def test_the_job_runs_at_the_start_with_the_given_time(clock: Clock) -> None:
    called: asyncio.Queue[datetime] = asyncio.Queue()
    beaten: asyncio.Queue[datetime] = asyncio.Queue()
    async with waking(called.put, beaten.put, clock) as scheduler:
        assert await asyncio.wait_for(called.get(), IN_TIME_S) == clock()
        assert await asyncio.wait_for(beaten.get(), IN_TIME_S) == clock()
        job = scheduler.get_job("clean_up")
        assert f"{job.next_run_time:%H:%M %z}" == "03:00 +0700"


async def test_jobs_have_ended_when_the_block_is_left(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    """Else a job would wait forever for a database that is closed under it, and the program with it."""
    began: asyncio.Queue[str] = asyncio.Queue()
    ended: list[str] = []

    async def works(name: str) -> None:
        await began.put(name)
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.05)  # a rollback
            ended.append(name)

    async with waking(lambda _: works("clean_up"), lambda _: works("beat"), clock):
        for _ in range(2):
            await asyncio.wait_for(began.get(), IN_TIME_S)
    assert sorted(ended) == ["beat", "clean_up"]
    assert not caplog.records
