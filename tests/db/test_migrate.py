"""Every migration goes up, down and up; models and migrated schema agree; the first of two starts wins."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, bindparam, inspect, text

from db.deliveries import ANNOUNCEMENT, DELETION, REMINDER, REPLY
from db.migrate import downgrade, is_current, upgrade
from db.migrations import FOLDER, HEAD
from db.models import Base, TroubleKind
from db.models.base import UtcDateTime
from db.session import Database, DatabaseError
from db.troubles import begin, open_troubles


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def test_up_down_and_up(empty_database_url: str) -> None:
    assert not await is_current(empty_database_url)
    await upgrade(empty_database_url)
    assert await is_current(empty_database_url)
    await downgrade(empty_database_url, "base")
    database = Database(empty_database_url)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_tables) == set()
    await database.close()
    await upgrade(empty_database_url)
    await upgrade(empty_database_url)
    assert await is_current(empty_database_url)


async def test_announcements_that_wait_go_behind_deletions(database_url: str) -> None:
    await downgrade(database_url, "0005")
    database = Database(database_url)
    insert = text(
        "INSERT INTO deliveries (channel, account, chat_id, priority, message, status, attempts, message_id, error,"
        " created_at, action) VALUES ('c', 'a', '1', :priority, '{}', 'queued', 0, '', '', '2026-10-05', :action)"
    )
    kinds = [(0, "send"), (1, "send"), (2, "send"), (2, "delete")]
    async with database.write() as session:
        for priority, action in kinds:
            await session.execute(insert, {"priority": priority, "action": action})
    await upgrade(database_url)
    async with database.read() as session:
        found = list(await session.scalars(text("SELECT priority FROM deliveries ORDER BY id")))
    assert found == [REPLY, REMINDER, ANNOUNCEMENT, DELETION]
    await downgrade(database_url, "0005")
    async with database.read() as session:
        found = list(await session.scalars(text("SELECT priority FROM deliveries ORDER BY id")))
    assert found == [priority for priority, _ in kinds]
    await database.close()
    await upgrade(database_url)


async def test_what_staff_know_of_a_channel_is_kept(database_url: str) -> None:
    await downgrade(database_url, "0006")
    database = Database(database_url)
    since = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
    insert = "INSERT INTO channel_troubles (channel, account, since, reason) VALUES ('telegram', '1', :since, 'gone')"
    async with database.write() as session:
        await session.execute(text(insert).bindparams(bindparam("since", type_=UtcDateTime)), {"since": since})
    await upgrade(database_url)
    async with database.write() as session:
        (known,) = await open_troubles(session)
        assert (known.channel, known.kind, known.since, known.reason) == ("telegram", "sending", since, "gone")
        await begin(session, ("telegram", "1"), TroubleKind.READING, "Conflict", since)
    await downgrade(database_url, "0006")
    async with database.read() as session:
        assert list(await session.scalars(text("SELECT reason FROM channel_troubles"))) == ["gone"]
    await database.close()
    await upgrade(database_url)


async def test_models_and_migrated_schema_agree(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_tables) == set(Base.metadata.tables)
        assert await connection.run_sync(_differences) == []


async def test_numbered_rows_are_never_numbered_again(database: Database) -> None:
    """A reader that asks for what came after number N must not miss a row because an older one was deleted."""
    insert = text(
        "INSERT INTO inbox (channel, account, update_key, chat_id, payload, received_at, status, attempts, error)"
        " VALUES ('c', 'a', :key, '', '{}', '2026-10-05', 'new', 0, '') RETURNING id"
    )
    async with database.write() as session:
        first = (await session.execute(insert, {"key": "1"})).scalar_one()
        await session.execute(text("DELETE FROM inbox"))
        assert (await session.execute(insert, {"key": "2"})).scalar_one() > first


async def test_two_start_at_once(empty_database_url: str) -> None:
    await asyncio.gather(*(upgrade(empty_database_url) for _ in range(3)))
    assert await is_current(empty_database_url)


def test_two_processes_start_at_once(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'new folder' / 'bot.db'}"
    program = f"import asyncio; from db.migrate import upgrade; asyncio.run(upgrade({url!r}))"
    started = [subprocess.Popen([sys.executable, "-c", program], cwd=FOLDER.parents[1]) for _ in range(2)]
    assert [process.wait(120) for process in started] == [0, 0]


def test_nothing_to_do_needs_no_alembic(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    asyncio.run(upgrade(url))
    program = (
        "import asyncio, sys; from db.migrate import upgrade;"
        f"asyncio.run(upgrade({url!r})); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=FOLDER.parents[1]).returncode == 0


async def test_a_newer_database_is_refused(database_url: str) -> None:
    database = Database(database_url)
    async with database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    with pytest.raises(DatabaseError) as caught:
        await upgrade(database_url)
    assert "bản mới hơn" in caught.value.sentence


def test_steps_are_numbered_in_a_line() -> None:
    numbers = sorted(path.stem.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert numbers[-1] == HEAD
