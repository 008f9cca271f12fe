"""No token reaches the logs, not even in a traceback; and what goes on failing does not fill them."""

from __future__ import annotations

import asyncio
import logging
import sys

import pytest

from bot.logs import MASK, MaskingFormatter, Spell
from db.session import DatabaseError

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"


def formatted(formatter: logging.Formatter, message: str, *args: object) -> str:
    trace = sys.exc_info() if sys.exception() else None
    return formatter.format(logging.LogRecord("bot", logging.INFO, "", 1, message, args, trace))


def test_known_secrets_and_what_looks_like_a_token_are_masked() -> None:
    line = formatted(MaskingFormatter(["s3cret"]), "GET /bot%s/getMe with s3cret", TOKEN)
    assert TOKEN not in line
    assert line.endswith(f"GET /bot{MASK}/getMe with {MASK}")


def test_a_traceback_is_masked() -> None:
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/sendMessage")
    except ValueError:
        text = formatted(MaskingFormatter([]), "failed")
    assert "ValueError" in text
    assert TOKEN not in text


def test_times_and_numbers_stay() -> None:
    assert "12:30:05, mục 5:2" in formatted(MaskingFormatter([""]), "12:30:05, mục 5:2")


def test_a_spell_of_failures_is_three_lines(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("bot.logs.time.monotonic", lambda: now)
    spell = Spell(logging.getLogger("bot"), "the sky")
    spell.over()
    for now in range(1_000):  # noqa: B007 - the clock
        spell.failed(DatabaseError("xám"))
    spell.over()
    spell.over()
    assert [record.getMessage() for record in caplog.records] == [
        "the sky failed, trying again: DatabaseError: xám",
        "the sky failed, trying again: DatabaseError: xám",
        "the sky works again after 1000 failures",
    ]
    assert "Traceback" not in caplog.text


def test_a_failure_of_another_kind_is_news(caplog: pytest.LogCaptureFixture) -> None:
    spell = Spell(logging.getLogger("bot"), "the sky")
    for error in (DatabaseError("xám"), ValueError("a defect"), ValueError("a defect")):
        try:
            raise error
        except Exception as raised:
            spell.failed(raised)
    assert [record.getMessage() for record in caplog.records][1:] == [
        "the sky failed, trying again: ValueError: a defect"
    ]
    assert "Traceback" in caplog.text


async def test_what_is_done_again_and_again_outlives_its_failures(caplog: pytest.LogCaptureFixture) -> None:
    spell = Spell(logging.getLogger("bot"), "the sky")

    async def look(error: BaseException | None) -> None:
        if error is not None:
            raise error

    for error in (ValueError("a defect"), None, None):
        await spell.watch(look(error))
    told = ["the sky failed, trying again: ValueError: a defect", "the sky works again after 1 failures"]
    assert [record.getMessage() for record in caplog.records] == told
    with pytest.raises(asyncio.CancelledError):
        await spell.watch(look(asyncio.CancelledError()))  # whoever stops it means it
