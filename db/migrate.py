"""Makes the database, and brings it to the newest shape. Whichever command comes first calls `upgrade`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.migrations import FOLDER, HEAD
from db.session import DatabaseError, make_engine, parse_url
from db.sqlite import BEGIN_TO_WRITE

LOCK = 0x7472_6F6E_67  # any number that only we use: one migration at a time on a PostgreSQL server's database


async def upgrade(url: str) -> None:
    """Creates what is missing. Costs a connection and a query when there is nothing to do; two may call it at once.

    Raises DatabaseError when the database cannot be opened or belongs to a newer program.
    """
    async with _engine(url) as engine:
        if await _revision_of(engine) != HEAD:
            await _migrate(engine, "upgrade", HEAD)


async def downgrade(url: str, revision: str) -> None:
    """Undoes all steps after `revision` ("base": all), and with them what their tables held."""
    async with _engine(url) as engine:
        await _migrate(engine, "downgrade", revision)


async def is_current(url: str) -> bool:
    """Whether the database has the newest shape. Creates no file."""
    if _file_is_missing(parse_url(url)):
        return False
    async with _engine(url) as engine:
        return await _revision_of(engine) == HEAD


def _file_is_missing(url: URL) -> bool:
    return url.drivername.startswith("sqlite") and not Path(str(url.database)).exists()


@asynccontextmanager
async def _engine(url: str) -> AsyncIterator[AsyncEngine]:
    parsed = parse_url(url)
    engine = make_engine(parsed)
    if parsed.drivername.startswith("sqlite"):
        _make_folder(Path(str(parsed.database)).parent)
        event.listen(engine.sync_engine, "connect", _leave_references)
    try:
        yield engine
    finally:
        await engine.dispose()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(f"Không tạo được thư mục {folder} cho cơ sở dữ liệu.", str(error)) from error


def _leave_references(connection: Any, _record: Any) -> None:
    """SQLite alters a table by copying and dropping it: with foreign keys on, that would empty the tables below."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()


async def _revision_of(engine: AsyncEngine) -> str:
    async with engine.connect() as connection:
        return await connection.run_sync(_revision)


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


async def _migrate(engine: AsyncEngine, step: str, revision: str) -> None:
    """One transaction, so that a migration is there as a whole or not at all; who comes second finds it done."""
    async with engine.execution_options(sqlite_begin=BEGIN_TO_WRITE).begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        await connection.run_sync(_run_alembic, step, revision)


def _run_alembic(connection: Connection, step: str, revision: str) -> None:
    if _revision(connection) > HEAD:
        raise DatabaseError("Cơ sở dữ liệu này do một bản mới hơn của chương trình tạo ra. Hãy cập nhật chương trình.")
    from alembic import command  # here, because it takes long to load and most starts have nothing to migrate
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    getattr(command, step)(config, revision)
