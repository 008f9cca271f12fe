"""Sending over the real wire: what arrives, and what the outbox is told when it does not."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.base import ChatMoved, GiveUp, RetryLater, SendError
from bot.channels.telegram import Telegram
from bot.channels.telegram_transport import AiohttpRequest
from handlers.messages import Attachment, Block, BlockKind, Button, Intent, Outgoing
from tests.bot.telegram_refusals import REFUSALS, REFUSALS_NAMED
from tests.botapi import TOKEN, BotApi, faults

SECRET = TOKEN.partition(":")[2]
HELLO = Outgoing((Block(BlockKind.LEAD, "Chào anh/chị & gia đình"),))


async def test_a_message_with_buttons_arrives_as_it_is_meant(api: BotApi, telegram: Telegram) -> None:
    message = Outgoing(HELLO.blocks, Intent.CHOOSE, (Button("Nhận thông báo", "yes"), Button("Thôi", "no")))
    message_id = await telegram.send("5", message)
    (shown,) = api.chat(5).seen
    assert str(shown.message_id) == message_id
    assert shown.text == "Chào anh/chị & gia đình"
    assert shown.marked_up == "<b>Chào anh/chị &amp; gia đình</b>"
    assert shown.buttons == [("Nhận thông báo", "yes"), ("Thôi", "no")]


async def test_a_file_arrives_whole_with_its_name_and_caption(api: BotApi, telegram: Telegram) -> None:
    content = bytes(range(256)) * 300
    file = Attachment("Giấy mời họp.pdf", "application/pdf", content)
    await telegram.send("5", Outgoing(HELLO.blocks, Intent.ATTACH, (), (file,)))
    (shown,) = api.chat(5).seen
    assert (shown.file_name, shown.file, shown.text) == ("Giấy mời họp.pdf", content, "Chào anh/chị & gia đình")


@pytest.mark.parametrize(("fault", "expected"), REFUSALS, ids=REFUSALS_NAMED)
async def test_refusals_are_sorted(
    api: BotApi, telegram: Telegram, fault: faults.Fault, expected: type[SendError]
) -> None:
    api.fail("sendMessage", fault)
    with pytest.raises(SendError) as caught:
        await telegram.send("5", HELLO)
    assert type(caught.value) is expected
    assert api.calls["sendmessage"] == 1  # the transport repeats nothing by itself


async def test_the_wait_that_telegram_asks_for_is_kept(api: BotApi, telegram: Telegram) -> None:
    api.fail("sendMessage", faults.too_many(7))
    with pytest.raises(RetryLater) as caught:
        await telegram.send("5", HELLO)
    assert caught.value.after is not None
    assert timedelta(seconds=7) <= caught.value.after <= timedelta(seconds=8)


async def test_a_group_that_moved_tells_its_new_id(api: BotApi, telegram: Telegram) -> None:
    api.fail("sendMessage", faults.migrated(-100777))
    with pytest.raises(ChatMoved) as caught:
        await telegram.send("5", HELLO)
    assert caught.value.chat_id == "-100777"


async def test_nothing_was_sent_where_nobody_listens() -> None:
    telegram = Telegram(TOKEN, api_url="http://127.0.0.1:9")
    with pytest.raises(RetryLater):
        await telegram.send("5", HELLO)
    await telegram.close()


async def test_nothing_was_sent_while_all_connections_are_taken(api: BotApi, telegram: Telegram) -> None:
    api.fail("sendMessage", faults.hang())
    narrow = AiohttpRequest(pool_size=1, connect_timeout=1, pool_timeout=1, read_timeout=60)
    telegram._messages._request = narrow
    first = asyncio.create_task(telegram.send("5", HELLO))
    await api.chat(5).sees(1)
    with pytest.raises(RetryLater):
        await telegram.send("5", HELLO)
    first.cancel()
    await narrow.shutdown()


async def test_refused_mark_up_goes_once_more_as_plain_text(
    api: BotApi, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail("sendMessage", faults.error(400, "Bad Request: can't parse entities: Unsupported start tag"))
    await telegram.send("5", HELLO)
    assert [shown.marked_up for shown in api.chat(5).seen] == ["Chào anh/chị & gia đình"]
    assert "mark-up" in caplog.text


async def test_a_file_with_refused_mark_up_goes_once_more_with_plain_words(api: BotApi, telegram: Telegram) -> None:
    api.fail("sendDocument", faults.error(400, "Bad Request: can't parse entities: Unsupported start tag"))
    await telegram.send("5", replace(HELLO, attachments=(Attachment("lich.txt", "text/plain", b"8 gio"),)))
    (shown,) = api.chat(5).seen
    assert (shown.marked_up, shown.file_name) == ("Chào anh/chị & gia đình", "lich.txt")


async def test_text_that_is_refused_as_plain_too_is_given_up(api: BotApi, telegram: Telegram) -> None:
    refusal = faults.error(400, "Bad Request: can't parse entities: Unsupported start tag")
    api.fail("sendMessage", refusal, refusal)
    with pytest.raises(GiveUp):
        await telegram.send("5", HELLO)
    assert api.calls["sendmessage"] == 2


async def test_a_button_that_telegram_cannot_carry_is_given_up_before_sending(api: BotApi, telegram: Telegram) -> None:
    with pytest.raises(GiveUp):
        await telegram.send("5", Outgoing(HELLO.blocks, buttons=(Button("Chọn", "đ" * 33),)))
    assert api.calls["sendmessage"] == 0


@pytest.mark.parametrize(
    "fault", [faults.page(502), faults.error(401, "Unauthorized"), faults.hang(), faults.page(200)]
)
async def test_the_token_stays_out_of_errors_and_logs(
    api: BotApi, telegram: Telegram, caplog: pytest.LogCaptureFixture, fault: faults.Fault
) -> None:
    caplog.set_level(logging.DEBUG)
    api.fail("sendMessage", fault)
    with pytest.raises(SendError) as caught:
        await telegram.send("5", HELLO)
    logging.getLogger("test").error("not sent", exc_info=caught.value)
    assert "not sent" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in repr(telegram)
