"""The serving lock on both databases: one holder, who is told of, and what becomes of it when something is lost."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from db import lock as module
from db.lock import Holder, ServingLock, Superseded
from db.lock_file import SUFFIX
from db.session import DatabaseError
from tests.bot.fake_channel import until
from tests.conftest import Clock

ENDS_ALL = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = '{name}' AND application_name LIKE '%@%'"""


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOKS_S", 0.02)
    monkeypatch.setattr(module, "WAITS_S", 0.02)


class Told(list[Holder | None]):
    def __call__(self, holder: Holder | None) -> None:
        self.append(holder)


Made = Callable[[], ServingLock]


@pytest.fixture
async def made(database_url: str, clock: Clock) -> AsyncIterator[Made]:
    locks: list[ServingLock] = []

    def make() -> ServingLock:
        locks.append(ServingLock(database_url, clock))
        return locks[-1]

    yield make
    for lock in locks:
        await lock.release()


@asynccontextmanager
async def watched(lock: ServingLock) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(lock.watch())
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_second_waits_and_is_told_once_who_has_it(made: Made, clock: Clock) -> None:
    first, second, told = made(), made(), Told()
    await first.take(told)
    assert (first.is_held, told) == (True, [])
    waiting = asyncio.create_task(second.take(told))
    await until(lambda: bool(told))
    await asyncio.sleep(0.2)
    assert not second.is_held
    await first.release()
    await asyncio.wait_for(waiting, 20)
    assert second.is_held
    (holder,) = told
    assert holder is not None
    assert (holder.pid, holder.since) == (os.getpid(), clock())


async def test_the_second_may_give_up_waiting(made: Made) -> None:
    first, second, told = made(), made(), Told()
    await first.take(told)
    waiting = asyncio.create_task(second.take(told))
    await until(lambda: bool(told))
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert waiting.cancelled()
    assert first.is_held


def lose(url: str, postgres: Callable[[str], str] | None) -> None:
    """Somebody tidies the file away, or ends the connection at the server."""
    database = str(make_url(url).database)
    if postgres is None:
        Path(database + SUFFIX).unlink()
    else:
        postgres(ENDS_ALL.format(name=database))


@pytest.fixture
def postgres_if_used(request: pytest.FixtureRequest, database_url: str) -> Callable[[str], str] | None:
    server: Callable[[str], str] | None = None
    if database_url.startswith("postgresql"):
        server = request.getfixturevalue("postgres")
    return server


async def test_what_was_lost_is_had_again(
    made: Made, database_url: str, postgres_if_used: Callable[[str], str] | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "db.lock")
    lock, other, told = made(), made(), Told()
    await lock.take(told)
    async with watched(lock):
        lose(database_url, postgres_if_used)
        await until(lambda: "Đã lấy lại" in caplog.text)
        assert lock.is_held
        waiting = asyncio.create_task(other.take(told))
        await until(lambda: bool(told))
        await asyncio.sleep(0.1)
        assert not other.is_held
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


async def test_who_finds_that_another_serves_ends(
    made: Made,
    database_url: str,
    clock: Clock,
    postgres_if_used: Callable[[str], str] | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lock, other, told = made(), made(), Told()
    await lock.take(told)
    lose(database_url, postgres_if_used)
    monkeypatch.setattr("os.getpid", lambda: 77)
    await other.take(told)
    async with watched(lock) as watching:
        await asyncio.wait([watching], timeout=20)
        assert isinstance(watching.exception(), Superseded)
    assert other.is_held
    assert not lock.is_held


async def test_it_is_not_held_while_nobody_can_be_asked(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, told = made(), Told()
    await lock.take(told)

    async def fail(*_: object) -> bool:
        raise DatabaseError("gone")

    async with watched(lock):
        with monkeypatch.context() as away:
            for method in ("take", "is_ours", "holder"):
                away.setattr(type(lock._lock), method, fail)
            await until(lambda: not lock.is_held)
            await asyncio.sleep(0.1)
            assert not lock.is_held
        await until(lambda: lock.is_held)


async def test_who_cannot_ask_at_all_says_so(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").write_text("")
    urls = [
        "postgresql+psycopg://nobody@127.0.0.1:9/none",
        f"sqlite+aiosqlite:///{tmp_path / 'file' / 'bot.db'}",
    ]
    for url in urls:
        with pytest.raises(DatabaseError):
            await ServingLock(url, clock).take(Told())
