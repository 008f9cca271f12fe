"""A broadcast to 5,000 through faults (5 % 429, 2 % 500, 1 % cut before, 1 % after) and kill -9 ten times at random.

    python -m benchmarks.storm

Minutes, since every second 429 within a second stops the bot for one.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.answers import show
from benchmarks.broadcast import settings
from db.migrate import upgrade
from tests.botapi import serving
from tests.e2e.program import programs
from tests.e2e.storm import Outcome, broadcast

PEOPLE = 5_000


def main() -> int:
    with TemporaryDirectory() as name:
        outcome = asyncio.run(_storm(Path(name)))
    show(f"lost of {PEOPLE}, ten kills, faults on", "0", str(PEOPLE - outcome.reached))
    show("came again", f"<= {outcome.excusable}", str(outcome.again))
    show("most out or unrecorded at a kill", "<= 64", str(max(outcome.out)))
    show("told as sent", str(outcome.reached), str(outcome.told["sent"]))
    return 0


async def _storm(folder: Path) -> Outcome:
    url = f"sqlite+aiosqlite:///{folder / 'storm.sqlite3'}"
    await upgrade(url)
    async with serving() as api, programs(folder, settings(url, api.url)) as bot:
        return await broadcast(api, bot, url, PEOPLE, seed=20261122)


if __name__ == "__main__":
    sys.exit(main())
