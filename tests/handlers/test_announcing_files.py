"""A picture or file that goes with an announcement: brought at any step, and there before anything is sent."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from db.models import DraftFile
from db.session import Database
from handlers import announcing_drafting as words
from handlers.messages import IncomingFile, IncomingKind, Outgoing
from handlers.wording import NOT_TEXT
from scheduler.housekeeping import sweep
from tests.conftest import Clock
from tests.handlers.colleagues import value
from tests.handlers.herald import JPEG, Village, a_village, picture
from tests.handlers.talk import labels

TEXT, OTHER = IncomingKind.TEXT, IncomingKind.OTHER


@pytest.fixture
async def village(database: Database, clock: Clock) -> Village:
    return await a_village(database, clock)


async def kept(village: Village) -> list[DraftFile]:
    async with village.sen.database.read() as session:
        return list(await session.scalars(select(DraftFile)))


async def go_on(village: Village) -> list[Outgoing]:
    for text in ("phụ huynh", "không"):
        await village.staff.say(text)
    return await village.staff.send(TEXT, "ngay")


async def test_a_picture_with_words(village: Village) -> None:
    await village.staff.say("/thongbao")
    (asked,) = await village.staff.send(TEXT, "Sân trường *mới*", files=(picture(),))
    assert "Tệp kèm: anh-1.jpg" in asked.plain()
    await village.fetched()
    shown, control = await go_on(village)
    assert [(file.name, file.content) for file in shown.attachments] == [("anh-1.jpg", JPEG)]
    await village.staff.press(value(control, words.SEND))
    (announcement,) = await village.announcements()
    assert (announcement.file_name, announcement.file_type) == ("anh-1.jpg", "image/jpeg")
    assert announcement.message["attachments"] == []
    assert await kept(village) == [], "its bytes are the announcement's now"


async def test_it_waits_until_its_file_is_here(village: Village) -> None:
    await village.staff.send(TEXT, "/thongbao Sân trường", files=(picture(),))
    (waits,) = await go_on(village)
    assert labels(waits) == [words.PREVIEW, words.NO_FILE, words.NEVER_MIND]
    await village.fetched()
    shown, _ = await village.staff.send(IncomingKind.PRESS, button=value(waits, words.PREVIEW))
    assert shown.attachments


async def test_a_file_that_cannot_be_had_can_be_left_out(village: Village, database: Database) -> None:
    await village.staff.send(TEXT, "/thongbao Sân trường", files=(picture(),))
    async with database.write() as session:
        await session.execute(update(DraftFile).values(error="gone"))
    (gone,) = await go_on(village)
    assert "không tải về được" in gone.plain()
    shown, control = await village.staff.send(IncomingKind.PRESS, button=value(gone, words.NO_FILE))
    assert not shown.attachments
    await village.staff.press(value(control, words.SEND))
    assert (await village.announcements())[0].file_name == ""


async def test_a_picture_alone_may_stay_without_words(village: Village) -> None:
    await village.staff.say("/thongbao")
    (asked,) = await village.staff.send(OTHER, files=(picture(),))
    assert labels(asked) == [words.NO_WORDS, words.NEVER_MIND]
    await village.staff.press(value(asked, words.NO_WORDS))
    await village.fetched()
    _, control = await go_on(village)
    await village.staff.press(value(control, words.SEND))
    shown = await village.staff.press(f"td:{(await village.announcements())[0].id}")
    assert "“anh-1.jpg”" in shown.plain()


async def test_a_file_brought_later_takes_the_place_of_the_first(village: Village) -> None:
    await village.staff.send(TEXT, "/thongbao Sân trường", files=(picture(),))
    (asked,) = await village.staff.send(OTHER, files=(picture("ban-do.png"),))
    assert "Tệp kèm: ban-do.png" in asked.plain()
    assert [file.name for file in await kept(village)] == ["ban-do.png"]


async def test_of_an_album_the_first_is_kept(village: Village) -> None:
    await village.staff.say("/thongbao")
    await village.staff.send(TEXT, "Sân trường", files=(picture("1.jpg", album="a"),), album="a")
    assert await village.staff.send(OTHER, files=(picture("2.jpg", album="a"),), album="a") == []
    assert [file.name for file in await kept(village)] == ["1.jpg"]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ((picture(size=6_000_000),), "quá mức 5 MB"),
        ((IncomingFile("a.exe", "application/x", 9, {}),), "không thuộc các loại"),
        ((picture("1.jpg"), picture("2.jpg")), "một tệp"),
    ],
)
async def test_what_cannot_go_along_changes_nothing(
    village: Village, files: tuple[IncomingFile, ...], told: str
) -> None:
    await village.staff.say("/thongbao")
    (said,) = await village.staff.send(TEXT, "Sân trường", files=files)
    assert told in said.plain()
    assert await kept(village) == []
    assert "Gửi tới những ai" in (await village.staff.say("Sân trường")).plain(), "the text is still asked for"


async def test_with_a_file_there_is_room_for_fewer_words(village: Village) -> None:
    await village.staff.say(f"/thongbao {'x' * 1_000}")
    (said,) = await village.staff.send(OTHER, files=(picture(),))
    assert "khi có tệp kèm" in said.plain()
    assert await kept(village) == []


async def test_never_mind_and_a_new_beginning_drop_it(village: Village) -> None:
    await village.staff.send(TEXT, "/thongbao Sân trường", files=(picture(),))
    await village.staff.say("/thongbao Một chuyện khác")
    assert await kept(village) == []
    await village.staff.send(OTHER, files=(picture(),))
    await village.staff.say("thôi")
    assert await kept(village) == []


async def test_a_draft_that_was_left_loses_its_file_within_a_day(village: Village, database: Database) -> None:
    await village.staff.send(TEXT, "/thongbao Sân trường", files=(picture(),))
    village.sen.clock.go(25 * 3_600)
    async with database.write() as session:
        assert (await sweep(session, village.sen.clock(), 30, 30)).draft_files == 1


async def test_with_nothing_being_written_a_picture_is_what_it_was(village: Village) -> None:
    (said,) = await village.staff.send(OTHER, files=(picture(),))
    assert said.plain() == NOT_TEXT
    (said,) = await village.father.send(TEXT, "/thongbao Sân trường", files=(picture(),))
    assert "dành cho cán bộ" in said.plain()
    assert await kept(village) == []
