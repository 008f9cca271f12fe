"""The real program, in processes of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.botapi import TOKEN

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "plans" / "hoa-sen-2026.md"
SECRET = TOKEN.partition(":")[2]
STOP_S = 5.0  # how soon the program is down when it is asked to stop, on a quiet machine ...
BUSY = 8  # ... and so many times as long on a busy one; a poll that was waited for would take longer


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@dataclass(slots=True)
class Program:
    """`python -m bot …` with its settings, started as often as a test needs. `log` is all that it wrote to stderr."""

    folder: Path  # where it runs: a .env of the repository must not reach it
    settings: Mapping[str, str]
    process: Process | None = None

    @property
    def log(self) -> str:
        path = self.folder / "stderr"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @property
    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
        return {**kept, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default", **self.settings}

    async def start(self, *arguments: str) -> None:
        with (self.folder / "stderr").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", *arguments or ["run"],
                cwd=self.folder, env=self._environment, stdin=DEVNULL, stdout=DEVNULL, stderr=log,
            )  # fmt: skip

    async def command(self, *arguments: str) -> str:
        """Runs one command to its end and gives what it printed."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments,
            cwd=self.folder, env=self._environment, stdin=DEVNULL, stdout=PIPE, stderr=PIPE,
        )  # fmt: skip
        out, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
        return out.decode()

    async def kill(self) -> None:
        """As a power cut would."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Asks it to stop; fails where it does not, or not soon."""
        assert self.process is not None
        self.process.send_signal(how)
        try:
            status = await asyncio.wait_for(self.process.wait(), STOP_S * BUSY)
        except TimeoutError:
            await self.kill()
            raise
        assert status == 0, self.log

    async def end(self) -> None:
        if self.process is not None and self.process.returncode is None:
            await self.stop()


@asynccontextmanager
async def programs(folder: Path, settings: Mapping[str, str]) -> AsyncIterator[Program]:
    """One Program; whatever it logged, the token was not in it."""
    program = Program(folder, settings)
    try:
        yield program
    except Exception as error:
        error.add_note(f"--- what the program logged\n{program.log[-5000:]}")
        raise
    finally:
        await program.end()
    if (folder / "stderr").exists():
        assert SECRET not in program.log
        assert "Traceback" not in program.log, program.log
