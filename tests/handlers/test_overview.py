"""Staff see the month, remind those who are missing, return a report and let a school off; nobody else does."""

from __future__ import annotations

import logging
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select, update

from bot.drum import Drum
from bot.outbox import Outbox
from db import dialogues, overview
from db.models import (
    AgendaItem,
    Contact,
    Delivery,
    Office,
    Reminder,
    ReminderStatus,
    ReportFile,
    ReportStatus,
    RequestState,
)
from db.overview import Standing
from db.session import Database
from handlers import overview_wording as words
from handlers.messages import BlockKind, outgoing_from_json
from handlers.overview_picture import LOOKS
from handlers.staff import FOR_STAFF, IN_PRIVATE
from scheduler import planner
from scheduler.agenda import FIRST
from tests.conftest import Clock
from tests.handlers.colleagues import value
from tests.handlers.sen import AT_NIGHT, Sen, open_sen
from tests.handlers.talk import Talk, labels

CALL = timedelta(hours=9, minutes=30)  # from AT_NIGHT to the next morning's calls


@pytest.fixture
async def sen(database: Database, clock: Clock) -> Sen:
    return await open_sen(database, clock)


async def test_the_month_in_figures_and_as_a_picture(sen: Sen) -> None:
    await sen.report(1, 0, "Đã rà soát xong.")
    await sen.report(2, 0, "Thiếu giáo viên.", ReportStatus.TROUBLE)
    month = await sen.staff.say("/tinhhinh")
    assert month.blocks[0].text == "Tháng 10/2026, phường Sen: đã có 2/6 báo cáo (33%)."
    assert month.blocks[1].text == "Đúng hạn 2, chưa tới hạn 4."
    assert "#V1 Rà soát cơ sở vật chất bếp ăn (hạn 31/10): 1/3 báo cáo (33%)" in month.plain()
    assert labels(month)[-2:] == ["Tháng 9/2026", "Tháng 11/2026"]
    (picture,) = month.attachments
    drawn = Image.open(BytesIO(picture.content)).convert("RGB")
    assert drawn.width == 1_080
    seen = {colour for _, colour in drawn.getcolors(1 << 20) or []}
    on_time, missing = (tuple(bytes.fromhex(LOOKS[each][0][1:])) for each in (Standing.ON_TIME, Standing.MISSING))
    assert on_time in seen
    assert missing in seen, "the legend shows each"


async def test_late_missing_and_returned_are_told_apart(sen: Sen) -> None:
    await sen.report(1, 0, "Xong.")
    sen.clock.go(4 * 86_400)  # the second of November
    await sen.report(1, 1, "Xong.")
    task = await sen.staff.say("/tinhhinh V1")
    assert "(hạn 31/10/2026): đã có 2/3 báo cáo" in task.blocks[0].text
    assert "- Thiếu (1): THCS Hoa Cúc" in task.plain()
    assert "- Trễ hạn (1): TH Hoa Đào" in task.plain()
    assert "Chưa liên lạc được qua bot (1): THCS Hoa Cúc" in task.plain()
    assert labels(task) == [words.EACH_SCHOOL, words.EDIT], "nobody who is missing can be reached"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("tháng 11", "Tháng 11/2026, phường Sen: đã có 0/"),
        ("8/2026", "Tháng 8/2026, phường Sen: chưa có việc nào"),
        ("13", "Không có tháng 13"),
        ("#v99", words.NO_SUCH_ITEM),
        ("mn hoa mai", "MN Hoa Mai: đã có 0/3 báo cáo"),
        ("Trần Phú", "Không tìm thấy trường “Trần Phú”"),
        ("trường Hoa", "Anh/chị muốn xem trường nào?"),
    ],
)
async def test_what_may_follow_the_command(sen: Sen, typed: str, told: str) -> None:
    assert told in (await sen.staff.say(f"/tinhhinh {typed}")).plain()


async def test_remind_now_reaches_who_is_missing_and_not_twice(sen: Sen) -> None:
    await sen.report(1, 0, "Xong.")
    task = await sen.staff.say("/tinhhinh V1")
    told = await sen.staff.press(value(task, "Nhắc ngay (1 trường)"))
    assert told.plain() == "Đã nhắc 1 trường.\n\nChưa liên lạc được qua bot (1): THCS Hoa Cúc."
    ((chat, message),) = sen.staff.others
    assert chat == "p1"
    assert "#V1" in message.plain()
    assert len(message.buttons) == 4
    again = await sen.staff.press(value(task, "Nhắc ngay (1 trường)"))
    assert "Vừa được nhắc" in again.plain()
    assert sen.staff.others == []
    sen.clock.go(4 * 3_600)
    await sen.staff.press(value(task, "Nhắc ngay (1 trường)"))
    assert len(sen.staff.others) == 1


async def test_what_was_missed_while_the_bot_was_down_is_shown(sen: Sen) -> None:
    assert "Lỡ" not in (await sen.staff.say("/tinhhinh")).plain()
    drum = Drum(sen.database, Outbox(sen.database, {}, sen.clock))
    sen.clock.go(32 * 86_400)
    await drum.tick(sen.clock())
    told = (await sen.staff.say("/tinhhinh 10/2026")).plain()
    assert "Có 27 lượt nhắc bị lỡ do hệ thống tạm ngừng, không gửi lại nữa: #V1 (9), #V2 (18)." in told
    assert "không gửi lại nữa" not in (await sen.staff.say("/tinhhinh 8/2026")).plain()


async def test_who_is_at_a_dialogue_is_reminded_once_that_is_over(sen: Sen) -> None:
    async with sen.database.write() as session:
        contact = (await session.scalars(select(Contact).where(Contact.chat_id == "p1"))).one()
        await dialogues.open_choices(session, contact.id, [("Có", "yes")], {"asks": True}, sen.clock())
    task = await sen.staff.say("/tinhhinh V1")
    await sen.staff.press(value(task, "Nhắc ngay (2 trường)"))
    assert sen.staff.others == []
    drum = Drum(sen.database, Outbox(sen.database, {}, sen.clock))
    called = [await drum.tick(sen.clock() + timedelta(minutes=minutes)) for minutes in (0, 1, 2, 10, 16, 17)]
    assert sum(called) == called[4] == 1


async def test_at_night_nobody_is_reminded_until_the_morning(sen: Sen) -> None:
    sen.clock.now = AT_NIGHT
    task = await sen.staff.say("/tinhhinh V1")
    remind = value(task, "Nhắc ngay (2 trường)")
    told = await sen.staff.press(remind)
    assert "2 trường sẽ được nhắc lúc 07:30 ngày 30/10/2026" in told.plain()
    assert "đang chờ gửi" in (await sen.staff.press(remind)).plain()
    assert sen.staff.others == []
    drum = Drum(sen.database, Outbox(sen.database, {}, sen.clock))
    await drum.tick(AT_NIGHT + CALL)
    async with sen.database.read() as session:
        (delivery,) = await session.scalars(select(Delivery))
        by_hand = set(await session.scalars(select(Reminder.status).where(Reminder.step.startswith("now:"))))
    assert delivery.chat_id == "p1"
    assert by_hand == {ReminderStatus.SENT}


async def test_a_report_is_seen_with_its_words_and_files(sen: Sen) -> None:
    report = await sen.report(1, 0, "Đã rà soát 3/3 bếp.")
    async with sen.database.write() as session:
        for name, content, error in (
            ("bep.jpg", b"jpeg", ""),
            ("bien-ban.pdf", None, ""),
            ("nang.pdf", None, "a reason"),
        ):
            kept = {"name": name, "content": content, "error": error, "media_type": "image/jpeg", "size": 4}
            session.add(ReportFile(report_id=report.id, source={}, **kept))
    listed = await sen.staff.press(value(await sen.staff.say("/tinhhinh V1"), words.EACH_SCHOOL))
    assert labels(listed) == ["⬜ TH Hoa Đào", "⬜ THCS Hoa Cúc", "✅ MN Hoa Mai"]
    seen = await sen.staff.press(value(listed, "✅ MN Hoa Mai"))
    assert "Đã rà soát 3/3 bếp." in [block.text for block in seen.blocks if block.kind is BlockKind.QUOTE]
    assert [file.name for file in seen.attachments] == ["bep.jpg"]
    assert "bien-ban.pdf (đang tải); nang.pdf (không tải được)" in seen.plain(), "the reason is for the log"
    assert labels(seen) == [words.RETURN]


async def test_a_report_is_returned_in_one_tap_with_its_old_text(sen: Sen) -> None:
    await sen.report(1, 0, "Đã rà soát.")
    request = await sen.request(1, 0)
    asked = await sen.staff.press(f"sr:{request.id}")
    assert labels(asked) == [*words.REASONS, words.NEVER_MIND]
    done = await sen.staff.press(value(asked, "Thiếu số liệu"))
    assert "Đã gửi bản cũ kèm lý do tới 1 người" in done.plain()
    ((chat, message),) = sen.staff.others
    assert chat == "p1"
    assert "Lý do: Thiếu số liệu" in message.plain()
    assert "“Đã rà soát.”" in message.plain()
    returned = await sen.request(1, 0)
    assert (returned.state, returned.reason) == (RequestState.RETURNED, "Thiếu số liệu")
    await sen.staff.press(value(asked, "Thiếu số liệu"))
    assert sen.staff.others == [], "it is returned once"
    assert "Trả lại chờ bổ sung 1" in (await sen.staff.say("/tinhhinh")).plain()


async def test_a_reason_of_ones_own_is_typed_and_a_question_is_none(sen: Sen) -> None:
    await sen.report(1, 0, "Đã rà soát.")
    request = await sen.request(1, 0)
    await sen.staff.press(f"sr:{request.id}")
    assert (await sen.staff.say("x")).plain() == words.REASON_LENGTH
    shown = await sen.staff.say("Còn thiếu biên bản kiểm tra bếp")
    assert (await sen.request(1, 0)).state is RequestState.REPORTED, "it is shown first"
    await sen.staff.press(value(shown, words.RETURN))
    assert (await sen.staff.press(value(shown, words.RETURN))).plain() == words.REASON_GONE
    assert (await sen.request(1, 0)).reason == "Còn thiếu biên bản kiểm tra bếp"
    await sen.report(1, 0, "Bổ sung biên bản.")
    await sen.staff.press(f"sr:{request.id}")
    await sen.staff.say("Tháng 10 có việc gì?")
    assert (await sen.request(1, 0)).state is RequestState.REPORTED


async def test_a_late_text_is_no_reason(sen: Sen) -> None:
    await sen.report(1, 0, "Đã rà soát.")
    await sen.staff.press(f"sr:{(await sen.request(1, 0)).id}")
    sen.clock.go(2 * 3_600)
    await sen.staff.say("Thiếu số liệu về bếp ăn")
    assert (await sen.request(1, 0)).state is RequestState.REPORTED


async def test_two_returned_at_night_are_both_called_in_the_morning(sen: Sen) -> None:
    for school in (0, 1):
        await sen.report(1, school, "Đã rà soát.")
    sen.clock.now = AT_NIGHT
    for school in (0, 1):
        done = await sen.staff.press(f"sw:{(await sen.request(1, school)).id}:0")
        assert "07:30 ngày 30/10/2026" in done.plain()
        assert sen.staff.others == []
    drum = Drum(sen.database, Outbox(sen.database, {}, sen.clock))
    await drum.tick(AT_NIGHT + CALL)
    async with sen.database.read() as session:
        (delivery,) = await session.scalars(select(Delivery))
    said = outgoing_from_json(delivery.message).plain()
    assert said.count("cơ quan đề nghị bổ sung: Thiếu số liệu") == 2


async def test_a_school_is_let_off_and_owes_again(sen: Sen) -> None:
    request = await sen.request(1, 2)
    seen = await sen.staff.press(f"so:{request.id}")
    assert labels(seen) == [words.EXEMPT]
    assert "được miễn" in (await sen.staff.press(value(seen, words.EXEMPT))).plain()
    assert (await sen.request(1, 2)).state is RequestState.EXEMPT
    async with sen.database.read() as session:
        planned = select(Reminder).where(
            Reminder.school_id == request.school_id,
            Reminder.item_id == request.item_id,
            Reminder.step != FIRST,
            Reminder.status == ReminderStatus.PLANNED,
        )
        assert (await session.scalars(planned)).all() == []
    again = await sen.staff.press(f"so:{request.id}")
    await sen.staff.press(value(again, words.NOT_EXEMPT))
    assert (await sen.request(1, 2)).state is RequestState.OPEN


async def test_nobody_else_sees_or_does_any_of_it(sen: Sen, caplog: pytest.LogCaptureFixture) -> None:
    await sen.report(1, 0, "Đã rà soát.")
    request = await sen.request(1, 0)
    values = [f"{verb}:{request.id}" for verb in ("so", "sr", "sx", "sy", "sk")]
    values += [f"sw:{request.id}:0", f"ss:{request.school_id}", "sm:2026-10"]
    values += [f"{verb}:{request.item_id}:2026-10:0" for verb in ("si", "sl", "sn")]
    with caplog.at_level(logging.WARNING):
        for talk in (sen.principal, sen.stranger):
            said = [await talk.say("/tinhhinh"), *[await talk.press(each) for each in values]]
            assert {message.blocks[0].text for message in said} == {FOR_STAFF}
            assert talk.others == []
    assert len(caplog.records) == 2 * (len(values) + 1)
    assert (await sen.request(1, 0)).state is RequestState.REPORTED


async def test_not_in_a_group_and_no_made_up_button(sen: Sen) -> None:
    group = Talk(sen.database, sen.clock, chat_id="s1", is_group=True)
    assert (await group.say("/tinhhinh")).blocks[0].text == IN_PRIVATE
    for made_up in ("so:x", "sm:2026", "sm:9999-12", "sn", "sw:1:99", "so:9999999999999999999"):
        assert (await sen.staff.press(made_up)).blocks


async def test_of_a_report_by_the_day_the_newest_day_is_shown(sen: Sen) -> None:
    async with sen.database.write() as session:
        await session.execute(update(AgendaItem).where(AgendaItem.number == 2).values(every="day"))
        await planner.plan_office(session, await session.get_one(Office, sen.office.id), sen.clock())
        cells = await overview.month(session, sen.office.id, 2026, 10, sen.clock(), sen.office.time_zone)
    assert {cell.request.period for cell in cells if cell.item.number == 2} == {"2026-10-29"}
