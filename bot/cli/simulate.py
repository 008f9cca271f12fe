"""`simulate-year`: a school year with silence, blocking, kills and downtime, and whether the promises held."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import complain, get_ready, opened, say, wait_for

SAMPLE = Path(__file__).parents[2] / "plans" / "hoa-sen-2026.md"
KILLS = (datetime(2026, 11, 2, 0, 30, tzinfo=UTC), datetime(2027, 3, 1, 0, 30, tzinfo=UTC))
OFF_AT, OFF_FOR = datetime(2026, 12, 28, 0, 30, tzinfo=UTC), timedelta(days=3)  # steps fall due meanwhile
LOOKS_S = 0.01
SHOWN = 5  # examples of a broken promise


def simulate_year(
    schools: Annotated[int, typer.Option(min=3, max=500, help="How many schools there are.")] = 84,
    seed: Annotated[int, typer.Option(help="Another number, another year.")] = 1,
    live: Annotated[str, typer.Option(hidden=True, help="The folder of a year that is under way.")] = "",
) -> None:
    """Live a school year in a temporary database; exit 1 where a promise is broken."""
    get_ready(quiet=True)
    if live:
        wait_for(_live(Path(live), seed))
        return
    with tempfile.TemporaryDirectory() as folder:
        if not _simulate(Path(folder), schools, seed):
            raise typer.Exit(1)


async def _live(folder: Path, seed: int) -> None:
    from bot.simulation.year import Year

    await Year(folder, seed).live()


def _simulate(folder: Path, schools: int, seed: int) -> bool:
    from bot.simulation.year import Paths

    started = time.monotonic()
    paths = Paths.within(folder)
    wait_for(_set_up(paths.url, schools))
    for stop, off_for in sorted([*((at, timedelta()) for at in KILLS), (OFF_AT, OFF_FOR)]):
        _live_until(folder, seed, stop)
        now = datetime.fromisoformat(paths.clock.read_text())
        say(f"{now:%d/%m/%Y}: tắt ngang (kill -9){f', nghỉ {off_for.days} ngày' if off_for else ''}")
        paths.clock.write_text((now + off_for).isoformat())
    _live_until(folder, seed, None)
    kept = wait_for(_judge(folder, seed))
    say(f"Thời gian chạy: {time.monotonic() - started:.0f} giây")
    return kept


def _live_until(folder: Path, seed: int, stop: datetime | None) -> None:
    """A process of its own lives on from where the last one was; at `stop` it is killed, without a warning."""
    from bot.simulation.year import Paths

    clock = Paths.within(folder).clock
    command = [sys.executable, "-m", "bot", "simulate-year", "--live", str(folder), "--seed", str(seed)]
    with subprocess.Popen(command) as child:  # noqa: S603 - our own program
        while child.poll() is None:
            time.sleep(LOOKS_S)
            if stop and clock.exists() and datetime.fromisoformat(clock.read_text()) >= stop:
                child.kill()
                return
    if child.returncode:
        from knowledge.errors import UserError

        raise UserError(f"Chương trình mô phỏng dừng giữa chừng, mã {child.returncode}.")


async def _set_up(url: str, schools: int) -> None:
    from bot.simulation.year import set_up

    async with opened(url) as database:
        await set_up(database, SAMPLE.read_bytes(), schools)


async def _judge(folder: Path, seed: int) -> bool:
    """Prints the tally last."""
    from bot.simulation.judge import judge
    from bot.simulation.messenger import Messenger
    from bot.simulation.world import World
    from bot.simulation.year import Paths
    from db.session import Database
    from scheduler.rhythm import Rhythm

    paths = Paths.within(folder)
    world, database = World(paths.world, seed), Database(paths.url)
    try:
        verdict = await judge(database, world, Rhythm(), len(KILLS) + 1, Messenger.max_in_flight)
    finally:
        world.close()
        await database.close()
    for promise, cases in verdict.broken.items():
        complain(f"KHÔNG GIỮ ĐƯỢC CAM KẾT: {promise} ({len(cases)} lần)")
        for case in cases[:SHOWN]:
            complain(f"  {case}")
    for name, count in verdict.tally.items():
        say(f"{name}: {count}")
    return not verdict.broken
