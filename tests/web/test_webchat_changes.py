"""What was sent to a web chat changes, or goes, before its reader's eyes and for good; announcements show there too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.deliveries import ANNOUNCEMENT
from db.models import Action, Announcement, Delivery, DeliveryStatus, Office
from db.models.announcements import AnnouncementState
from db.session import Database
from handlers.messages import Block, BlockKind, Outgoing, outgoing_to_json
from tests.bot.fake_channel import until_stored
from tests.conftest import Clock
from tests.web.site import Browser, Site


def said(text: str) -> dict[str, object]:
    return outgoing_to_json(Outgoing((Block(BlockKind.TEXT, text),)))


async def change(site: Site, target_id: int, action: Action, text: str = "") -> int:
    """Queues an edit of a delivery, or its deletion."""
    async with site.database.write() as session:
        target = await session.get_one(Delivery, target_id)
        row = Delivery(
            channel=target.channel,
            account=target.account,
            chat_id=target.chat_id,
            message=said(text) if text else {},
            status=DeliveryStatus.QUEUED,
            action=action,
            target_id=target_id,
            created_at=site.clock(),
        )
        session.add(row)
        await session.flush()
        id_ = row.id
    site.outbox.wake()
    return id_


async def status_of(database: Database, id_: int) -> DeliveryStatus:
    async with database.read() as session:
        return (await session.get_one(Delivery, id_)).status


async def test_an_edit_is_seen_at_once_and_after_a_reload(browser: Browser, site: Site) -> None:
    async with browser.stream() as stream:
        await browser.say("chào")
        first = await stream.next()
        for text in ("một nửa đã gửi", "đã gửi hết"):
            await change(site, first["id"], Action.EDIT, text)
            edited = await stream.next()
            assert (edited["id"], edited["blocks"]) == (first["id"], [["text", text]])
    shown = [item["blocks"] for item in await browser.history() if item["from"] == "bot"]
    assert shown == [[["text", "đã gửi hết"]]]


async def test_an_edit_under_way_is_in_the_history_already(browser: Browser, site: Site, database: Database) -> None:
    async with browser.stream() as stream:
        await browser.say("chào")
        first = await stream.next()
        edit = await change(site, first["id"], Action.EDIT, "mới")
        await stream.next()

        async def is_sent() -> bool:
            return await status_of(database, edit) is DeliveryStatus.SENT

        await until_stored(is_sent)
    async with database.write() as session:  # as between the claim and the record of what came of it
        (await session.get_one(Delivery, edit)).status = DeliveryStatus.SENDING
        (await session.get_one(Delivery, first["id"])).message = said("cũ")
    shown = [item["blocks"] for item in await browser.history() if item["from"] == "bot"]
    assert shown == [[["text", "mới"]]]


async def test_what_is_deleted_goes_at_once_and_for_good(browser: Browser, site: Site, database: Database) -> None:
    async with browser.stream() as stream:
        await browser.say("chào")
        first = await stream.next()
        await change(site, first["id"], Action.DELETE)
        assert await stream.next() == {"from": "bot", "id": first["id"], "gone": True}

        async def is_withdrawn() -> bool:
            return await status_of(database, first["id"]) is DeliveryStatus.WITHDRAWN

        await until_stored(is_withdrawn)
    assert [item for item in await browser.history() if item["from"] == "bot"] == [
        {"from": "bot", "id": first["id"], "gone": True}
    ]


async def test_an_announcement_shows_with_its_file(
    browser: Browser, site: Site, database: Database, clock: Clock
) -> None:
    async with browser.stream() as stream:
        await browser.say("chào")
        await stream.next()
        async with database.write() as session:
            chat_id = await session.scalar(select(Delivery.chat_id).limit(1))
            announcement = await announced(session, clock())
            row = Delivery(channel="webchat", account="web", chat_id=chat_id, message={}, status=DeliveryStatus.QUEUED)
            row.created_at, row.priority, row.announcement_id, row.person_id = clock(), ANNOUNCEMENT, announcement, 1
            session.add(row)
            await session.flush()
            id_ = row.id
        site.outbox.wake(more_than_replies=True)
        item = await stream.next()
    assert item["blocks"] == [["text", "Họp phụ huynh chiều thứ Sáu."]]
    assert item["files"] == [["Giấy mời.pdf", f"/chat/files/{id_}/0"]]
    async with browser.http.get(f"{browser.url}{item['files'][0][1]}") as response:
        assert await response.read() == b"%PDF"
    async with browser.http.get(f"{browser.url}/chat/files/{id_}/1") as response:
        assert response.status == 404
    assert item in await browser.history()


async def announced(session: AsyncSession, now: datetime) -> int:
    """An announcement with a file; returns its id."""
    office = Office(slug="hoa-sen", name="Hoa Sen", short_name="Hoa Sen", kind="xa_phuong", created_at=now)
    session.add(office)
    await session.flush()
    announcement = Announcement(
        office_id=office.id,
        message=said("Họp phụ huynh chiều thứ Sáu."),
        file_name="Giấy mời.pdf",
        file_type="application/pdf",
        file_content=b"%PDF",
        audience={},
        audience_told="",
        send_at=now,
        state=AnnouncementState.SENDING,
        created_at=now,
    )
    session.add(announcement)
    await session.flush()
    return announcement.id
