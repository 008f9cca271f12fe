"""What most commands begin with: settings, logs, an open and current database, the time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.settings import Settings
    from db.models import Office
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


async def office_asked(session: AsyncSession, words: str) -> Office:
    """The office that was named, or the only one there is. Raises UserError."""
    from db.offices import all_offices, named
    from knowledge.errors import UserError

    if words:
        return await named(session, words)
    offices = await all_offices(session)
    if not offices:
        raise UserError("Chưa có cơ quan nào. Nhập một kế hoạch, hoặc: python -m bot office set MÃ --name TÊN")
    if len(offices) > 1:
        raise UserError(f"Có nhiều cơ quan, hãy thêm --office: {', '.join(office.slug for office in offices)}.")
    return offices[0]


async def telegram_name(settings: Settings) -> str:
    """The bot's name for start links, "" where there is none or Telegram cannot be asked just now: then it says so."""
    from bot.telegram_me import ask_me

    me = await ask_me(settings)
    if me.problem:
        complain(f"Chưa có đường dẫn: {me.problem}")
    return me.username


def bytes_of(file: Path, most: int) -> bytes:
    """The file's first `most` bytes. Raises UserError where it cannot be read."""
    from knowledge.errors import UserError

    try:
        with file.open("rb") as stream:
            return stream.read(most)
    except FileNotFoundError:
        raise UserError("Không có tệp này.") from None
    except IsADirectoryError:
        raise UserError("Đây là một thư mục; hãy ghi tên tệp.") from None
    except OSError as error:
        raise UserError("Không đọc được tệp này.", str(error)) from error
