"""What an asker does with an answer, and what is stored of a question."""

from __future__ import annotations

import pytest

from db.models import Office, QuestionState, Role, Told
from db.session import Database
from handlers.messages import IncomingKind
from handlers.wording_questions import DOWN_LABEL, NO_ANSWER_OPEN, SEND_LABEL, UP_LABEL
from knowledge.answering import Answer, Choice, Status
from tests.conftest import Clock
from tests.handlers.colleagues import ASKED, join, questions, send_on
from tests.handlers.talk import Talk, cited, labels

ANSWERS = {
    "khai giảng": Answer(Status.ANSWERED, "Khai giảng ngày 05/9.", cited("hoa-sen")),
    "chỉ tiêu": Answer(Status.CLARIFY, "Cấp nào?", choices=(Choice("Mầm non", "chi tieu mam non"),)),
    "ai phụ trách học phí": Answer(Status.ANSWERED, "Lê Thị Mẫu (chuyên viên) phụ trách thu.", cited("hoa-sen")),
}


@pytest.fixture
async def talk(database: Database, clock: Clock, office: Office) -> Talk:
    return Talk(database, clock, ANSWERS)


async def test_every_question_is_stored_with_answer_and_sources(talk: Talk) -> None:
    for text in ("khai giảng", "chỉ tiêu", ASKED):
        await talk.say(text)
    stored = [(q.text, q.told, q.answer, q.citations, q.state) for q in await questions(talk)]
    assert stored == [
        ("khai giảng", Told.ANSWERED, "Khai giảng ngày 05/9.", [["hoa-sen", "mục V"]], QuestionState.NONE),
        ("chỉ tiêu", Told.CLARIFY, "Cấp nào?", [], QuestionState.NONE),
        (ASKED, Told.REFUSED, "Kế hoạch không nói tới điều này.", [], QuestionState.NOTED),
    ]


async def test_what_is_no_question_is_neither_stored_nor_sent_on(talk: Talk) -> None:
    for text in ("cảm ơn", "xin chào", "😀", "/trogiup"):
        assert SEND_LABEL not in labels(await talk.say(text))
    assert await questions(talk) == []


@pytest.mark.parametrize("typed", ["đúng ý", "Chưa đúng!", "gửi câu hỏi", SEND_LABEL])
async def test_a_verdict_on_no_answer_is_no_question(talk: Talk, typed: str) -> None:
    assert NO_ANSWER_OPEN in (await talk.say(typed)).plain()
    assert await questions(talk) == []


async def test_numbers_and_addresses_of_people_are_not_stored(talk: Talk) -> None:
    await talk.say("gọi 0912 345 678 hay a.b@vidu.vn thì hỏi được học phí?")
    (question,) = await questions(talk)
    assert question.text == "gọi [số điện thoại] hay [thư điện tử] thì hỏi được học phí?"
    assert question.key.startswith("#"), "it is like no other"


@pytest.mark.parametrize("how", ["press", "1", "đúng ý", "Dung y!", "👍", "👍🏽", UP_LABEL])
async def test_it_helped(talk: Talk, how: str) -> None:
    answer = await talk.say("khai giảng")
    assert labels(answer) == [UP_LABEL, DOWN_LABEL]
    thanks = await (talk.press(answer.buttons[0].value) if how == "press" else talk.say(how))
    assert thanks.plain().startswith("Cảm ơn")
    (question,) = await questions(talk)
    assert (question.helped, question.contact_id, question.state) == (True, None, QuestionState.NONE)


@pytest.mark.parametrize("how", ["press", "2", "chưa đúng", "sai rồi", "👎", DOWN_LABEL])
async def test_it_did_not_help(talk: Talk, how: str) -> None:
    answer = await talk.say("khai giảng")
    asked = await (talk.press(answer.buttons[1].value) if how == "press" else talk.say(how))
    assert labels(asked) == [SEND_LABEL]
    (question,) = await questions(talk)
    assert (question.helped, question.state) == (False, QuestionState.NOTED)
    assert question.contact_id is not None
    assert "Đã chuyển" in (await talk.say("gửi")).blocks[0].text
    assert (await questions(talk))[0].state is QuestionState.WAITING


async def test_pressing_twice_changes_nothing(talk: Talk) -> None:
    up, down = (button.value for button in (await talk.say("khai giảng")).buttons)
    assert [labels(await talk.press(down)) for _ in range(2)] == [[SEND_LABEL]] * 2
    assert [(await talk.press(up)).plain() for _ in range(2)] == ["Cảm ơn anh/chị đã cho biết."] * 2
    assert "khép lại" in (await talk.press(down)).plain(), "who said that it helped has left the question"
    number = await send_on(talk)
    assert "đã được gửi rồi" in (await talk.press(f"send:{number}")).plain()
    assert "đã được gửi rồi" in (await talk.press(f"down:{number}")).plain()


async def test_a_question_is_its_askers(talk: Talk) -> None:
    await talk.say(ASKED)
    (question,) = await questions(talk)
    other = Talk(talk.database, talk.clock, chat_id="8")
    for verb in ("up", "down", "send"):
        assert "khép lại" in (await other.press(f"{verb}:{question.id}")).plain()
        assert "khép lại" in (await talk.press(f"{verb}:{question.id + 1}")).plain()
    assert [(q.helped, q.state) for q in await questions(talk)] == [(None, QuestionState.NOTED)]


@pytest.mark.parametrize("value", ["up:", "up:x", "send:9999999999999999999", "down:-1", "send:1:2:3", "give:1"])
async def test_a_value_made_up(talk: Talk, value: str) -> None:
    assert await questions(talk) == []
    assert (await talk.press(value)).blocks[0].text


async def test_what_was_open_expires(talk: Talk) -> None:
    answer = await talk.say("khai giảng")
    talk.clock.go(13 * 3600)
    await talk.say("đúng ý")
    assert [q.text for q in await questions(talk)] == ["khai giảng"], "a late verdict is no question"
    assert "Cảm ơn" in (await talk.press(answer.buttons[0].value)).plain(), "the button itself stays good"


async def test_a_group_rates_nothing_and_leaves_no_asker(talk: Talk) -> None:
    group = Talk(talk.database, talk.clock, ANSWERS, chat_id="-5", is_group=True)
    assert (await group.say("khai giảng")).buttons == ()
    assert (await group.say(ASKED)).buttons == ()
    assert [q.contact_id for q in await questions(talk)] == [None, None]
    assert "khép lại" in (await group.press(f"send:{(await questions(talk))[1].id}")).plain()


async def test_all_staff_are_told_at_once_and_only_once(talk: Talk, office: Office) -> None:
    await join(talk, office, "s1")
    await join(talk, office, "s2", Role.ADMIN)
    await join(talk, office, "p1", Role.PRINCIPAL)
    number = await send_on(talk)
    assert [chat for chat, _ in talk.others] == ["s1", "s2"]
    told = talk.others[0][1]
    assert f"#C{number}" in told.blocks[0].text
    assert ASKED in told.plain()
    assert labels(told) == [f"Trả lời #C{number}", f"Bỏ qua #C{number}"]
    second = Talk(talk.database, talk.clock, ANSWERS, chat_id="8")
    await send_on(second, "Cho em hỏi HỌC PHÍ ạ?")
    assert second.others == [], "they know"


async def test_who_stopped_or_blocked_is_not_told(talk: Talk, office: Office) -> None:
    stopped, blocked = await join(talk, office, "s1"), await join(talk, office, "s2")
    await stopped.say("/ngung")
    await blocked.send(IncomingKind.BLOCKED)
    await send_on(talk)
    assert talk.others == []
    assert "Nhận câu hỏi mới" in labels(await stopped.say("/cauhoi"))
    await stopped.say("nhận câu hỏi mới")
    await send_on(talk, "tiền ăn")
    assert [chat for chat, _ in talk.others] == ["s1"]


async def test_the_specialist_alone_is_told_where_the_plan_names_one(talk: Talk, office: Office) -> None:
    specialist = await join(talk, office, "s1", known_as="le thi mau")
    other = await join(talk, office, "s2", known_as="Trần Văn Thử")
    first = await send_on(talk, "tiền ăn")
    assert [chat for chat, _ in talk.others] == ["s1", "s2"], "the plan names nobody"
    number = await send_on(talk)
    assert [chat for chat, _ in talk.others] == ["s1"]
    assert labels(await specialist.say("/cauhoi")) == [f"Trả lời #C{number}", f"Trả lời #C{first}"]
    assert labels(await other.say("/cauhoi")) == [f"Trả lời #C{first}", f"Trả lời #C{number}"]


async def test_one_asker_cannot_flood_the_office(talk: Talk, office: Office) -> None:
    await join(talk, office, "s1")
    for number in range(5):
        await send_on(talk, f"học phí lớp {number}")
    await send_on(talk, "học phí lớp 6")
    assert talk.others == []
    assert [q.state for q in await questions(talk)] == [QuestionState.WAITING] * 5 + [QuestionState.NOTED]
