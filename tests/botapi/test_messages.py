"""Files, captions and deletions, as the real server takes them."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.botapi import BotApi
from tests.botapi.calling import call, upload


async def test_a_file_goes_again_by_its_id(api: BotApi) -> None:
    api.chat(5)
    caption = {"caption": "<b>một</b>", "parse_mode": "HTML"}
    sent = (await upload(api, "sendDocument", "document", "a.pdf", b"noi dung", **caption))["result"]
    again = await call(api, "sendDocument", chat_id=5, document=sent["document"]["file_id"])
    assert again["result"]["document"] == sent["document"]
    assert [(shown.file_name, shown.file, shown.text) for shown in api.chat(5).seen] == [
        ("a.pdf", b"noi dung", "một"),
        ("a.pdf", b"noi dung", ""),
    ]
    assert "wrong file id" in (await call(api, "sendDocument", chat_id=5, document="none"))["description"]
    other = await call(api, "sendPhoto", chat_id=5, photo=sent["document"]["file_id"])
    assert other["description"] == "Bad Request: can't use file of type Document as Photo"


@pytest.mark.parametrize(
    ("size", "refusal"), [((30, 20), ""), ((90, 4), "PHOTO_INVALID_DIMENSIONS"), (None, "IMAGE_PROCESS_FAILED")]
)
async def test_a_photo_is_a_picture_of_a_fair_shape(api: BotApi, size: tuple[int, int] | None, refusal: str) -> None:
    api.chat(5)
    picture = BytesIO(b"" if size else b"no picture")
    if size:
        Image.new("RGB", size).save(picture, "PNG")
    answer = await upload(api, "sendPhoto", "photo", "a.png", picture.getvalue())
    assert answer.get("description", "") == (f"Bad Request: {refusal}" if refusal else "")
    if not refusal:
        largest = answer["result"]["photo"][-1]
        assert (largest["width"], largest["height"]) == size
        assert (await call(api, "sendPhoto", chat_id=5, photo=largest["file_id"]))["ok"]


async def test_a_caption_is_edited_as_a_caption(api: BotApi) -> None:
    api.chat(5)
    text = (await call(api, "sendMessage", chat_id=5, text="một"))["result"]["message_id"]
    edit = {"chat_id": 5, "message_id": text, "caption": "hai"}
    assert "no caption in the message" in (await call(api, "editMessageCaption", **edit))["description"]
    sent = await upload(api, "sendDocument", "document", "a.pdf", b"x", caption="một")
    edit["message_id"] = sent["result"]["message_id"]
    assert (await call(api, "editMessageCaption", **edit))["result"]["caption"] == "hai"
    assert "not modified" in (await call(api, "editMessageCaption", **edit))["description"]


async def test_a_message_is_deleted_for_two_days_only(api: BotApi) -> None:
    api.chat(5)
    young, old = [(await call(api, "sendMessage", chat_id=5, text=str(i)))["result"]["message_id"] for i in range(2)]
    assert (await call(api, "deleteMessage", chat_id=5, message_id=young))["result"] is True
    assert "not found" in (await call(api, "deleteMessage", chat_id=5, message_id=young))["description"]
    api.skipped_s = 48 * 3600
    assert "can't be deleted" in (await call(api, "deleteMessage", chat_id=5, message_id=old))["description"]
    assert [shown.text for shown in api.chat(5).seen] == ["1"]
