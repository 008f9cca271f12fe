"""1,000 waiting updates from 200 chats, one reply each, by polling: our bot beside a bare python-telegram-bot echo.

Both run in a process of their own against the same local Bot API server, in turns, three times each; the medians are
compared, since a machine has fast and slow minutes. The clock runs from the first updates handed out to the last reply.
`python -m benchmarks.throughput`
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from tests.botapi import TOKEN

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "plans" / "hoa-sen-2026.md"
CHATS, EACH, TEXT = 200, 5, "/trogiup"
UPDATES = CHATS * EACH
RUNS = 3
ASKED = 0.5  # of the bare bot's rate
PATIENCE_S = 120.0

_open = build_opener(ProxyHandler({})).open  # the server is on the loopback, whatever the environment says


@dataclass(frozen=True, slots=True)
class Server:
    """The local Bot API server, in a process of its own."""

    url: str

    def control(self, step: str, **parameters: Any) -> Any:
        request = Request(f"{self.url}/control/{step}", json.dumps(parameters).encode())
        with _open(request, timeout=PATIENCE_S) as answer:
            return json.load(answer)

    def rate(self, command: list[str], folder: Path, settings: dict[str, str]) -> float:
        """Replies a second of one run."""
        self.control("forget")
        self.control("say", chats=CHATS, each=EACH, text=TEXT)
        with running(command, folder, settings) as process:
            until = time.monotonic() + PATIENCE_S
            while (state := self.control("state"))["sent"] < UPDATES:
                if process.poll() is not None or time.monotonic() > until:
                    said = (folder / "log").read_text(encoding="utf-8")[-2000:]
                    raise RuntimeError(f"{command[1:4]}: only {state['sent']} of {UPDATES} replies; it said:\n{said}")
                time.sleep(0.05)
        if state["invalid"]:
            raise RuntimeError(f"invalid requests: {state['invalid']}")
        return UPDATES / float(state["seconds"])


@contextmanager
def running(command: list[str], folder: Path, settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process with only our settings, stopped at the end."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("BOT_", "HTTP", "ALL_"))}
    with (folder / "log").open("a") as log:
        process = subprocess.Popen(
            command, cwd=folder, env={**kept, "PYTHONPATH": str(ROOT), **settings}, stderr=log,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)


def our_bot(server: Server, folder: Path) -> float:
    """A run on a fresh database that knows the sample plan."""
    template = folder / "template.sqlite3"
    if not template.exists():
        settings = {"BOT_DATABASE_URL": f"sqlite+aiosqlite:///{template}"}
        command = [sys.executable, "-m", "bot", "plan", "import", str(PLAN), "--activate"]
        with running(command, folder, settings) as process:
            process.wait(PATIENCE_S)
    for old in folder.glob("bot.sqlite3*"):
        old.unlink()
    shutil.copy(template, folder / "bot.sqlite3")
    return server.rate(
        [sys.executable, "-m", "bot", "run"],
        folder,
        {
            "BOT_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'bot.sqlite3'}",
            "BOT_TELEGRAM_TOKEN": TOKEN,
            "BOT_TELEGRAM_API_URL": server.url,
            "BOT_TELEGRAM_RATE_PER_S": "1000",  # Telegram's own limit is not what is measured
            "BOT_WEB_PORT": "0",
            "BOT_LOG_LEVEL": "WARNING",
        },
    )


def bare_bot(server: Server, folder: Path) -> float:
    return server.rate([sys.executable, "-m", "benchmarks.bare_bot", TOKEN, server.url], folder, {})


def main() -> int:
    with TemporaryDirectory() as name:
        folder = Path(name)
        with running([sys.executable, "-m", "tests.botapi"], folder, {}) as process:
            assert process.stdout is not None
            server = Server(process.stdout.readline().strip())
            ours, bare = [], []
            for _ in range(RUNS):
                bare.append(bare_bot(server, folder))
                ours.append(our_bot(server, folder))
    print(f"Throughput: {UPDATES} updates from {CHATS} chats, one reply each, by polling (median of {RUNS})")
    print(f"  bare echo bot {median(bare):7.0f} replies/s  ({', '.join(f'{rate:.0f}' for rate in bare)})")
    print(f"  this bot      {median(ours):7.0f} replies/s  ({', '.join(f'{rate:.0f}' for rate in ours)})")
    print(f"  ratio         {median(ours) / median(bare):7.2f}            (asked: {ASKED} or more)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
