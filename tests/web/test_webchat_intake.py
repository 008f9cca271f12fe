"""Recorded payloads as the handlers see them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.webchat_intake import incoming_of
from handlers.messages import IncomingKind

PAYLOAD: dict[str, Any] = {"chat": "c1", "id": "m1", "at": "2026-10-05T02:00:00+00:00"}


def test_a_text_arrives_as_typed() -> None:
    incoming = incoming_of({**PAYLOAD, "text": "  Báo cáo?\n"}, "webchat", "web")
    assert (incoming.kind, incoming.text, incoming.chat_id) == (IncomingKind.TEXT, "  Báo cáo?\n", "c1")
    assert (incoming.message_id, incoming.received_at) == ("m1", datetime(2026, 10, 5, 2, 0, tzinfo=UTC))


def test_a_press_brings_its_value_and_not_its_label() -> None:
    incoming = incoming_of({**PAYLOAD, "press": "office:1", "label": "Phường Hoa Sen"}, "webchat", "web")
    assert (incoming.kind, incoming.button, incoming.text) == (IncomingKind.PRESS, "office:1", "")


@pytest.mark.parametrize(
    ("typed", "text", "deep_link"),
    [
        ("/start", "/start", ""),
        ("/start AB-12", "/start", "AB-12"),
        ("/start  AB-12 ", "/start", "AB-12"),
        ("/start hai chữ", "/start hai chữ", ""),
        ("/started X", "/started X", ""),
    ],
)
def test_a_start_code_is_a_deep_link(typed: str, text: str, deep_link: str) -> None:
    incoming = incoming_of({**PAYLOAD, "text": typed}, "webchat", "web")
    assert (incoming.text, incoming.deep_link) == (text, deep_link)


@pytest.mark.parametrize("payload", [{}, PAYLOAD, {**PAYLOAD, "at": "hôm qua", "text": "x"}, {"at": None, "text": "x"}])
def test_what_is_not_ours_cannot_be_understood(payload: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        incoming_of(payload, "webchat", "web")
