"""What a principal asks for: what is owed, to report or amend, the calendar; and who is refused."""

from __future__ import annotations

from datetime import date

import pytest
from icalendar import Calendar

from db.models import Attribution, FieldType, RequestState
from db.session import Database
from handlers.messages import Outgoing
from tests.conftest import Clock
from tests.handlers.colleagues import join
from tests.handlers.reporting import Bureau, a_bureau
from tests.handlers.talk import Talk


@pytest.fixture
async def bureau(database: Database, clock: Clock) -> Bureau:
    return await a_bureau(database, clock)


async def test_what_is_owed_stands_by_its_day(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (late,) = await bureau.owes("Việc muộn", opens=date(2026, 9, 1), due=date(2026, 9, 30))
    (now,) = await bureau.owes("Việc tháng này")
    await bureau.owes("Việc tháng sau", opens=date(2026, 11, 1), due=date(2026, 11, 30))
    await bureau.owes("Việc năm sau", opens=date(2027, 2, 1), due=date(2027, 2, 28))
    await bureau.owes("Của trường khác", bureau.schools[1])
    said = await talk.say("/viec")
    order = [said.plain().index(each) for each in ("Quá hạn:", "Việc muộn", "Đang chờ báo cáo:", "hạn 31/10/2026")]
    assert order == sorted(order)
    assert "Sắp tới:\n- #V3" in said.plain()
    assert "năm sau" not in said.plain()
    assert "trường khác" not in said.plain()
    assert [button.value for button in said.buttons] == [f"v:{late}", f"v:{now}"]


async def test_nothing_is_owed(bureau: Bureau) -> None:
    talk = await bureau.principal()
    assert "không có việc nào" in (await talk.say("/viec")).plain()
    assert "không có việc nào" in (await talk.say("/baocao")).plain()
    assert "không có việc nào" in (await talk.say("/baocao xong rồi ạ")).plain()


async def test_more_than_eight_are_reached_by_their_codes(bureau: Bureau) -> None:
    talk = await bureau.principal()
    for number in range(10):
        await bureau.owes(f"Việc {number}")
    said = await talk.say("/viec")
    assert len(said.buttons) == 8
    assert "mã việc" in said.plain()
    assert "#V10" in said.plain()


async def test_a_report_after_the_command(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Việc một")
    await talk.say("/baocao tuần này nhà trường rà soát từng phòng học")
    (report,) = await bureau.reports()
    assert (report.request_id, report.rule) == (request, Attribution.ONLY)


async def test_to_send_or_to_amend(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (one,) = await bureau.owes("Việc một")
    assert "#V1 Việc một" in (await talk.say("/baocao")).plain()
    (two,) = await bureau.owes("Việc hai")
    await talk.press(f"vd:{two}")
    said = await talk.say("/baocao")
    assert [button.value for button in said.buttons] == [f"v:{one}", f"v:{two}"]
    assert "Đã báo cáo" in (await talk.say("2")).plain()
    await talk.say("còn 2 lớp chưa xong ạ")
    assert [report.request_id for report in await bureau.reports()] == [two, two]


def events(message: Outgoing) -> dict[str, date]:
    (file,) = message.attachments
    assert (file.name, file.media_type) == ("lich-truong.ics", "text/calendar")
    found = Calendar.from_ical(file.content).walk("VEVENT")
    return {str(event["uid"]): event.decoded("dtstart") for event in found}


async def test_the_calendar_keeps_its_names_when_a_day_moves(bureau: Bureau) -> None:
    talk = await bureau.principal()
    await bureau.owes("Khám sức khỏe", due=date(2026, 11, 20), opens=date(2026, 11, 1))
    said = await talk.say("/lich")
    assert "Tháng 11/2026:\n- 20/11: #V1 Khám sức khỏe (cần báo cáo)" in said.plain()
    before = events(said)
    async with bureau.database.write() as session:
        item = await bureau.item(session, 1)
        item.due_days = {"2026-11": "2026-11-27"}
    after = events(await talk.say("/lich"))
    assert before.keys() == after.keys()
    assert (list(before.values()), list(after.values())) == ([date(2026, 11, 20)], [date(2026, 11, 27)])


async def test_the_calendar_is_the_schools_own(bureau: Bureau) -> None:
    talk = await bureau.principal()
    async with bureau.database.write() as session:
        await bureau.owes_in(session, "Chỉ tiểu học", levels=["TH"])
        await bureau.owes_in(session, "Chỉ mầm non", levels=["MN"])
    said = await talk.say("/lich")
    assert "Chỉ mầm non" in said.plain()
    assert "tiểu học" not in said.plain()
    assert len(events(said)) == 1


async def test_a_daily_count_is_one_line_of_the_text(bureau: Bureau) -> None:
    talk = await bureau.principal()
    async with bureau.database.write() as session:
        field = {"name": "Sĩ số", "type": FieldType.NUMBER}
        await bureau.owes_in(session, "Sĩ số", every="day", fields=[field])
    said = await talk.say("/lich")
    assert said.plain().count("#V1 Sĩ số") == 1
    assert len(events(said)) > 15


@pytest.mark.parametrize("command", ["/viec", "/baocao", "/lich"])
async def test_only_for_principals_and_in_private(
    bureau: Bureau, command: str, caplog: pytest.LogCaptureFixture
) -> None:
    parent = Talk(bureau.database, bureau.clock, {}, "9")
    await parent.say("/start")
    staff = await join(parent, bureau.office, "10")
    for talk in (parent, staff):
        assert "lãnh đạo nhà trường" in (await talk.say(command)).plain()
    assert caplog.text.count("refused") == 2
    group = Talk(bureau.database, bureau.clock, {}, "-5", is_group=True)
    assert "riêng" in (await group.say(command)).plain()


async def test_help_names_the_commands_of_principals(bureau: Bureau) -> None:
    talk = await bureau.principal()
    told = (await talk.say("/trogiup")).plain()
    assert all(command in told for command in ("/viec", "/baocao", "/lich"))
    parent = Talk(bureau.database, bureau.clock, {}, "9")
    assert "/baocao" not in (await parent.say("/trogiup")).plain()


async def test_a_successor_sees_what_the_former_principal_owed(bureau: Bureau) -> None:
    former = await bureau.principal()
    (request,) = await bureau.owes("Việc một")
    await former.press(f"vg:{request}")
    successor = await bureau.principal(chat_id="8")
    await successor.press(f"vd:{request}")
    assert [report.version for report in await bureau.reports()] == [1, 2]
    assert (await bureau.request(request)).state is RequestState.REPORTED
