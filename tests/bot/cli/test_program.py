"""Help, settings, doctor, errors: what every command has in common."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import doctor
from bot.cli.program import app
from bot.settings import Settings
from bot.telegram_me import Me
from db import troubles
from db.models import TroubleKind
from db.session import Database
from tests.bot.cli.conftest import Run
from tests.plans.test_docs import commands

ROOT = Path(__file__).parents[3]
TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"


@pytest.mark.parametrize("command", commands(app))
def test_help(run: Run, command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.status == 0
    assert f"Usage: python -m bot {command}" in done.out


def test_settings_shows_all_and_masks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TELEGRAM_TOKEN", TOKEN)
    done = run("settings")
    assert done.status == 0
    assert all(f"BOT_{name.upper()} = " in done.out for name in Settings.model_fields)
    assert TOKEN not in done.out


@pytest.mark.parametrize("command", ["demo", "run", "chat", "settings", "doctor", "plan list", "db upgrade"])
def test_a_wrong_setting_stops_every_command(run: Run, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("BOT_WEB_PROT", "1")
    done = run(*command.split())
    assert (done.status, done.out) == (2, "")
    assert done.err == "Không có thiết lập BOT_WEB_PROT. Có phải là BOT_WEB_PORT?\n"


@pytest.mark.parametrize("command", ["plan list", "office list", "chat", "run", "db upgrade"])
def test_a_database_that_is_away(run: Run, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", "postgresql+psycopg://u:hidden@127.0.0.1:1/none")
    done = run(*command.split())
    assert (done.status, done.out) == (1, "")
    assert "Không mở được cơ sở dữ liệu" in done.err
    assert "hidden" not in done.err


def test_whichever_comes_first_makes_the_database(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", "sqlite+aiosqlite:///new/folder/bot.sqlite3")
    assert run("plan", "list").status == 0
    assert (tmp_path / "new/folder/bot.sqlite3").exists()
    assert "đã ở bản mới nhất" in run("db", "upgrade").out


def test_demo_refuses_a_token(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TELEGRAM_TOKEN", TOKEN)
    done = run("demo")
    assert (done.status, "BOT_TELEGRAM_TOKEN" in done.err) == (1, True)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", ["run", "demo"])
def test_a_port_in_use_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("BOT_WEB_PORT", str(port))
        done = run(command)
    assert done.status == 1
    assert f"Không mở được cổng {port}" in done.err.splitlines()[-1]


def test_doctor_is_content_without_a_token(run: Run) -> None:
    done = run("doctor")
    assert done.status == 0
    assert "chỉ chạy web" in done.out


@pytest.mark.parametrize(
    ("me", "said", "status"),
    [
        (Me(username="hoa_sen_bot", ahead=timedelta(seconds=2)), "@hoa_sen_bot", 0),
        (Me(problem="Telegram không nhận mã bot này."), "không nhận mã", 1),
        (Me(username="hoa_sen_bot", ahead=timedelta(minutes=-5)), "lệch 300 giây", 1),
    ],
)
def test_doctor_looks_at_token_and_clock(
    run: Run, monkeypatch: pytest.MonkeyPatch, me: Me, said: str, status: int
) -> None:
    async def answer(settings: Settings) -> Me:
        return me

    monkeypatch.setattr(doctor, "ask_me", answer)
    monkeypatch.setenv("BOT_TELEGRAM_TOKEN", TOKEN)
    done = run("doctor")
    assert (done.status, said in done.out) == (status, True)


def test_doctor_shows_a_channel_that_is_down(run: Run, database_url: str) -> None:
    async def store() -> None:
        database = Database(database_url)
        async with database.write() as session:
            at = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)
            await troubles.begin(session, ("telegram", "7"), TroubleKind.SENDING, "Unauthorized", at)
            await troubles.begin(session, ("telegram", "7"), TroubleKind.READING, "Conflict", at)
        await database.close()

    asyncio.run(store())
    done = run("doctor")
    assert done.status == 1
    assert "Gửi qua Telegram: không gửi được từ 09:05 ngày 22/11/2026 (Unauthorized)." in done.out
    assert (
        "Nhận tin qua Telegram: từ 09:05 ngày 22/11/2026 có chương trình khác dùng cùng mã bot (Conflict)." in done.out
    )


def test_doctor_says_what_is_wrong_with_the_database(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", "sqlite+aiosqlite:////proc/nowhere/bot.sqlite3")
    done = run("doctor")
    assert done.status == 1
    assert "BOT_DATABASE_URL" in done.out


def test_the_module_is_the_program(tmp_path: Path) -> None:
    """Once as the shell starts it, and without the libraries that only some commands need."""
    probe = "import sys; from bot.cli.program import app; print('sqlalchemy' in sys.modules, 'fastapi' in sys.modules)"
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    loaded = subprocess.run([sys.executable, "-c", probe], env=environment, capture_output=True, text=True, check=True)
    assert loaded.stdout == "False False\n"
    told = subprocess.run(
        [sys.executable, "-m", "bot", "--help"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "python -m bot [OPTIONS] COMMAND" in told.stdout
