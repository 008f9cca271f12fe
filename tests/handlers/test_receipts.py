"""Answers to an announcement: pressed or typed, each person's last one, once."""

from __future__ import annotations

import pytest

from db.models import Delivery
from db.session import Database
from handlers import receipts
from handlers.messages import IncomingKind
from handlers.staff import IN_PRIVATE
from handlers.wording import STALE_CHOICE
from tests.conftest import Clock
from tests.handlers.herald import Village, a_village, announced
from tests.handlers.talk import Talk

POLL = "Tham gia / Không tham gia"


@pytest.fixture
async def village(database: Database, clock: Clock) -> Village:
    return await a_village(database, clock)


async def test_a_receipt_counts_once(village: Village) -> None:
    id_ = await announced(village, answers="đã nhận")
    await village.send_all()
    assert "Đã ghi nhận: Đã nhận" in (await village.father.press(f"an:{id_}:0")).plain()
    assert "ghi nhận rồi" in (await village.father.press(f"an:{id_}:0")).plain()
    found = await village.figures(id_)
    assert (found.sent, found.acknowledged, found.answers) == (2, 1, (1,))


@pytest.mark.parametrize(
    "typed", ["Đã nhận", "da nhan", "dạ em đã nhận ạ", "da nhan roi a", "OK ạ", "vâng", "1", "đã đọc"]
)
async def test_a_receipt_in_words(village: Village, typed: str) -> None:
    id_ = await announced(village, answers="đã nhận")
    await village.send_all()
    assert "Đã ghi nhận: Đã nhận" in (await village.mother.say(typed)).plain()
    assert (await village.copies(id_))["m1"].answer == 0


async def test_a_nod_to_another_message_is_no_receipt(village: Village) -> None:
    id_ = await announced(village, answers="đã nhận")
    await village.send_all()
    async with village.sen.database.write() as session:
        sent = {"message": {}, "status": "sent", "created_at": village.sen.clock()}
        session.add(Delivery(channel="webchat", account="1", chat_id="m1", **sent))
    await village.mother.say("ok")
    assert (await village.copies(id_))["m1"].answer is None


@pytest.mark.parametrize(("typed", "answer"), [("tham gia", 0), ("Khong tham gia", 1), ("2", 1), ("tham gia ạ", 0)])
async def test_a_poll_in_words(village: Village, typed: str, answer: int) -> None:
    id_ = await announced(village, answers=POLL)
    await village.send_all()
    await village.mother.say(typed)
    assert (await village.copies(id_))["m1"].answer == answer


async def test_the_last_answer_counts(village: Village) -> None:
    id_ = await announced(village, answers=POLL)
    await village.send_all()
    await village.father.press(f"an:{id_}:0")
    assert "thay cho “Tham gia”" in (await village.father.press(f"an:{id_}:1")).plain()
    found = await village.figures(id_)
    assert (found.acknowledged, found.answers) == (1, (0, 1))


async def test_the_last_answer_counts_in_words_too(village: Village) -> None:
    id_ = await announced(village, answers=POLL)
    await village.send_all()
    await village.mother.say("tham gia")
    assert "thay cho “Tham gia”" in (await village.mother.say("khong tham gia")).plain()
    await village.mother.say("1")
    assert (await village.figures(id_)).answers == (0, 1), "a number alone changes nothing any more"


async def test_words_find_the_announcement_that_has_them(village: Village) -> None:
    poll, receipt = [
        await announced(village, text=text, answers=of) for text, of in (("Họp", POLL), ("Nghỉ", "đã nhận"))
    ]
    await village.send_all()
    await village.father.say("tham gia")
    assert [(await village.copies(id_))["f1"].answer for id_ in (poll, receipt)] == [0, None]


@pytest.mark.parametrize("typed", ["ok", "đã nhận", "3", "có lẽ tham gia một phần"])
async def test_other_words_are_no_answer_to_a_poll(village: Village, typed: str) -> None:
    id_ = await announced(village, answers=POLL)
    await village.send_all()
    await village.mother.say(typed)
    assert (await village.copies(id_))["m1"].answer is None


async def test_a_question_is_a_question(village: Village) -> None:
    id_ = await announced(village, answers=POLL)
    await village.send_all()
    assert "không nói tới" in (await village.father.say("tham gia?")).plain()
    assert (await village.copies(id_))["f1"].answer is None


async def test_the_newest_unanswered_is_meant(village: Village) -> None:
    first, second = [await announced(village, text=text, answers="đã nhận") for text in ("Một", "Hai")]
    await village.send_all()
    await village.father.say("đã nhận")
    await village.father.say("đã nhận")
    assert [(await village.copies(id_))["f1"].answer for id_ in (first, second)] == [0, 0]
    assert "Đã ghi nhận" not in (await village.father.say("đã nhận")).plain()


async def test_what_was_taken_back_takes_no_answer_from_another(village: Village) -> None:
    first, second = [await announced(village, text=text, answers="đã nhận") for text in ("Một", "Hai")]
    await village.send_all()
    await village.staff.press(f"tv:{second}")
    await village.father.say("đã nhận")
    assert [(await village.copies(id_))["f1"].answer for id_ in (first, second)] == [0, None]


async def test_what_is_old_is_not_meant_by_words(village: Village) -> None:
    id_ = await announced(village, answers="đã nhận")
    await village.send_all()
    village.sen.clock.go(8 * 24 * 3_600)
    await village.father.say("đã nhận")
    assert (await village.copies(id_))["f1"].answer is None


async def test_who_was_not_sent_it_is_told_so(village: Village) -> None:
    id_ = await announced(village, answers="đã nhận")
    await village.send_all()
    for talk in (village.sen.stranger, village.sen.principal, village.staff):
        assert (await talk.press(f"an:{id_}:0")).blocks[0].text == receipts.NOT_YOURS
    assert (await village.figures(id_)).acknowledged == 0


@pytest.mark.parametrize("value", ["an:", "an:x:0", "an:999:0", "an:1", "an:1:7", "an:1:0:0", "an:" + "9" * 30 + ":0"])
async def test_any_button(village: Village, value: str) -> None:
    await announced(village, answers="đã nhận")
    await village.send_all()
    assert (await village.father.press(value)).blocks[0].text == STALE_CHOICE


async def test_in_a_group_nobody_answers(village: Village) -> None:
    group = Talk(village.sen.database, village.sen.clock, chat_id="g1", is_group=True)
    assert (await group.press("an:1:0")).blocks[0].text == IN_PRIVATE


async def test_who_answers_has_got_it(village: Village) -> None:
    id_ = await announced(village, answers="đã nhận")
    await village.send_all(status="uncertain", attempts=5, sent_at=None)
    await village.father.press(f"an:{id_}:0")
    found = await village.figures(id_)
    assert (found.sent, found.uncertain, found.acknowledged) == (1, 1, 1)


async def test_on_the_page_a_number_answers_what_stands_last(village: Village) -> None:
    id_ = await announced(village, answers="đã nhận")
    await village.send_all()
    (said,) = await village.mother.send(IncomingKind.TEXT, "1")
    assert "Đã ghi nhận" in said.plain()
    assert (await village.figures(id_)).acknowledged == 1
