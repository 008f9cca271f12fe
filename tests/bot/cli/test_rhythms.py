"""`office rhythm`: what an office's settings are, and that a change moves what is not sent yet."""

from __future__ import annotations

import asyncio
from datetime import time

import pytest
from sqlalchemy import select

from bot.cli import rhythms
from db.models import Reminder
from db.session import Database
from tests.bot.cli.conftest import Run
from tests.scheduler.test_planner import OCTOBER, START, begin


async def _begin(url: str) -> None:
    database = Database(url)
    async with database.write() as session:
        await begin(session, OCTOBER)
    await database.close()


async def _times(url: str) -> set[time]:
    database = Database(url)
    async with database.read() as session:
        found = {at.time() for at in await session.scalars(select(Reminder.due_at))}
    await database.close()
    return found


@pytest.fixture
def sen(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(rhythms, "now", lambda: START)
    asyncio.run(_begin(database_url))
    return database_url


def test_it_is_shown_and_changed_and_what_is_planned_moves(run: Run, sen: str) -> None:
    assert "at=07:30\tGiờ nhắc" in run("office", "rhythm", "sen").out
    assert asyncio.run(_times(sen)) == {time(0, 30)}
    done = run("office", "rhythm", "sen", "--set", "at=8h15", "--set", "after=2,5")
    assert (done.status, "at=08:15" in done.out, "after=2, 5" in done.out) == (0, True, True)
    assert asyncio.run(_times(sen)) >= {time(1, 15)}


@pytest.mark.parametrize("change", ["at=25:00", "at=22:00", "tempo=1", "at", "after=99", "days_off=31/2/2027"])
def test_a_wrong_change_changes_nothing(run: Run, sen: str, change: str) -> None:
    before = run("office", "rhythm", "sen").out
    refused = run("office", "rhythm", "sen", "--set", "saturdays=có", "--set", change)
    assert (refused.status, bool(refused.err)) == (1, True)
    assert run("office", "rhythm", "sen").out == before


def test_an_unknown_office(run: Run) -> None:
    assert run("office", "rhythm", "nowhere").status == 1
