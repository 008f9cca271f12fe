"""A broadcast by the real program beside what is asked of it, against the local Bot API server with limits on.

    python -m benchmarks.broadcast [rate] [pace] [memory]

rate: 10,000 recipients as fast as it goes, and a bare loop over the same HTTP client, in turns; the medians are
compared, since a machine has fast and slow minutes. pace: 30 a second set and accepted, over a minute, in which people
ask questions. memory: what the program holds while it sends to 20,000 and to 200,000. Program, server and loop are
processes of their own, and the announcement is made by `python -m bot announce`.
"""

from __future__ import annotations

import asyncio
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.answers import show
from benchmarks.throughput import PATIENCE_S, PLAN, Server, running
from db.session import Database
from tests.botapi import TOKEN
from tests.e2e.crowd import gather

FIRST = 100_000  # chat of the first recipient
TEXT = "Thông báo: chiều thứ Sáu tuần này trường họp phụ huynh lúc 16 giờ 30, mời anh/chị đến dự."
QUESTION = "khai giảng ngày nào"
RUNS, MOST_S = 3, 120  # turns, and when a slow machine begins no other
ASKED_RATIO, ASKED_PACE, ASKED_REFUSED, ASKED_P95_S, ASKED_MB = 0.9, 0.97, 1 / 500, 1.0, 250
FAST, SLOW = 1000, 30  # messages a second that the server accepts
PACED_S = 60
MEMORY_S = 20  # of the broadcast that memory is looked at


def settings(database_url: str, api_url: str, rate: int = FAST) -> dict[str, str]:
    """Of the program."""
    return {
        "BOT_DATABASE_URL": database_url,
        "BOT_TELEGRAM_TOKEN": TOKEN,
        "BOT_TELEGRAM_API_URL": api_url,
        "BOT_TELEGRAM_RATE_PER_S": str(rate),
        "BOT_WEB_PORT": "0",
        "BOT_LOG_LEVEL": "WARNING",
    }


class Bench:
    """The folder in which programs run, the server, and a database for each size of crowd."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder = folder
        self.server = server

    @property
    def url(self) -> str:
        return f"sqlite+aiosqlite:///{self.folder / 'bot.sqlite3'}"

    def settings(self, rate: int = FAST) -> dict[str, str]:
        return settings(self.url, self.server.url, rate)

    def command(self, *arguments: str) -> None:
        """Runs a command of the program to its end."""
        with running([sys.executable, "-m", "bot", *arguments], self.folder, self.settings()) as process:
            if process.wait(PATIENCE_S):
                raise RuntimeError(f"{arguments[0]} failed: {self.log()}")

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")[-2000:]

    def database(self, people: int) -> None:
        """A fresh copy of a database that knows the sample plan and so many parents."""
        template = self.folder / f"{people}.template"
        for old in self.folder.glob("bot.sqlite3*"):
            old.unlink()
        if not template.exists():
            self.command("plan", "import", str(PLAN), "--activate")
            asyncio.run(_gather(self.url, people))
            shutil.copy(self.folder / "bot.sqlite3", template)
        shutil.copy(template, self.folder / "bot.sqlite3")

    @contextmanager
    def broadcast(self, people: int, rate: int, accepted: int) -> Iterator[subprocess.Popen[str]]:
        """The program, ready, and an announcement to all of them just made."""
        self.database(people)
        self.server.control("forget")
        self.server.control("know", chats=people, first=FIRST)
        with running([sys.executable, "-m", "bot", "run"], self.folder, self.settings(rate)) as process:
            assert process.stdout is not None
            process.stdout.readline()  # it says when it serves
            self.server.control("limit", overall=accepted, burst=20, group=20)
            self.command("announce", "--to", "parents", "--text", TEXT, "--urgent")
            yield process

    def until(self, done: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The server's tally once it is as wanted."""
        end = time.monotonic() + PATIENCE_S
        tally: dict[str, Any]
        while not done(tally := self.server.control("tally", part=TEXT)):
            if time.monotonic() > end:
                raise RuntimeError(f"{tally['messages']} messages after {PATIENCE_S} s; the log ends:\n{self.log()}")
            time.sleep(0.5)
        if tally["invalid"]:
            raise RuntimeError(f"invalid requests: {tally['invalid']}")
        return tally


async def _gather(url: str, people: int) -> None:
    database = Database(url)
    async with database.write() as session:
        await gather(session, people, FIRST)
    await database.close()


def rate(bench: Bench, people: int = 10_000) -> None:
    ours: list[float] = []
    bare: list[float] = []
    end = time.monotonic() + MOST_S
    while len(ours) < RUNS and (not ours or time.monotonic() < end):
        bare.append(_bare_rate(bench, people))
        with bench.broadcast(people, FAST, FAST):
            ours.append(_rate(bench.until(lambda tally: tally["chats"] >= people)))
    show(f"broadcast to {people} / bare loop", f">= {ASKED_RATIO}", f"{median(ours) / median(bare):.2f}")
    for name, rates in (("broadcast", ours), ("bare loop", bare)):
        print(f"    {name}: {median(rates):.0f} messages/s ({', '.join(f'{each:.0f}' for each in rates)})")


def _bare_rate(bench: Bench, people: int) -> float:
    bench.server.control("forget")
    bench.server.control("know", chats=people, first=FIRST)
    bench.server.control("limit", overall=FAST, burst=20, group=20)
    command = [sys.executable, "-m", "benchmarks.bare_loop", TOKEN, bench.server.url, str(FIRST), str(people), TEXT]
    with running(command, bench.folder, {}) as process:
        process.wait(PATIENCE_S)
    return _rate(bench.until(lambda tally: tally["chats"] >= people))


def _rate(tally: dict[str, Any]) -> float:
    return float((tally["messages"] - 1) / (tally["last"] - tally["first"]))


def pace(bench: Bench, people: int = 10_000) -> None:
    with bench.broadcast(people, SLOW, SLOW):
        bench.until(lambda tally: tally["chats"] > 0)
        for asker in range(PACED_S):
            bench.server.control("say", chats=1, each=1, text=QUESTION, first=1 + asker)
            time.sleep(1)
        tally = bench.until(lambda tally: len(tally["waited_s"]) == PACED_S)
    sent = sum(tally["per_second"][:PACED_S])
    refused, requests = tally["met"].get("limit", 0), tally["sent"] + tally["met"].get("limit", 0)
    show(f"of {SLOW}/s over {PACED_S} s", f">= {ASKED_PACE}", f"{sent / PACED_S / SLOW:.3f}")
    show(f"refused of {requests}", f"< {ASKED_REFUSED:.3f}", f"{refused / requests:.4f}")
    show("p95 of a reply meanwhile, s", f"< {ASKED_P95_S:.0f}", f"{quantiles(tally['waited_s'], n=20)[-1]:.2f}")


def memory(bench: Bench) -> None:
    for people in (20_000, 200_000):
        with bench.broadcast(people, FAST, 0) as process:
            bench.until(lambda tally: tally["chats"] > 0)
            most, end = 0.0, time.monotonic() + MEMORY_S
            while time.monotonic() < end:
                most = max(most, _resident_mb(process.pid))
                time.sleep(0.2)
            tally = bench.server.control("tally")
        show(f"memory at {people}, MB", f"< {ASKED_MB}", f"{most:.0f}")
        print(f"    {tally['messages']} sent by then")


def _resident_mb(pid: int) -> float:
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * resource.getpagesize() / 1e6


PARTS = {"rate": rate, "pace": pace, "memory": memory}


def main(*parts: str) -> int:
    print("Broadcast, through the real program on SQLite" + " " * 10 + "asked   measured")
    with TemporaryDirectory() as name:
        folder = Path(name)
        with running([sys.executable, "-m", "tests.botapi"], folder, {}) as process:
            assert process.stdout is not None
            bench = Bench(folder, Server(process.stdout.readline().strip()))
            for part in parts or PARTS:
                PARTS[part](bench)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
