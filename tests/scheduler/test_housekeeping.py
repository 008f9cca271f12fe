"""What goes when its time is over, and what stays."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from db import dialogues, invites
from db.announcements import Whom
from db.models import Delivery, DeliveryStatus, Dialogue, InboxStatus, InboxUpdate, Invite, QuestionState, Role
from db.people import contact_for
from db.session import Database
from scheduler.announcing import announce
from scheduler.housekeeping import ANNOUNCEMENT_DAYS, QUESTION_DAYS, Swept, sweep
from tests import crowd
from tests.conftest import Clock
from tests.handlers.colleagues import join, questions, send_on
from tests.handlers.talk import Talk, add_office

DAY = timedelta(days=1)


async def test_old_content_goes_and_open_work_stays(database: Database, clock: Clock) -> None:
    old, young = clock() - 31 * DAY, clock() - 29 * DAY
    async with database.write() as session:
        for number, (at, status) in enumerate(
            [(old, InboxStatus.DONE), (old, InboxStatus.PARKED), (old, InboxStatus.NEW), (young, InboxStatus.DONE)]
        ):
            session.add(
                InboxUpdate(
                    channel="t",
                    account="1",
                    update_key=f"{number}",
                    chat_id="7",
                    payload={},
                    received_at=at,
                    status=status,
                )
            )
        for at, sent in [(old, DeliveryStatus.SENT), (old, DeliveryStatus.QUEUED), (young, DeliveryStatus.SENT)]:
            session.add(Delivery(channel="t", account="1", chat_id="7", message={}, status=sent, created_at=at))
    async with database.write() as session:
        swept = await sweep(session, clock(), 30, 30)
    assert (swept.updates, swept.deliveries, swept.invites, swept.dialogues) == (2, 1, 0, 0)
    async with database.read() as session:
        assert set(await session.scalars(select(InboxUpdate.update_key))) == {"2", "3"}
        assert set(await session.scalars(select(Delivery.status))) == {DeliveryStatus.QUEUED, DeliveryStatus.SENT}


async def test_announcements_stay_a_year_with_who_got_them(database: Database, clock: Clock) -> None:
    async with database.write() as session:
        office = await crowd.add_office(session, clock())
        person = await crowd.add_person(session, office, Role.PARENT, clock())
        made = await announce(session, office, crowd.draft(Whom.PARENTS), clock())
        await session.execute(update(Delivery).values(status=DeliveryStatus.SENT))
    clock.go(ANNOUNCEMENT_DAYS * DAY.total_seconds())
    assert (await swept(database, clock)).announcements == 0
    async with database.read() as session:
        assert set(await crowd.rows_of(session, made.id)) == {person}
    clock.go(1)
    assert (await swept(database, clock)).announcements == 1
    async with database.read() as session:
        assert await crowd.rows_of(session, made.id) == {}


async def test_stale_invites_and_choices_go(database: Database, clock: Clock) -> None:
    office = await add_office(database, "hoa-sen", "phường Hoa Sen", clock())
    async with database.write() as session:
        contact = await contact_for(session, "t", "1", "7", clock())
        used, _ = await invites.issue(session, office.id, Role.STAFF, None, 7 * DAY, clock())
        await invites.redeem(session, used, contact.person_id, clock())
        await invites.issue(session, office.id, Role.STAFF, None, 1 * DAY, clock())
        await invites.issue(session, office.id, Role.STAFF, None, 7 * DAY, clock())
        await dialogues.open_choices(session, contact.id, [("a", "b")], {}, clock())
    clock.go(DAY.total_seconds())
    async with database.write() as session:
        swept = await sweep(session, clock(), 30, 30)
        assert (swept.updates, swept.deliveries, swept.invites, swept.dialogues) == (0, 0, 1, 1)
        assert list(await session.scalars(select(Dialogue))) == []
    clock.go(30 * DAY.total_seconds())
    async with database.write() as session:
        assert (await sweep(session, clock(), 30, 30)).invites == 2
        assert list(await session.scalars(select(Invite))) == []


async def test_a_question_loses_its_asker_and_later_goes(database: Database, clock: Clock) -> None:
    office = await add_office(database, "hoa-sen", "phường Hoa Sen", clock())
    talk = Talk(database, clock)
    staff = await join(talk, office, "s1")
    number = await send_on(talk)
    clock.go(29 * DAY.total_seconds())
    await talk.say("tiền ăn")
    await swept(database, clock)
    assert [question.contact_id is None for question in await questions(talk)] == [False, False]
    clock.go(DAY.total_seconds() + 1)
    assert (await swept(database, clock)).askers == 1
    first, second = await questions(talk)
    assert (first.contact_id, first.state, second.contact_id is None) == (None, QuestionState.NOTED, False)
    assert "không ai chờ" in (await staff.say("/cauhoi")).plain(), "it may still be answered, for the next who asks"
    await staff.say(f"#C{number} Được miễn.")
    await staff.say("gửi")
    assert staff.others == []
    clock.go(QUESTION_DAYS * DAY.total_seconds())
    gone = await swept(database, clock)
    assert (gone.questions, gone.office_answers) == (2, 0)
    clock.go(1)
    assert (await swept(database, clock)).office_answers == 1


async def swept(database: Database, clock: Clock) -> Swept:
    async with database.write() as session:
        return await sweep(session, clock(), 30, 30)
