"""What staff do with the questions of their office, and whom their answers reach."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import delete, select, update

from db.models import (
    Contact,
    Delivery,
    DeliveryStatus,
    Membership,
    Office,
    OfficeAnswer,
    Question,
    QuestionState,
    Role,
)
from db.session import Database
from handlers.messages import BlockKind, IncomingKind, Intent, Outgoing, outgoing_to_json
from handlers.wording_questions import DOWN_LABEL, FOR_STAFF, SEND_LABEL, UP_LABEL
from knowledge.answering import Answer, Status
from tests.conftest import Clock
from tests.handlers.colleagues import ASKED, join, questions, send_on, value
from tests.handlers.talk import Talk, add_office, cited, labels

ANSWERS = {"khai giảng": Answer(Status.ANSWERED, "Khai giảng ngày 05/9.", cited("hoa-sen"))}
SAID = "Học phí lớp 6 công lập được miễn."
DAY = 86_400


@pytest.fixture
async def talk(database: Database, clock: Clock, office: Office) -> Talk:
    return Talk(database, clock, ANSWERS)


@pytest.fixture
async def staff(talk: Talk, office: Office) -> Talk:
    return await join(talk, office, "s1")


async def answer(staff: Talk, number: int, text: str = SAID) -> Outgoing:
    """Drafts and confirms."""
    await staff.say(f"#C{number} {text}")
    return await staff.say("gửi")


async def test_an_answer_reaches_all_who_wait_and_serves_the_next(talk: Talk, staff: Talk) -> None:
    number = await send_on(talk)
    second = Talk(talk.database, talk.clock, ANSWERS, chat_id="8")
    await send_on(second, "Cho em hỏi Học phí ạ?")
    await Talk(talk.database, talk.clock, ANSWERS, chat_id="9").say(ASKED)  # does not wait
    shown = await staff.say(f"#C{number}: {SAID}")
    assert (shown.intent, labels(shown)) == (Intent.CHOOSE, ["Gửi", "Sửa", "Thôi"])
    assert "2 người" in shown.blocks[0].text
    assert SAID in shown.plain()
    assert staff.others == [], "nothing goes out before the yes"
    assert "tới 2 người" in (await staff.press(value(shown, "Gửi"))).plain()
    assert [chat for chat, _ in staff.others] == ["7", "8"]
    assert [(b.kind, b.text) for b in staff.others[0][1].blocks] == [
        (BlockKind.LEAD, "Trả lời của phường Hoa Sen ngày 05/10/2026"),
        (BlockKind.QUOTE, ASKED),
        (BlockKind.TEXT, SAID),
    ]
    assert [(q.state, q.contact_id) for q in await questions(talk)] == [(QuestionState.ANSWERED, None)] * 3
    talk.clock.go(DAY)
    again = await talk.say("hoc phi?")
    assert [b.text for b in again.blocks] == ["Trả lời của phường Hoa Sen ngày 05/10/2026", SAID]
    assert labels(again) == [UP_LABEL, DOWN_LABEL]


async def test_it_comes_before_what_the_plan_says(talk: Talk, staff: Talk) -> None:
    await talk.press((await talk.say("khai giảng")).buttons[1].value)
    (question,) = await questions(talk)
    await answer(staff, question.id, "Khai giảng lúc 7 giờ 30.")
    assert staff.others == [], "nobody waits"
    texts = [block.text for block in (await talk.say("khai giảng")).blocks]
    assert texts[1:4] == ["Khai giảng lúc 7 giờ 30.", "Trong kế hoạch:", "Khai giảng ngày 05/9."]
    group = Talk(talk.database, talk.clock, ANSWERS, chat_id="-5", is_group=True)
    assert len((await group.say("khai giảng")).blocks) == 2, "a group gets it short"


async def test_other_questions_do_not_get_it(talk: Talk, staff: Talk) -> None:
    number = await send_on(talk, "học phí lớp 9 tháng 10")
    await answer(staff, number)
    for other in ("học phí lớp 10 tháng 9", "học phí lớp 9", "học phí lớp 9 tháng 10 là ai thu"):
        assert SAID not in (await talk.say(other)).plain()
    assert SAID in (await talk.say("Xin hỏi học phí lớp 9 tháng 10?")).plain()


async def test_it_serves_its_school_year(talk: Talk, staff: Talk) -> None:
    await answer(staff, await send_on(talk))
    talk.clock.go(299 * DAY)  # 31 July
    assert SAID in (await talk.say(ASKED)).plain()
    talk.clock.go(DAY)
    assert SAID not in (await talk.say(ASKED)).plain()


async def test_a_question_about_today_is_the_same_today_only(talk: Talk, staff: Talk) -> None:
    await answer(staff, await send_on(talk, "tuần này có họp không"))
    assert SAID in (await talk.say("tuần này có họp không")).plain()
    talk.clock.go(DAY)
    assert SAID not in (await talk.say("tuần này có họp không")).plain()


async def test_the_list_groups_the_same_and_counts_the_rest(talk: Talk, staff: Talk) -> None:
    assert "Không có câu hỏi nào" in (await staff.say("/cauhoi")).plain()
    await talk.say("bể bơi ở đâu")  # nobody waits for it
    for number in range(11):
        asker = Talk(talk.database, talk.clock, ANSWERS, chat_id=f"a{number}")
        await send_on(asker, f"học phí lớp {number}")
    await send_on(talk, "học phí lớp 0")
    listed = await staff.say("/cauhoi")
    lines = listed.blocks[1].text.split("\n")
    assert listed.blocks[0].text == "Có 12 câu hỏi cần cơ quan trả lời."
    assert lines[0] == f"- {labels(listed)[0].removeprefix('Trả lời ')} (2 người chờ): “học phí lớp 0”"
    assert lines[-1] == "Còn 2 câu hỏi khác."
    assert len(listed.buttons) == 10
    for button in listed.buttons:
        await staff.press(button.value.replace("reply", "skip"))
    assert "(hỏi 1 lần, không ai chờ): “bể bơi ở đâu”" in (await staff.say("/cauhoi")).blocks[1].text


async def test_by_button_step_by_step(talk: Talk, staff: Talk) -> None:
    """Each step is a transaction of its own, and nothing is kept but in the database."""
    number = await send_on(talk)
    asked = await staff.press(f"reply:{number}")
    assert (asked.intent, labels(asked)) == (Intent.ASK, ["Thôi"])
    assert "cần có chữ" in (await staff.say("…")).plain()
    assert SAID in (await staff.say(SAID)).plain()
    await staff.say("Sửa")
    shown = await staff.say("Được miễn.")
    assert "Được miễn." in shown.plain()
    shown = await staff.say("Được miễn, trừ tiền ăn.")
    assert "tới 1 người" in (await staff.press(value(shown, "Gửi"))).plain(), "what is typed anew is the new draft"
    assert staff.others[0][1].blocks[2].text == "Được miễn, trừ tiền ăn."


async def test_in_words_alone(talk: Talk, staff: Talk) -> None:
    """The console has no buttons: labels and numbers do."""
    number = await send_on(talk)
    assert labels(await staff.say("/cauhoi")) == [f"Trả lời #C{number}"]
    await staff.say("1")
    await staff.say(SAID)
    assert "Đã bỏ bản nháp" in (await staff.say("thôi")).plain()
    assert labels(await staff.say(f"#c{number}")) == [f"Trả lời #C{number}", f"Bỏ qua #C{number}"]
    await staff.say(f"trả lời #C{number}")
    await staff.say(SAID)
    assert "tới 1 người" in (await staff.say("1")).plain()


@pytest.mark.parametrize("typed", ["1", "20", "số 1", "2."])
async def test_a_number_is_an_answer_where_one_is_to_be_typed(talk: Talk, staff: Talk, typed: str) -> None:
    await staff.press(f"reply:{await send_on(talk)}")
    shown = await staff.say(typed)
    assert (shown.intent, shown.blocks[2].text) == (Intent.CHOOSE, typed)
    assert "tới 1 người" in (await staff.say("1")).plain()
    assert staff.others[0][1].blocks[2].text == typed


@pytest.mark.parametrize("typed", ["0", "4", "20"])
async def test_a_number_that_is_no_choice_is_the_new_draft(talk: Talk, staff: Talk, typed: str) -> None:
    await staff.say(f"#C{await send_on(talk)} {SAID}")
    assert (await staff.say(typed)).blocks[2].text == typed
    assert "Đã bỏ bản nháp" in (await staff.say("3")).plain()


@pytest.mark.parametrize("typed", ["Thôi", "thoi"])
async def test_who_is_to_type_an_answer_may_leave_it(talk: Talk, staff: Talk, typed: str) -> None:
    await staff.press(f"reply:{await send_on(talk)}")
    assert "Đã bỏ bản nháp" in (await staff.say(typed)).plain()


async def test_what_was_told_may_be_answered_by_its_label(talk: Talk, staff: Talk) -> None:
    number = await send_on(talk)
    assert f"#C{number}" in (await staff.say("1")).plain(), "nothing else was open, so the offer is"
    other = await send_on(Talk(talk.database, talk.clock, ANSWERS, chat_id="8"), "tiền ăn")
    await staff.say(SAID)
    assert "tới 1 người" in (await staff.say("gửi")).plain(), "what was open stayed so"
    assert [q.state for q in await questions(talk)] == [QuestionState.ANSWERED, QuestionState.WAITING]
    assert f"Đã bỏ qua #C{other}" in (await staff.say(f"bỏ qua #C{other}")).plain()


async def test_by_replying_to_the_message(talk: Talk, staff: Talk) -> None:
    await send_on(talk)
    await sent(talk, "s1", "m1", talk.others[0][1])
    assert SAID in (await staff.say(SAID, reply_to="m1")).plain()
    assert "tới 1 người" in (await staff.say("gửi")).plain()
    other = await send_on(talk, "tiền ăn")
    await send_on(talk, "tiền xe")
    await sent(talk, "s1", "m2", await staff.say("/cauhoi"))
    assert f"ví dụ: #C{other}" in (await staff.say(SAID, reply_to="m2")).plain(), "two questions: which?"
    await sent(talk, "7", "m3", await talk.say("khai giảng"))
    assert SEND_LABEL in labels(await talk.say("tiền gửi xe", reply_to="m3")), "an asker's reply is a question"


async def sent(talk: Talk, chat_id: str, message_id: str, message: Outgoing) -> None:
    async with talk.database.write() as session:
        session.add(
            Delivery(
                channel="telegram", account="1", chat_id=chat_id, message=outgoing_to_json(message),
                status=DeliveryStatus.SENT, message_id=message_id, created_at=talk.clock(),
            )
        )  # fmt: skip


@pytest.mark.parametrize("text", ["/cauhoi", "#C{0} xong", "#C{0}", "bỏ qua #C{0}"])
async def test_others_are_refused(talk: Talk, office: Office, text: str) -> None:
    number = await send_on(talk)
    principal = await join(talk, office, "p1", Role.PRINCIPAL)
    for person in (talk, principal):
        assert (await person.say(text.format(number))).blocks[0].text == FOR_STAFF
    for verb in ("reply", "skip", "give", "tellme"):
        assert (await talk.press(f"{verb}:{number}:x" if verb != "tellme" else verb)).blocks[0].text == FOR_STAFF
    assert (await questions(talk))[0].state is QuestionState.WAITING


async def test_a_group_is_no_place_for_it(talk: Talk, staff: Talk) -> None:
    number = await send_on(talk)
    staff.is_group = True
    for text in ("/cauhoi", f"#C{number} {SAID}"):
        assert "trò chuyện riêng" in (await staff.say(text)).plain()
    assert "trò chuyện riêng" in (await staff.press(f"skip:{number}")).plain()


async def test_offices_see_only_their_own(talk: Talk, staff: Talk) -> None:
    other = await add_office(talk.database, "sao-mai", "phường Sao Mai", talk.clock())
    neighbour = await join(talk, other, "s9")
    await talk.press("office:hoa-sen")
    number = await send_on(talk)
    assert [chat for chat, _ in talk.others] == ["s1"]
    assert "Không có câu hỏi nào" in (await neighbour.say("/cauhoi")).plain()
    for text in (f"#C{number} {SAID}", f"bỏ qua #C{number}"):
        assert "Không có câu hỏi mang mã này" in (await neighbour.say(text)).plain()
    await answer(staff, number)
    await talk.press("office:sao-mai")
    assert SAID not in (await talk.say(ASKED)).plain(), "the other office has not said so"
    await send_on(talk, "tiền ăn")
    async with talk.database.write() as session:
        person = await session.scalar(select(Contact.person_id).where(Contact.chat_id == "s9"))
        session.add(Membership(person_id=person, office_id=1, role=Role.STAFF, since=talk.clock()))
    assert "phường Sao Mai" in (await neighbour.say("/cauhoi")).plain(), "who serves two offices sees which"


async def test_a_role_that_ended_in_between_sends_nothing(talk: Talk, staff: Talk) -> None:
    number = await send_on(talk)
    await staff.say(f"#C{number} {SAID}")
    async with talk.database.write() as session:
        await session.execute(update(Membership).values(until=talk.clock()))
    assert (await staff.say("gửi")).blocks[0].text == FOR_STAFF
    assert staff.others == []


async def test_two_who_answer_at_once(talk: Talk, staff: Talk, office: Office) -> None:
    number = await send_on(talk)
    colleague = await join(talk, office, "s2")
    for person, text in ((staff, SAID), (colleague, "Hỏi nhà trường.")):
        await person.say(f"#C{number} {text}")
    said = [message.plain() for message in await asyncio.gather(staff.say("gửi"), colleague.say("gửi"))]
    assert sorted(["chưa được gửi" in text for text in said]) == [False, True]
    assert len(staff.others) + len(colleague.others) == 1, "the asker gets one answer"
    loser = staff if "chưa được gửi" in said[0] else colleague
    shown = await loser.say(f"#C{number} Ý khác.")
    assert "sẽ thay câu trả lời ngày 05/10/2026" in shown.plain()
    assert "Đã lưu" in (await loser.say("gửi")).plain()
    assert "Ý khác." in (await talk.say(ASKED)).plain(), "a new answer takes the place of the old"
    async with talk.database.read() as session:
        assert [kept.version for kept in await session.scalars(select(OfficeAnswer))] == [2]


async def test_two_who_replace_at_once(talk: Talk, staff: Talk, office: Office) -> None:
    number = await send_on(talk)
    await answer(staff, number)
    colleague = await join(talk, office, "s2")
    for person in (staff, colleague):
        await person.say(f"#C{number} Ý khác.")
    said = [message.plain() for message in await asyncio.gather(staff.say("gửi"), colleague.say("gửi"))]
    assert sorted(["chưa được gửi" in text for text in said]) == [False, True]


async def test_pressed_twice(talk: Talk, staff: Talk) -> None:
    number = await send_on(talk)
    give = value(await staff.say(f"#C{number} {SAID}"), "Gửi")
    await staff.press(give)
    assert "đã được gửi hoặc đã hết hiệu lực" in (await staff.press(give)).plain()
    assert staff.others == []
    assert "đã được trả lời hoặc bỏ qua rồi" in (await staff.press(f"skip:{number}")).plain()


async def test_an_old_button_does_not_send_a_new_draft(talk: Talk, staff: Talk) -> None:
    number = await send_on(talk)
    old = value(await staff.say(f"#C{number} Nháp một."), "Gửi")
    await staff.say(f"#C{number} Nháp hai.")
    assert "hết hiệu lực" in (await staff.press(old)).plain()
    assert "tới 1 người" in (await staff.say("gửi")).plain()


async def test_a_draft_expires(talk: Talk, staff: Talk) -> None:
    number = await send_on(talk)
    give = value(await staff.say(f"#C{number} {SAID}"), "Gửi")
    talk.clock.go(13 * 3600)
    assert "hết hiệu lực" in (await staff.press(give)).plain()
    assert staff.others == []


async def test_who_asks_the_same_twice_waits_once(talk: Talk, staff: Talk) -> None:
    number = await send_on(talk)
    again = await talk.say("Cho em hỏi học phí ạ?")
    assert "đã được gửi rồi" in (await talk.press(again.buttons[-1].value)).plain()
    assert talk.others == []
    assert [q.state for q in await questions(talk)] == [QuestionState.WAITING, QuestionState.NOTED]
    assert "đã chặn bot" not in (await answer(staff, number)).plain()
    assert [chat for chat, _ in staff.others] == ["7"]


async def test_who_waits_is_counted_by_person(talk: Talk, staff: Talk) -> None:
    number = await send_on(talk)
    await talk.say(ASKED)
    async with talk.database.write() as session:
        await session.execute(update(Question).values(state=QuestionState.WAITING))
    assert f"#C{number} (1 người chờ)" in (await staff.say("/cauhoi")).plain()
    said = (await answer(staff, number)).plain()
    assert "tới 1 người" in said
    assert "đã chặn bot" not in said


async def test_an_asker_who_is_gone_is_not_sent_to(talk: Talk, staff: Talk) -> None:
    number = await send_on(talk)
    deleted = Talk(talk.database, talk.clock, ANSWERS, chat_id="8")
    await send_on(deleted)
    await talk.send(IncomingKind.BLOCKED)
    async with talk.database.write() as session:
        await session.execute(delete(Contact).where(Contact.chat_id == "8"))
    assert "1 người đã chặn bot" in (await answer(staff, number)).plain()
    assert staff.others == []


async def test_who_waited_is_told_that_staff_pass_it_over(talk: Talk, staff: Talk) -> None:
    number = await send_on(talk)
    second, gone = (Talk(talk.database, talk.clock, ANSWERS, chat_id=chat) for chat in ("8", "9"))
    for asker in (second, gone):
        await send_on(asker)
    await gone.send(IncomingKind.BLOCKED)
    await Talk(talk.database, talk.clock, ANSWERS, chat_id="10").say(ASKED)  # does not wait
    said = (await staff.press(f"skip:{number}")).plain()
    assert f"Đã bỏ qua #C{number}" in said
    assert "Đã báo cho 2 người đang chờ" in said
    assert "1 người đã chặn bot" in said
    assert [chat for chat, _ in staff.others] == ["7", "8"]
    told = "Câu hỏi “học phí” của anh/chị đã được phường Hoa Sen xem nhưng chưa có câu trả lời."
    assert {message.plain() for _, message in staff.others} == {told}
    assert [(q.state, q.contact_id) for q in await questions(talk)] == [(QuestionState.CLOSED, None)] * 4
    assert "Không có câu hỏi nào" in (await staff.say("/cauhoi")).plain()
    assert "đã được trả lời hoặc bỏ qua rồi" in (await staff.press(f"skip:{number}")).plain()
    assert staff.others == [], "once is enough"


async def test_nobody_is_told_where_nobody_waited(talk: Talk, staff: Talk) -> None:
    await talk.say(ASKED)
    (question,) = await questions(talk)
    assert "người" not in (await staff.say(f"bỏ qua #C{question.id}")).plain()
    assert staff.others == []


@pytest.mark.parametrize("after", ["nhé", " ạ", " giúp em nhé!", ".", " đi ạ"])
async def test_passing_over_politely(talk: Talk, staff: Talk, after: str) -> None:
    number = await send_on(talk)
    assert f"Đã bỏ qua #C{number}" in (await staff.say(f"Bỏ qua #C{number} {after}")).plain()
    assert [q.state for q in await questions(talk)] == [QuestionState.CLOSED]


async def test_how_long_an_answer_may_be(talk: Talk, staff: Talk) -> None:
    number = await send_on(talk)
    assert "dài quá" in (await staff.say(f"#C{number} {'x' * 3_001}")).plain()
    long = "Học phí. " * 333 + "xyz"
    await answer(staff, number, long)
    assert staff.others[0][1].blocks[2].text == long
    assert len(staff.others[0][1].plain()) < 4_000


async def test_a_disliked_office_answer_comes_back_to_staff(talk: Talk, staff: Talk) -> None:
    await answer(staff, await send_on(talk))
    await talk.press((await talk.say(ASKED)).buttons[1].value)
    await talk.say("gửi")
    number = (await questions(talk))[-1].id
    assert "Bot đã trả lời: Học phí" in talk.others[0][1].plain()
    await answer(staff, number, "Miễn từ năm học này.")
    assert staff.others[0][1].blocks[2].text == "Miễn từ năm học này."


async def test_help_names_the_list_to_staff(talk: Talk, staff: Talk) -> None:
    assert "/cauhoi" in (await staff.say("/trogiup")).plain()
    assert "/cauhoi" not in (await talk.say("/trogiup")).plain()
