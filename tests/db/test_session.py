"""Transactions are real on both databases, and what cannot be opened is said plainly."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Consent, Contact, Office, Person, Plan, PlanStatus, Purpose
from db.session import Database, DatabaseError
from knowledge.errors import UserError
from tests.conftest import Clock


async def _add_and_fail(session: AsyncSession, clock: Clock) -> None:
    session.add(Person(created_at=clock()))
    await session.flush()
    raise RuntimeError


async def test_a_write_is_there_as_a_whole_or_not_at_all(database: Database, clock: Clock) -> None:
    with suppress(RuntimeError):
        async with database.write() as session:
            await _add_and_fail(session, clock)
    async with database.write() as session:
        session.add(Person(created_at=clock()))
        with suppress(RuntimeError):
            async with session.begin_nested():
                await _add_and_fail(session, clock)
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Person)) == 1
        assert (await session.scalars(select(Person))).one().created_at == clock()


async def test_writers_wait_for_each_other(database: Database) -> None:
    """What is read inside a write still holds when it is changed."""
    async with database.write() as session:
        await session.execute(text("CREATE TABLE counter (n INTEGER)"))
        await session.execute(text("INSERT INTO counter VALUES (0)"))

    async def count() -> None:
        lock = "" if database.is_sqlite else " FOR UPDATE"
        async with database.write() as session:
            number = await session.scalar(text(f"SELECT n FROM counter{lock}"))
            await asyncio.sleep(0)
            await session.execute(text("UPDATE counter SET n = :n"), {"n": (number or 0) + 1})

    await asyncio.gather(*(count() for _ in range(20)))
    async with database.read() as session:
        assert await session.scalar(text("SELECT n FROM counter")) == 20


async def test_references_are_kept(database: Database, clock: Clock) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(Contact(person_id=99, channel="c", account="a", chat_id="x", created_at=clock()))


async def _office(database: Database, clock: Clock) -> int:
    async with database.write() as session:
        office = Office(slug="o", name="Phường", short_name="P", kind="xa_phuong", created_at=clock())
        session.add(office)
        await session.flush()
        return office.id


async def test_one_version_of_a_plan_is_active(database: Database, clock: Clock) -> None:
    office_id = await _office(database, clock)

    def plan(version: int, status: PlanStatus) -> Plan:
        words = dict.fromkeys(("file_name", "digest", "title", "number", "kind", "issuer", "signer"), "")
        return Plan(
            office_id=office_id,
            slug="ke-hoach",
            version=version,
            status=status,
            source=b"",
            document={},
            imported_at=clock(),
            **words,
        )

    async with database.write() as session:
        session.add_all(
            [
                plan(1, PlanStatus.RETIRED),
                plan(2, PlanStatus.RETIRED),
                plan(3, PlanStatus.ACTIVE),
                plan(4, PlanStatus.DRAFT),
            ]
        )
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(plan(5, PlanStatus.ACTIVE))


async def test_one_consent_is_in_force(database: Database, clock: Clock) -> None:
    office_id = await _office(database, clock)
    async with database.write() as session:
        session.add(Person(id=1, created_at=clock()))
        await session.flush()
        session.add(Contact(id=1, person_id=1, channel="c", account="a", chat_id="x", created_at=clock()))

    async def consent(withdrawn: bool, purpose: Purpose = Purpose.ANNOUNCEMENTS) -> None:
        async with database.write() as session:
            at = clock() if withdrawn else None
            session.add(
                Consent(
                    contact_id=1,
                    office_id=office_id,
                    purpose=purpose,
                    text_version="1",
                    given_at=clock(),
                    withdrawn_at=at,
                )
            )

    await consent(withdrawn=True)
    await consent(withdrawn=True)
    await consent(withdrawn=False)
    await consent(withdrawn=False, purpose=Purpose.REMINDERS)
    with pytest.raises(IntegrityError):
        await consent(withdrawn=False)


async def test_naive_instants_are_refused(database: Database, clock: Clock) -> None:
    with pytest.raises(Exception, match="naive datetime"):
        async with database.write() as session:
            session.add(Person(created_at=clock().replace(tzinfo=None)))


@pytest.mark.parametrize(
    "url",
    [
        "not a url",
        "mysql://host/name",
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///:memory:",
        "sqlite+aiosqlite:////nowhere/at/all.db",
        "postgresql+psycopg://me:secret@127.0.0.1:9/bot",
    ],
)
async def test_what_cannot_be_opened_is_said_in_vietnamese(url: str) -> None:
    with pytest.raises(UserError) as caught:
        await _look(url)
    assert any(word in caught.value.sentence for word in ("cơ sở dữ liệu", "BOT_DATABASE_URL"))
    assert "secret" not in f"{caught.value.sentence} {caught.value}"


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_text("kế hoạch năm học " * 100, encoding="utf-8")
    with pytest.raises(DatabaseError):
        await _look(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}")


async def _look(url: str) -> None:
    database = Database(url)
    try:
        async with database.read() as session:
            await session.execute(text("SELECT 1"))
    finally:
        await database.close()


async def test_another_processs_lock_stops_neither_the_loop_nor_the_wish(sqlite_template: Path, tmp_path: Path) -> None:
    """Waiting for SQLite's lock happens in a thread, and giving up the wait leaves the connection in order."""
    path = shutil.copy(sqlite_template, tmp_path / "bot.db")
    database = Database(f"sqlite+aiosqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with database.write() as session:
            await session.execute(text("DELETE FROM persons"))

    impatient, patient = asyncio.create_task(write()), asyncio.create_task(write())
    await asyncio.sleep(0.1)
    impatient.cancel()  # had the loop stood still until SQLite gives up, it would have failed by now
    await asyncio.sleep(0.1)
    other.execute("ROLLBACK")
    other.close()
    await asyncio.wait_for(patient, 60)
    with pytest.raises(asyncio.CancelledError):
        await impatient
    await database.close()


async def test_the_first_to_open_a_file_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite3"
    other = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    other.execute("CREATE TABLE t (a)")
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, other.execute, ["COMMIT"]).start()
    database = Database(f"sqlite+aiosqlite:///{path}")
    async with database.read() as session:
        assert await session.scalar(text("PRAGMA journal_mode")) == "wal"
    await database.close()
    other.close()
