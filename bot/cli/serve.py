"""`demo`, `run` and `start`: the programs that serve."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.cli.common import complain, get_ready, opened, say

if TYPE_CHECKING:
    from bot.settings import Settings
    from db.lock import Holder, ServingLock
    from db.session import Database

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SAMPLES = Path(__file__).parents[2] / "plans"


def demo() -> None:
    """Try it: web chat and start page with the plans that ship, in a database of their own."""
    settings = get_ready()
    if settings.telegram_token:
        from knowledge.errors import UserError

        raise UserError(
            "Đã đặt BOT_TELEGRAM_TOKEN: bản chạy thử (demo) không dùng mã bot thật. Hãy chạy: python -m bot run"
        )
    loop_on(_demo(settings))


def run() -> None:
    """Run the bot: every channel that is configured, and the web."""
    loop_on(_run(get_ready()))


def start() -> None:
    """Run `demo` where no token is set, else `run`."""
    run() if get_ready().telegram_token else demo()


def loop_on(work: Coroutine[Any, Any, None]) -> None:
    """Runs on uvloop, which halves the cost of the loop, where there is one."""
    if sys.platform == "win32":
        asyncio.run(work)
    else:
        import uvloop

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner, suppress(asyncio.CancelledError):
            runner.run(_stoppable(work))


async def _stoppable(work: Coroutine[Any, Any, None]) -> None:
    """Ends by cancelling on SIGINT and SIGTERM; once the program serves, it takes them itself."""
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    await task


async def _demo(settings: Settings) -> None:
    from bot.assembly import run_server

    async with _served(settings.demo_database_url.get_secret_value()) as (database, lock):
        await _load_samples(database)
        say("Bản chạy thử với kế hoạch mẫu và phiếu dữ kiện của văn bản công khai; không dùng dữ liệu của cơ quan.")
        await run_server(settings, database, lock, _announce)


@asynccontextmanager
async def _served(url: str) -> AsyncIterator[tuple[Database, ServingLock]]:
    """The database, as soon as no other process serves it; only then is it migrated."""
    from bot.clocks import utc_now
    from db.lock import ServingLock

    lock = ServingLock(url, utc_now)
    try:
        await lock.take(_say_who_serves)
        async with opened(url) as database:
            yield database, lock
    finally:
        await lock.release()


def _say_who_serves(holder: Holder | None) -> None:
    who = ""
    if holder:
        since = holder.since.astimezone(ZONE)
        who = f" (tiến trình {holder.pid} trên máy {holder.host}, từ {since:%H:%M ngày %d/%m/%Y})"
    complain(
        f"Một chương trình khác{who} đang phục vụ cơ sở dữ liệu này. Chương trình vừa mở sẽ chờ, và tiếp quản ngay "
        "khi chương trình kia dừng. Nhấn Ctrl-C nếu không muốn chờ."
    )


async def _load_samples(database: Database) -> None:
    from bot.cli.plans import import_file
    from db.plans import is_active
    from knowledge.language.text import slug

    for file in sorted(SAMPLES.glob("*.md")):
        async with database.read() as session:
            if await is_active(session, slug(file.stem), file.read_bytes()):
                continue
        await import_file(database, file, slug="", office="", activate=True)


async def _run(settings: Settings) -> None:
    from bot.assembly import run_server
    from db.plans import active_slugs

    if settings.telegram_token:
        from bot.channels import telegram  # noqa: F401 - takes long to load: before the lock is had, not after
    async with _served(settings.database_url.get_secret_value()) as (database, lock):
        async with database.read() as session:
            if not await active_slugs(session):
                complain("Chưa có kế hoạch nào đang dùng. Nhập bằng: python -m bot plan import TỆP --activate")
        if not settings.telegram_token:
            complain("Chưa đặt BOT_TELEGRAM_TOKEN: chỉ chạy web.")
        await run_server(settings, database, lock, _announce)


def _announce(address: str) -> None:
    say(f"Trống Trường đang chạy: {address} (Ctrl-C để dừng)")
