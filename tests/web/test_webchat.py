"""The web chat's routes with the real inbox and outbox."""

from __future__ import annotations

import asyncio
import logging
from base64 import b64encode
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import webchat
from bot.channels.base import RawUpdate
from bot.channels.webchat_intake import COOKIE, MAX_TEXT
from bot.channels.webchat_pace import BURST, SECONDS_PER_MESSAGE
from bot.channels.webchat_view import ChatView
from db.models import Delivery, DeliveryStatus, InboxUpdate
from db.session import Database, DatabaseError
from handlers.messages import Block, BlockKind, Outgoing, outgoing_to_json
from tests.conftest import Clock
from tests.web.site import PATIENCE_S, Browser, Site


async def chat_id_of(browser: Browser, database: Database) -> str:
    await browser.say("xin chào")
    async with database.read() as session:
        chat_id = await session.scalar(select(InboxUpdate.chat_id).order_by(InboxUpdate.id.desc()))
    assert chat_id
    return chat_id


async def delivered(database: Database, clock: Clock, chat_id: str, text: str, status: DeliveryStatus) -> int:
    message = outgoing_to_json(Outgoing((Block(BlockKind.LEAD, text),)))
    async with database.write() as session:
        row = Delivery(
            channel="webchat", account="web", chat_id=chat_id, message=message, status=status, created_at=clock()
        )
        session.add(row)
        await session.flush()
        return row.id


async def updates(database: Database) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(InboxUpdate)) or 0


async def test_a_question_is_answered_on_the_stream_with_its_source(browser: Browser) -> None:
    async with browser.stream() as stream:
        asked = await browser.say("Khi nào nộp báo cáo?")
        item = await stream.next()
    assert item["answers"] == asked
    assert item["blocks"] == [
        ["lead", "Nghe: Khi nào nộp báo cáo?"],
        ["quote", "Nguyên câu."],
        ["source", "Nguồn: 12/KH-VHXH, mục III.2"],
    ]


async def test_what_is_taken_was_recorded_first(database: Database, clock: Clock) -> None:
    async with Site(database, clock).running(handling=False) as site, Browser.visit(site.url) as browser:
        await browser.say("ghi trước, nhận sau")
        assert await updates(database) == 1


async def test_what_cannot_be_recorded_is_not_taken(
    site: Site, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(channel: str, account: str, updates: Sequence[RawUpdate]) -> None:
        raise OSError("disk full")

    await site.webchat.run(broken)
    body = {"id": uuid4().hex, "text": "mất không?"}
    async with browser.http.post(f"{site.url}/chat/messages", json=body) as response:
        assert response.status == 500


async def test_nothing_is_taken_before_the_inbox_is_there(database: Database, clock: Clock) -> None:
    site = Site(database, clock)
    async with site.running() as site, Browser.visit(site.url) as browser:
        await site.webchat.close()
        status, told = await browser.post({"id": uuid4().hex, "text": "đang tắt"})
        assert status == 503
        assert "khởi động" in told["error"]


async def test_a_repeated_post_is_one_question(browser: Browser, site: Site, database: Database) -> None:
    body = {"id": uuid4().hex, "text": "một lần thôi"}
    async with browser.stream() as stream:
        for _ in range(3):
            assert await browser.post(body) == (202, {})
        await stream.next()
        assert await stream.is_silent()
    assert await updates(database) == 1
    assert [heard.text for heard in site.heard] == ["một lần thôi"]


async def test_the_same_id_from_two_browsers_is_two_questions(browser: Browser, site: Site) -> None:
    body = {"id": uuid4().hex, "text": "trùng mã"}
    async with Browser.visit(site.url) as other, other.stream(after=0) as theirs, browser.stream(after=0) as ours:
        assert await browser.post(body) == (202, {})
        assert await other.post(body) == (202, {})
        for stream in (ours, theirs):
            assert (await stream.next())["blocks"][0] == ["lead", "Nghe: trùng mã"]
    assert len({heard.chat_id for heard in site.heard}) == 2


@pytest.mark.parametrize("how", ["after", "last_event_id"])
async def test_a_stream_goes_on_after_the_last_seen(browser: Browser, how: str) -> None:
    async with browser.stream(after=0) as stream:
        await browser.say("một")
        first = await stream.next()
    await browser.say("hai")
    await browser.say("ba")
    async with browser.stream(**{how: first["id"]}) as stream:
        heard = [(await stream.next())["blocks"][0][1] for _ in range(2)]
        assert heard == ["Nghe: hai", "Nghe: ba"]
        assert await stream.is_silent()


@pytest.mark.parametrize("nonsense", ["-1", "abc", "1" * 5000, "٣"])
async def test_a_nonsensical_last_id_means_from_now_on(browser: Browser, nonsense: str) -> None:
    async with browser.stream(after=0) as stream:
        await browser.say("trước")
        await stream.next()
    async with browser.http.get(f"{browser.url}/chat/stream", params={"after": nonsense}) as response:
        assert response.status == 200


async def test_every_open_stream_of_a_chat_is_told(browser: Browser) -> None:
    async with browser.stream() as one, browser.stream() as two:
        await browser.say("hai thẻ")
        assert (await one.next())["id"] == (await two.next())["id"]


async def test_what_waits_for_its_hour_comes_late_and_all_the_same(database: Database, clock: Clock) -> None:
    async with Site(database, clock).running(handling=False) as site, Browser.visit(site.url) as browser:
        chat_id = await chat_id_of(browser, database)
        async with browser.stream() as stream:
            early = await delivered(database, clock, chat_id, "chờ giờ", DeliveryStatus.QUEUED)
            late = await delivered(database, clock, chat_id, "ngay", DeliveryStatus.SENT)
            await site.webchat.send(chat_id, Outgoing(()))
            assert (await stream.next())["id"] == late
            async with database.write() as session:
                (await session.get_one(Delivery, early)).status = DeliveryStatus.SENDING
            await site.webchat.send(chat_id, Outgoing(()))
            assert (await stream.next())["id"] == early


async def test_history_has_both_sides_in_order(browser: Browser, clock: Clock) -> None:
    async with browser.stream() as stream:
        for text in ("chọn", "xong"):
            await browser.say(text)
            await stream.next()
            clock.go(1)
        await browser.post({"id": uuid4().hex, "press": "office:1", "label": "Phường Hoa Sen"})
        await stream.next()
    shown = [item.get("text") or item["blocks"][0][1] for item in await browser.history()]
    assert shown == ["chọn", "Nơi nào?", "xong", "Nghe: xong", "Phường Hoa Sen", "Nghe: office:1"]


async def test_history_says_what_still_waits(database: Database, clock: Clock) -> None:
    async with Site(database, clock).running(handling=False) as site, Browser.visit(site.url) as browser:
        await browser.say("chưa ai trả lời")
        assert [item["waiting"] for item in await browser.history()] == [True]


async def test_another_browser_sees_nothing_of_this_chat(browser: Browser, site: Site) -> None:
    async with Browser.visit(site.url) as other, other.stream(after=0) as overheard:
        async with browser.stream() as stream:
            await browser.say("chuyện riêng")
            await stream.next()
        assert await overheard.is_silent()
        assert await other.history() == []


@pytest.mark.parametrize("token", ["", "ngắn", "a" * 42, "a" * 44, "../" * 15])
async def test_without_a_token_of_ours_there_is_no_chat(site: Site, token: str) -> None:
    headers = {"Cookie": f"{COOKIE}={token}"} if token.isascii() else {}
    async with Browser(site.url).http as http:
        async with http.get(f"{site.url}/chat/stream", headers=headers) as response:
            assert response.status == 403
        body = {"id": uuid4().hex, "text": "ai đó?"}
        async with http.post(f"{site.url}/chat/messages", json=body, headers=headers) as response:
            assert response.status == 403
            assert "cookie" in (await response.json())["error"]


@pytest.mark.parametrize("forwarded", ["http", "https"])
async def test_the_cookie_is_not_for_scripts_nor_other_sites(site: Site, forwarded: str) -> None:
    headers = {"X-Forwarded-Proto": forwarded}
    async with Browser(site.url).http as http, http.get(f"{site.url}/chat/history", headers=headers) as response:
        cookie = response.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "lax"
    assert bool(cookie["secure"]) == (forwarded == "https")


async def test_a_known_browser_keeps_its_cookie(browser: Browser) -> None:
    history = f"{browser.url}/chat/history"
    async with browser.http.get(history) as first, browser.http.get(history) as second:
        assert first.cookies[COOKIE].value == second.cookies[COOKIE].value


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://ke-xau.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://["},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "none"},
    ],
)
async def test_another_sites_page_cannot_speak_for_a_person(
    browser: Browser, database: Database, headers: dict[str, str]
) -> None:
    status, told = await browser.post({"id": uuid4().hex, "text": "giả"}, **headers)
    assert (status, await updates(database)) == (403, 0)
    assert told["error"]


@pytest.mark.parametrize(
    "headers",
    [{"Sec_Fetch_Site": "same-origin", "Host": "127.0.0.1"}, {"Host": "hoi.example", "Origin": "https://HOI.example"}],
    ids=["its browser says so", "its address says so"],
)
async def test_the_page_of_this_site_can(browser: Browser, headers: dict[str, str]) -> None:
    headers = {"Origin": browser.url, **headers}
    status, _ = await browser.post({"id": uuid4().hex, "text": "thật"}, **headers)
    assert status == 202


async def test_a_shared_computer_forgets_the_chat_when_told(browser: Browser) -> None:
    await browser.say("chuyện của tôi")
    leave = f"{browser.url}/chat/leave"
    async with browser.http.post(leave, headers={"Origin": "https://ke-xau.example"}) as response:
        assert response.status == 403
    assert [item["text"] for item in await browser.history() if item["from"] == "person"] == ["chuyện của tôi"]
    async with browser.http.post(leave) as response:
        assert response.status == 200
    assert await browser.history() == []


BAD_BODIES: list[tuple[Any, int]] = [
    (b"", 400),
    (b"\xff\xfe", 400),
    (b"{" * 100_000, 400),
    ([1], 400),
    ({"text": "không có mã"}, 400),
    ({"id": "ngắn", "text": "mã có dấu"}, 400),
    ({"id": "a" * 41, "text": "mã dài"}, 400),
    ({"id": "abcdefgh"}, 400),
    ({"id": "abcdefgh", "text": " \n "}, 400),
    ({"id": "abcdefgh", "text": "\0"}, 400),
    ({"id": "abcdefgh", "text": {"a": 1}}, 400),
    ({"id": "abcdefgh", "press": ""}, 400),
    ({"id": "abcdefgh", "press": "nút"}, 400),
    ({"id": "abcdefgh", "press": "x" * 65}, 400),
    ({"id": "abcdefgh", "text": "ạ" * (MAX_TEXT + 1)}, 413),
    (b'{"id": "abcdefgh", "text": "' + b"a" * 1_000_000 + b'"}', 413),
]


@pytest.mark.parametrize(("body", "expected"), BAD_BODIES, ids=[str(n) for n in range(len(BAD_BODIES))])
async def test_what_is_no_message_is_refused_with_a_sentence(
    browser: Browser, database: Database, body: Any, expected: int
) -> None:
    status, told = await browser.post(body)
    assert (status, await updates(database)) == (expected, 0)
    assert told["error"].endswith(".")


async def test_a_long_text_is_kept_whole(browser: Browser, site: Site) -> None:
    text = "Kế hoạch " * (MAX_TEXT // 9)
    async with browser.stream() as stream:
        await browser.say(text)
        await stream.next()
    assert site.heard[0].text == text


async def test_what_no_database_keeps_is_taken_out(browser: Browser, site: Site) -> None:
    async with browser.stream() as stream:
        status, _ = await browser.post(b'{"id": "abcdefgh", "text": "a\\u0000b\\ud800c"}')
        assert status == 202
        await stream.next()
    assert site.heard[0].text == "abc"


async def test_a_flood_is_held_back_politely(browser: Browser, clock: Clock) -> None:
    for number in range(BURST):
        await browser.say(f"câu {number}")
    status, told = await browser.post({"id": uuid4().hex, "text": "nữa"})
    assert status == 429
    assert "chờ" in told["error"]
    clock.go(SECONDS_PER_MESSAGE)
    await browser.say("sau khi chờ")


async def test_one_chats_flood_is_not_anothers(browser: Browser, site: Site) -> None:
    for number in range(BURST):
        await browser.say(f"câu {number}")
    async with Browser.visit(site.url) as other:
        await other.say("người khác")


async def test_a_file_is_given_to_its_own_chat_only(
    browser: Browser, site: Site, database: Database, clock: Clock
) -> None:
    chat_id = await chat_id_of(browser, database)
    delivery = await delivered(database, clock, chat_id, "kèm tệp", DeliveryStatus.SENT)
    async with database.write() as session:
        row = await session.get_one(Delivery, delivery)
        file = ["kế hoạch.txt", "text/plain", b64encode(b"noi dung").decode()]
        row.message = {**row.message, "attachments": [file]}
    [(name, address)] = [item["files"][0] for item in await browser.history() if item.get("files")]
    async with browser.http.get(site.url + address) as response:
        assert (name, response.status, await response.read()) == ("kế hoạch.txt", 200, b"noi dung")
        assert response.headers["Content-Disposition"].startswith("attachment")
    for absent in (f"/chat/files/{delivery}/1", f"/chat/files/{delivery + 99}/0", "/chat/files/x/0"):
        async with browser.http.get(site.url + absent) as response:
            assert response.status == 404
    async with Browser.visit(site.url) as other, other.http.get(site.url + address) as response:
        assert response.status == 404


async def test_open_streams_do_not_hold_up_the_end(
    site: Site, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webchat, "KEEP_ALIVE_S", 3_600)  # nothing else wakes them
    async with browser.stream() as one, browser.stream() as two:
        await site.webchat.close()
        for stream in (one, two):
            with pytest.raises(EOFError):
                await stream.next()
    async with browser.http.get(f"{site.url}/chat/stream") as response:
        assert response.status == 503


async def test_what_comes_right_after_a_stream_has_opened_is_new_to_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown_ids = ChatView.shown_ids

    async def slow(view: ChatView, session: AsyncSession) -> list[int]:
        await asyncio.sleep(0.5)
        return await shown_ids(view, session)

    monkeypatch.setattr(ChatView, "shown_ids", slow)
    async with Browser.visit(site.url) as browser, browser.stream() as stream:
        await browser.say("ngay sau khi mở")
        assert (await stream.next())["blocks"][0][1] == "Nghe: ngay sau khi mở"


async def test_many_people_at_once(site: Site) -> None:
    async def person(number: int) -> str:
        async with Browser.visit(site.url) as browser, browser.stream() as stream:
            await browser.say(f"người {number}")
            text: str = (await stream.next())["blocks"][0][1]
            return text

    answers = await asyncio.gather(*(person(number) for number in range(40)))
    assert answers == [f"Nghe: người {number}" for number in range(40)]


async def test_a_stream_whose_database_goes_away_ends_without_a_word(
    browser: Browser, site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def away(*_: object) -> list[object]:
        raise DatabaseError("away")

    async with browser.stream() as stream:
        monkeypatch.setattr(ChatView, "unseen", away)
        await browser.say("a")
        assert b"data:" not in await asyncio.wait_for(stream.rest(), PATIENCE_S)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
