"""From the wire to Incoming, and what is not for us."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.telegram_parse import parse, raw_update
from handlers.messages import Incoming, IncomingKind
from tests.botapi import BotApi

NOW = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)
BOT_MESSAGE = 7
PERSON, GROUP = 1001, -1002003


@pytest.fixture
def api() -> BotApi:
    return BotApi()


def last(api: BotApi, username: str = "trong_truong_bot") -> Incoming | None:
    return parse(api.updates.waiting()[-1], account="4242", username=username, now=NOW)


def heard(api: BotApi) -> Incoming:
    incoming = last(api)
    assert incoming is not None
    return incoming


def test_a_private_text(api: BotApi) -> None:
    api.chat(PERSON).says("Khi nào khai giảng?")
    incoming = heard(api)
    assert (incoming.channel, incoming.account, incoming.chat_id) == ("telegram", "4242", "1001")
    assert (incoming.kind, incoming.text, incoming.is_group) == (IncomingKind.TEXT, "Khi nào khai giảng?", False)
    assert incoming.received_at.tzinfo is not None


@pytest.mark.parametrize(
    ("text", "entities", "marked"),
    [
        ("Kính gửi 😀 anh chị", [("bold", 0, 8), ("italic", 9, 6)], "*Kính gửi* _😀 anh_ chị"),
        ("đậm, cả hai", [("bold", 0, 11), ("italic", 5, 6)], "*đậm, _cả hai_*"),
        ("hai dòng\nđều đậm ", [("bold", 0, 17)], "*hai dòng*\n*đều đậm* "),
        ("trongtu", [("bold", 0, 5)], ""),
        ("một đường dẫn", [("url", 0, 3)], ""),
    ],
)
def test_what_telegrams_own_tools_make_bold(
    api: BotApi, text: str, entities: list[tuple[str, int, int]], marked: str
) -> None:
    api.chat(PERSON).says(text)
    update = api.updates.waiting()[-1]
    named = [{"type": kind, "offset": at, "length": length} for kind, at, length in entities]
    update["message"] = {**update["message"], "entities": named}
    incoming = parse(update, account="4242", username="trong_truong_bot", now=NOW)
    assert incoming is not None
    assert (incoming.text, incoming.marked) == (text, marked)


@pytest.mark.parametrize(
    ("typed", "text", "deep_link"),
    [
        ("/start", "/start", ""),
        ("/start Ab_9-x", "/start", "Ab_9-x"),
        ("/start@Trong_Truong_Bot Ab9", "/start", "Ab9"),
        ("/start xin chào", "/start xin chào", ""),
        ("/trogiup@trong_truong_bot", "/trogiup", ""),
        ("/trogiup@trong_truong_bot nhé", "/trogiup nhé", ""),
        ("/trogiup@another_bot", "/trogiup@another_bot", ""),
        ("/kế hoạch", "/kế hoạch", ""),
        ("/ gạch chéo", "/ gạch chéo", ""),
    ],
)
def test_commands_and_start_links(api: BotApi, typed: str, text: str, deep_link: str) -> None:
    api.chat(PERSON).says(typed)
    assert (heard(api).text, heard(api).deep_link) == (text, deep_link)


@pytest.mark.parametrize(
    ("typed", "is_for_us"),
    [
        ("xin chào mọi người", False),
        ("/trogiup", True),
        ("/trogiup@trong_truong_bot", True),
        ("/trogiup@another_bot", False),
    ],
)
def test_in_a_group_only_what_is_for_us(api: BotApi, typed: str, is_for_us: bool) -> None:
    api.chat(GROUP).says(typed, sender=PERSON)
    incoming = last(api)
    assert (incoming is not None) == is_for_us
    assert incoming is None or (incoming.is_group and incoming.chat_id == str(GROUP))


def test_in_a_group_a_reply_to_the_bot_is_for_us(api: BotApi) -> None:
    api.chat(GROUP).says("còn tháng 12?", sender=PERSON, reply_to=BOT_MESSAGE)
    assert (heard(api).text, heard(api).reply_to) == ("còn tháng 12?", str(BOT_MESSAGE))


def test_while_the_bots_name_is_unknown_an_addressed_command_is_ours(api: BotApi) -> None:
    api.chat(GROUP).says("/trogiup@trong_truong_bot", sender=PERSON)
    incoming = last(api, username="")
    assert incoming is not None
    assert incoming.text == "/trogiup"


PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"photo": PHOTO}, IncomingKind.OTHER, ""),
        ({"photo": PHOTO, "caption": "ảnh lịch"}, IncomingKind.TEXT, "ảnh lịch"),
        ({"location": {"longitude": 105.8, "latitude": 21.0}}, IncomingKind.OTHER, ""),
        ({"a_kind_of_next_year": {"x": 1}}, IncomingKind.OTHER, ""),
    ],
)
def test_files_and_captions(api: BotApi, fields: dict[str, Any], kind: IncomingKind, text: str) -> None:
    api.chat(PERSON).sends(**fields)
    assert (heard(api).kind, heard(api).text) == (kind, text)


@pytest.mark.parametrize("kind", ["edited_message", "channel_post", "poll_of_next_year"])
def test_what_nobody_waits_an_answer_to(api: BotApi, kind: str) -> None:
    api.chat(PERSON).sends(kind=kind, text="x")
    assert last(api) is None


def test_a_notice_of_the_client_is_not_answered(api: BotApi) -> None:
    api.chat(PERSON).sends(message_auto_delete_timer_changed={"message_auto_delete_time": 60})
    assert last(api) is None


def test_a_press_carries_its_value(api: BotApi) -> None:
    message = {"message_id": 9, "date": 0, "chat": api.chat(PERSON).as_json}  # date 0: no longer accessible
    api.press(
        {
            "from": {"id": PERSON, "is_bot": False, "first_name": "A"},
            "message": message,
            "chat_instance": "1",
            "data": "yes:3",
        }
    )
    incoming = heard(api)
    assert (incoming.kind, incoming.button, incoming.message_id) == (IncomingKind.PRESS, "yes:3", "9")
    assert incoming.received_at == NOW


def test_blocking_and_coming_back(api: BotApi) -> None:
    api.chat(PERSON).blocks()
    assert heard(api).kind is IncomingKind.BLOCKED
    api.chat(PERSON).unblocks()
    assert heard(api).kind is IncomingKind.UNBLOCKED


@pytest.mark.parametrize(
    "content",
    [
        {"message": {}},
        {"message": "x"},
        {"message": {"message_id": 1, "date": 1e30, "chat": {"id": 5, "type": "private"}}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": 5}},
        {"callback_query": {"id": "1"}},
    ],
)
def test_what_cannot_be_understood_is_a_value_error(content: dict[str, Any]) -> None:
    update = {"update_id": 1, **content}
    assert raw_update(update).key == "1"
    with pytest.raises(ValueError, match="not an update"):
        parse(update, account="4242", username="", now=NOW)


def test_a_raw_update_knows_its_chat(api: BotApi) -> None:
    chat = api.chat(PERSON)
    chat.says("x")
    chat.blocks()
    api.press({"from": {"id": PERSON}, "message": {"message_id": 9, "chat": chat.as_json}})
    assert [raw_update(update).chat_id for update in api.updates.waiting()] == ["1001"] * 3
    assert raw_update({"update_id": 5, "poll": {}}).chat_id == ""


@pytest.mark.parametrize("junk", [{}, [], None, "x", {"update_id": "5"}])
def test_without_an_update_id_nothing_can_be_confirmed(junk: Any) -> None:
    with pytest.raises(ValueError, match="update_id"):
        raw_update(junk)
