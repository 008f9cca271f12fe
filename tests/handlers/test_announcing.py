"""/thongbao, step by step: whom, answers, when, the preview, and the one press that sends it once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db import following, people
from db.accounts import serve
from db.announcements import Reach
from db.models import AnnouncementState, DeliveryStatus, Office, School
from db.session import Database
from handlers import announcing_drafting as words
from handlers import draft
from handlers.messages import BlockKind, IncomingKind, outgoing_from_json
from handlers.receipts import JUST_LOOK, SHOWN_ONLY
from handlers.staff import FOR_STAFF, IN_PRIVATE
from handlers.wording import STALE_CHOICE
from tests.conftest import Clock
from tests.handlers.colleagues import value
from tests.handlers.herald import Village, a_village, announced, button, previewed
from tests.handlers.sen import AT_NIGHT
from tests.handlers.talk import Talk, labels

TEXT, PRESS = IncomingKind.TEXT, IncomingKind.PRESS


@pytest.fixture
async def village(database: Database, clock: Clock) -> Village:
    return await a_village(database, clock)


async def test_step_by_step_with_taps(village: Village) -> None:
    asked = await village.staff.say("/thongbao")
    assert labels(asked) == [words.NEVER_MIND]
    whom = await village.staff.say("*Mai* nghỉ học\n- Đội tuyển vẫn học")
    assert labels(whom) == [*words.QUICK_WHOM, words.NEVER_MIND]
    answers = await village.staff.press(value(whom, "Phụ huynh"))
    when = await village.staff.press(value(answers, "Đã nhận"))
    assert labels(when) == [words.AT_ONCE, "Hôm nay 17:00", "Ngày mai 07:30", words.NEVER_MIND]
    shown, control = await village.staff.send(PRESS, button=value(when, words.AT_ONCE))
    assert [block.kind for block in shown.blocks] == [BlockKind.LEAD, BlockKind.RICH]
    assert shown.plain() == "Thông báo của Phòng Văn hóa - Xã hội Phường Sen\n\nMai nghỉ học\n- Đội tuyển vẫn học"
    assert labels(shown) == ["Đã nhận"]
    assert labels(control) == [words.SEND, words.EDIT, words.NEVER_MIND]
    assert "2 người" in control.plain()
    assert "Telegram 1, trang web 1" in control.plain()
    assert await village.announcements() == []
    done = await village.staff.press(value(control, words.SEND))
    (announcement,) = await village.announcements()
    assert done.progress_of == announcement.id
    assert announcement.state is AnnouncementState.SENDING
    assert set(await village.copies(announcement.id)) == {"f1", "m1"}
    sent = outgoing_from_json(announcement.message)
    assert (sent.blocks, sent.buttons[0].value) == (shown.blocks, f"an:{announcement.id}:0")


def test_channels_that_reach_as_many_stand_in_one_order() -> None:
    """The database counts them in whatever order it likes."""
    office, written = Office(time_zone="Asia/Ho_Chi_Minh", rhythm={}), {"told": "phụ huynh", "at": "", "answers": []}
    for counted in ({"telegram": 1, "webchat": 1}, {"webchat": 1, "telegram": 1}):
        _, reached, *_ = words.facts(written, office, Reach(2, 0, 0, counted), AT_NIGHT, AT_NIGHT, None)
        assert reached == "Tới được: 2 người (Telegram 1, trang web 1)"


async def test_in_words_without_diacritics(village: Village) -> None:
    await village.staff.say("/thongbao Họp trực tuyến")
    await village.staff.say("phu huynh khoi 3")
    await village.staff.say("tham gia / khong tham gia")
    _, control = await village.staff.send(TEXT, "ngay")
    assert "phụ huynh khối 3" in control.plain()
    await village.staff.say("gui")
    (announcement,) = await village.announcements()
    assert announcement.answers == ["tham gia", "khong tham gia"]
    assert set(await village.copies(announcement.id)) == {"f1"}


async def test_by_numbers_where_there_are_no_buttons(village: Village) -> None:
    await village.staff.say("/thongbao 1 buổi họp")
    for number in ("1", "2"):  # parents, a receipt
        await village.staff.say(number)
    shown, _ = await village.staff.send(TEXT, "1")
    assert "1 buổi họp" in shown.plain()
    await village.staff.say("1")
    (announcement,) = await village.announcements()
    assert announcement.answers == ["Đã nhận"]


async def test_another_flow_in_between_leaves_the_draft(village: Village) -> None:
    await previewed(village)
    await village.staff.say("/yeucau Báo cáo số phòng học")
    assert "Hạn nộp" in (await village.staff.say("MN")).plain()
    resumed = await village.staff.say("/thongbao")
    _, control = await village.staff.send(PRESS, button=value(resumed, words.GO_ON))
    await village.staff.press(value(control, words.SEND))
    assert len(await village.announcements()) == 1


async def test_pressed_twice_it_goes_once(village: Village) -> None:
    control = await previewed(village)
    first = await village.staff.press(value(control, words.SEND))
    again = await village.staff.press(value(control, words.SEND))
    assert "Đang gửi" in first.plain()
    assert again.plain() == draft.GONE
    assert len(await village.announcements()) == 1


async def test_an_old_preview_does_not_send_the_new_words(village: Village) -> None:
    old = await previewed(village)
    await village.staff.press(value(old, words.EDIT))
    shown, new = await village.staff.send(TEXT, "Mai học bình thường")
    assert "Mai học bình thường" in shown.plain(), "and nothing else is asked again"
    assert (await village.staff.press(value(old, words.SEND))).plain() == draft.GONE
    await village.staff.press(value(new, words.SEND))
    (announcement,) = await village.announcements()
    assert "Mai học bình thường" in outgoing_from_json(announcement.message).plain()


async def test_a_question_in_between_is_answered_and_the_draft_stays(village: Village) -> None:
    control = await previewed(village)
    assert "không nói tới" in (await village.staff.say("học phí năm nay bao nhiêu?")).plain()
    assert "không nói tới" in (await village.staff.say("khi nào khai giảng")).plain()
    resumed = await village.staff.say("/thongbao")
    assert "Mai nghỉ học" in resumed.plain()
    _, again = await village.staff.send(PRESS, button=value(resumed, words.GO_ON))
    await village.staff.press(value(again, words.SEND))
    assert len(await village.announcements()) == 1
    assert (await village.staff.press(value(control, words.SEND))).plain() == draft.GONE


async def test_a_program_that_starts_anew_goes_on_where_it_was(village: Village) -> None:
    await village.staff.say("/thongbao Mai nghỉ học")
    staff = Talk(village.sen.database, village.sen.clock, chat_id="s1")
    await staff.say("phụ huynh")
    await Talk(village.sen.database, village.sen.clock, chat_id="s1").say("không cần")
    _, control = await staff.send(TEXT, "ngay")
    await staff.press(value(control, words.SEND))
    assert len(await village.announcements()) == 1


async def test_what_is_said_too_late_is_no_step(village: Village) -> None:
    await village.staff.say("/thongbao Mai nghỉ học")
    village.sen.clock.go(2 * 3_600)
    assert "không nói tới" in (await village.staff.say("phụ huynh khối 3")).plain()
    control = await previewed(village)
    village.sen.clock.go(13 * 3_600)
    assert (await village.staff.press(value(control, words.SEND))).plain() == draft.GONE
    assert await village.announcements() == []


async def test_never_mind_leaves_nothing(village: Village) -> None:
    control = await previewed(village)
    assert (await village.staff.say("thôi")).plain() == words.DROPPED
    assert (await village.staff.press(value(control, words.SEND))).plain() == draft.GONE
    assert labels(await village.staff.say("/thongbao")) == [words.NEVER_MIND]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("phụ huynh khối 15", "từ 1 đến 12"),
        ("hiệu trưởng khối 6", "chỉ chọn được với phụ huynh"),
        ("phụ huynh TH Không Có Tên", "Không tìm thấy trường"),
        ("ai đó", "Không tìm thấy trường"),
        ("chưa báo cáo #V99", "Không còn trường nào chưa báo cáo #V99"),
        ("phụ huynh chưa báo cáo #V1", "lãnh đạo nhà trường"),
        ("cán bộ TH", "không chọn theo trường"),
        ("các", "Không rõ gửi cho ai"),
    ],
)
async def test_an_audience_that_cannot_be(village: Village, typed: str, told: str) -> None:
    await village.staff.say("/thongbao Mai nghỉ học")
    assert told in (await village.staff.say(typed)).plain()
    assert labels(await village.staff.say("phụ huynh"))[0] == words.QUICK_ANSWERS[0], "and can be said anew"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("một/hai/ba/bốn/năm", "nhiều nhất 4"),
        ("x" * 41, "từ 1 đến 40"),
        ("Có\ncó", "phải khác nhau"),
    ],
)
async def test_answers_that_cannot_be(village: Village, typed: str, told: str) -> None:
    await village.staff.say("/thongbao Mai nghỉ học")
    await village.staff.say("phụ huynh")
    assert told in (await village.staff.say(typed)).plain()
    assert words.AT_ONCE in labels(await village.staff.say("có/không"))


@pytest.mark.parametrize(
    ("typed", "told"),
    [("hồi nào cũng được", "Không rõ gửi lúc nào"), ("28/10 lúc 8h", "đã qua"), ("25h", "Không có giờ 25:00")],
)
async def test_a_time_that_cannot_be(village: Village, typed: str, told: str) -> None:
    await village.staff.say("/thongbao Mai nghỉ học")
    await village.staff.say("phụ huynh")
    await village.staff.say("không")
    assert told in (await village.staff.say(typed)).plain()
    assert len(await village.staff.send(TEXT, "17h")) == 2


@pytest.mark.parametrize(("text", "told"), [("x" * 3_501, "dài nhất 3.500"), ("x" * 6_000, "dài nhất 3.500")])
async def test_words_that_no_message_holds(village: Village, text: str, told: str) -> None:
    assert told in (await village.staff.say(f"/thongbao {text}")).plain()
    await village.staff.say("/thongbao")
    assert told in (await village.staff.say(text)).plain()
    assert "Gửi tới những ai" in (await village.staff.say("Mai nghỉ học?")).plain()


async def test_schools_alone_leave_open_who_of_them(village: Village) -> None:
    await village.staff.say("/thongbao Mai nghỉ học")
    asked = await village.staff.say("TH Hoa Đào, THCS Hoa Cúc")
    assert labels(asked) == [*words.ROLES, words.NEVER_MIND]
    await village.staff.say("phụ huynh khối 3")
    await village.staff.say("không")
    _, control = await village.staff.send(TEXT, "ngay")
    assert "phụ huynh khối 3: TH Hoa Đào, THCS Hoa Cúc" in control.plain()
    await village.staff.press(value(control, words.SEND))
    assert set(await village.copies((await village.announcements())[0].id)) == {"f1"}


async def test_to_the_schools_that_have_not_reported(village: Village) -> None:
    await village.sen.report(1, 0, "xong")
    control = await previewed(village, whom="chua bao cao v1")
    assert "lãnh đạo các trường chưa báo cáo #V1 (hạn 31/10/2026)" in control.plain()
    assert "1 người" in control.plain(), "the principal of TH Hoa Đào; nobody answers for THCS Hoa Cúc"
    assert "Chưa tới được: 1 người hoặc trường" in control.plain()


async def test_who_is_only_with_a_bot_that_does_not_run_waits(village: Village, database: Database) -> None:
    """They are written to when it runs again; the preview says how many."""
    async with database.write() as session:
        await serve(session, [("webchat", "1")])
    control = await previewed(village, whom="phụ huynh")
    assert "Trong đó 1 người chỉ dùng một bot hiện không chạy" in control.plain()
    await village.staff.press(value(control, words.SEND))
    assert set(await village.copies((await village.announcements())[0].id)) == {"f1", "m1"}


async def test_nobody_is_reached(village: Village) -> None:
    control = await previewed(village, whom="phụ huynh khối 9, TH Hoa Đào")
    assert "không tới được ai" in control.plain()
    assert labels(control) == [words.EDIT, words.NEVER_MIND]


async def test_in_quiet_hours_it_waits_unless_urgent(village: Village) -> None:
    village.sen.clock.now = AT_NIGHT
    control = await previewed(village)
    assert "06:30 ngày 30/10/2026, vì giờ yên lặng là 21:00 đến 06:30" in control.plain()
    _, urgent = await village.staff.send(PRESS, button=button(control, "Khẩn").value)
    assert "ngay khi bấm gửi (khẩn)" in urgent.plain()
    await village.staff.press(value(urgent, words.SEND))
    waits = await previewed(village, text="Không gấp")
    told = await village.staff.press(value(waits, words.SEND))
    assert "sẽ gửi tới 2 người lúc 06:30 ngày 30/10/2026" in told.plain()
    assert told.progress_of is None
    gone, put_off = await village.announcements()
    assert (gone.state, gone.is_urgent) == (AnnouncementState.SENDING, True)
    assert (put_off.state, put_off.send_at) == (AnnouncementState.SCHEDULED, datetime(2026, 10, 29, 23, 30, tzinfo=UTC))
    assert {each.status for each in (await village.copies(put_off.id)).values()} == {DeliveryStatus.WAITING}


async def test_urgent_in_words_keeps_the_hour(village: Village) -> None:
    await previewed(village)
    _, late = await village.staff.send(TEXT, "22h")
    assert button(late, "Khẩn").label == "Khẩn: vẫn gửi lúc 22:00 29/10"
    _, urgent = await village.staff.send(TEXT, "khan")
    assert "22:00 ngày 29/10/2026 (khẩn)" in urgent.plain()


async def test_for_staff_only_in_private_and_not_with_old_buttons(village: Village) -> None:
    verbs = [name for name in vars(draft).values() if isinstance(name, str) and len(name) == 2 and name[0] == "t"]
    for talk in (village.father, village.sen.principal, village.sen.stranger):
        for text in ("/thongbao", "/thongbao Mai nghỉ học"):
            assert (await talk.say(text)).blocks[0].text == FOR_STAFF
        answered = {(await talk.press(f"{verb}:1")).blocks[0].text for verb in verbs}
        assert answered <= {FOR_STAFF, draft.GONE, STALE_CHOICE, words.DROPPED}
    group = Talk(village.sen.database, village.sen.clock, chat_id="g1", is_group=True)
    assert (await group.say("/thongbao Mai nghỉ học")).blocks[0].text == IN_PRIVATE
    assert await village.announcements() == []


async def test_who_is_no_staff_any_more_cannot_send(village: Village, database: Database) -> None:
    control = await previewed(village)
    contact = await village.staff.contact()
    async with database.write() as session:
        for held in await people.memberships(session, contact.person_id, village.sen.clock()):
            held.until = village.sen.clock() - timedelta(seconds=1)
    assert (await village.staff.press(value(control, words.SEND))).blocks[0].text == FOR_STAFF
    assert await village.announcements() == []


async def test_the_buttons_of_a_preview_are_for_looking(village: Village) -> None:
    assert (await village.staff.press(SHOWN_ONLY)).plain() == JUST_LOOK


async def test_bold_made_by_the_channels_own_tools(village: Village) -> None:
    await village.staff.say("/thongbao")
    await village.staff.send(TEXT, "Mai nghỉ học", marked="*Mai* nghỉ học")
    await village.staff.say("phụ huynh")
    await village.staff.say("không")
    shown, _ = await village.staff.send(TEXT, "ngay")
    assert shown.blocks[1].text == "*Mai* nghỉ học"


async def test_one_person_who_fits_twice_gets_one(village: Village) -> None:
    async with village.sen.database.write() as session:
        school = await session.get_one(School, village.sen.schools[0])
        contact = await village.father.contact()
        await following.follow(session, contact.person_id, school, None, village.sen.clock())
    id_ = await announced(village)
    assert sorted(await village.copies(id_)) == ["f1", "m1"]
