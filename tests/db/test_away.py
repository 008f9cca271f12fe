"""What a database refuses for its own sake, on both."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from db.away import is_away
from db.session import Database, DatabaseError


async def refusal(database: Database, statement: str) -> DBAPIError:
    with pytest.raises(DBAPIError) as caught:
        async with database.write() as session:
            await session.execute(text(statement))
    return caught.value


@pytest.mark.parametrize("statement", ["SELECT nothing", "INSERT INTO offices (id) VALUES (1)", "SELEKT"])
async def test_what_was_asked_is_at_fault(database: Database, statement: str) -> None:
    assert not is_away(await refusal(database, statement))
    assert not is_away(RuntimeError("database is locked"))


async def test_a_locked_and_a_full_file(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.sqlite.BUSY_TIMEOUT_MS", 50)
    path = shutil.copy(sqlite_template, tmp_path / "bot.db")
    database, other = Database(f"sqlite+aiosqlite:///{path}"), sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert is_away(await refusal(database, "SELECT 1"))
    other.execute("ROLLBACK")
    other.close()
    async with database.write() as session:
        await session.execute(text("CREATE TABLE heavy (content TEXT)"))
        await session.execute(text("PRAGMA max_page_count = 1"))
    assert is_away(await refusal(database, "INSERT INTO heavy VALUES (zeroblob(100000))"))
    await database.close()


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_server_that_ends_the_connection(
    postgres: Callable[[str], str], database: Database, database_url: str
) -> None:
    name = make_url(database_url).database
    async with database.read() as session:
        await session.execute(text("SELECT 1"))
        postgres(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        with pytest.raises(DBAPIError) as caught:
            await session.execute(text("SELECT 2"))
    assert is_away(caught.value)


async def test_a_server_that_is_not_there() -> None:
    database = Database("postgresql+psycopg://nobody@127.0.0.1:9/none")
    with pytest.raises(DatabaseError) as caught:
        async with database.read() as session:
            await session.execute(text("SELECT 1"))
    assert is_away(caught.value)
    await database.close()
