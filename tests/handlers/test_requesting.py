"""Staff ask for a report without a plan: once or again and again, of some schools, with fields; counts, never names."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.drum import Drum
from bot.outbox import Outbox
from db.models import AgendaItem, Delivery, ItemKind, ReportRequest
from db.session import Database
from handlers import requesting_wording as words
from handlers.messages import outgoing_from_json
from handlers.requesting import read_fields
from handlers.staff import FOR_STAFF
from handlers.wording import STALE_CHOICE
from knowledge.errors import UserError
from tests.conftest import Clock
from tests.handlers.colleagues import value
from tests.handlers.sen import AT_NIGHT, AT_WORK, Sen, open_sen
from tests.handlers.talk import labels


@pytest.fixture
async def sen(database: Database, clock: Clock) -> Sen:
    return await open_sen(database, clock)


async def newest(sen: Sen) -> AgendaItem:
    async with sen.database.read() as session:
        return (await session.scalars(select(AgendaItem).order_by(AgendaItem.number.desc()).limit(1))).one()


async def due_days(sen: Sen, item: AgendaItem) -> list[date]:
    async with sen.database.read() as session:
        query = select(ReportRequest.due).where(ReportRequest.item_id == item.id).distinct()
        return sorted(await session.scalars(query))


async def beat(sen: Sen, now: datetime) -> list[str]:
    """What the drum says at that time."""
    await Drum(sen.database, Outbox(sen.database, {}, sen.clock)).tick(now)
    async with sen.database.read() as session:
        rows = await session.scalars(select(Delivery.message).order_by(Delivery.id))
        return [outgoing_from_json(row).plain() for row in rows]


async def test_asked_once_step_by_step_and_told_at_once(sen: Sen) -> None:
    await beat(sen, AT_WORK)
    await sen.staff.say("/yeucau")
    asked = await sen.staff.say("Trường đã họp phụ huynh chưa?")
    assert labels(asked) == [*words.QUICK_WHOM, words.NEVER_MIND]
    await sen.staff.say("Hoa Mai, TH Hoa Đào")
    fields = await sen.staff.say("5/11")
    assert labels(fields) == [words.NO_FIELDS, words.NEVER_MIND]
    shown = await sen.staff.say("Đã họp: có/không\nSố phụ huynh dự: số")
    assert "Gửi tới: MN Hoa Mai, TH Hoa Đào" in shown.plain()
    assert "Hạn: 05/11/2026" in shown.plain()
    assert "Mục 1: Đã họp (có/không)" in shown.plain()
    done = await sen.staff.press(value(shown, words.SEND))
    assert "Đã chuyển tới 2 trường" in done.plain()
    item = await newest(sen)
    assert (item.kind, item.owes, len(item.school_ids)) == (ItemKind.REQUEST, True, 2)
    assert item.fields[1] == {"name": "Số phụ huynh dự", "type": "number", "choices": []}
    assert await due_days(sen, item) == [date(2026, 11, 5)]
    (said,) = [text for text in await beat(sen, AT_WORK) if f"#V{item.number}" in text]
    assert "Phường Sen yêu cầu" in said.splitlines()[0]
    assert f"#V{item.number} Trường đã họp phụ huynh chưa? (hạn 05/11)" in said
    await sen.staff.press(value(shown, words.SEND))
    assert (await newest(sen)).id == item.id, "it is sent once"


async def test_in_one_breath_with_taps(sen: Sen) -> None:
    whom = await sen.staff.say("/yeucau Báo cáo số phòng học thiếu")
    when = await sen.staff.press(value(whom, "MN"))
    assert labels(when)[:2] == ["Hôm nay 29/10", "Ngày mai 30/10"]
    fields = await sen.staff.press(value(when, "Ngày mai 30/10"))
    shown = await sen.staff.press(value(fields, words.NO_FIELDS))
    await sen.staff.press(value(shown, words.SEND))
    item = await newest(sen)
    assert (item.levels, await due_days(sen, item)) == (["MN"], [date(2026, 10, 30)])


async def test_at_night_it_waits_for_the_morning(sen: Sen) -> None:
    sen.clock.now = AT_NIGHT
    whom = await sen.staff.say("/yeucau Báo cáo bão")
    fields = await sen.staff.press(value(await sen.staff.press(value(whom, "Tất cả")), "Ngày mai 30/10"))
    shown = await sen.staff.press(value(fields, words.NO_FIELDS))
    done = await sen.staff.press(value(shown, words.SEND))
    assert "2 trường sẽ nhận lúc 07:30 ngày 30/10/2026" in done.plain()
    assert "Chưa liên lạc được qua bot (1): THCS Hoa Cúc" in done.plain()
    assert await beat(sen, AT_NIGHT + timedelta(minutes=5)) == []
    assert "Báo cáo bão" in (await beat(sen, AT_NIGHT + timedelta(hours=9, minutes=30)))[0]


async def standing(sen: Sen, when: str, fields: str) -> AgendaItem:
    await sen.staff.say("/yeucau Báo cáo sĩ số")
    await sen.staff.say("tất cả")
    await sen.staff.say(when)
    await sen.staff.say(fields)
    await sen.staff.say("1")
    return await newest(sen)


async def test_every_month_until_the_school_year_ends(sen: Sen) -> None:
    item = await standing(sen, "trước ngày 25 hàng tháng", "Sĩ số: số")
    assert (item.kind, item.every) == (ItemKind.STANDING, "month:25")
    days = await due_days(sen, item)
    assert (days[0], days[-1], len(days)) == (date(2026, 11, 25), date(2027, 7, 25), 9)


async def test_every_day_by_working_days_from_the_next_morning_on(sen: Sen) -> None:
    item = await standing(sen, "hằng ngày", "Sĩ số: số; Vắng: số")
    days = await due_days(sen, item)
    assert days[:3] == [date(2026, 10, 30), date(2026, 11, 2), date(2026, 11, 3)]
    said = await beat(sen, datetime(2026, 10, 30, 0, 30, tzinfo=UTC))
    assert any(f"#V{item.number}" in text for text in said)


@pytest.mark.parametrize("fields", ["Ghi chú: chữ", "Sĩ số: số; Ai vắng: chữ", "Họ tên học sinh vắng: số"])
async def test_daily_reports_are_counts_and_never_names(sen: Sen, fields: str) -> None:
    number = (await newest(sen)).number
    await standing(sen, "hằng ngày", fields)
    assert (await newest(sen)).number == number


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("31/2", words.NO_DATE),
        ("ngày 45 hàng tháng", words.NO_DATE),
        ("1/9/2027", "Hạn nộp phải từ hôm nay"),
        ("28/10/2026", "Hạn nộp phải từ hôm nay"),
    ],
)
async def test_a_deadline_that_cannot_be(sen: Sen, typed: str, told: str) -> None:
    await sen.staff.say("/yeucau Báo cáo")
    await sen.staff.say("tất cả")
    assert told in (await sen.staff.say(typed)).plain()
    assert "điền mục riêng nào" in (await sen.staff.say("6/11")).plain(), "and can be typed anew"


async def test_schools_that_nobody_has(sen: Sen) -> None:
    await sen.staff.say("/yeucau Báo cáo")
    assert "Không tìm thấy" in (await sen.staff.say("THPT Chu Văn An")).plain()
    assert "không nêu cả hai" in (await sen.staff.say("MN, Hoa Đào")).plain()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Sĩ số: số", [("Sĩ số", "number", [])]),
        ("- Tổng số lớp\n- Ghi chú", [("Tổng số lớp", "number", []), ("Ghi chú", "text", [])]),
        ("Đã họp: có / không; Mức: tốt/khá/đạt", [("Đã họp", "yes_no", []), ("Mức", "choice", ["tốt", "khá", "đạt"])]),
    ],
)
def test_fields_are_read_as_they_are_typed(typed: str, read: list[tuple[str, str, list[str]]]) -> None:
    assert [(each["name"], each["type"], each["choices"]) for each in read_fields(typed)] == read


def test_a_field_of_no_known_kind() -> None:
    with pytest.raises(UserError, match="chưa rõ loại"):
        read_fields("Mức: khó")


async def test_six_fields_and_a_field_for_names(sen: Sen) -> None:
    await sen.staff.say("/yeucau Báo cáo")
    await sen.staff.say("tất cả")
    await sen.staff.say("6/11")
    assert "nhiều nhất 5 mục" in (await sen.staff.say(";".join(f"Mục {n}: số" for n in range(6)))).plain()
    assert "hỏi họ tên" in (await sen.staff.say("Tên học sinh: chữ")).plain()


async def test_for_staff_only_and_not_with_old_buttons(sen: Sen) -> None:
    values = ["rw:0", "rd:day", "rf", "rs:abc"]
    for talk in (sen.principal, sen.stranger):
        assert (await talk.say("/yeucau Báo cáo")).blocks[0].text == FOR_STAFF
        assert {(await talk.press(each)).plain() for each in values} == {words.GONE}
    assert {(await sen.staff.press(each)).plain() for each in [*values, "rw:x"]} <= {words.GONE, STALE_CHOICE}
