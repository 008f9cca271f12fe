"""What is held is shown and handed over whole; /xoa warns, asks, deletes, and leaves a stranger."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from db.models import Contact, Membership, Office, Person, Question, QuestionState, Role
from db.session import Database
from handlers.messages import BlockKind, IncomingKind, Outgoing
from tests.conftest import Clock
from tests.handlers.colleagues import join, send_on, value
from tests.handlers.reporting import a_bureau
from tests.handlers.talk import ASKED, Talk, labels


async def count(database: Database, table: type[Contact] | type[Person] | type[Question] | type[Membership]) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def erased(talk: Talk) -> Outgoing:
    return await talk.press(value(await talk.say("/xoa"), "Xóa hết"))


def text_of(message: Outgoing) -> str:
    (file,) = message.attachments
    assert (file.name, file.media_type) == ("du-lieu.txt", "text/plain")
    return file.content.decode("utf-8-sig")


async def test_what_is_held_comes_in_figures_and_as_a_file(talk: Talk) -> None:
    await talk.say("học phí lớp 3")
    message = await talk.say("/dulieu")
    shown = message.plain()
    for part in ("phụ huynh", "1 địa chỉ liên hệ", "1 lần đồng ý", "1 câu hỏi", "0 bản báo cáo", "0 thông báo"):
        assert part in shown
    text = text_of(message)
    for part in ("mã cuộc trò chuyện 7;", "học phí lớp 3", "thông báo, phường Hoa Sen", "09:00 05/10/2026"):
        assert part in text


async def test_the_file_of_a_stranger_is_empty_but_complete(database: Database, clock: Clock) -> None:
    stranger = Talk(database, clock)
    text = text_of(await stranger.say("/dulieu"))
    assert text.count("(không có)") == 9, "all but the chat by which the question came"


async def test_reports_and_withdrawn_consents_are_in_the_file(database: Database, clock: Clock) -> None:
    bureau = await a_bureau(database, clock)
    principal = await bureau.principal()
    await bureau.owes("Nộp kế hoạch")
    await principal.say("xong rồi ạ, 12/15 lớp")
    await principal.press("consent")
    await principal.say("/ngung")
    message = await principal.say("/dulieu")
    assert "1 bản báo cáo" in message.plain()
    text = text_of(message)
    for part in ("12/15 lớp", "MN Hoa Mai", "lãnh đạo nhà trường", "rút lại"):
        assert part in text


async def test_nobody_sees_what_is_held_of_others(talk: Talk) -> None:
    other = Talk(talk.database, talk.clock, chat_id="8")
    await other.say("lịch thi riêng của tôi")
    assert "lịch thi riêng" not in text_of(await talk.say("/dulieu"))


async def test_deleting_is_asked_once_more_and_can_be_left(talk: Talk) -> None:
    asked = await talk.say("/xoa")
    assert labels(asked) == ["Xóa hết", "Thôi"]
    for part in ("Sẽ xóa", "Còn lại", "báo cáo của nhà trường"):
        assert part in asked.plain()
    for words in ("hết", "xóa", "đúng"):
        await talk.say(words)
    assert await count(talk.database, Contact) == 1, "half a label deletes nothing"
    await talk.say("/xoa")
    assert "Không xóa" in (await talk.say("thôi")).plain()
    old = value(asked, "Xóa hết")
    talk.clock.go(1)
    assert "hết hiệu lực" in (await talk.press(old)).plain()
    assert await count(talk.database, Contact) == 1


@pytest.mark.parametrize("words", ["xóa hết", "Xoá hết ạ", "xoa het", "xóa hết dữ liệu của tôi"])
async def test_the_words_delete_once_they_were_asked_for(talk: Talk, words: str) -> None:
    assert labels(await talk.say(words)) == ["Xóa hết", "Thôi"], "asked for first"
    assert "Đã xóa hết" in (await talk.say(words)).plain()
    assert (await count(talk.database, Contact), await count(talk.database, Person)) == (0, 0)


async def test_who_writes_again_is_a_stranger_with_a_new_notice(talk: Talk) -> None:
    farewell = await erased(talk)
    assert [block.kind for block in farewell.blocks if block.kind is BlockKind.NOTE] == []
    talk.clock.go(1)
    again = await talk.say(ASKED)
    assert [block.kind for block in again.blocks if block.kind is BlockKind.NOTE] == [BlockKind.NOTE]
    assert "1 địa chỉ" in (await talk.say("/dulieu")).plain()
    assert "Tư cách: chưa có" in (await talk.say("/dulieu")).plain()


async def test_a_second_tap_leaves_nothing_behind(talk: Talk) -> None:
    button = value(await talk.say("/xoa"), "Xóa hết")
    await talk.press(button)
    talk.clock.go(1)
    assert "Đã xóa hết" in (await talk.press(button)).plain()
    assert (await count(talk.database, Contact), await count(talk.database, Person)) == (0, 0)


async def test_the_last_principal_is_warned_and_may_go(database: Database, clock: Clock) -> None:
    bureau = await a_bureau(database, clock)
    first = await bureau.principal()
    assert "duy nhất thay mặt MN Hoa Mai" in (await first.say("/xoa")).plain()
    second = await bureau.principal(chat_id="8")
    assert "duy nhất" not in (await first.say("/xoa")).plain()
    (request,) = await bureau.owes("Nộp kế hoạch")
    await first.say("xong rồi ạ")
    await erased(first)
    (report,) = await bureau.reports()
    assert (report.person_id, report.note, report.request_id) == (None, "xong rồi ạ", request)
    assert "duy nhất" in (await second.say("/xoa")).plain()


async def test_the_last_admin_is_warned(talk: Talk, office: Office) -> None:
    admin = await join(talk, office, "a1", Role.ADMIN)
    assert "quản trị duy nhất của phường Hoa Sen" in (await admin.say("/xoa")).plain()
    await join(talk, office, "a2", Role.ADMIN)
    assert "duy nhất" not in (await admin.say("/xoa")).plain()


async def test_a_question_on_its_way_goes_with_its_asker(talk: Talk, office: Office) -> None:
    staff = await join(talk, office, "s1")
    number = await send_on(talk, "học phí lớp 3")
    await erased(talk)
    assert await count(talk.database, Question) == 0
    assert "Không có câu hỏi" in (await staff.press(f"reply:{number}")).plain()


async def test_what_nobody_is_linked_to_stays(talk: Talk) -> None:
    answered = await talk.say(ASKED)
    await talk.press(value(answered, "👍 Đúng ý"))
    await erased(talk)
    async with talk.database.read() as session:
        (question,) = await session.scalars(select(Question))
    assert (question.contact_id, question.state) == (None, QuestionState.NONE)


async def test_a_group_is_sent_elsewhere(talk: Talk) -> None:
    group = Talk(talk.database, talk.clock, chat_id="-5", is_group=True)
    for command in ("/dulieu", "/xoa", "/tieptuc"):
        assert "trò chuyện riêng" in (await group.say(command)).plain()
    assert "trò chuyện riêng" in (await group.press("xoa:0")).plain()


async def test_who_had_blocked_is_gone_after_unblocking_and_deleting(talk: Talk) -> None:
    await talk.send(IncomingKind.BLOCKED)
    await talk.send(IncomingKind.UNBLOCKED)
    await erased(talk)
    assert await count(talk.database, Membership) == 0
