"""Photos and documents of reports: from the wire to the row, over failures and restarts; what is not taken."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from bot.channels.base import Fetching
from bot.channels.telegram import Telegram
from bot.files import Files
from bot.outbox import Outbox
from db.models import ReportFile
from db.session import Database
from tests.bot.talking import at_work, on_the_wire
from tests.botapi import TOKEN, BotApi, faults
from tests.botapi.people import Chat
from tests.botapi.waiting import until
from tests.conftest import Clock
from tests.handlers.reporting import Bureau, a_bureau

PDF, JPEG = b"%PDF-1.7 ...", b"\xff\xd8\xff\xe0..."
PRINCIPAL = 7


@pytest.fixture
async def bureau(database: Database, clock: Clock) -> Bureau:
    bureau = await a_bureau(database, clock)
    await bureau.principal(account="4242")
    return bureau


@asynccontextmanager
async def talking(bureau: Bureau) -> AsyncIterator[tuple[BotApi, Chat, Telegram]]:
    """The inbox, the outbox and the local Bot API server; files are fetched by the test."""
    async with on_the_wire(bureau.database, bureau.clock) as (api, telegram, house), at_work(telegram, house):
        yield api, api.chat(PRINCIPAL), telegram


def fetcher(bureau: Bureau, telegram: Telegram) -> Files:
    key = (telegram.name, telegram.account)
    outbox = Outbox(bureau.database, {key: telegram}, bureau.clock)
    return Files(bureau.database, {key: telegram}, outbox, bureau.clock, most_mb=1)


async def stored(bureau: Bureau) -> list[ReportFile]:
    async with bureau.database.read() as session:
        query = select(ReportFile).options(undefer(ReportFile.content)).order_by(ReportFile.id)
        return list(await session.scalars(query))


def test_only_channels_with_files_fetch() -> None:
    assert isinstance(Telegram(TOKEN), Fetching)


async def test_a_document_with_words_is_a_report_and_is_kept(bureau: Bureau) -> None:
    (request,) = await bureau.owes("Rà soát bếp ăn")
    async with talking(bureau) as (_, principal, telegram):
        principal.sends_file("Báo cáo.pdf", PDF, "xong rồi ạ")
        (said,) = await principal.sees(1)
        assert "Tệp kèm theo: 1" in said.text
        assert await fetcher(bureau, telegram).turn() == 1
    (file,), (report,) = await stored(bureau), await bureau.reports()
    assert (file.name, file.content, file.size, file.report_id) == ("Báo cáo.pdf", PDF, len(PDF), report.id)
    assert (report.request_id, report.status, report.inbox_id is not None) == (request, "done", True)


async def test_an_album_is_one_report_with_one_answer(bureau: Bureau) -> None:
    await bureau.owes("Rà soát bếp ăn")
    async with talking(bureau) as (_, principal, telegram):
        principal.sends_file("", JPEG, "xong rồi ạ", album="a1")
        principal.sends_file("", JPEG, album="a1")
        principal.sends_file("", JPEG, album="a1")
        principal.says("/trogiup")
        await principal.sees(2)
        assert await fetcher(bureau, telegram).turn() == 3
    assert len(await bureau.reports()) == 1
    assert [file.name.partition("-")[0] for file in await stored(bureau)] == ["anh"] * 3
    assert len(principal.seen) == 2


async def test_an_album_waits_together_to_be_told_its_task(bureau: Bureau) -> None:
    await bureau.owes("Việc một")
    (two,) = await bureau.owes("Việc hai")
    async with talking(bureau) as (_, principal, _telegram):
        principal.sends_file("", JPEG, album="a1")
        principal.sends_file("", JPEG, album="a1")
        await principal.sees(1)
        principal.says("#V2")
        asked = (await principal.sees(2))[1]
        assert "đến đâu rồi" in asked.text
        principal.presses("✅ Đã xong")
        await principal.sees(3)
    (report,) = await bureau.reports()
    assert (report.request_id, report.rule, report.status, report.counted) == (two, "chosen", "done", True)
    assert len(await stored(bureau)) == 2


async def test_a_photo_without_words_goes_to_the_report_it_replies_to(bureau: Bureau) -> None:
    await bureau.owes("Việc một")
    await bureau.owes("Việc hai")
    async with talking(bureau) as (_, principal, _telegram):
        principal.says("#V1 xong rồi ạ")
        (said,) = await principal.sees(1)
        await until(lambda: bool(principal.seen))
        principal.sends_file("", JPEG, reply_to=said.message_id)
        again = (await principal.sees(2))[1]
        assert "Tệp kèm theo: 1" in again.text
    (report,), (file,) = await bureau.reports(), await stored(bureau)
    assert file.report_id == report.id


@pytest.mark.parametrize(
    ("name", "size", "told"),
    [
        ("Phim.mp4", 0, "không thuộc các loại"),
        ("Bản đẹp.pdf", 100_000_000, "nặng 100 MB"),
        ("chay.exe", 0, "không thuộc các loại"),
    ],
)
async def test_what_is_not_taken_changes_nothing(bureau: Bureau, name: str, size: int, told: str) -> None:
    await bureau.owes("Rà soát bếp ăn")
    async with talking(bureau) as (_, principal, _telegram):
        principal.sends_file(name, PDF, "xong rồi ạ", size=size)
        (said,) = await principal.sees(1)
        assert told in said.text
    assert not await bureau.reports()


async def test_a_failed_fetch_is_tried_again_also_by_the_next_process(bureau: Bureau) -> None:
    await bureau.owes("Rà soát bếp ăn")
    async with talking(bureau) as (api, principal, telegram):
        principal.sends_file("", JPEG, "xong rồi ạ")
        await principal.sees(1)
        api.fail("getFile", faults.error(500, "Internal Server Error"))
        files = fetcher(bureau, telegram)
        assert await files.turn() == 0
        assert await files.turn() == 0  # it waits a while
        assert api.calls["getfile"] == 1
        assert await fetcher(bureau, telegram).turn() == 1
        assert await fetcher(bureau, telegram).turn() == 0
    (file,) = await stored(bureau)
    assert (file.content, file.error) == (JPEG, "")


@pytest.mark.parametrize("content", [b"MZ\x90\x00 a program", b"%PDF-" + b"x" * 1_000_001])
async def test_what_is_not_what_it_said_is_given_up_and_told(bureau: Bureau, content: bytes) -> None:
    await bureau.owes("Rà soát bếp ăn")
    async with talking(bureau) as (_, principal, telegram):
        principal.sends_file("Báo cáo.pdf", content, "xong rồi ạ", size=9)
        await principal.sees(1)
        assert await fetcher(bureau, telegram).turn() == 0
        told = (await principal.sees(2))[1]
        assert "không tải về được" in told.text
    (file,) = await stored(bureau)
    assert (file.content, bool(file.error), file.fetched_at) == (None, True, None)
    assert [report.counted for report in await bureau.reports()] == [True]


async def test_a_parents_photo_is_no_report(bureau: Bureau) -> None:
    async with talking(bureau) as (api, _, _telegram):
        parent = api.chat(99)
        parent.sends_file("", JPEG)
        (said,) = await parent.sees(1)
        assert "chỉ đọc được chữ" in said.text
    assert not await bureau.reports()
