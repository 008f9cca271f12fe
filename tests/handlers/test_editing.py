"""Staff change a task in chat: the effect is shown first, then made, and exactly those who were told hear of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import AgendaItem, Reminder, ReminderStatus, School
from db.session import Database
from handlers import editing_wording as words
from handlers.editing import read_day
from handlers.messages import Outgoing
from handlers.staff import FOR_STAFF
from scheduler import chasing, intake
from tests.conftest import Clock
from tests.handlers.colleagues import value
from tests.handlers.sen import AT_NIGHT, AT_WORK, Sen, open_sen
from tests.handlers.talk import labels
from tests.scheduler.test_planner import import_plan

FIRST_CALL = datetime(2026, 10, 1, 0, 30, tzinfo=UTC)
TODAY = date(2026, 10, 29)


@pytest.fixture
async def sen(database: Database, clock: Clock) -> Sen:
    """The digest of October has gone out to the two schools that can be reached."""
    made = await open_sen(database, clock)
    async with database.write() as session:
        await chasing.take_due(session, FIRST_CALL)
    return made


async def opened(sen: Sen, label: str, code: str = "V1") -> Outgoing:
    return await sen.staff.press(value(await sen.staff.say(f"/suaviec {code}"), label))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("15/11", date(2026, 11, 15)),
        ("ngày 15/11/2026", date(2026, 11, 15)),
        ("15-11", date(2026, 11, 15)),
        ("15.11 nhé", date(2026, 11, 15)),
        ("15 tháng 11", date(2026, 11, 15)),
        ("thứ Sáu tuần sau", date(2026, 11, 6)),
        ("1/3", date(2027, 3, 1)),
        ("31/2", None),
        ("15/11 hoặc 16/11", None),
        ("không biết", None),
    ],
)
def test_a_day_is_read_as_it_is_typed(typed: str, day: date | None) -> None:
    assert read_day(typed, TODAY) == day


async def test_the_tasks_that_come_next_are_listed(sen: Sen) -> None:
    listed = await sen.staff.say("/suaviec")
    assert "#V1 Rà soát cơ sở vật chất bếp ăn (hạn 31/10/2026)" in listed.plain()
    item = await sen.staff.press(listed.buttons[0].value)
    assert "Áp dụng cho: tất cả các trường (3 trường)" in item.plain()
    assert words.MOVE in labels(item)


async def test_a_moved_day_is_shown_then_made_and_corrected(sen: Sen) -> None:
    asked = await opened(sen, words.MOVE)
    assert "đang là 31/10/2026" in asked.plain()
    assert (await sen.staff.say("31/2")).plain() == words.NO_DATE
    shown = await sen.staff.say("12/11")
    assert shown.blocks[0].text == "Sẽ đổi #V1: hạn 31/10/2026 → 12/11/2026"
    assert "lượt nhắc chưa gửi sẽ dời" in shown.plain()
    assert "2 trường đã nhận bản cũ: gửi đính chính?" in shown.plain()
    assert (await sen.request(1, 0)).due == date(2026, 10, 31), "nothing is changed before the yes"
    done = await sen.staff.press(value(shown, words.APPLY_AND_TELL))
    assert "Đã gửi đính chính tới 1 người của 2 trường" in done.plain()
    ((chat, message),) = sen.staff.others
    assert chat == "p1"
    assert "hạn mới là 12/11/2026 (trước là 31/10/2026)" in message.plain()
    assert (await sen.request(1, 0)).due == date(2026, 11, 12)
    await sen.staff.press(value(shown, words.APPLY_AND_TELL))
    assert sen.staff.others == [], "a preview serves once"


async def test_a_past_day_is_refused_and_can_be_typed_anew(sen: Sen) -> None:
    await opened(sen, words.MOVE)
    assert "đã qua" in (await sen.staff.say("20/10/2026")).plain()
    assert "Sẽ đổi #V1" in (await sen.staff.say("20/11/2026")).plain()


async def test_what_comes_often_asks_for_its_period(sen: Sen) -> None:
    asked = await opened(sen, words.MOVE, "V2")
    assert labels(asked)[:2] == ["Hạn 31/10/2026", "Hạn 30/11/2026"]
    await sen.staff.press(asked.buttons[1].value)
    shown = await sen.staff.say("25/11")
    assert "hạn 30/11/2026 → 25/11/2026" in shown.plain()
    await sen.staff.press(value(shown, words.APPLY_SILENTLY))
    assert (await sen.request(2, 0, "2026-11")).due == date(2026, 11, 25)
    assert sen.staff.others == []


async def test_a_new_text_and_a_long_one(sen: Sen) -> None:
    await opened(sen, words.REWORD)
    assert "cần từ 1 đến" in (await sen.staff.say("x" * 1_001)).plain()
    shown = await sen.staff.say("Rà soát bếp ăn và nước uống")
    await sen.staff.press(value(shown, words.APPLY_AND_TELL))
    assert "“Rà soát bếp ăn và nước uống”" in sen.staff.others[0][1].plain()
    item = await sen.item(1)
    assert (item.text, item.edited) == ("Rà soát bếp ăn và nước uống", ["text"])


async def test_only_schools_that_are_left_out_hear_of_a_new_audience(sen: Sen) -> None:
    asked = await opened(sen, words.WHOM)
    shown = await sen.staff.press(value(asked, "MN"))
    assert "áp dụng cho MN (1 trường)" in shown.plain()
    assert "1 trường đã nhận bản cũ" in shown.plain()
    await sen.staff.press(value(shown, words.APPLY_AND_TELL))
    assert "không áp dụng cho trường của anh/chị nữa" in sen.staff.others[0][1].plain()
    assert (await sen.item(1)).levels == ["MN"]


async def test_an_audience_by_name_and_one_that_nobody_has(sen: Sen) -> None:
    await opened(sen, words.WHOM)
    assert "Không tìm thấy trường “Trần Phú”" in (await sen.staff.say("Hoa Mai, Trần Phú")).plain()
    await sen.staff.say("Hoa Mai, THCS Hoa Cúc")
    await sen.staff.say("1")
    assert (await sen.item(1)).school_ids == sorted([sen.schools[0], sen.schools[2]])


async def test_a_task_is_withdrawn_and_restored(sen: Sen) -> None:
    shown = await opened(sen, words.WITHDRAW)
    await sen.staff.press(value(shown, words.APPLY_AND_TELL))
    assert "đã rút" in sen.staff.others[0][1].plain()
    async with sen.database.read() as session:
        planned = select(Reminder.id).where(
            Reminder.item_id == (await sen.item(1)).id, Reminder.status == ReminderStatus.PLANNED
        )
        assert (await session.scalars(planned)).all() == []
    shown = await opened(sen, words.RESTORE)
    assert "lượt nhắc chưa gửi sẽ dời" in shown.plain()
    await sen.staff.press(shown.buttons[0].value)
    assert (await sen.item(1)).withdrawn_at is None


async def test_whether_a_report_is_owed(sen: Sen) -> None:
    shown = await opened(sen, words.NO_REPORT)
    await sen.staff.press(value(shown, words.APPLY_SILENTLY))
    assert not (await sen.item(1)).owes
    assert words.ASK_REPORT in labels(await sen.staff.say("/suaviec v1"))


async def test_a_correction_waits_for_the_morning(sen: Sen) -> None:
    sen.clock.now = AT_NIGHT - timedelta(hours=2)
    await opened(sen, words.MOVE)
    shown = await sen.staff.say("12/11")
    sen.clock.now = AT_NIGHT
    told = await sen.staff.press(value(shown, words.APPLY_AND_TELL))
    assert "bấm lại từ 07:30 ngày 30/10/2026" in told.plain()
    assert (await sen.request(1, 0)).due == date(2026, 10, 31)
    sen.clock.go(9.5 * 3_600)
    await sen.staff.press(value(told, words.APPLY_AND_TELL))
    assert len(sen.staff.others) == 1


@pytest.mark.parametrize("is_same", [True, False])
async def test_staff_say_whether_a_task_of_a_new_version_is_an_old_one(sen: Sen, is_same: bool) -> None:
    async with sen.database.write() as session:
        row = "| 1 | Kiểm tra, rà soát bếp ăn bán trú và cơ sở vật chất | Tháng 11/2026 | Các trường | | Báo cáo |"
        await import_plan(session, row, now=AT_WORK)
        await intake.take_in(session, AT_WORK)
        new = (await session.scalars(select(AgendaItem).where(AgendaItem.perhaps_id.is_not(None)))).one()
    month = await sen.staff.say("/tinhhinh")
    asked = await sen.staff.press(value(month, "1 việc chưa rõ là cũ hay mới"))
    assert f"#V{new.number} có phải là việc cũ #V1" in asked.plain()
    done = await sen.staff.press(value(asked, words.SAME if is_same else words.NOT_SAME))
    assert words.NOTHING_UNSURE in done.plain()
    old, now_new = await sen.item(1), await sen.item(new.number)
    assert (old.withdrawn_at is None, now_new.withdrawn_at is None) == (is_same, not is_same)


async def test_nobody_else_edits(sen: Sen) -> None:
    item = (await sen.item(1)).id
    shown = await opened(sen, words.WITHDRAW)
    values = [f"{verb}:{item}:2026-10" for verb in ("se", "sd", "sp", "sv", "sa")]
    values += [f"sb:{item}:withdraw", "sg:0", f"su:{item}:1"]
    for talk in (sen.principal, sen.stranger):
        assert (await talk.say("/suaviec V1")).blocks[0].text == FOR_STAFF
        assert {(await talk.press(each)).blocks[0].text for each in values} == {FOR_STAFF}
        assert (await talk.press(shown.buttons[0].value)).plain() == words.PREVIEW_GONE
    assert (await sen.item(1)).withdrawn_at is None
    async with sen.database.read() as session:
        assert (await session.get_one(School, sen.schools[0])).closed_at is None
