"""Questions: the answer with its source, choices in words, whose plans are meant."""

from __future__ import annotations

import pytest

from db import dialogues
from db.session import Database
from handlers.messages import BlockKind, Intent
from handlers.wording_questions import SEND_LABEL
from knowledge.answering import Answer, Choice, Citation, Status
from knowledge.document import SchoolYear
from tests.conftest import Clock
from tests.handlers.talk import Talk, add_office, cited, labels

LONG = "Chỉ tiêu học sinh hoàn thành chương trình tiểu học của các trường công lập là bao nhiêu?"
ANSWERS = {
    "khai giảng": Answer(Status.ANSWERED, "Khai giảng ngày 05/9.", cited("hoa-sen")),
    "năm cũ": Answer(Status.ANSWERED, "Tháng 10 có:\n- việc một\n- việc hai", cited("hoa-sen", 2021)),
    "danh sách": Answer(
        Status.ANSWERED,
        "- một\n- hai",
        tuple(
            Citation("hoa-sen", number, "Kế hoạch", f"mục {section}", "lời", SchoolYear(2026))
            for number, section in (("48/KH", "I"), ("48/KH", "II"), ("49/KH", "V"), ("48/KH", "III"), ("48/KH", "I"))
        ),
    ),
    "chỉ tiêu": Answer(
        Status.CLARIFY,
        "Anh/chị hỏi cấp nào?",
        choices=(Choice("Mầm non", "chi tieu mam non"), Choice("Tiểu học", LONG)),
    ),
    "chi tieu mam non": Answer(Status.ANSWERED, "98%.", cited("hoa-sen")),
    LONG: Answer(Status.ANSWERED, "99%.", cited("hoa-sen")),
    "khai giang": Answer(Status.ANSWERED, "Ngày 05/9.", cited("hoa-sen")),
    "Khai giảng": Answer(Status.ANSWERED, "Ngày 05/9.", cited("hoa-sen")),
}


@pytest.fixture
async def talk(database: Database, clock: Clock) -> Talk:
    await add_office(database, "hoa-sen", "phường Hoa Sen", clock())
    talk = Talk(database, clock, ANSWERS)
    await talk.say("/trogiup")  # the notice is out of the way
    return talk


async def test_an_answer_carries_quote_and_source(talk: Talk) -> None:
    message = await talk.say("khai giảng")
    assert [(block.kind, block.text) for block in message.blocks] == [
        (BlockKind.LEAD, "Khai giảng ngày 05/9."),
        (BlockKind.QUOTE, "lời trong kế hoạch"),
        (BlockKind.SOURCE, "Nguồn: 48/KH, mục V"),
    ]


async def test_the_year_comes_first_where_it_is_not_this_one(talk: Talk) -> None:
    message = await talk.say("năm cũ")
    assert message.blocks[0].text == "Năm học 2021-2022: Tháng 10 có:"
    assert message.blocks[1].text == "- việc một\n- việc hai"


async def test_a_list_without_a_title_gets_one(talk: Talk) -> None:
    message = await talk.say("danh sách")
    assert [block.text for block in message.blocks[:2]] == ["Các nội dung trong kế hoạch:", "- một\n- hai"]


async def test_the_source_names_each_document_once(talk: Talk) -> None:
    source = (await talk.say("danh sách")).blocks[-1].text
    assert source == "Nguồn: 48/KH, mục I, mục II và mục III; 49/KH, mục V"


async def test_now_is_the_offices_own_time(talk: Talk) -> None:
    await talk.say("khai giảng")
    question, plans, at = talk.library.asked[-1]
    assert (question, plans) == ("khai giảng", frozenset({"hoa-sen"}))
    assert at is not None
    assert at.isoformat() == "2026-10-05T09:00:00+07:00"


@pytest.mark.parametrize(
    ("said", "answer"),
    [("1", "98%."), ("1.", "98%."), ("số 2", "99%."), ("Mầm non", "98%."), ("mam non", "98%."), ("tieu hoc", "99%.")],
)
async def test_a_choice_may_be_said(talk: Talk, said: str, answer: str) -> None:
    asked = await talk.say("chỉ tiêu")
    assert (asked.intent, labels(asked)) == (Intent.CHOOSE, ["Mầm non", "Tiểu học"])
    assert (await talk.say(said)).blocks[0].text == answer


async def test_a_choice_may_be_pressed(talk: Talk) -> None:
    asked = await talk.say("chỉ tiêu")
    assert (await talk.press(asked.buttons[1].value)).blocks[0].text == "99%."


async def test_a_number_out_of_range_keeps_the_question_open(talk: Talk) -> None:
    await talk.say("chỉ tiêu")
    assert "từ 1 đến 2" in (await talk.say("5")).blocks[0].text
    assert (await talk.say("2")).blocks[0].text == "99%."


async def test_a_choice_expires(talk: Talk) -> None:
    asked = await talk.say("chỉ tiêu")
    talk.clock.go(dialogues.STAYS_OPEN.total_seconds())
    assert "không nói tới" in (await talk.say("2")).blocks[0].text, "a bare number is a question again"
    assert "hết hiệu lực" in (await talk.press(asked.buttons[1].value)).blocks[0].text
    assert (await talk.press(asked.buttons[0].value)).blocks[0].text == "98%.", "what is in the button stays good"


async def test_another_question_closes_the_choice(talk: Talk) -> None:
    await talk.say("chỉ tiêu")
    await talk.say("khai giảng")
    assert "Cảm ơn" in (await talk.say("1")).blocks[0].text, "now it rates the last answer"
    assert "không nói tới" in (await talk.say("1")).blocks[0].text


async def test_a_refusal_offers_the_nearest_and_they_stay(talk: Talk) -> None:
    refused = await talk.say("học phí")
    assert labels(refused) == ["Khai giảng", SEND_LABEL], "the other would be refused in its turn"
    assert (await talk.say("1")).blocks[0].text == "Ngày 05/9."
    assert (await talk.press(refused.buttons[0].value)).blocks[0].text == "Ngày 05/9."


async def test_without_a_plan_it_says_so(database: Database, clock: Clock) -> None:
    assert "chưa có kế hoạch" in (await Talk(database, clock).say("khai giảng")).blocks[0].text


class TestSeveralOffices:
    @pytest.fixture(autouse=True)
    async def second(self, talk: Talk) -> None:
        await add_office(talk.database, "sao-mai", "phường Sao Mai", talk.clock())

    async def test_the_place_in_the_question_decides(self, talk: Talk) -> None:
        await talk.say("khai giảng ở sao mai")
        assert talk.library.asked[-1][1] == {"sao-mai"}

    async def test_of_an_office_chosen_before_it_says_so(self, talk: Talk) -> None:
        await talk.press("office:hoa-sen")
        assert "Đang hỏi phường Hoa Sen" in (await talk.say("khai giảng")).blocks[-1].text
        named = await talk.say("khai giảng ở sao mai")
        assert not any("Đang hỏi" in block.text for block in named.blocks), "the question says whose it is"

    async def test_else_it_asks_once_answers_and_remembers(self, talk: Talk) -> None:
        asked = await talk.say("khai giảng")
        assert asked.intent is Intent.CHOOSE
        assert (await talk.press("office:hoa-sen")).blocks[0].text == "Khai giảng ngày 05/9."
        await talk.say("năm cũ")
        assert [asked[:2] for asked in talk.library.asked] == [
            ("khai giảng", frozenset({"hoa-sen"})),
            ("năm cũ", frozenset({"hoa-sen"})),
        ]

    async def test_the_name_of_the_place_is_an_answer(self, talk: Talk) -> None:
        await talk.say("khai giảng")
        await talk.say("sao mai")
        assert talk.library.asked[-1][:2] == ("khai giảng", frozenset({"sao-mai"}))

    async def test_the_choice_can_be_changed(self, talk: Talk) -> None:
        await talk.press("office:hoa-sen")
        assert labels(await talk.say("/coquan")) == ["phường Hoa Sen", "phường Sao Mai"]
        assert "Sao Mai" in (await talk.say("2")).blocks[0].text
        await talk.say("khai giảng")
        assert talk.library.asked[-1][1] == {"sao-mai"}

    async def test_an_office_without_a_plan_is_not_offered(self, talk: Talk) -> None:
        await add_office(talk.database, "son-ca", "xã Sơn Ca", talk.clock(), with_plan=False)
        assert labels(await talk.say("khai giảng")) == ["phường Hoa Sen", "phường Sao Mai"]
