"""An announcement from the wish to the outbox: when it goes, who lets it, who gets it, and what takes it back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import privacy
from db.announcements import Audience, Figures, Whom, figures
from db.deliveries import ANNOUNCEMENT, DELETION
from db.models import (
    Action,
    Announcement,
    AnnouncementState,
    Consent,
    Contact,
    Delivery,
    DeliveryStatus,
    Office,
    Role,
)
from db.session import Database
from knowledge.errors import UserError
from scheduler.announcing import File, announce, approve, goes_at, refuse, send_uncertain, withdraw
from scheduler.broadcasting import finish_withdrawing, follow, must_rest, rest, start_due
from tests.conftest import Clock
from tests.crowd import add_contact, add_office, add_person, draft, rows_of

MORNING = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)  # 9 o'clock
NIGHT = datetime(2026, 10, 5, 15, 0, tzinfo=UTC)  # 22 o'clock
WAKES = datetime(2026, 10, 5, 23, 30, tzinfo=UTC)  # half past six
SUNDAY = datetime(2026, 10, 11, 2, 0, tzinfo=UTC)
SCHEDULED, SENDING = AnnouncementState.SCHEDULED, AnnouncementState.SENDING


async def begin(session: AsyncSession, people: int, **facts: int | None) -> Office:
    office = await add_office(session, MORNING)
    for name, value in facts.items():
        setattr(office, name, value)
    for _ in range(people):
        await add_person(session, office, Role.PARENT, MORNING)
    return office


async def settle(session: AsyncSession, person_id: int, status: DeliveryStatus, **more: object) -> None:
    values = {"status": status, **more}
    if status is DeliveryStatus.SENT:
        values = {"sent_at": MORNING, "message_id": f"m{person_id}", **values}
    await session.execute(update(Delivery).where(Delivery.person_id == person_id).values(**values))


def counted(**found: Any) -> Figures:
    return Figures(total=sum(found.values()), **found)


@pytest.mark.parametrize(
    ("wanted", "urgent", "now", "at"),
    [
        (None, False, MORNING, MORNING),
        (None, False, NIGHT, WAKES),
        (None, True, NIGHT, NIGHT),
        (None, False, SUNDAY, SUNDAY),
        (MORNING + timedelta(hours=3), False, MORNING, MORNING + timedelta(hours=3)),
        (NIGHT, False, MORNING, WAKES),
        (MORNING, False, MORNING + timedelta(hours=1), MORNING + timedelta(hours=1)),
        (WAKES - timedelta(minutes=1), False, MORNING, WAKES),
        (WAKES, False, MORNING, WAKES),
    ],
)
def test_quiet_hours_are_respected(wanted: datetime | None, urgent: bool, now: datetime, at: datetime) -> None:
    office = Office(time_zone="Asia/Ho_Chi_Minh", rhythm={})
    assert goes_at(office, wanted, urgent, now) == at


def test_the_office_sets_its_quiet_hours() -> None:
    office = Office(time_zone="Asia/Ho_Chi_Minh", rhythm={"quiet_from": "23:00"})
    assert goes_at(office, None, False, NIGHT) == NIGHT


async def test_one_delivery_for_each_person_at_once(database: Database) -> None:
    async with database.write() as session:
        office = await begin(session, 3)
        made = await announce(session, office, draft(Whom.PARENTS, answers=("Có", "Không")), MORNING)
        rows = await rows_of(session, made.id)
    assert (made.state, made.started_at) == (SENDING, MORNING)
    assert made.message["buttons"] == [["Có", f"an:{made.id}:0"], ["Không", f"an:{made.id}:1"]]
    assert len(rows) == 3
    for person_id, row in rows.items():
        assert (row.status, row.priority) == (DeliveryStatus.QUEUED, ANNOUNCEMENT)
        assert (row.message, row.action) == ({}, Action.SEND)
        assert (row.channel, row.account, row.chat_id) == ("telegram", "1", f"{person_id}")


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (draft(Whom.PARENTS, "  "), "chưa có nội dung"),
        (draft(Whom.PARENTS, "a" * 3_501), "dài nhất 3.500"),
        (draft(Whom.PARENTS, "🙂" * 1_751), "dài nhất 3.500"),
        (draft(Whom.PARENTS, "a" * 751, file=File("a.pdf", "application/pdf", b"x")), "khi có tệp kèm"),
        (draft(Whom.PARENTS, file=File("a.pdf", "application/pdf", b"")), "không quá 10 MB"),
        (draft(Whom.PARENTS, file=File("a.pdf", "application/pdf", bytes(10_000_001))), "không quá 10 MB"),
        (draft(Whom.PARENTS, answers=("a", "b", "c", "d", "e")), "nhiều nhất 4"),
        (draft(Whom.PARENTS, answers=("Có", "CÓ ")), "phải khác nhau"),
        (draft(Whom.PARENTS, answers=("Có", " ")), "1 đến 40"),
        (draft(Whom.PARENTS, send_at=MORNING + timedelta(days=400)), "một năm"),
        (draft(Whom.STAFF), "chưa tới được ai"),
    ],
)
async def test_what_cannot_be_announced(database: Database, wish: object, reason: str) -> None:
    async with database.write() as session:
        office = await begin(session, 1)
        with pytest.raises(UserError, match=reason):
            await announce(session, office, wish, MORNING)  # type: ignore[arg-type]
        assert list(await session.scalars(select(Announcement.id))) == []


async def test_a_file_alone_is_an_announcement(database: Database) -> None:
    async with database.write() as session:
        office = await begin(session, 1)
        file = File("thong-bao.pdf", "application/pdf", b"%PDF")
        made = await announce(session, office, draft(Whom.PARENTS, "", file=file), MORNING)
        assert (made.file_name, made.file_type, made.file_content) == file


async def test_more_people_than_the_office_set_need_a_second_person(database: Database) -> None:
    async with database.write() as session:
        office = await begin(session, 3, approve_above=2)
        author, other = 1, 2
        made = await announce(session, office, draft(Whom.PARENTS), MORNING, person_id=author)
        assert made.state is AnnouncementState.APPROVAL
        assert await figures(session, made.id) == counted(queued=3)
        assert {row.status for row in (await rows_of(session, made.id)).values()} == {DeliveryStatus.WAITING}
        with pytest.raises(UserError, match="cán bộ khác"):
            await approve(session, made, author, MORNING)
        await approve(session, made, other, MORNING)
        assert (made.state, made.approved_by) == (SENDING, other)
        assert {row.status for row in (await rows_of(session, made.id)).values()} == {DeliveryStatus.QUEUED}
        with pytest.raises(UserError, match="rồi"):
            await refuse(session, made, other, MORNING)
        assert await figures(session, made.id) == counted(queued=3)


async def test_no_second_person_for_few_or_from_the_machine(database: Database) -> None:
    async with database.write() as session:
        office = await begin(session, 3, approve_above=3)
        assert (await announce(session, office, draft(Whom.PARENTS), MORNING)).state is SENDING
        office.approve_above = 0
        assert (await announce(session, office, draft(Whom.PARENTS), MORNING, approved=True)).state is SENDING


async def test_what_is_refused_goes_to_nobody(database: Database) -> None:
    async with database.write() as session:
        office = await begin(session, 2, approve_above=1)
        made = await announce(session, office, draft(Whom.PARENTS), MORNING, person_id=1)
        await refuse(session, made, 2, MORNING)
        assert made.state is AnnouncementState.REFUSED
        assert await figures(session, made.id) == counted(withdrawn=2)
        with pytest.raises(UserError):
            await approve(session, made, 2, MORNING)
        with pytest.raises(UserError):
            await withdraw(session, made, MORNING)


async def test_what_is_approved_at_night_waits_for_the_morning(database: Database) -> None:
    async with database.write() as session:
        office = await begin(session, 2, approve_above=1)
        made = await announce(session, office, draft(Whom.PARENTS), MORNING, person_id=1)
        await approve(session, made, 2, NIGHT)
        assert (made.state, made.send_at) == (SCHEDULED, WAKES)
        assert [each.id for each in await start_due(session, WAKES)] == [made.id]


async def test_at_its_time_it_goes_to_who_is_there_then(database: Database) -> None:
    """Who has left gets nothing, who has come does, and each over the contact that is the best one by then."""
    at = MORNING + timedelta(hours=2)
    async with database.write() as session:
        office = await begin(session, 4)
        made = await announce(session, office, draft(Whom.PARENTS, send_at=at), MORNING)
        assert (made.state, made.send_at, made.started_at) == (SCHEDULED, at, None)
        left, moved, stays, blocked = await rows_of(session, made.id)
        await session.execute(update(Contact).where(Contact.person_id == blocked).values(blocked_at=MORNING))
        await session.execute(update(Consent).where(Consent.contact_id == 1).values(withdrawn_at=MORNING))
        await add_contact(session, moved, office, MORNING, "webchat")
        new = await add_person(session, office, Role.PARENT, MORNING)
        assert await start_due(session, at - timedelta(seconds=1)) == []
        assert [each.id for each in await start_due(session, at)] == [made.id]
        assert await start_due(session, at) == []
        rows = await rows_of(session, made.id)
        assert await figures(session, made.id) == counted(queued=3, withdrawn=1, blocked=1)
    assert rows[left].status is DeliveryStatus.WITHDRAWN
    assert (rows[moved].channel, rows[stays].channel, rows[new].channel) == ("webchat", "telegram", "telegram")


async def test_what_becomes_due_while_it_is_quiet_is_put_off(database: Database) -> None:
    """The bot was down at the time set."""
    async with database.write() as session:
        office = await begin(session, 1)
        at = MORNING + timedelta(hours=1)
        made = await announce(session, office, draft(Whom.PARENTS, send_at=at), MORNING)
        urgent = await announce(session, office, draft(Whom.PARENTS, send_at=at, urgent=True), MORNING)
        assert [each.id for each in await start_due(session, NIGHT)] == [urgent.id]
        assert (made.state, made.send_at) == (SCHEDULED, WAKES)


async def test_what_is_still_going_rests_at_night(database: Database) -> None:
    async with database.write() as session:
        office = await begin(session, 3)
        made = await announce(session, office, draft(Whom.PARENTS), MORNING)
        await settle(session, 1, DeliveryStatus.SENT)
        await settle(session, 2, DeliveryStatus.QUEUED, attempts=1)
        assert not must_rest(office, made, MORNING)
        assert must_rest(office, made, NIGHT)
        assert await rest(session, made, NIGHT)
        assert (made.state, made.send_at, made.started_at) == (SCHEDULED, WAKES, MORNING)
        assert await figures(session, made.id) == counted(sent=1, uncertain=1, queued=1)
        statuses = {person: row.status for person, row in (await rows_of(session, made.id)).items()}
        assert statuses == {1: DeliveryStatus.SENT, 2: DeliveryStatus.WAITING, 3: DeliveryStatus.WAITING}
        assert not await rest(session, made, NIGHT + timedelta(minutes=1))
        assert len(await start_due(session, WAKES)) == 1
        assert made.started_at == MORNING
        assert await figures(session, made.id) == counted(sent=1, uncertain=1, queued=1)


async def test_withdrawing_stops_what_is_not_sent_and_deletes_what_was(database: Database) -> None:
    now = MORNING + timedelta(hours=47)
    async with database.write() as session:
        office = await begin(session, 6)
        await add_contact(session, 6, office, MORNING, "webchat")
        made = await announce(session, office, draft(Whom.PARENTS), MORNING)
        await settle(session, 2, DeliveryStatus.QUEUED, attempts=1)
        await settle(session, 3, DeliveryStatus.SENT)
        await settle(session, 4, DeliveryStatus.SENT, sent_at=MORNING - timedelta(hours=2))
        await settle(session, 5, DeliveryStatus.SENDING)
        await settle(session, 6, DeliveryStatus.SENT, sent_at=MORNING - timedelta(days=20))
        done = await withdraw(session, made, now)
        rows = await rows_of(session, made.id)
        deleting = select(Delivery).where(Delivery.action == Action.DELETE).order_by(Delivery.chat_id)
        deletions = list(await session.scalars(deleting))
        assert (done.stopped, done.deleting, done.kept) == (2, 2, 1), "Telegram's oldest is out of reach"
        assert await figures(session, made.id) == counted(withdrawn=2, sent=3, sending=1)
    assert made.state is AnnouncementState.WITHDRAWN
    assert [(row.chat_id, row.channel, row.target_id) for row in deletions] == [
        ("3", "telegram", rows[3].id),
        ("6", "webchat", rows[6].id),
    ]
    assert {(row.announcement_id, row.person_id, row.status, row.priority) for row in deletions} == {
        (None, None, DeliveryStatus.QUEUED, DELETION)
    }


async def test_what_was_on_the_wire_is_taken_back_when_it_is_known(database: Database) -> None:
    async with database.write() as session:
        office = await begin(session, 2)
        made = await announce(session, office, draft(Whom.PARENTS), MORNING)
        for person in (1, 2):
            await settle(session, person, DeliveryStatus.SENDING)
        assert (await withdraw(session, made, MORNING)).deleting == 0
        assert not await finish_withdrawing(session, made, MORNING)
        await settle(session, 1, DeliveryStatus.SENT)
        await settle(session, 2, DeliveryStatus.QUEUED)
        assert await finish_withdrawing(session, made, MORNING)
        assert not await finish_withdrawing(session, made, MORNING), "one deletion each"
        assert await figures(session, made.id) == counted(withdrawn=1, sent=1)
        deletions = await session.scalars(select(Delivery.chat_id).where(Delivery.action == Action.DELETE))
        assert list(deletions) == ["1"]


async def test_a_correction_goes_to_exactly_those_who_got_the_first(database: Database) -> None:
    """Also to those of whom nobody knows, and those who get the first while the correction is out already."""
    states = {
        1: DeliveryStatus.SENT,
        2: DeliveryStatus.QUEUED,
        3: DeliveryStatus.UNCERTAIN,
        4: DeliveryStatus.FAILED,
        5: DeliveryStatus.SENDING,
        6: DeliveryStatus.BLOCKED,
        7: DeliveryStatus.SENT,
    }
    async with database.write() as session:
        office = await begin(session, len(states))
        first = await announce(session, office, draft(Whom.PARENTS), MORNING)
        for person, status in states.items():
            await settle(session, person, status)
        await settle(session, 7, DeliveryStatus.WITHDRAWN, sent_at=MORNING)  # it was deleted again
        got = Audience(Whom.GOT, about_id=first.id)
        second = await announce(session, office, draft(got, about_id=first.id), MORNING)
        assert set(await rows_of(session, second.id)) == {1, 3, 5, 7}
        await session.execute(
            update(Delivery)
            .where(Delivery.person_id == 2, Delivery.announcement_id == first.id)
            .values(status=DeliveryStatus.SENT)
        )
        assert await follow(session, second, MORNING)
        assert not await follow(session, second, MORNING)
        assert set(await rows_of(session, second.id)) == {1, 2, 3, 5, 7}


async def test_a_reminder_goes_to_those_alone_who_got_it_and_are_silent(database: Database) -> None:
    async with database.write() as session:
        office = await begin(session, 4)
        first = await announce(session, office, draft(Whom.PARENTS, answers=("Đã nhận",)), MORNING)
        await settle(session, 1, DeliveryStatus.SENT)
        await settle(session, 2, DeliveryStatus.SENT, answer=0)
        await settle(session, 3, DeliveryStatus.FAILED)
        silent = Audience(Whom.SILENT, about_id=first.id)
        assert set(await rows_of(session, (await announce(session, office, draft(silent), MORNING)).id)) == {1}


async def test_staff_decide_about_the_uncertain_but_not_for_who_said_stop(database: Database) -> None:
    async with database.write() as session:
        office = await begin(session, 3)
        made = await announce(session, office, draft(Whom.PARENTS), MORNING)
        await settle(session, 1, DeliveryStatus.UNCERTAIN, attempts=1)
        await settle(session, 2, DeliveryStatus.SENT)
        await settle(session, 3, DeliveryStatus.UNCERTAIN, attempts=1)
        await privacy.stop(session, 3, MORNING)
        assert await send_uncertain(session, made, MORNING) == 1
        rows = await rows_of(session, made.id)
        assert (rows[1].status, rows[3].status) == (DeliveryStatus.QUEUED, DeliveryStatus.UNCERTAIN)
        assert await figures(session, made.id) == counted(uncertain=2, sent=1)
        await withdraw(session, made, MORNING)
        with pytest.raises(UserError):
            await send_uncertain(session, made, MORNING)


async def test_of_two_who_decide_at_once_one_does(database: Database, clock: Clock) -> None:
    """Each with the announcement as they saw it before the other."""
    async with database.write() as session:
        office = await begin(session, 2, approve_above=1)
        made = await announce(session, office, draft(Whom.PARENTS), MORNING, person_id=1)
    async with database.read() as session:
        seen = await session.get_one(Announcement, made.id)
    async with database.write() as session:
        await approve(session, made, 2, MORNING)
    async with database.write() as session:
        with pytest.raises(UserError):
            await refuse(session, seen, 2, MORNING)
        assert await figures(session, made.id) == counted(queued=2)
