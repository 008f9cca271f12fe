"""Photos and documents over the web chat: from the browser to the report, over restarts; what is not taken."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer
from yarl import URL

from bot.assembly import House
from bot.channels.webchat_intake import COOKIE, MAX_FILES
from bot.channels.webchat_uploads import MOST_WAITING
from bot.files import Files
from bot.settings import Settings
from db.models import ReportFile, Upload
from db.session import Database
from handlers.messages import Incoming, Outgoing
from scheduler.housekeeping import sweep
from tests.conftest import Clock
from tests.handlers.reporting import Bureau, a_bureau
from tests.web.site import Browser, Site

PDF, JPEG = b"%PDF-1.7 ...", b"\xff\xd8\xff\xe0..."


class Office(Site):
    """A site that answers as the bot does."""

    async def _handle(self, session: AsyncSession, incoming: Incoming, now: Any) -> list[Outgoing]:
        house = House(Settings.model_validate({}), self.database, [], self.clock)
        replies = await house._handler()(session, incoming, now)
        return [reply for reply in replies if isinstance(reply, Outgoing)]

    async def fetch(self) -> int:
        """One turn of what brings files into reports, as a new process has it."""
        key = (self.webchat.name, self.webchat.account)
        return await Files(self.database, {key: self.webchat}, self.outbox, self.clock, self.file_max_mb).turn()


@pytest.fixture
async def site(database: Database, clock: Clock) -> AsyncIterator[Office]:
    async with Office(database, clock, file_max_mb=1).running() as site:
        assert isinstance(site, Office)
        yield site


@pytest.fixture
async def bureau(database: Database, clock: Clock, browser: Browser) -> Bureau:
    return await a_bureau_of(browser, database, clock)


async def a_bureau_of(browser: Browser, database: Database, clock: Clock) -> Bureau:
    """The browser is a principal's."""
    bureau = await a_bureau(database, clock)
    token = browser.http.cookie_jar.filter_cookies(URL(browser.url) / "chat/history")[COOKIE].value
    chat_id = hashlib.sha256(token.encode()).hexdigest()[:32]
    await bureau.principal(chat_id=chat_id, channel="webchat", account="web")
    return bureau


async def bring(
    browser: Browser, name: str, content: Any, key: str = "", **headers: str
) -> tuple[int, str, dict[str, Any]]:
    """The key, and what the route says."""
    key = key or uuid4().hex
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    address = f"{browser.url}/chat/uploads"
    async with browser.http.post(address, params={"id": key, "name": name}, data=content, headers=sent) as response:
        return response.status, key, await response.json()


async def brought(browser: Browser, name: str, content: bytes) -> str:
    status, key, told = await bring(browser, name, content)
    assert (status, told) == (201, {})
    return key


@asynccontextmanager
async def said(browser: Browser, text: str, *keys: str) -> AsyncIterator[str]:
    """What the bot answers to a message with these files."""
    async with browser.stream() as stream:
        assert await browser.post({"id": uuid4().hex, "text": text, "uploads": list(keys)}) == (202, {})
        yield "\n".join(words for _, words in (await stream.next())["blocks"])


async def uploads(database: Database) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(Upload)) or 0


async def stored(database: Database) -> list[ReportFile]:
    async with database.read() as session:
        query = select(ReportFile).options(undefer(ReportFile.content)).order_by(ReportFile.id)
        return list(await session.scalars(query))


async def test_files_with_words_are_a_report_and_are_kept(browser: Browser, bureau: Bureau, site: Office) -> None:
    await bureau.owes("Rà soát bếp ăn")
    keys = [await brought(browser, "C:\\Ảnh\\bếp ăn.jpg", JPEG), await brought(browser, "Báo cáo.pdf", PDF)]
    async with said(browser, "xong rồi ạ", *keys) as answer:
        assert "Tệp kèm theo: 2" in answer
    assert await uploads(site.database) == 2
    assert await site.fetch() == 2
    assert await uploads(site.database) == 0
    (report,) = await bureau.reports()
    files = await stored(site.database)
    assert [(file.name, file.content, file.report_id) for file in files] == [
        ("bếp ăn.jpg", JPEG, report.id),
        ("Báo cáo.pdf", PDF, report.id),
    ]
    assert [file.media_type for file in files] == ["image/jpeg", "application/pdf"]
    assert [item["files"] for item in await browser.history() if item["from"] == "person"] == [
        [[keys[0], "bếp ăn.jpg"], [keys[1], "Báo cáo.pdf"]]
    ]


async def test_a_file_alone_waits_for_a_word_and_a_restart_loses_nothing(database: Database, clock: Clock) -> None:
    site = Office(database, clock, file_max_mb=1)
    async with site.running(), Browser.visit(site.url) as browser:
        await (await a_bureau_of(browser, database, clock)).owes("Rà soát bếp ăn")
        key = await brought(browser, "bep.jpg", JPEG)
    async with site.running():
        other = Browser(site.url)
        other.http._cookie_jar = browser.http.cookie_jar  # the same browser, over a new connection
        async with other.http, said(other, "", key) as answer:
            assert "đến đâu rồi" in answer
        assert await site.fetch() == 1
    assert [file.content for file in await stored(database)] == [JPEG]


async def test_what_nobody_reports_is_answered_politely_and_not_kept(browser: Browser, site: Office) -> None:
    key = await brought(browser, "anh.jpg", JPEG)
    async with said(browser, "", key) as answer:
        assert "chỉ đọc được chữ" in answer
    assert await uploads(site.database) == 0


async def test_with_no_open_report_it_says_so_and_keeps_nothing(browser: Browser, bureau: Bureau, site: Office) -> None:
    key = await brought(browser, "anh.jpg", JPEG)
    async with said(browser, "ảnh bếp ăn", key) as answer:
        assert "không có việc nào" in answer.lower()
    assert (await uploads(site.database), await bureau.reports()) == (0, [])


async def test_repeated_posts_change_nothing(browser: Browser, bureau: Bureau, site: Office) -> None:
    await bureau.owes("Rà soát bếp ăn")
    key = await brought(browser, "bep.jpg", JPEG)
    assert (await bring(browser, "bep.jpg", JPEG, key))[0] == 201
    assert await uploads(site.database) == 1
    body = {"id": uuid4().hex, "text": "xong rồi ạ", "uploads": [key]}
    async with browser.stream() as stream:
        assert await browser.post(body) == (202, {})
        await stream.next()
        assert await site.fetch() == 1
        assert await browser.post(body) == (202, {})  # its answer was lost on the way
        assert await stream.is_silent()
    assert len(await bureau.reports()) == 1


async def slowly(megabytes: int) -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    yield PDF
    for _ in range(megabytes * 10):
        yield b"x" * 100_000


@pytest.mark.parametrize(
    ("name", "content", "status", "told"),
    [
        ("Phim.mp4", b"....", 415, "không thuộc các loại"),
        ("chương trình.pdf", b"MZ\x90\x00", 415, "không thuộc các loại"),
        ("Bản đẹp.pdf", PDF + b"x" * 2_000_000, 413, "nặng 2 MB, quá mức 1 MB"),
        ("Bản đẹp.pdf", 3, 413, "quá mức 1 MB"),
        ("trống.pdf", b"", 400, "không có nội dung"),
        ("", PDF, 415, "không thuộc các loại"),
    ],
)
async def test_what_is_not_taken_is_refused_with_a_sentence(
    browser: Browser, site: Office, name: str, content: Any, status: int, told: str
) -> None:
    body = slowly(content) if isinstance(content, int) else BytesIO(content)
    refused, _, said_why = await bring(browser, name, body)
    assert (refused, await uploads(site.database)) == (status, 0)
    assert told in said_why["error"]


async def test_another_sites_page_and_a_stranger_bring_nothing(browser: Browser, site: Office) -> None:
    assert (await bring(browser, "a.pdf", PDF, Origin="https://ke-xau.example"))[0] == 403
    assert (await bring(browser, "a.pdf", PDF, "ngắn"))[0] == 400
    stranger = Browser(site.url)
    async with stranger.http:
        assert (await bring(stranger, "a.pdf", PDF))[0] == 403
    assert await uploads(site.database) == 0


async def test_only_ones_own_files_and_not_too_many_go_with_a_message(browser: Browser, site: Office) -> None:
    key = await brought(browser, "a.pdf", PDF)
    async with Browser.visit(site.url) as other:
        status, told = await other.post({"id": uuid4().hex, "text": "của ai?", "uploads": [key]})
    assert (status, "không còn" in told["error"]) == (400, True)
    many = [uuid4().hex for _ in range(MAX_FILES + 1)]
    for keys in (many, "abcdefgh", [1]):
        status, told = await browser.post({"id": uuid4().hex, "text": "x", "uploads": keys})
        assert (status, bool(told["error"])) == (400, True)
    assert await uploads(site.database) == 1


async def test_a_chat_fills_no_disk_and_what_no_message_took_goes_after_a_day(
    browser: Browser, site: Office, clock: Clock
) -> None:
    for _ in range(MOST_WAITING):
        await brought(browser, "a.pdf", PDF)
        clock.go(2)
    status, _, told = await bring(browser, "a.pdf", PDF)
    assert (status, "chờ gửi" in told["error"]) == (429, True)
    for hours, left in ((23, MOST_WAITING), (2, 0)):
        clock.go(hours * 3600)
        async with site.database.write() as session:
            await sweep(session, clock(), 30, 30)
        assert await uploads(site.database) == left


async def test_what_a_report_has_yet_to_fetch_outlives_the_sweep(
    browser: Browser, bureau: Bureau, site: Office, clock: Clock
) -> None:
    await bureau.owes("Rà soát bếp ăn")
    async with said(browser, "xong rồi ạ", await brought(browser, "a.pdf", PDF)):
        clock.go(3 * 24 * 3600)
    async with site.database.write() as session:
        assert (await sweep(session, clock(), 30, 30)).uploads == 0
    assert await site.fetch() == 1
