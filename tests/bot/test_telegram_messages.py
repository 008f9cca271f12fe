"""Pictures, files by their id, edits and deletions over the real wire."""

from __future__ import annotations

import io
from collections.abc import Awaitable

import pytest
from PIL import Image

from bot.channels.base import FileRefused, GiveUp, RetryLater, SendError
from bot.channels.telegram import Telegram
from handlers.messages import Attachment, Block, BlockKind, Button, Intent, Outgoing
from tests.bot.telegram_refusals import REFUSALS, REFUSALS_NAMED
from tests.botapi import TOKEN, BotApi, faults

HELLO = Outgoing((Block(BlockKind.LEAD, "Kính gửi anh/chị"),), buttons=(Button("Đã nhận", "an:1:0"),))


def picture(width: int = 40, height: int = 30, kind: str = "PNG") -> Attachment:
    written = io.BytesIO()
    Image.new("1", (width, height), 1).save(written, kind)
    return Attachment("sơ đồ.png", "image/png", written.getvalue())


def with_file(file: Attachment, text: str = "Kính gửi anh/chị") -> Outgoing:
    return Outgoing((Block(BlockKind.LEAD, text),), Intent.ATTACH, HELLO.buttons, (file,))


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        (picture(), "photo"),
        (picture(9000, 1001), "document"),  # together more than 10,000
        (picture(2100, 100), "document"),  # more than 20 to one
        (Attachment("sơ đồ.png", "image/png", b"no picture"), "document"),
        (Attachment("sơ đồ.gif", "image/gif", picture(kind="GIF").content), "document"),
        (Attachment("giấy mời.pdf", "application/pdf", b"%PDF"), "document"),
    ],
    ids=["picture", "wide", "narrow", "broken", "gif", "pdf"],
)
async def test_a_file_goes_up_once_and_then_by_its_id(
    api: BotApi, telegram: Telegram, file: Attachment, kind: str
) -> None:
    message = with_file(file)
    first_id, ref = await telegram.send_kept("5", message, "")
    uploads = dict(api.files)
    second_id, again = await telegram.send_kept("6", message, ref)
    assert (again, api.files) == (ref, uploads)
    (first,), (second,) = api.chat(5).seen, api.chat(6).seen
    assert (str(first.message_id), str(second.message_id)) == (first_id, second_id)
    for shown in (first, second):
        assert (shown.kind, shown.file, shown.text) == (kind, file.content, "Kính gửi anh/chị")
        assert shown.marked_up == "<b>Kính gửi anh/chị</b>"
        assert shown.buttons == [("Đã nhận", "an:1:0")]


async def test_what_telegram_cannot_show_as_a_picture_goes_as_a_document(api: BotApi, telegram: Telegram) -> None:
    api.fail("sendPhoto", faults.error(400, "Bad Request: IMAGE_PROCESS_FAILED"))
    await telegram.send("5", with_file(picture()))
    assert [shown.kind for shown in api.chat(5).seen] == ["document"]


@pytest.mark.parametrize(
    "refusal",
    [
        "wrong file identifier/HTTP URL specified",
        "wrong remote file identifier specified: can't unserialize it",
        "can't use file of type Photo as Document",
    ],
)
async def test_a_forgotten_file_is_told_apart(api: BotApi, telegram: Telegram, refusal: str) -> None:
    api.fail("sendDocument", faults.error(400, f"Bad Request: {refusal}"))
    with pytest.raises(FileRefused):
        await telegram.send_kept("5", with_file(Attachment("a.pdf", "application/pdf", b"%PDF")), "document:old")


async def test_an_edit_changes_words_and_buttons(api: BotApi, telegram: Telegram) -> None:
    message_id = await telegram.send("5", HELLO)
    await telegram.edit("5", message_id, Outgoing((Block(BlockKind.TEXT, "Đã gửi 3/5"),)))
    (shown,) = api.chat(5).seen
    assert (shown.text, shown.buttons, shown.edits) == ("Đã gửi 3/5", [], 1)
    await telegram.edit("5", message_id, Outgoing((Block(BlockKind.TEXT, "Đã gửi 3/5"),)))  # the same again is fine


async def test_an_edit_changes_the_words_under_a_file(api: BotApi, telegram: Telegram) -> None:
    file = picture()
    message_id = await telegram.send("5", with_file(file))
    await telegram.edit("5", message_id, with_file(file, "Đính chính"))
    (shown,) = api.chat(5).seen
    assert (shown.text, shown.file) == ("Đính chính", file.content)


async def test_what_is_deleted_is_gone_and_deleting_it_twice_is_fine(api: BotApi, telegram: Telegram) -> None:
    message_id = await telegram.send("5", HELLO)
    await telegram.delete("5", message_id)
    assert api.chat(5).seen == []
    await telegram.delete("5", message_id)


async def test_what_is_too_old_stays(api: BotApi, telegram: Telegram) -> None:
    message_id = await telegram.send("5", HELLO)
    api.skipped_s = 48 * 3600
    with pytest.raises(GiveUp):
        await telegram.delete("5", message_id)


async def test_what_is_gone_cannot_be_edited(api: BotApi, telegram: Telegram) -> None:
    with pytest.raises(GiveUp):
        await telegram.edit("5", "77", HELLO)


def way(telegram: Telegram, method: str, message_id: str) -> Awaitable[object]:
    """A call that uses this method of Telegram's."""
    new = Outgoing((Block(BlockKind.TEXT, "mới"),))
    match method:
        case "editMessageText":
            return telegram.edit("5", message_id, new)
        case "editMessageCaption":
            return telegram.edit("5", message_id, with_file(picture(), "mới"))
        case "deleteMessage":
            return telegram.delete("5", message_id)
        case "sendPhoto":
            return telegram.send("5", with_file(picture()))
        case _:
            return telegram.send_kept("5", with_file(Attachment("a.pdf", "application/pdf", b"%PDF")), "document:sent0")


WAYS = ["editMessageText", "editMessageCaption", "deleteMessage", "sendPhoto", "sendDocument"]


@pytest.mark.parametrize(("fault", "expected"), REFUSALS, ids=REFUSALS_NAMED)
@pytest.mark.parametrize("method", WAYS)
async def test_refusals_of_changes_and_files_are_sorted_like_those_of_messages(
    api: BotApi, telegram: Telegram, method: str, fault: faults.Fault, expected: type[SendError]
) -> None:
    api.fail(method, fault)
    with pytest.raises(SendError) as caught:
        await way(telegram, method, "1")
    assert type(caught.value) is expected
    assert api.calls[method.lower()] == 1


@pytest.mark.parametrize("method", WAYS)
async def test_nothing_is_changed_where_nobody_listens(method: str) -> None:
    telegram = Telegram(TOKEN, api_url="http://127.0.0.1:9")
    with pytest.raises(RetryLater):
        await way(telegram, method, "1")
    await telegram.close()
