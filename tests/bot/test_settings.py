"""Settings: where they come from, and the one line that a wrong one is answered with."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.settings import MASK, Settings, SettingsError, load, table

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and no setting in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("BOT_")]:
        monkeypatch.delenv(name)
    return tmp_path


def refusal(monkeypatch: pytest.MonkeyPatch, **given: str) -> str:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load()
    assert "\n" not in caught.value.sentence
    return caught.value.sentence


def test_all_have_a_default_and_a_help_line() -> None:
    rows = table(load())
    assert all(row.help and row.value == row.default for row in rows)
    assert len(rows) == len(Settings.model_fields)


def test_the_environment_goes_before_the_file(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / ".env").write_text("BOT_WEB_PORT=1111\nBOT_RETENTION_DAYS=7\nOTHER=x\n")
    monkeypatch.setenv("BOT_WEB_PORT", "2222")
    monkeypatch.setenv("BOT_RETENTION_DAYS", "")
    assert (load().web_port, load().retention_days) == (2222, 7)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BOT_WEB_PORT", "abc", "BOT_WEB_PORT: giá trị “abc” không dùng được: cần một số."),
        ("BOT_WEB_PORT", "65536", "lớn nhất là 65535"),
        ("BOT_RETENTION_DAYS", "0", "nhỏ nhất là 1"),
        ("BOT_TELEGRAM_RATE_PER_S", "0", "phải lớn hơn 0"),
        ("BOT_TELEGRAM_MODE", "push", "chọn một trong polling hoặc webhook"),
        ("BOT_TELEGRAM_API_URL", "api.telegram.org", "http:// hoặc https://"),
        ("BOT_DATABASE_URL", "mysql://u:p@h/d", "BOT_DATABASE_URL"),
        ("BOT_DATABASE_URL", "sqlite+aiosqlite:///:memory:", "BOT_DATABASE_URL"),
        ("BOT_LOG_LEVEL", "loud", "chọn một trong"),
        ("BOT_CLOCK_START", "hôm nay", "cần ngày giờ kèm múi giờ"),
        ("BOT_CLOCK_START", "2026-10-01T07:00:00", "cần ngày giờ kèm múi giờ"),
        ("BOT_CLOCK_RATE", "0", "phải lớn hơn 0"),
        ("BOT_WEB_PROT", "80", "Không có thiết lập BOT_WEB_PROT. Có phải là BOT_WEB_PORT?"),
        ("BOT_XYZZY", "1", "Không có thiết lập BOT_XYZZY."),
        ("BOT_TELEGRAM_TOKEN_FILE", "nowhere", "không có tệp này"),
        ("BOT_TELEGRAM_TOKEN_FILE", ".", "đây là một thư mục"),
    ],
)
def test_a_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    assert said in refusal(monkeypatch, **{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TELEGRAM_TOKEN", "not-a-token-secret"),
        ("BOT_DATABASE_URL", "mysql://u:hidden-secret@h/d"),
        ("BOT_TELEGRAM_WEBHOOK_SECRET", "có dấu secret"),
        ("BOT_TELEGRAM_PROXY", "secret"),
    ],
)
def test_a_wrong_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    said = refusal(monkeypatch, **{name: value})
    assert name in said
    assert "secret" not in said


def test_webhook_needs_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal(monkeypatch, BOT_TELEGRAM_TOKEN=TOKEN, BOT_TELEGRAM_MODE="webhook")
    assert "BOT_TELEGRAM_WEBHOOK_URL" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_TOKEN", TOKEN),
        ("TELEGRAM_WEBHOOK_SECRET", "s-3_cret"),
        ("DATABASE_URL", "postgresql+psycopg://u:p@h/d"),
    ],
)
def test_a_secret_from_a_file(bare: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    (bare / "secret").write_text(f"{value}\n")
    monkeypatch.setenv(f"BOT_{name}_FILE", "secret")
    assert getattr(load(), name.lower()).get_secret_value() == value
    assert f"BOT_{name}_FILE" in refusal(monkeypatch, **{f"BOT_{name}": value}), "both at once"


@pytest.mark.parametrize(("content", "said"), [(b"", "trống"), (b"\xff\xfe\xfa", "không phải văn bản UTF-8")])
def test_a_bad_secret_file(bare: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str) -> None:
    (bare / "secret").write_bytes(content)
    assert said in refusal(monkeypatch, BOT_TELEGRAM_TOKEN_FILE="secret")


def test_a_bad_env_file(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / ".env").write_bytes(b"BOT_WEB_PORT=\xff")
    assert ".env" in refusal(monkeypatch)


def test_secrets_are_masked_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_DATABASE_URL", "postgresql+psycopg://u:hidden@h/d")
    shown = {row.name: row.value for row in table(load())}
    assert shown["BOT_TELEGRAM_TOKEN"] == MASK
    assert shown["BOT_DATABASE_URL"] == "postgresql+psycopg://u:***@h/d"
    assert {TOKEN, "hidden"} <= set(load().secrets())


def test_a_password_is_masked_in_every_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_DEMO_DATABASE_URL", "postgresql+psycopg://u:p%40ss%2Fw@h/d")
    assert {"p@ss/w", "p%40ss%2Fw"} <= set(load().secrets())


def test_a_moved_clock_is_refused_against_the_real_telegram(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal(monkeypatch, BOT_TELEGRAM_TOKEN=TOKEN, BOT_CLOCK_RATE="60")
    assert "không dùng được với Telegram thật" in said
    monkeypatch.setenv("BOT_TELEGRAM_API_URL", "http://127.0.0.1:9")
    assert load().clock_rate == 60
