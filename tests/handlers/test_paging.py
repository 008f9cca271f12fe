"""A long answer goes on page by page: by button or in words, as of when it was asked, never with another answer."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from db import dialogues
from db.models import Dialogue, Question
from db.session import Database
from handlers.choices import asks_for_more
from handlers.messages import BlockKind, Outgoing
from handlers.wording_questions import (
    DOWN_LABEL,
    MORE_IS_GONE,
    MORE_WAS_SHOWN,
    NOT_YOURS,
    NOTHING_MORE,
    SEND_LABEL,
    UP_LABEL,
)
from knowledge.answering import Answer, Citation, Page, Status
from knowledge.document import SchoolYear
from tests.conftest import Clock
from tests.handlers.talk import CannedLibrary, Talk, add_office, cited, labels


def long_answer(first: str = "một") -> Answer:
    def page(number: int, lines: int) -> Page:
        text = "\n".join(["Tháng 10/2026 (tiếp):", *(f"- việc {number}.{line}" for line in range(lines))])
        return Page(
            text, (Citation("hoa-sen", "48/KH", "Kế hoạch", f"mục {number}", f"lời {number}", SchoolYear(2026)),)
        )

    text = f"Tháng 10/2026:\n- việc {first}"
    return Answer(Status.ANSWERED, text, cited("hoa-sen"), rest=(page(2, 3), page(3, 2)))


ANSWERS = {
    "tháng 10": long_answer(),
    "khai giảng": Answer(Status.ANSWERED, "Khai giảng ngày 05/9.", cited("hoa-sen")),
    "quy định": Answer(Status.ANSWERED, "Câu đầu.", cited("hoa-sen"), rest=(Page("Câu sau.", cited("hoa-sen")),)),
}
FIRST_MORE, LAST_MORE = "Xem tiếp (còn 5 mục)", "Xem tiếp (còn 2 mục)"


@pytest.fixture
async def talk(database: Database, clock: Clock) -> Talk:
    await add_office(database, "hoa-sen", "phường Hoa Sen", clock())
    talk = Talk(database, clock, ANSWERS)
    await talk.say("/trogiup")  # the notice is out of the way
    return talk


def told(message: Outgoing) -> str:
    return message.plain()


async def test_pages_by_button(talk: Talk) -> None:
    first = await talk.say("tháng 10")
    assert labels(first) == [FIRST_MORE, UP_LABEL, DOWN_LABEL]
    second = await talk.press(first.buttons[0].value)
    assert [(block.kind, block.text) for block in second.blocks] == [
        (BlockKind.LEAD, "Tháng 10/2026 (tiếp):"),
        (BlockKind.TEXT, "- việc 2.0\n- việc 2.1\n- việc 2.2"),
        (BlockKind.QUOTE, "lời 2"),
        (BlockKind.SOURCE, "Nguồn: 48/KH, mục 2"),
    ]
    assert labels(second) == [LAST_MORE, UP_LABEL, DOWN_LABEL]
    third = await talk.press(second.buttons[0].value)
    assert "việc 3.1" in told(third)
    assert labels(third) == [UP_LABEL, DOWN_LABEL]


async def test_a_button_fits_every_channel(talk: Talk) -> None:
    value = (await talk.say("tháng 10")).buttons[0].value
    assert value.isascii()
    assert len(value) <= 64


async def test_what_is_no_list_counts_nothing(talk: Talk) -> None:
    asked = await talk.say("quy định")
    assert labels(asked)[0] == "Xem tiếp"
    assert "Câu sau." in told(await talk.say("xem tiep"))


@pytest.mark.parametrize(
    "said",
    ["1", "xem tiếp", "xem tiep", "Tiếp", "tiếp tục", "còn gì nữa", "còn gì nữa không ạ?", "Thêm nữa đi", FIRST_MORE],
)
async def test_pages_in_words(talk: Talk, said: str) -> None:
    await talk.say("tháng 10")
    assert "việc 2.0" in told(await talk.say(said))
    assert "việc 3.0" in told(await talk.say("xem tiếp"))
    assert told(await talk.say("xem tiếp")) == NOTHING_MORE


@pytest.mark.parametrize("said", ["tiếp", "còn gì nữa không"])
async def test_nothing_to_go_on_with(talk: Talk, said: str) -> None:
    assert told(await talk.say(said)) == NOTHING_MORE
    await talk.say("khai giảng")
    assert told(await talk.say(said)) == NOTHING_MORE
    assert "Cảm ơn" in told(await talk.say("1")), "what was open stays open"


@pytest.mark.parametrize(
    "text", ["tiếp dân", "còn mấy trường", "thêm bao nhiêu phòng học", "con tôi", "tiếp nhận hồ sơ"]
)
def test_a_question_is_no_wish_for_more(text: str) -> None:
    assert not asks_for_more(text)


async def test_it_is_asked_as_of_its_own_moment(talk: Talk) -> None:
    first = await talk.say("tháng 10")
    talk.clock.go(40 * 86_400)
    talk.library.asked.clear()
    assert "việc 2.0" in told(await talk.press(first.buttons[0].value)), "long after what was open has expired"
    ((text, plans, at),) = talk.library.asked
    assert (text, plans) == ("tháng 10", frozenset({"hoa-sen"}))
    assert at is not None
    assert at.isoformat() == "2026-10-05T09:00:00+07:00"


async def test_another_question_in_between(talk: Talk) -> None:
    first = await talk.say("tháng 10")
    await talk.say("khai giảng")
    assert told(await talk.say("xem tiếp")) == NOTHING_MORE
    assert "việc 2.0" in told(await talk.press(first.buttons[0].value))


async def test_a_doubled_press_is_not_answered_twice(talk: Talk) -> None:
    first = await talk.say("tháng 10")
    second = await talk.press(first.buttons[0].value)
    assert told(await talk.press(first.buttons[0].value)) == MORE_WAS_SHOWN
    assert "việc 3.0" in told(await talk.say("xem tiếp")), "it still goes on"
    for value in (first.buttons[0].value, second.buttons[0].value):
        assert told(await talk.press(value)) == MORE_WAS_SHOWN


async def test_a_plan_that_changed_never_goes_on_with_another_answer(talk: Talk) -> None:
    first = await talk.say("tháng 10")
    talk.library = CannedLibrary({"tháng 10": long_answer("hai")})
    assert told(await talk.press(first.buttons[0].value)) == MORE_IS_GONE
    assert told(await talk.say("xem tiếp")) == NOTHING_MORE


@pytest.mark.parametrize("page", [0, 3, 9999])
async def test_a_page_that_never_was(talk: Talk, page: int) -> None:
    verb, number, _, mark = (await talk.say("tháng 10")).buttons[0].value.split(":")
    assert told(await talk.press(f"{verb}:{number}:{page}:{mark}")) == MORE_IS_GONE


@pytest.mark.parametrize("value", ["more:", "more:1", "more:1:1:zz", "more:x:1:00000000", "more:²:1:00000000"])
async def test_a_value_that_we_never_made(talk: Talk, value: str) -> None:
    await talk.say("tháng 10")
    assert "hết hiệu lực" in told(await talk.press(value))


async def test_a_question_that_is_gone(talk: Talk) -> None:
    first = await talk.say("tháng 10")
    async with talk.database.write() as session:
        await session.execute(delete(Question))
    assert told(await talk.press(first.buttons[0].value)) == NOT_YOURS


async def test_nobody_goes_on_with_the_question_of_another(talk: Talk) -> None:
    other = Talk(talk.database, talk.clock, ANSWERS, chat_id="8")
    mine = await talk.say("tháng 10")
    await other.say("/trogiup")
    assert told(await other.press(mine.buttons[0].value)) == NOT_YOURS
    theirs = await other.say("tháng 10")
    assert mine.buttons[0].value != theirs.buttons[0].value
    for each, first in ((talk, mine), (other, theirs)):
        assert "việc 2.0" in told(await each.press(first.buttons[0].value))
    for each in (talk, other):
        assert "việc 3.0" in told(await each.say("xem tiếp"))


async def test_it_goes_on_after_it_helped(talk: Talk) -> None:
    first = await talk.say("tháng 10")
    assert "Cảm ơn" in told(await talk.say("👍"))
    second = await talk.press(first.buttons[0].value)
    assert labels(second) == [LAST_MORE], "it was rated already"
    assert "việc 3.0" in told(await talk.say("tiếp"))
    assert told(await talk.say("tiếp")) == NOTHING_MORE


async def test_it_goes_on_after_it_did_not_help(talk: Talk) -> None:
    await talk.say("tháng 10")
    assert labels(await talk.say("👎")) == [SEND_LABEL, FIRST_MORE]
    second = await talk.say("xem tiếp")
    assert labels(second) == [LAST_MORE]
    assert "Cảm ơn" not in told(second)


async def test_rating_a_page_rates_the_question(talk: Talk) -> None:
    first = await talk.say("tháng 10")
    await talk.press(first.buttons[0].value)
    assert "Cảm ơn" in told(await talk.say("👍"))
    async with talk.database.read() as session:
        helped = await session.scalar(select(Question.helped))
    assert helped is True


async def test_in_a_group_only_the_rest_has_a_button(talk: Talk) -> None:
    group = Talk(talk.database, talk.clock, ANSWERS, chat_id="-9", is_group=True)
    first = await group.say("/hoi tháng 10")
    assert labels(first) == [FIRST_MORE]
    second = await group.say("/hoi xem tiếp")
    assert "việc 2.0" in told(second)
    assert "lời 2" not in told(second)
    assert "việc 3.0" in told(await group.press(second.buttons[0].value))
    assert told(await group.say("/hoi xem tiếp")) == NOTHING_MORE


async def test_what_was_open_expires_in_words_only(talk: Talk) -> None:
    first = await talk.say("tháng 10")
    talk.clock.go(dialogues.STAYS_OPEN.total_seconds())
    assert told(await talk.say("xem tiếp")) == NOTHING_MORE
    assert "việc 2.0" in told(await talk.press(first.buttons[0].value))


async def test_nothing_of_the_rest_is_stored(talk: Talk) -> None:
    await talk.press((await talk.say("tháng 10")).buttons[0].value)
    async with talk.database.read() as session:
        pending = await session.scalar(select(Dialogue.pending))
    assert pending is not None
    assert "việc" not in str(pending)
