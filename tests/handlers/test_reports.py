"""Replies become reports: by which rule, what counts at once, what is shown back, and what changes nothing."""

from __future__ import annotations

from datetime import date

import pytest

from db.models import Attribution, Report, ReportRequest, ReportStatus, RequestState
from db.session import Database
from handlers.messages import Button, Intent, Outgoing
from handlers.wording import say
from knowledge.answering import Answer, Status
from tests.conftest import Clock
from tests.handlers.colleagues import join, value
from tests.handlers.reporting import Bureau, a_bureau
from tests.handlers.talk import Talk, cited, labels


@pytest.fixture
async def bureau(database: Database, clock: Clock) -> Bureau:
    return await a_bureau(database, clock)


async def only(bureau: Bureau) -> Report:
    (report,) = await bureau.reports()
    return report


async def test_a_tap_is_a_report_and_says_of_what(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Rà soát bếp ăn")
    said = await talk.press(f"vd:{request}")
    assert "đã ghi nhận" in said.plain()
    assert "MN Hoa Mai – #V1 Rà soát bếp ăn" in said.plain()
    assert "đã xong" in said.plain()
    assert labels(said) == ["Sửa", "Sai việc?"]
    report, row = await only(bureau), await bureau.request(request)
    assert (report.rule, report.status, report.counted, report.version) == ("button", "done", True, 1)
    assert (row.state, row.first_received_at, row.corrected_at) == (RequestState.REPORTED, bureau.clock(), None)


async def test_the_same_tap_twice_is_one_report(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Rà soát bếp ăn")
    await talk.press(f"vd:{request}")
    assert "từ trước" in (await talk.press(f"vd:{request}")).plain()
    await only(bureau)


async def test_a_correction_is_a_further_version_and_the_first_time_stays(bureau: Bureau, clock: Clock) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Rà soát bếp ăn")
    first = clock()
    said = await talk.press(f"vg:{request}")
    clock.go(3_600)
    asked = await talk.press(value(said, "Sửa"))
    assert asked.intent is Intent.ASK
    await talk.say("xong 12/15 lớp rồi ạ, còn 3 lớp")
    one, two = await bureau.reports()
    assert (one.status, two.version, two.counts) == (ReportStatus.DOING, 2, [[12, 15, "lớp"]])
    row = await bureau.request(request)
    assert (row.first_received_at, row.corrected_at) == (first, clock() if two.counted else None)


async def test_what_is_written_after_the_button_belongs_to_it(bureau: Bureau) -> None:
    talk = await bureau.principal()
    await bureau.owes("Việc khác")
    (request,) = await bureau.owes("Rà soát bếp ăn")
    assert (await talk.press(f"vb:{request}")).intent is Intent.ASK
    said = await talk.say("mới được 60%")
    report = await only(bureau)
    assert (report.request_id, report.rule, report.percent) == (request, Attribution.BUTTON, 60)
    assert "60%" in said.plain()


async def test_a_reply_goes_before_a_code_and_before_what_came_last(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (older,) = await bureau.owes("Việc cũ")
    await bureau.owes("Việc mới")
    reminder = Outgoing(say("Nhắc việc").blocks, buttons=(Button("✅", f"vd:{older}"), Button("📝", f"vb:{older}")))
    await bureau.sent(reminder, "55")
    await talk.say("xong rồi ạ, xem thêm #V2", reply_to="55")
    report = await only(bureau)
    assert (report.request_id, report.rule) == (older, Attribution.REPLY)


async def test_a_reply_to_a_digest_asks_among_its_tasks_unless_a_code_names_one(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (one,), (two,), _ = [await bureau.owes(text) for text in ("Việc một", "Việc hai", "Việc ba")]
    digest = Outgoing(say("Việc tháng 10").blocks, buttons=(Button("1", f"v:{one}"), Button("2", f"v:{two}")))
    await bureau.sent(digest, "55")
    asked = await talk.say("xong rồi ạ", reply_to="55")
    assert [button.value for button in asked.buttons] == [f"vc:{one}", f"vc:{two}", "vh"]
    assert not await bureau.reports()
    await talk.say("#V2 xong rồi ạ", reply_to="55")
    assert (await only(bureau)).request_id == two


@pytest.mark.parametrize(
    "typed", ["#V2 xong rồi ạ", "xong rồi ạ (#v2)", "V2 xong rồi ạ", "#V2 xong", "việc #V2: xong", "xong #V2"]
)
async def test_a_code_names_the_task(bureau: Bureau, typed: str) -> None:
    talk = await bureau.principal()
    await bureau.owes("Việc một")
    (two,) = await bureau.owes("Việc hai")
    await talk.say(typed)
    report = await only(bureau)
    assert (report.request_id, report.rule, report.status, report.note) == (two, "code", "done", typed)


async def test_the_only_open_request_is_meant(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Việc một")
    await bureau.owes("Của trường khác", bureau.schools[1])
    await bureau.owes("Chưa đến kỳ", opens=date(2026, 12, 1), due=date(2026, 12, 31))
    await talk.say("xong rồi ạ")
    report = await only(bureau)
    assert (report.request_id, report.rule) == (request, Attribution.ONLY)


async def test_among_several_the_bot_asks_and_what_was_newest_does_not_matter(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (one,) = await bureau.owes("Việc một")
    (two,) = await bureau.owes("Việc hai")
    await talk.press(f"vg:{two}")
    await bureau.owes("Việc ba")
    asked = await talk.say("xong rồi ạ")
    assert asked.intent is Intent.CHOOSE
    assert len(await bureau.reports()) == 1
    await talk.press(f"vc:{one}")
    report = (await bureau.reports())[-1]
    assert (report.request_id, report.rule, report.status, report.note) == (one, "chosen", "done", "xong rồi ạ")


async def test_words_of_a_button_are_not_bound_to_the_newest_reminder(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (one,) = await bureau.owes("Việc một")
    await bureau.owes("Việc hai")
    await talk.press(f"v:{one}")
    await talk.press("vl")
    asked = await talk.say("Đã xong")
    assert asked.intent is Intent.CHOOSE
    assert not await bureau.reports()


async def test_what_waits_to_be_attributed_may_turn_out_a_question(bureau: Bureau) -> None:
    talk = await bureau.principal()
    await bureau.owes("Việc một")
    await bureau.owes("Việc hai")
    await talk.say("hoàn thành 100%")
    await talk.press("vh")
    assert talk.library.asked[-1][0] == "hoàn thành 100%"
    assert not await bureau.reports()


async def test_a_question_is_answered_and_the_report_stays_open(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Việc một")
    await bureau.owes("Việc hai")
    await talk.press(f"vb:{request}")
    await talk.say("tháng 10 có việc gì?")
    assert talk.library.asked
    assert not await bureau.reports()
    await talk.say("mới được 60%")
    assert (await only(bureau)).request_id == request


async def test_what_is_open_to_be_seen_gives_way_to_a_reply_and_a_code(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (one,) = await bureau.owes("Việc một")
    (two,) = await bureau.owes("Việc hai")
    await talk.press(f"v:{one}")
    await talk.say("#V2 xong rồi ạ")
    await talk.press(f"v:{one}")
    await talk.say("mới được 60%")
    await talk.press(f"vb:{one}")
    await talk.say("được 80% rồi, còn #V2 thì sau")
    found = [(report.request_id, report.rule) for report in await bureau.reports()]
    assert found == [(two, "code"), (one, "button"), (one, "button")]


async def test_a_report_that_asks_is_answered_below_what_was_understood(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Việc một")
    await talk.press(f"vb:{request}")
    said = await talk.say("xong hết rồi ạ, báo cáo gửi cho ai ạ?")
    assert talk.library.asked[-1][0] == "báo cáo gửi cho ai ạ?"
    assert said.plain().index("đã xong") < said.plain().index("Về câu hỏi “báo cáo gửi cho ai ạ?”")
    assert (await only(bureau)).status is ReportStatus.DONE


async def test_words_after_what_was_shown_back_are_not_taken_for_it_while_more_waits(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (one,), (two,) = [await bureau.owes(text) for text in ("Rà soát bếp ăn", "Nộp thống kê đầu năm")]
    shown = await talk.say("#V1 làm rồi ạ")
    assert f"vok:{(await only(bureau)).id}" in [button.value for button in shown.buttons]
    asked = await talk.say("đã xong rồi ạ")
    assert [button.value for button in asked.buttons] == [f"vc:{one}", f"vc:{two}", "vh"]
    await talk.press(f"vc:{two}")
    assert [(report.request_id, report.counted) for report in await bureau.reports()] == [(one, False), (two, True)]


async def test_the_unsure_is_kept_at_once_and_counts_after_a_tap(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Việc một")
    await talk.press(f"vb:{request}")
    shown = await talk.say("chưa làm")
    report = await only(bureau)
    assert (report.counted, (await bureau.request(request)).state) == (False, RequestState.OPEN)
    assert "chỉ được tính sau khi" in shown.plain()
    await talk.press(value(shown, "✔️ Đúng vậy"))
    assert ((await only(bureau)).counted, (await bureau.request(request)).state) == (True, RequestState.REPORTED)


async def test_a_long_report_is_kept_whole_and_asked_about(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Việc một")
    await talk.press(f"vb:{request}")
    text = ("Nhà trường tổ chức hội nghị cha mẹ học sinh theo từng khối lớp. " * 50)[:3_000].strip()
    shown = await talk.say(text)
    assert (await only(bureau)).note == text
    if not (await only(bureau)).counted:
        await talk.press(shown.buttons[0].value)
    assert (await bureau.request(request)).state is RequestState.REPORTED


async def test_words_that_say_not_how_far_belong_to_the_button_that_does(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Việc một")
    await talk.press(f"vb:{request}")
    await talk.say("gửi anh chị kèm biên bản họp")
    await talk.press(f"vd:{request}")
    report = await only(bureau)
    assert (report.note, report.status, report.counted) == ("gửi anh chị kèm biên bản họp", "done", True)


async def test_a_newer_version_is_not_undone_by_an_old_button(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Việc một")
    await talk.press(f"vb:{request}")
    shown = await talk.say("chưa làm")
    await talk.press(f"vd:{request}")
    assert "mới hơn" in (await talk.press(value(shown, "✔️ Đúng vậy"))).plain()
    assert [report.counted for report in await bureau.reports()] == [False, True]


async def test_the_wrong_task_is_put_right(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (one,) = await bureau.owes("Việc một")
    (two,) = await bureau.owes("Việc hai")
    said = await talk.press(f"vd:{one}")
    asked = await talk.press(value(said, "Sai việc?"))
    moved = await talk.press(asked.buttons[0].value)
    assert "#V2 Việc hai" in moved.plain()
    assert ((await only(bureau)).request_id, (await only(bureau)).rule) == (two, Attribution.CHOSEN)
    assert [(await bureau.request(each)).state for each in (one, two)] == [RequestState.OPEN, RequestState.REPORTED]
    assert (await bureau.request(one)).first_received_at is None


async def test_a_report_of_nothing_is_dropped(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (one,) = await bureau.owes("Việc một")
    asked = await talk.press(value(await talk.press(f"vd:{one}"), "Sai việc?"))
    await talk.press(asked.buttons[-1].value)
    assert ((await only(bureau)).counted, (await bureau.request(one)).state) == (False, RequestState.OPEN)


async def test_a_returned_report_is_shown_with_its_reason_and_amended(bureau: Bureau, clock: Clock) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Việc một")
    await talk.say("xong rồi ạ")
    async with bureau.database.write() as session:
        row = await session.get_one(ReportRequest, request)
        row.state, row.reason = RequestState.RETURNED, "thiếu số liệu"
    shown = await talk.press(f"v:{request}")
    assert "thiếu số liệu" in shown.plain()
    assert "xong rồi ạ" in shown.plain()
    clock.go(60)
    await talk.say("đã hoàn thành 100%")
    row = await bureau.request(request)
    assert (row.state, row.corrected_at) == (RequestState.REPORTED, clock())


@pytest.mark.parametrize(
    ("typed", "told"),
    [("#V99 xong", "không có việc #V99"), ("#V2 xong", "không phải báo cáo việc #V2"),
     ("#V1 xong ngày 31/11", "Không có ngày"),
     ("#V1 xong, #V3 chưa", "nhiều việc")],
)  # fmt: skip
async def test_what_names_no_task_or_no_day_changes_nothing(bureau: Bureau, typed: str, told: str) -> None:
    talk = await bureau.principal()
    await bureau.owes("Việc một")
    await bureau.owes("Của trường khác", bureau.schools[1])
    await bureau.owes("Việc ba")
    assert told in (await talk.say(typed)).plain()
    assert not await bureau.reports()


async def test_a_place_in_the_plan_is_no_code(bureau: Bureau) -> None:
    talk = await bureau.principal()
    await bureau.owes("Việc một")
    for text in ("mục V1 nói gì?", "sữa V99 là loại nào?"):
        await talk.say(text)
        assert talk.library.asked[-1][0] == text
    assert "không có việc #V99" in (await talk.say("V99 xong rồi ạ")).plain()
    assert not await bureau.reports()


@pytest.mark.parametrize(
    "pressed", ["vd", "vd:", "vd:x", "v:0", "vb:999999999999999999", "vok:7:done", "vx:7", "vm:7:1", "vc:1", "vh", "vl"]
)
async def test_a_button_that_leads_nowhere_changes_nothing(bureau: Bureau, pressed: str) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Việc một")
    assert (await talk.press(pressed)).plain()
    assert not await bureau.reports()
    assert (await bureau.request(request)).state is RequestState.OPEN


async def test_what_was_withdrawn_is_not_reported(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Việc một")
    async with bureau.database.write() as session:
        row = await session.get_one(ReportRequest, request)
        row.state = RequestState.WITHDRAWN
    for said in (await talk.press(f"vd:{request}"), await talk.say("#V1 xong rồi ạ")):
        assert "đã được rút" in said.plain()
        assert not said.buttons
    assert not await bureau.reports()


async def test_nobody_reports_for_another_school(bureau: Bureau, caplog: pytest.LogCaptureFixture) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Của trường khác", bureau.schools[1])
    await bureau.sent(Outgoing(say("Nhắc việc").blocks, buttons=(Button("✅", f"vd:{request}"),)), "55")
    for said in (await talk.press(f"vd:{request}"), await talk.say("xong rồi ạ", reply_to="55")):
        assert "trường khác" in said.plain()
    assert not await bureau.reports()
    assert caplog.text.count("refused") == 2


async def test_a_parent_and_a_group_are_refused(bureau: Bureau, caplog: pytest.LogCaptureFixture) -> None:
    (request,) = await bureau.owes("Việc một")
    parent = Talk(bureau.database, bureau.clock, {}, "9")
    await parent.say("/start")
    for said in (await parent.press(f"vd:{request}"), await parent.say("#V1 xong rồi")):
        assert "lãnh đạo nhà trường" in said.plain()
    assert caplog.text.count("refused") == 2
    group = Talk(bureau.database, bureau.clock, {}, "-5", is_group=True)
    assert "riêng" in (await group.press(f"vd:{request}")).plain()
    staff = await join(parent, bureau.office, "10")
    assert "trường khác" not in (await staff.say("tháng 10 có việc gì")).plain()
    assert not await bureau.reports()


async def test_two_schools_are_told_apart(bureau: Bureau) -> None:
    talk = await bureau.principal(*bureau.schools)
    one, two = await bureau.owes("Việc chung", *bureau.schools)
    asked = await talk.say("#V1 xong rồi ạ")
    assert [label.split(" ", 3)[3][:10] for label in labels(asked)[:2]] == ["MN Hoa Mai", "TH Hoa Đào"]
    await talk.say("2")
    assert (await only(bureau)).request_id == two
    assert (await bureau.request(one)).state is RequestState.OPEN


async def test_what_may_be_asked_is_no_report_where_the_plan_answers_it(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Việc một")
    unsure, sure = "Những trường THCS nào thuộc diện cải tạo, sửa chữa", "GV môn nào đang cần bổ sung nhất"
    talk.library.answers = {text: Answer(Status.ANSWERED, "Hai trường.", cited("sen")) for text in (unsure, sure)}
    assert "Hai trường" in (await talk.say(unsure)).plain()
    assert [button.value for button in (await talk.say(sure)).buttons] == [f"vc:{request}", "vh"]
    assert "Hai trường" in (await talk.press("vh")).plain()
    await talk.say("soạn giúp em giáo án cho lớp 5 tuổi")
    assert not await bureau.reports()


async def test_an_unsure_report_is_not_lost_to_an_answer(bureau: Bureau) -> None:
    talk = await bureau.principal()
    await bureau.owes("Việc một")
    talk.library.answers = {"lam gan xong roi": Answer(Status.ANSWERED, "Một câu.", cited("sen"))}
    await talk.say("lam gan xong roi")
    assert (await only(bureau)).note == "lam gan xong roi"


async def test_thanks_are_no_report(bureau: Bureau) -> None:
    talk = await bureau.principal()
    await bureau.owes("Việc một")
    await talk.say("cảm ơn em")
    await talk.say("khai giảng")
    assert not await bureau.reports()
