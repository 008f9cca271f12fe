"""Above a number that the office sets, a second person decides: the first answer counts, never the author's."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from db.accounts import serve
from db.models import AnnouncementState, Contact, DeliveryStatus
from db.session import Database
from handlers import announcing_drafting as words
from handlers import approving_wording
from handlers.messages import IncomingKind
from handlers.staff import FOR_STAFF
from tests.conftest import Clock
from tests.handlers.colleagues import value
from tests.handlers.herald import JPEG, Village, a_village, picture, previewed
from tests.handlers.sen import AT_NIGHT
from tests.handlers.talk import labels


@pytest.fixture
async def village(database: Database, clock: Clock) -> Village:
    village = await a_village(database, clock)
    await village.approve_above(1)
    return village


async def asked(village: Village) -> int:
    """Sends it for approval; the announcement's id."""
    control = await previewed(village)
    assert "một cán bộ khác duyệt" in control.plain()
    await village.staff.press(value(control, words.ASK_APPROVAL))
    return (await village.announcements())[-1].id


async def state(village: Village) -> AnnouncementState:
    return (await village.announcements())[-1].state


async def test_the_colleague_sees_it_and_lets_it_go(village: Village) -> None:
    id_ = await asked(village)
    (to, shown), (_, control) = village.staff.others
    assert to == "s2"
    assert "Mai nghỉ học" in shown.plain()
    assert labels(control) == [approving_wording.APPROVE, approving_wording.REFUSE]
    assert "Gửi tới: phụ huynh" in control.plain()
    assert await state(village) is AnnouncementState.APPROVAL
    assert {each.status for each in (await village.copies(id_)).values()} == {DeliveryStatus.WAITING}
    said = await village.colleague.press(value(control, approving_wording.APPROVE))
    assert "Đang gửi" in said.plain()
    assert await state(village) is AnnouncementState.SENDING
    ((author, told),) = village.colleague.others
    assert (author, "đã được duyệt, đang gửi" in told.plain()) == ("s1", True)
    assert {each.status for each in (await village.copies(id_)).values()} == {DeliveryStatus.QUEUED}


async def test_the_colleague_says_no(village: Village) -> None:
    id_ = await asked(village)
    assert (await village.colleague.press(f"tz:{id_}")).plain() == approving_wording.REFUSED
    assert await state(village) is AnnouncementState.REFUSED
    ((author, told),) = village.colleague.others
    assert (author, "không được duyệt" in told.plain()) == ("s1", True)
    assert {each.status for each in (await village.copies(id_)).values()} == {DeliveryStatus.WITHDRAWN}
    assert "đã được duyệt, từ chối hoặc thu hồi" in (await village.colleague.press(f"ty:{id_}")).plain()
    assert await state(village) is AnnouncementState.REFUSED


async def test_its_author_cannot_approve(village: Village) -> None:
    id_ = await asked(village)
    assert "một cán bộ khác" in (await village.staff.press(f"ty:{id_}")).plain()
    shown = await village.staff.press(f"td:{id_}")
    assert "Lúc gửi: ngay khi được duyệt" in shown.plain()
    assert approving_wording.APPROVE not in labels(shown)
    assert approving_wording.APPROVE in labels(await village.colleague.press(f"td:{id_}"))
    for talk in (village.father, village.sen.stranger, village.sen.principal):
        assert (await talk.press(f"ty:{id_}")).blocks[0].text == FOR_STAFF
    assert await state(village) is AnnouncementState.APPROVAL


async def test_twice_approved_goes_once(village: Village) -> None:
    id_ = await asked(village)
    await village.colleague.press(f"ty:{id_}")
    assert "đã được duyệt, từ chối" in (await village.colleague.press(f"ty:{id_}")).plain()
    assert (await village.figures(id_)).total == 2


async def test_with_nobody_to_approve_nothing_is_made(village: Village, database: Database) -> None:
    async with database.write() as session:
        of_colleague = Contact.__table__.c.chat_id == "s2"
        await session.execute(update(Contact).where(of_colleague).values(blocked_at=village.sen.clock()))
    control = await previewed(village)
    said = await village.staff.press(value(control, words.ASK_APPROVAL))
    assert said.plain() == words.NOBODY_APPROVES.format(count=2)
    assert await village.announcements() == []


async def test_who_stopped_announcements_is_asked_all_the_same(village: Village) -> None:
    """It is their work, and no announcement."""
    await village.colleague.say("/ngung")
    await asked(village)
    assert [to for to, _ in village.staff.others] == ["s2", "s2"]


async def test_each_is_asked_once_where_a_message_reaches_them(village: Village, database: Database) -> None:
    async with database.write() as session:
        now, of = village.sen.clock(), {"person_id": (await village.colleague.contact()).person_id}
        for chat, more in (("old", {"account": "0"}), ("web", {"channel": "webchat"}), ("shut", {"blocked_at": now})):
            place = {"channel": "telegram", "account": "1", "chat_id": chat, "created_at": now}
            session.add(Contact(**of | place | more))
        await serve(session, [("telegram", "1"), ("webchat", "1")])
    await asked(village)
    assert [to for to, _ in village.staff.others] == ["web", "web"]


async def test_who_is_only_with_a_bot_that_does_not_run_cannot_be_asked(village: Village, database: Database) -> None:
    async with database.write() as session:
        await serve(session, [("webchat", "1")])
    control = await previewed(village)
    assert "chưa có ai khác" in (await village.staff.press(value(control, words.ASK_APPROVAL))).plain()


async def test_up_to_the_number_nobody_is_asked(village: Village) -> None:
    await village.approve_above(2)
    control = await previewed(village)
    await village.staff.press(value(control, words.SEND))
    assert await state(village) is AnnouncementState.SENDING


async def test_approved_at_night_it_waits(village: Village) -> None:
    id_ = await asked(village)
    village.sen.clock.now = AT_NIGHT
    await village.colleague.press(f"ty:{id_}")
    ((_, told),) = village.colleague.others
    assert "sẽ gửi lúc 06:30 ngày 30/10/2026" in told.plain()
    assert await state(village) is AnnouncementState.SCHEDULED


@pytest.mark.parametrize(("content", "goes_along"), [(JPEG, True), (JPEG + b"x" * 1_000_000, False)])
async def test_its_file_is_seen_too(village: Village, content: bytes, goes_along: bool) -> None:
    await village.staff.send(IncomingKind.TEXT, "/thongbao Mai nghỉ học", files=(picture(),))
    await village.fetched(content)
    for text in ("phụ huynh", "không"):
        await village.staff.say(text)
    _, control = await village.staff.send(IncomingKind.TEXT, "ngay")
    await village.staff.press(value(control, words.ASK_APPROVAL))
    (_, shown), (_, asked_) = village.staff.others
    assert [file.content for file in shown.attachments] == ([content] if goes_along else [])
    assert (approving_wording.SEE_FILE in labels(asked_)) is not goes_along
    seen = await village.colleague.press(f"ti:{(await village.announcements())[0].id}")
    assert [file.content for file in seen.attachments] == [content]
    assert labels(seen) == [approving_wording.APPROVE, approving_wording.REFUSE]
