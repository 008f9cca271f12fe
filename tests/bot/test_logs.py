"""No token reaches the logs, not even in a traceback."""

from __future__ import annotations

import logging
import sys

from bot.logs import MASK, MaskingFormatter

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
