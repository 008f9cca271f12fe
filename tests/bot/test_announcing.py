"""An announcement over the wire: a photo with words goes in, its copies out, and the author's message stays true."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.assembly import House
from bot.channels.telegram import Telegram
from bot.herald import PACE, Herald
from bot.settings import Settings
from db import people
from db.models import Purpose, Role
from db.session import Database
from handlers.wording import NOTICE_VERSION
from tests.bot.fake_channel import all_are, running, until_stored
from tests.botapi import TOKEN, BotApi, serving
from tests.botapi.waiting import until
from tests.conftest import Clock
from tests.handlers.talk import add_office

JPEG = b"\xff\xd8\xff\xe0 a photo"
STAFF, FATHER = 7, 8


class Bureau:
    """A program at work, a member of the staff, and a parent who said yes."""

    def __init__(self, database: Database, clock: Clock, api: BotApi) -> None:
        self.database, self.clock, self.api = database, clock, api
        self.telegram = Telegram(TOKEN, api_url=api.url, poll_s=1, pause_s=0.01, clock=clock)
        self.house = House(Settings.model_validate({}), database, [self.telegram], clock)
        channels = {(self.telegram.name, self.telegram.account): self.telegram}
        self.herald = Herald(database, self.house.outbox, channels)
        self.staff, self.father = api.chat(STAFF), api.chat(FATHER)

    async def build(self) -> None:
        office = await add_office(self.database, "sen", "Phường Sen", self.clock())
        async with self.database.write() as session:
            for chat_id, role in ((STAFF, Role.STAFF), (FATHER, Role.PARENT)):
                contact = await people.contact_for(session, "telegram", "4242", str(chat_id), self.clock())
                contact.notice_version = NOTICE_VERSION
                await people.add_membership(session, contact.person_id, office.id, role, None, self.clock())
                yes = [Purpose.ANNOUNCEMENTS]
                await people.give_consents(session, contact, office.id, yes, "1", self.clock())

    async def run(self) -> None:
        await self.telegram.run(self.house.inbox.record)


@pytest.fixture
async def bureau(database: Database, clock: Clock) -> AsyncIterator[Bureau]:
    async with serving() as api:
        bureau = Bureau(database, clock, api)
        await bureau.build()
        try:
            async with running(bureau.house.inbox, bureau.house.outbox, bureau):
                yield bureau
        finally:
            await bureau.telegram.close()


async def announce_photo(bureau: Bureau) -> None:
    """As far as its preview."""
    staff = bureau.staff
    staff.sends_file("", JPEG, "/thongbao Sân trường *mới*\n- mở từ mai")
    await staff.sees(1)
    staff.presses("Phụ huynh")
    await staff.sees(2)
    staff.presses("Đã nhận")
    await staff.sees(3)
    assert await bureau.house.files.turn() == 1
    staff.presses("Gửi ngay")
    await staff.sees(5)


async def test_from_the_photo_to_the_receipt(bureau: Bureau) -> None:
    staff, father = bureau.staff, bureau.father
    await announce_photo(bureau)
    shown = staff.seen[3]
    assert (shown.file, "<b>mới</b>\n• mở từ mai" in shown.marked_up) == (JPEG, True)
    staff.presses("Gửi")
    progress = (await staff.sees(6))[5]
    assert "Đang gửi" in progress.text
    bureau.clock.go(5)  # the pace of replies and announcements goes by the clock
    (copy,) = await father.sees(1)
    assert (copy.file, copy.marked_up, copy.kind) == (JPEG, shown.marked_up, shown.kind)
    father.presses("Đã nhận")
    assert "Đã ghi nhận: Đã nhận" in (await father.sees(2))[1].text
    bureau.clock.now += PACE
    await bureau.herald.tick(bureau.clock())
    await until(lambda: progress.edits == 1)
    assert "Đã gửi xong" in progress.text
    assert "Đã nhận: 1" in progress.text
    assert len(staff.seen) == 6, "the message changes; there is no second one"


def uploads(api: BotApi) -> int:
    return sum(name.startswith("sent") for name in api.files)


async def test_the_silent_are_reminded_with_the_photo_which_goes_up_no_more(bureau: Bureau) -> None:
    staff, father = bureau.staff, bureau.father
    await announce_photo(bureau)
    staff.presses("Gửi")
    await staff.sees(6)
    bureau.clock.go(5)
    await father.sees(1)
    await until_stored(lambda: all_are(bureau.database, "sent"))
    staff.presses("Chi tiết")
    await staff.sees(7)
    staff.presses(next(label for label, _ in staff.seen[6].buttons if label.startswith("Nhắc 1 người")))
    shown = (await staff.sees(9))[7]
    before = uploads(bureau.api)
    staff.presses("Gửi")
    await staff.sees(10)
    bureau.clock.go(5)
    first, again = await father.sees(2)
    assert again.text.startswith("Nhắc lại thông báo")
    assert (again.file, again.kind, again.file_name) == (JPEG, first.kind, first.file_name)
    assert (again.marked_up, shown.file) == (shown.marked_up, JPEG), "as it was shown"
    assert uploads(bureau.api) == before
    father.presses("Đã nhận")
    assert "Đã ghi nhận: Đã nhận" in (await father.sees(3))[2].text


async def test_a_file_that_cannot_be_had_is_told(bureau: Bureau) -> None:
    bureau.staff.sends_file("Giấy mời.pdf", b"MZ a program", "/thongbao Mời họp")
    await bureau.staff.sees(1)
    assert await bureau.house.files.turn() == 0
    assert "chưa kèm vào thông báo" in (await bureau.staff.sees(2))[1].text
