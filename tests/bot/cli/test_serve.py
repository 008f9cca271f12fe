"""`demo` and `run` in a process of their own: up, serving, down when told to."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.botapi.waiting import PATIENCE_S
from tests.e2e.program import BUSY, STOP_S

ROOT = Path(__file__).parents[3]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")

pytestmark = [pytest.mark.e2e, pytest.mark.slow]  # it loads and indexes all plans several times
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """`start("demo")` starts the program in an empty folder, on a free port."""
    started = []
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("BOT_")}
    environment = {**kept, "PYTHONPATH": str(ROOT), "BOT_WEB_PORT": "0"}

    def start(*arguments: str) -> subprocess.Popen[str]:
        program = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments], cwd=tmp_path, env=environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        started.append(program)
        return program

    yield start
    for program in started:
        program.kill()
        program.communicate()


def address_of(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    for line in program.stdout:
        if found := ADDRESS.search(line):
            assert "Ctrl-C" in line
            return found[0]
    pytest.fail(f"it never came up: {program.communicate()[1]}")


def stop(program: subprocess.Popen[str], how: signal.Signals) -> None:
    program.send_signal(how)
    _, errors = program.communicate(timeout=STOP_S * BUSY)
    assert program.returncode == 0
    assert "Traceback" not in errors


@pytest.mark.parametrize("command", ["demo", "start"])
def test_demo_knows_the_sample_and_keeps_its_data(start: Start, tmp_path: Path, command: str) -> None:
    program = start(command)
    with urllib.request.urlopen(address_of(program)) as page:
        assert "Hoa Sen" in page.read().decode()
    stop(program, signal.SIGINT)
    assert (tmp_path / "data" / "demo.sqlite3").exists()
    assert not (tmp_path / "data" / "bot.sqlite3").exists()
    again = start(command)
    address_of(again)
    stop(again, signal.SIGTERM)


def test_run_serves_the_web_without_a_token_and_loads_no_samples(start: Start, tmp_path: Path) -> None:
    program = start("run")
    with urllib.request.urlopen(f"{address_of(program)}healthz") as answer:
        assert answer.read() == b"ok"
    stop(program, signal.SIGTERM)
    with closing(sqlite3.connect(tmp_path / "data" / "bot.sqlite3")) as kept:
        assert [name for (name,) in kept.execute("SELECT channel FROM served_accounts")] == ["webchat"]
    listed = start("plan", "list").communicate(timeout=PATIENCE_S)
    assert listed[0] == ""
