"""Stopping announcements by command, button and words, what goes on all the same, and coming back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from db import dialogues
from db.deliveries import ANNOUNCEMENT
from db.models import (
    Announcement,
    AnnouncementState,
    Consent,
    Delivery,
    DeliveryStatus,
    Membership,
    Office,
    Purpose,
    Role,
    School,
)
from db.session import Database
from handlers.leaving import Said, said_in
from handlers.messages import IncomingKind
from tests.conftest import Clock
from tests.handlers.colleagues import join
from tests.handlers.reporting import a_bureau
from tests.handlers.talk import ASKED, Talk, labels


async def in_force(talk: Talk) -> set[Purpose]:
    contact = await talk.contact()
    query = select(Consent.purpose).where(Consent.contact_id == contact.id, Consent.withdrawn_at.is_(None))
    async with talk.database.read() as session:
        return set(await session.scalars(query))


async def announced(talk: Talk, state: AnnouncementState, status: DeliveryStatus, attempts: int = 0) -> int:
    """An announcement with one delivery to this person; gives the delivery's id."""
    contact, now = await talk.contact(), talk.clock()
    async with talk.database.write() as session:
        announcement = Announcement(
            office_id=1, message={}, audience={}, audience_told="", send_at=now, state=state, created_at=now,
            started_at=now if state is AnnouncementState.SENDING else None,
        )  # fmt: skip
        session.add(announcement)
        await session.flush()
        row = Delivery(
            channel=contact.channel, account=contact.account, chat_id=contact.chat_id, priority=ANNOUNCEMENT,
            message={}, status=status, attempts=attempts, created_at=now, announcement_id=announcement.id,
            person_id=contact.person_id,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        return row.id


async def status_of(talk: Talk, row: int) -> DeliveryStatus:
    async with talk.database.read() as session:
        return (await session.get_one(Delivery, row)).status


@pytest.mark.parametrize(
    "words",
    [
        "dừng", "Dừng.", "DỪNG!", "dừng ạ", "dạ dừng ạ", "ngừng", "Ngừng nhận thông báo", "ngưng", "ngung", "stop",
        "STOP!", "Stop ạ", "cho tôi dừng nhận thông báo nhé", "dung nhan thong bao", "đừng gửi tin nữa ạ",
        "tạm dừng thông báo", "dừng lại", "Du\u031b\u0300ng",
    ],
)  # fmt: skip
def test_words_that_stop(words: str) -> None:
    assert said_in(words) is Said.STOP


@pytest.mark.parametrize("words", ["dung", "Dung.", "DUNG!", "dung a", "da dung a"])
def test_what_may_be_another_word_is_not_sure(words: str) -> None:
    assert said_in(words) is Said.PERHAPS


@pytest.mark.parametrize(
    "words",
    [
        "đúng", "Đúng ạ", "đúng rồi", "dùng", "dừng?", "khi nào dừng nhận hồ sơ?", "dừng học", "dừng rồi ạ",
        "ngừng tuyển sinh", "đúng nhận thông báo", "bus stop", "đứng", "dung roi",
    ],
)  # fmt: skip
def test_words_that_do_not(words: str) -> None:
    assert said_in(words) is None


@pytest.mark.parametrize(
    "words", ["tiếp tục nhận", "Nhận lại thông báo", "nhan lai thong bao a", "cho tôi tiếp tục nhận thông báo nhé"]
)
def test_words_that_resume(words: str) -> None:
    assert said_in(words) is Said.RESUME


@pytest.mark.parametrize("words", ["/ngung", "dừng ạ", "Stop!", "ngừng nhận thông báo"])
async def test_stopping_and_coming_back(talk: Talk, words: str) -> None:
    assert "Đã dừng" in (await talk.say(words)).plain()
    assert await in_force(talk) == set()
    assert "Không có gì để dừng" in (await talk.say(words)).plain()
    talk.clock.go(60)
    assert "nhận lại thông báo" in (await talk.say("tiếp tục nhận")).plain()
    assert await in_force(talk) == {Purpose.ANNOUNCEMENTS}
    assert "chưa dừng gì" in (await talk.say("/tieptuc")).plain()


async def test_who_never_said_yes_has_nothing_to_resume(database: Database, clock: Clock, office: Office) -> None:
    stranger = Talk(database, clock)
    message = await stranger.say("/tieptuc")
    assert "chưa dừng" in message.plain()
    assert labels(message) == ["Nhận thông báo"]
    assert await in_force(stranger) == set()


async def test_what_is_followed_stays_and_is_said(talk: Talk) -> None:
    await a_school(talk)
    await talk.say("/theodoi TH Hoa Đào lớp 3")
    said = (await talk.say("/ngung")).plain()
    assert "1 trường, lớp" in said
    assert "TH Hoa Đào" in (await talk.say("/theodoi")).plain()


async def a_school(talk: Talk) -> None:
    async with talk.database.write() as session:
        session.add(School(office_id=1, name="TH Hoa Đào", levels=["TH"]))


async def test_a_principal_still_owes_reports_and_is_told(database: Database, clock: Clock) -> None:
    bureau = await a_bureau(database, clock)
    principal = await bureau.principal()
    await principal.press("consent")
    said = (await principal.say("dừng")).plain()
    assert "vẫn cần báo cáo" in said
    assert await in_force(principal) == {Purpose.REMINDERS, Purpose.REPORTS}
    assert "vẫn cần báo cáo" in (await principal.say("dừng")).plain(), "also where nothing is left to stop"
    await principal.say("/tieptuc")
    assert await in_force(principal) == {Purpose.REMINDERS, Purpose.REPORTS, Purpose.ANNOUNCEMENTS}


async def test_staff_stop_new_questions_too_and_resume_both(talk: Talk, office: Office) -> None:
    staff = await join(talk, office, "s1")
    said = (await staff.say("/ngung")).plain()
    assert "câu hỏi mới" in said
    assert await in_force(staff) == {Purpose.REMINDERS, Purpose.REPORTS}
    await staff.say("/tieptuc")
    assert await in_force(staff) == {*Purpose}


async def test_who_lost_the_role_does_not_get_its_messages_back(talk: Talk, office: Office) -> None:
    staff = await join(talk, office, "s1")
    await staff.say("/ngung")
    contact = await staff.contact()
    async with talk.database.write() as session:
        for held in await session.scalars(select(Membership).where(Membership.person_id == contact.person_id)):
            held.until = talk.clock() - timedelta(seconds=1)
    assert "chưa dừng" in (await staff.say("/tieptuc")).plain()
    assert Purpose.ANNOUNCEMENTS not in await in_force(staff)


async def test_what_has_not_gone_out_is_withdrawn_at_once(talk: Talk) -> None:
    going = AnnouncementState.SENDING
    queued = await announced(talk, going, DeliveryStatus.QUEUED)
    waiting = await announced(talk, AnnouncementState.SCHEDULED, DeliveryStatus.WAITING)
    perhaps = await announced(talk, going, DeliveryStatus.QUEUED, attempts=1)
    sent = await announced(talk, going, DeliveryStatus.SENT)
    await talk.say("dừng")
    rows = [await status_of(talk, row) for row in (queued, waiting, perhaps, sent)]
    assert rows == [
        DeliveryStatus.WITHDRAWN, DeliveryStatus.WITHDRAWN, DeliveryStatus.UNCERTAIN, DeliveryStatus.SENT,
    ]  # fmt: skip
    await talk.say("/tieptuc")
    rows = [await status_of(talk, row) for row in (queued, waiting, perhaps, sent)]
    assert rows == [DeliveryStatus.QUEUED, DeliveryStatus.WAITING, DeliveryStatus.UNCERTAIN, DeliveryStatus.SENT]


async def test_news_that_has_grown_old_does_not_come_any_more(talk: Talk) -> None:
    row = await announced(talk, AnnouncementState.SENDING, DeliveryStatus.QUEUED)
    gone = await announced(talk, AnnouncementState.WITHDRAWN, DeliveryStatus.WITHDRAWN)
    await talk.say("dừng")
    talk.clock.go(4 * 86_400)
    await talk.say("/tieptuc")
    assert await status_of(talk, row) is DeliveryStatus.WITHDRAWN
    assert await status_of(talk, gone) is DeliveryStatus.WITHDRAWN


@pytest.mark.parametrize("comes_back", ["unblocks", "writes"])
async def test_who_unblocks_or_writes_is_reached_again(talk: Talk, comes_back: str) -> None:
    row = await announced(talk, AnnouncementState.SENDING, DeliveryStatus.BLOCKED)
    await talk.send(IncomingKind.BLOCKED)
    assert await status_of(talk, row) is DeliveryStatus.BLOCKED
    assert await in_force(talk) == {Purpose.ANNOUNCEMENTS}, "blocking is no withdrawal"
    await (talk.send(IncomingKind.UNBLOCKED) if comes_back == "unblocks" else talk.send(IncomingKind.TEXT, "xin chào"))
    assert await status_of(talk, row) is DeliveryStatus.QUEUED


async def test_unblocking_is_no_new_yes(talk: Talk) -> None:
    row = await announced(talk, AnnouncementState.SENDING, DeliveryStatus.QUEUED)
    await talk.say("dừng")
    await talk.send(IncomingKind.BLOCKED)
    await talk.send(IncomingKind.UNBLOCKED)
    assert await in_force(talk) == set()
    assert await status_of(talk, row) is DeliveryStatus.WITHDRAWN


async def test_bare_dung_answers_what_is_open(talk: Talk) -> None:
    await talk.say(ASKED)
    assert "Cảm ơn" in (await talk.say("dung")).plain()
    assert await in_force(talk) == {Purpose.ANNOUNCEMENTS}


async def test_with_its_diacritics_it_stops_though_an_answer_is_open(talk: Talk) -> None:
    await talk.say(ASKED)
    assert "Đã dừng" in (await talk.say("dừng")).plain()
    assert "Cảm ơn" in (await talk.say("đúng")).plain(), "the answer is still open"


async def test_bare_dung_asks_where_nothing_is_open(talk: Talk) -> None:
    asked = await talk.say("Dung.")
    assert labels(asked) == ["Dừng nhận thông báo", "Tôi chỉ nói “đúng”"]
    assert await in_force(talk) == {Purpose.ANNOUNCEMENTS}
    assert labels(await talk.say("dung")) == labels(asked), "it says no more the second time"
    assert "vẫn như cũ" in (await talk.say("đúng")).plain()
    await talk.say("dung")
    assert "vẫn như cũ" in (await talk.say("2")).plain()
    assert await in_force(talk) == {Purpose.ANNOUNCEMENTS}
    await talk.say("dung")
    assert "Đã dừng" in (await talk.say("1")).plain()
    assert await in_force(talk) == set()


async def test_the_label_of_an_open_choice_wins(talk: Talk) -> None:
    contact = await talk.contact()
    async with talk.database.write() as session:
        choices = [("Dừng", "more:x"), ("Làm tiếp", "ask:lam tiep")]
        await dialogues.open_choices(session, contact.id, choices, {"choose": True}, talk.clock())
    assert "Đã dừng" not in (await talk.say("dừng")).plain()
    assert await in_force(talk) == {Purpose.ANNOUNCEMENTS}


async def test_a_group_stops_nothing(talk: Talk) -> None:
    group = Talk(talk.database, talk.clock, chat_id="-5", is_group=True)
    assert "trò chuyện riêng" in (await group.say("/ngung")).plain()
    assert "trò chuyện riêng" in (await group.press("stop")).plain()
    for words in ("dừng", "dung", "tiếp tục nhận"):
        assert "không nói tới" in (await group.say(words)).plain()


@pytest.mark.parametrize("role", [Role.PARENT, Role.PRINCIPAL])
async def test_a_question_with_the_word_in_it_is_one(talk: Talk, role: Role) -> None:
    await talk.say("khi nào dừng nhận hồ sơ lớp 1?")
    assert talk.library.asked[-1][0] == "khi nào dừng nhận hồ sơ lớp 1?"
    assert await in_force(talk) == {Purpose.ANNOUNCEMENTS}
