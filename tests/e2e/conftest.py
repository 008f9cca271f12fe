"""The local Bot API server in the test's process, the program in another, and a database that knows a plan."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.botapi import TOKEN, BotApi, serving
from tests.e2e.program import PLAN, ROOT, Program, free_port, programs


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with serving() as api:
        yield api


@pytest.fixture(scope="session")
def known_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file into which the sample plan was imported and activated."""
    folder = tmp_path_factory.mktemp("e2e")
    path = folder / "known.sqlite3"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BOT_DATABASE_URL": f"sqlite+aiosqlite:///{path}"}
    command = [sys.executable, "-m", "bot", "plan", "import", str(PLAN), "--activate"]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return path


@pytest.fixture
def knowing_url(known_plan: Path, tmp_path: Path) -> str:
    """The URL of a copy of that database."""
    for file in known_plan.parent.glob(f"{known_plan.name}*"):
        shutil.copy(file, tmp_path / file.name)
    return f"sqlite+aiosqlite:///{tmp_path / known_plan.name}"


Start = Callable[..., AbstractAsyncContextManager[Program]]


@pytest.fixture
def program(api: BotApi, tmp_path: Path) -> Start:
    """`async with program(database_url) as bot:` a Program that talks to `api`; each `place` is a folder of its own."""

    def make(database_url: str, place: str = "", **settings: str) -> AbstractAsyncContextManager[Program]:
        folder = tmp_path / place
        folder.mkdir(exist_ok=True)
        return programs(
            folder,
            {
                "BOT_DATABASE_URL": database_url,
                "BOT_TELEGRAM_TOKEN": TOKEN,
                "BOT_TELEGRAM_API_URL": api.url,
                "BOT_TELEGRAM_RATE_PER_S": "1000",
                "BOT_WEB_PORT": str(free_port()),
                **settings,
            },
        )

    return make
