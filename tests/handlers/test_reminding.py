"""What a call says: short enough for one message, and nothing that could mean two things."""

from __future__ import annotations

from datetime import date

from bot.channels.telegram_render import split
from db.models import AgendaItem, Contact, ItemKind, Office, ReportRequest, RequestState, School
from handlers import reminding
from scheduler.agenda import FIRST
from scheduler.chasing import Call, Line, OfficeCall, Silence

TODAY = date(2026, 10, 1)
OFFICE = Office(name="Phòng Văn hóa - Xã hội phường Sen", short_name="Phòng VHXH phường Sen")
TO = Contact(id=1)
LONG = "Rà soát, tổng hợp số liệu đội ngũ và cơ sở vật chất của từng điểm trường theo biểu mẫu kèm theo " * 8


def item(number: int, text: str = LONG, kind: ItemKind = ItemKind.PLAN) -> AgendaItem:
    return AgendaItem(id=number, number=number, text=text, kind=kind)


def line(of: AgendaItem, due: date | None, step: str = FIRST, reason: str = "", school: int = 1) -> Line:
    state = RequestState.RETURNED if reason else RequestState.OPEN
    request = ReportRequest(id=of.number, due=due, opens=TODAY, state=state, reason=reason) if due else None
    return Line(of, School(id=school, name=f"Trường Tiểu học Hoa Sen số {school}"), f"{TODAY:%Y-%m}", step, request)


def test_a_month_of_many_long_tasks_is_one_message() -> None:
    dues = [date(2026, 9, 30), TODAY, date(2026, 10, 20), None]
    lines = [line(item(n), dues[n % 4], reason=LONG if n % 8 == 0 else "") for n in range(1, 61)]
    said = reminding.call(Call(TO, OFFICE, tuple(lines)), TODAY)
    assert len(split(said)) == 1
    assert "/viec" in said.plain()
    assert len(said.buttons) == 8


def test_many_silent_schools_are_one_message() -> None:
    schools = tuple(School(id=n, name=f"Trường Trung học cơ sở Hoa Sen số {n}") for n in range(500))
    silences = tuple(Silence(item(n), "2026-10", schools, schools) for n in range(1, 30))
    said = reminding.office_call(OfficeCall(TO, OFFICE, silences))
    assert len(split(said)) == 1
    assert "500 trường chưa báo cáo" in said.plain()
    assert "Còn 27 việc nữa. Gõ /tinhhinh" in said.plain()


def test_two_months_of_one_task_have_buttons_that_differ() -> None:
    monthly = item(3, "Báo cáo tháng của các trường về công tác bán trú")
    lines = (line(monthly, date(2026, 9, 30), "after:1"), line(monthly, date(2026, 10, 31)))
    said = reminding.call(Call(TO, OFFICE, lines), TODAY)
    assert len({button.label for button in said.buttons}) == 2


def test_what_is_asked_for_at_once_is_not_called_the_months_work() -> None:
    asked = line(item(9, "Số trẻ ăn bán trú ngày 01/10", ItemKind.REQUEST), date(2026, 10, 2))
    said = reminding.call(Call(TO, OFFICE, (asked,)), TODAY)
    lower = Call(TO, Office(name="UBND phường Sen", short_name="phường Sen"), (asked,))
    assert reminding.call(lower, TODAY).plain().startswith("Phường Sen yêu cầu")
    assert said.blocks[0].text == "Phòng VHXH phường Sen yêu cầu Trường Tiểu học Hoa Sen số 1 báo cáo 1 việc."
