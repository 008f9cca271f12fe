"""A no holds for all contacts of a person, and what is asked each second finds its few rows by an index."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, select

from db import erasing, people, privacy
from db.models import (
    Announcement,
    AnnouncementState,
    Consent,
    Contact,
    Delivery,
    DeliveryStatus,
    Membership,
    Office,
    Person,
    Purpose,
    Role,
)
from db.session import Database
from tests.conftest import Clock

OFFICE = {"kind": "khac", "places": [], "wards": []}


async def a_parent_with_two_contacts(database: Database, clock: Clock) -> tuple[Contact, Contact]:
    """Both say yes; an announcement that has begun waits to be sent over the first."""
    now = clock()
    async with database.write() as session:
        office = Office(slug="sen", name="Phường Sen", short_name="Sen", created_at=now, **OFFICE)
        person = Person(created_at=now)
        session.add_all([office, person])
        await session.flush()
        session.add(Membership(person_id=person.id, office_id=office.id, role=Role.PARENT, since=now))
        contacts = [
            Contact(person_id=person.id, channel=channel, account="1", chat_id=f"c-{channel}", created_at=now)
            for channel in ("telegram", "webchat")
        ]
        session.add_all(contacts)
        await session.flush()
        for contact in contacts:
            await people.give_consents(session, contact, office.id, [Purpose.ANNOUNCEMENTS], "1", now)
        announcement = Announcement(
            office_id=office.id, message={}, audience={}, audience_told="", send_at=now,
            state=AnnouncementState.SENDING, created_at=now, started_at=now,
        )  # fmt: skip
        session.add(announcement)
        await session.flush()
        session.add(
            Delivery(
                channel="telegram",
                account="1",
                chat_id="c-telegram",
                message={},
                status=DeliveryStatus.QUEUED,
                created_at=now,
                announcement_id=announcement.id,
                person_id=person.id,
            )
        )
    return contacts[0], contacts[1]


async def row(database: Database) -> tuple[DeliveryStatus, str]:
    async with database.read() as session:
        delivery = (await session.scalars(select(Delivery))).one()
        return delivery.status, delivery.chat_id


async def test_a_no_over_one_channel_holds_for_the_others(database: Database, clock: Clock) -> None:
    telegram, webchat = await a_parent_with_two_contacts(database, clock)
    async with database.write() as session:
        assert await privacy.stop(session, webchat.person_id, clock()) == {Purpose.ANNOUNCEMENTS}
        assert await privacy.stop(session, webchat.person_id, clock()) == set()
    assert await row(database) == (DeliveryStatus.WITHDRAWN, "c-telegram")
    clock.go(60)
    async with database.write() as session:
        assert await privacy.resume(session, webchat, "2", clock()) == {Purpose.ANNOUNCEMENTS}
    assert await row(database) == (DeliveryStatus.QUEUED, "c-webchat"), "over where they came back"
    async with database.read() as session:
        given = await session.scalars(select(Consent.contact_id).where(Consent.withdrawn_at.is_(None)))
        assert sorted(given) == [telegram.id, webchat.id]


async def test_who_comes_back_over_another_channel_is_reached_there(database: Database, clock: Clock) -> None:
    telegram, webchat = await a_parent_with_two_contacts(database, clock)
    async with database.write() as session:
        delivery = (await session.scalars(select(Delivery))).one()
        delivery.status = DeliveryStatus.BLOCKED
        (await session.get_one(Contact, telegram.id)).blocked_at = clock()
    async with database.write() as session:
        await privacy.take_up(session, await session.get_one(Contact, telegram.id), clock())
    assert await row(database) == (DeliveryStatus.BLOCKED, "c-telegram"), "not while it is blocked"
    async with database.write() as session:
        await privacy.take_up(session, webchat, clock())
    assert await row(database) == (DeliveryStatus.QUEUED, "c-webchat")


async def test_all_contacts_are_erased(database: Database, clock: Clock) -> None:
    telegram, _ = await a_parent_with_two_contacts(database, clock)
    async with database.write() as session:
        await erasing.erase(session, telegram.person_id, None, erasing.EMPTY, clock())
    assert await row(database) == (DeliveryStatus.WITHDRAWN, "-")
    async with database.read() as session:
        assert list(await session.scalars(select(Contact.id))) == []
        assert list(await session.scalars(select(Consent.id))) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_last_answers_are_found_by_an_index(database: Database, clock: Clock) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    async with database.read() as session:
        await erasing.to_clean(session, [("telegram", "1")], clock())
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)
    ((statement, parameters),) = [one for one in asked if one[0].startswith("SELECT")]
    async with database.engine.connect() as connection:
        plan = [line.detail for line in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    assert len(plan) == 2
    assert "ix_inbox_chat" in plan[0]
    assert "ix_deliveries_inbox_id" in plan[1]
