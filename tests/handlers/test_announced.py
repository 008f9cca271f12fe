"""What staff see of what was announced, and do with it: remind, list, correct, withdraw, send once more."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import undefer

from db.models import Action, Announcement, AnnouncementState, Contact, Delivery, DeliveryStatus, Role
from db.session import Database
from handlers import announced_wording as words
from handlers import announcing_drafting
from handlers.messages import IncomingKind, Outgoing, outgoing_from_json
from scheduler import broadcasting
from tests.conftest import Clock
from tests.handlers.colleagues import join, value
from tests.handlers.herald import JPEG, Village, a_village, announced, button, picture
from tests.handlers.sen import AT_NIGHT
from tests.handlers.talk import Talk, add_office, labels

PRESS = IncomingKind.PRESS
WHOLE = select(Announcement).options(undefer(Announcement.file_content))


@pytest.fixture
async def village(database: Database, clock: Clock) -> Village:
    return await a_village(database, clock)


async def one(village: Village, id_: int) -> Outgoing:
    return await village.staff.press(f"td:{id_}")


async def test_what_rests_at_night_says_so_and_until_when(village: Village, database: Database) -> None:
    id_ = await announced(village)
    async with database.write() as session:
        assert await broadcasting.rest(session, await session.get_one(Announcement, id_), AT_NIGHT)
    shown = (await one(village, id_)).plain()
    assert "Tạm nghỉ trong giờ yên lặng" in shown
    assert "Lúc gửi: 06:30 ngày 30/10/2026" in shown


async def test_the_last_ones_with_their_figures(village: Village) -> None:
    assert (await village.staff.press("tl")).plain() == words.NONE_YET
    first = await announced(village, text="Mai nghỉ học", answers="đã nhận")
    await village.send_all()
    await village.father.say("đã nhận")
    second = await announced(village, text="Họp phụ huynh")
    assert "Mai nghỉ học (2/2 đã gửi, 1 đã xác nhận)" in (await village.staff.say("/thongbao")).plain()
    assert "Mai nghỉ học" in (await village.staff.say("/thongbao gần đây")).plain()
    await village.staff.say("/thongbao")
    listed = await village.staff.say("cac thong bao gan day")
    assert f"#TB{first}, 09:00 ngày 29/10/2026: Mai nghỉ học (2/2 đã gửi, 1 đã xác nhận)" in listed.plain()
    assert labels(listed) == [f"#TB{second} Họp phụ huynh", f"#TB{first} Mai nghỉ học"]
    shown = await village.staff.press(listed.buttons[1].value)
    for line in ("Gửi tới: phụ huynh", "Tổng số: 2 người", "Đã gửi: 2", "Đã nhận: 1", "Chưa xác nhận: 1"):
        assert line in shown.plain()


async def test_only_the_silent_are_reminded_and_answer_the_first(village: Village) -> None:
    id_ = await announced(village, text="*Mai* nghỉ học", answers="đã nhận")
    await village.send_all()
    await village.father.say("đã nhận")
    shown, control = await village.staff.send(PRESS, button=button(await one(village, id_), "Nhắc 1 người").value)
    assert shown.plain().startswith("Nhắc lại thông báo của")
    assert labels(shown) == ["Đã nhận"]
    await village.staff.press(value(control, announcing_drafting.SEND))
    reminder = (await village.announcements())[-1]
    assert (reminder.about_id, set(await village.copies(reminder.id))) == (id_, {"m1"})
    assert outgoing_from_json(reminder.message).blocks[1].text == "*Mai* nghỉ học"
    await village.send_all()
    await village.mother.press(outgoing_from_json(reminder.message).buttons[0].value)
    assert (await village.figures(id_)).acknowledged == 2
    assert not any("Nhắc" in each for each in labels(await one(village, id_)))


async def pictured(village: Village, text: str = "") -> int:
    """An announcement with a picture, sent; its id."""
    await village.staff.send(IncomingKind.TEXT, f"/thongbao {text}", files=(picture(),))
    await village.fetched()
    if not text:
        await village.staff.press("tt")
    await village.staff.say("phụ huynh")
    await village.staff.say("đã nhận")
    _, control = await village.staff.send(IncomingKind.TEXT, "ngay")
    await village.staff.press(value(control, announcing_drafting.SEND))
    await village.send_all()
    return (await village.announcements())[-1].id


@pytest.mark.parametrize("text", ["Sân trường mới", ""])
async def test_a_reminder_brings_the_picture_along(village: Village, text: str) -> None:
    id_ = await pictured(village, text)
    async with village.sen.database.write() as session:
        (await session.get_one(Announcement, id_)).file_refs = {"telegram:1": "photo:abc"}
    shown, control = await village.staff.send(PRESS, button=f"tk:{id_}")
    assert [(file.name, file.content) for file in shown.attachments] == [("anh-1.jpg", JPEG)]
    assert "Tệp kèm: anh-1.jpg" in control.plain()
    await village.staff.press(value(control, announcing_drafting.SEND))
    async with village.sen.database.read() as session:
        reminder = (await session.scalars(WHOLE.where(Announcement.about_id == id_))).one()
    assert (reminder.file_name, reminder.file_content) == ("anh-1.jpg", JPEG)
    assert reminder.file_refs == {"telegram:1": "photo:abc"}


async def test_a_reminder_with_another_picture_goes_by_its_own(village: Village) -> None:
    id_ = await pictured(village, "Sân trường mới")
    async with village.sen.database.write() as session:
        (await session.get_one(Announcement, id_)).file_refs = {"telegram:1": "photo:abc"}
    await village.staff.send(PRESS, button=f"tk:{id_}")
    await village.staff.send(IncomingKind.OTHER, files=(picture("anh-2.jpg"),))
    await village.fetched(JPEG + b" of today")
    _, control = await village.staff.send(PRESS, button="tp")
    await village.staff.press(value(control, announcing_drafting.SEND))
    reminder = (await village.announcements())[-1]
    assert (reminder.about_id, reminder.file_name, reminder.file_refs) == (id_, "anh-2.jpg", {})


async def test_a_reminder_takes_no_file_that_another_draft_left(village: Village) -> None:
    id_ = await announced(village, answers="đã nhận")
    await village.send_all()
    await village.staff.send(IncomingKind.TEXT, "/thongbao Sân trường", files=(picture(),))
    await village.fetched()
    shown, control = await village.staff.send(PRESS, button=f"tk:{id_}")
    assert not shown.attachments
    await village.staff.press(value(control, announcing_drafting.SEND))
    assert (await village.announcements())[-1].file_name == ""


async def test_with_all_answers_there_is_nobody_to_remind(village: Village) -> None:
    id_ = await announced(village, answers="đã nhận")
    await village.send_all()
    for talk in (village.father, village.mother):
        await talk.say("đã nhận")
    _, control = await village.staff.send(PRESS, button=f"tk:{id_}")
    assert "không tới được ai" in control.plain()


async def test_a_correction_goes_to_those_who_got_the_first(village: Village) -> None:
    id_ = await announced(village)
    async with village.sen.database.write() as session:
        copies = await village.copies(id_)
        for chat, status in (("f1", DeliveryStatus.SENT), ("m1", DeliveryStatus.FAILED)):
            copy = await session.get_one(type(copies[chat]), copies[chat].id)
            copy.status, copy.sent_at = status, village.sen.clock() if status is DeliveryStatus.SENT else None
    asked = await village.staff.press(button(await one(village, id_), words.CORRECT).value)
    assert "muốn thông báo điều gì" in asked.plain()
    await village.staff.say("Mai vẫn học")
    await village.staff.say("không")
    shown, control = await village.staff.send(IncomingKind.TEXT, "ngay")
    assert shown.plain().startswith("Đính chính của")
    assert f"đúng những người đã nhận #TB{id_}" in control.plain()
    await village.staff.press(value(control, announcing_drafting.SEND))
    assert set(await village.copies((await village.announcements())[-1].id)) == {"f1"}


async def test_who_works_for_two_offices_corrects_in_the_name_of_the_one_that_announced(
    village: Village, database: Database, clock: Clock
) -> None:
    id_ = await announced(village)
    await village.send_all()
    other = await add_office(database, "da-lat", "Phường Đà Lạt", clock())
    await join(village.staff, other, "s1")
    async with database.write() as session:
        contact = (await session.scalars(select(Contact).where(Contact.chat_id == "s1"))).one()
        contact.office_id = other.id  # chosen with /coquan
    await village.staff.press(f"tc:{id_}")
    await village.staff.say("Mai vẫn học")
    await village.staff.say("không")
    shown, control = await village.staff.send(IncomingKind.TEXT, "ngay")
    assert shown.plain().startswith(f"Đính chính của {village.sen.office.name}")
    await village.staff.press(value(control, announcing_drafting.SEND))
    correction = (await village.announcements())[-1]
    assert (correction.office_id, set(await village.copies(correction.id))) == (village.sen.office.id, {"f1", "m1"})


async def test_withdrawing_asks_once_more_and_takes_back_what_it_can(village: Village) -> None:
    id_ = await announced(village, answers="đã nhận")
    await village.send_all()
    asked = await village.staff.press(button(await one(village, id_), words.WITHDRAW).value)
    assert "2 lượt đã gửi" in asked.plain()
    assert (await village.announcements())[0].state is AnnouncementState.SENDING
    done = await village.staff.press(value(asked, words.WITHDRAW_SURELY))
    assert "Đang xóa ở người nhận: 2" in done.plain()
    assert labels(done) == [words.CORRECT, words.RECENT]
    assert (await village.announcements())[0].state is AnnouncementState.WITHDRAWN
    assert "thu hồi" in (await village.father.press(f"an:{id_}:0")).plain()
    again = await village.staff.press(f"tv:{id_}")
    assert "đã được thu hồi" in again.plain()
    await village.delete_all()
    await village.staff.press(button(await one(village, id_), words.CORRECT).value)
    await village.staff.say("Mai vẫn học")
    await village.staff.say("không")
    _, control = await village.staff.send(IncomingKind.TEXT, "ngay")
    assert "tới 2 người" in control.plain()


async def test_withdrawn_before_its_time_nobody_gets_it(village: Village) -> None:
    await village.staff.say("/thongbao Mai nghỉ học")
    for text in ("phụ huynh", "không"):
        await village.staff.say(text)
    _, control = await village.staff.send(IncomingKind.TEXT, "17h")
    await village.staff.press(value(control, announcing_drafting.SEND))
    id_ = (await village.announcements())[0].id
    assert labels(await one(village, id_)) == [words.WITHDRAW, words.RECENT]
    await village.staff.press(f"tv:{id_}")
    assert (await village.figures(id_)).withdrawn == 2


async def test_the_list_of_who_has_not_got_it_has_no_names(village: Village) -> None:
    id_ = await announced(village, whom="tất cả", answers="đã nhận")
    await village.send_all()
    async with village.sen.database.write() as session:
        copies = await village.copies(id_)
        blocked = await session.get_one(type(copies["f1"]), copies["f1"].id)
        blocked.status, blocked.error = DeliveryStatus.BLOCKED, "Forbidden: bot was blocked by the user"
    await village.mother.say("đã nhận")
    said = await village.staff.press(button(await one(village, id_), words.SHEET).value)
    (file,) = said.attachments
    rows = list(load_workbook(BytesIO(file.content)).active.iter_rows(min_row=5, values_only=True))  # type: ignore[union-attr]
    assert rows[0][:5] == ("TH Hoa Đào", "phụ huynh", "Telegram", "Đã chặn bot, hoặc không còn dùng", 1)
    silent = {(row[0], row[1], row[4]) for row in rows[1:]}
    assert silent == {("(không theo trường)", "cán bộ", 2), ("TH Hoa Đào", "lãnh đạo nhà trường", 1)}


async def test_what_is_uncertain_is_sent_again_when_staff_say_so(village: Village) -> None:
    id_ = await announced(village)
    await village.send_all(status=DeliveryStatus.UNCERTAIN, attempts=1, sent_at=None)
    shown = await one(village, id_)
    assert "Chưa rõ đã tới hay chưa: 2" in shown.plain()
    assert "Đang gửi lại 2 lượt" in (await village.staff.press(button(shown, "Gửi lại 2 lượt chưa rõ").value)).plain()
    assert {each.status for each in (await village.copies(id_)).values()} == {DeliveryStatus.QUEUED}


async def test_staff_of_another_office_see_nothing_of_it(village: Village, database: Database, clock: Clock) -> None:
    id_ = await announced(village, answers="đã nhận")
    other = await add_office(database, "khac", "Phường Khác", clock())
    outsider = await join(Talk(database, clock), other, "o1", Role.STAFF)
    for verb in ("td", "tk", "tx", "tu", "tv", "tc", "tg", "ty", "tz", "ti"):
        assert "dành cho cán bộ" in (await outsider.press(f"{verb}:{id_}")).plain()
    assert (await outsider.press("tl")).plain() == words.NONE_YET
    assert (await village.announcements())[0].state is AnnouncementState.SENDING


async def test_deleting_is_asked_of_the_channel(village: Village) -> None:
    id_ = await announced(village)
    await village.send_all()
    await village.staff.press(f"tv:{id_}")
    async with village.sen.database.read() as session:
        rows = list(await session.scalars(select(Delivery).where(Delivery.action == Action.DELETE)))
    assert {row.chat_id for row in rows} == {"f1", "m1"}
