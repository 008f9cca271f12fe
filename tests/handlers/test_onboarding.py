"""Greeting, privacy notice, consent, and people who come and go."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from db.models import Consent, Membership, Purpose, Role
from db.session import Database
from handlers.messages import BlockKind, IncomingKind, Outgoing
from knowledge.answering import Answer, Status
from tests.conftest import Clock
from tests.handlers.talk import Talk, add_office, cited, labels

ANSWERS = {"Khi nào khai giảng?": Answer(Status.ANSWERED, "Khai giảng ngày 05/9.", cited("hoa-sen"))}


@pytest.fixture
async def talk(database: Database, clock: Clock) -> Talk:
    await add_office(database, "hoa-sen", "phường Hoa Sen", clock())
    return Talk(database, clock, ANSWERS)


def notices(message: Outgoing) -> list[str]:
    return [block.text for block in message.blocks if block.kind is BlockKind.NOTE]


async def consents(talk: Talk) -> list[Consent]:
    async with talk.database.read() as session:
        return list(await session.scalars(select(Consent).order_by(Consent.id)))


async def test_start_is_one_message_with_notice_examples_and_button(talk: Talk) -> None:
    message = await talk.say("/start")
    assert "phường Hoa Sen" in message.blocks[0].text
    (notice,) = notices(message)
    assert "30 ngày" in notice
    assert "nước ngoài" in notice
    assert len(message.buttons) == 4
    assert labels(message)[0] == "Khi nào khai giảng?", "what the plans do answer comes first"
    assert labels(message)[-1] == "Nhận thông báo"


async def test_whoever_writes_first_is_answered_and_finds_the_notice_once(talk: Talk) -> None:
    first, second = await talk.say("Khi nào khai giảng?"), await talk.say("Khi nào khai giảng?")
    assert first.blocks[0].text == "Khai giảng ngày 05/9."
    assert len(notices(first)) == 1
    assert notices(second) == []


async def test_servers_abroad_are_named_only_where_they_are(talk: Talk) -> None:
    talk.channel = "webchat"
    assert "nước ngoài" not in notices(await talk.say("xin chào"))[0]


@pytest.mark.parametrize("words", ["Nhận thông báo", "nhan thong bao", "NHẬN THÔNG BÁO.", "Nhâ\u0323n thông báo"])
async def test_the_words_are_a_yes_like_the_button(talk: Talk, words: str) -> None:
    message = await talk.say(words)
    assert "đồng ý nhận thông báo" in message.blocks[0].text
    (consent,) = await consents(talk)
    assert consent.purpose is Purpose.ANNOUNCEMENTS
    assert consent.given_at == talk.clock()


async def test_a_second_yes_is_no_second_consent(talk: Talk) -> None:
    await talk.press("consent")
    assert "đã đăng ký" in (await talk.press("consent")).blocks[0].text
    assert len(await consents(talk)) == 1
    async with talk.database.read() as session:
        assert (await session.scalars(select(Membership.role))).one() is Role.PARENT


async def test_stopping_withdraws_at_once_and_can_be_taken_back(talk: Talk) -> None:
    await talk.press("consent")
    talk.clock.go(60)
    assert "Đã dừng" in (await talk.say("/ngung")).blocks[0].text
    assert [consent.withdrawn_at for consent in await consents(talk)] == [talk.clock()]
    assert "chưa đăng ký" in (await talk.say("/ngung")).blocks[0].text
    await talk.press("consent")
    assert [consent.withdrawn_at is None for consent in await consents(talk)] == [False, True]


async def test_with_several_offices_the_yes_asks_whose_first(talk: Talk) -> None:
    await add_office(talk.database, "sao-mai", "phường Sao Mai", talk.clock())
    asked = await talk.press("consent")
    assert labels(asked) == ["phường Hoa Sen", "phường Sao Mai"]
    assert await consents(talk) == []
    assert "phường Sao Mai" in (await talk.say("2")).blocks[0].text
    assert len(await consents(talk)) == 1


async def test_blocking_and_coming_back(talk: Talk) -> None:
    await talk.say("xin chào")
    assert await talk.send(IncomingKind.BLOCKED) == []
    assert (await talk.contact()).blocked_at == talk.clock()
    assert await talk.send(IncomingKind.UNBLOCKED) == []
    assert (await talk.contact()).blocked_at is None


async def test_a_group_gets_short_answers_and_no_registration(talk: Talk) -> None:
    group = Talk(talk.database, talk.clock, ANSWERS, chat_id="-5", is_group=True)
    answer = await group.say("Khi nào khai giảng?")
    assert [block.kind for block in answer.blocks] == [BlockKind.LEAD, BlockKind.SOURCE]
    assert (await group.say("/start")).buttons == ()
    assert "trò chuyện riêng" in (await group.press("consent")).blocks[0].text
    assert "trò chuyện riêng" in (await group.say("K7QM-2RTX")).blocks[0].text
    async with talk.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Consent)) == 0
