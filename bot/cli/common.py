"""What most commands begin with: settings, logs, an open and current database, the time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from db.session import Database

T = TypeVar("T")


def get_ready(*, quiet: bool = False) -> Settings:
    """The settings in force, and logs set up by them; `quiet` shows warnings and worse only. Raises SettingsError."""
    from bot import logs, settings

    loaded = settings.load()
    level = "WARNING" if quiet and loaded.log_level == "INFO" else loaded.log_level
    logs.set_up(level, loaded.secrets())
    return loaded


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """The database, made or migrated first. Whichever command comes first does this."""
    from db.migrate import upgrade
    from db.session import Database

    await upgrade(url)
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def now() -> datetime:
    """The outermost clock of the commands: UTC."""
    return datetime.now(UTC)


def say(line: str = "") -> None:
    """A result: on stdout."""
    typer.echo(line)


def complain(line: str) -> None:
    """What was not done: on stderr."""
    typer.echo(line, err=True)
