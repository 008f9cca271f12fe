"""The given clock runs as fast as it is told; without a word it is the machine's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.clocks import clock_of, utc_now
from bot.settings import Settings


def test_the_machines_clock_is_the_default() -> None:
    assert clock_of(Settings.model_validate({})) is utc_now


def test_a_given_clock_starts_where_it_is_told_and_runs_faster() -> None:
    clock = clock_of(Settings.model_validate({"clock_start": "2026-10-01T07:29:00+07:00", "clock_rate": 1_000_000}))
    first, second = clock(), clock()
    assert first - datetime(2026, 10, 1, 0, 29, tzinfo=UTC) < timedelta(days=30)
    assert second > first
    assert first.tzinfo is UTC
