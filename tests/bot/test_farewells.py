"""/xoa on the wire: the last answer arrives, and afterwards no table knows the chat, the person or what was typed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from bot.assembly import House
from bot.channels.base import RetryLater
from bot.farewells import Farewells
from bot.settings import Settings
from db import erasing
from db.deliveries import ANNOUNCEMENT
from db.invites import issue
from db.models import (
    Announcement,
    AnnouncementState,
    Base,
    Contact,
    Delivery,
    DeliveryStatus,
    InboxStatus,
    InboxUpdate,
    Report,
    ReportFile,
    Role,
    Upload,
)
from db.session import Database
from tests.bot.fake_channel import FakeChannel, deliveries, inbox_rows, running, until_stored, update
from tests.bot.talking import at_work, on_the_wire
from tests.botapi import TOKEN
from tests.conftest import Clock
from tests.handlers.reporting import Bureau, a_bureau

ACCOUNT = TOKEN.partition(":")[0]
PRINCIPAL, STAFF = 4_711_004_711, 99
TYPED, REPORTED = "học phí ngựa vằn", "xong rồi ạ"


async def traces(database: Database, contact: Contact, *words: str) -> list[str]:
    """Every value of every table in which the chat, the person or one of the words is found, as "table.column"."""
    found = []
    async with database.read() as session:
        for table in Base.metadata.sorted_tables:
            about = {
                column.name: {"persons": contact.person_id, "contacts": contact.id}[key.column.table.name]
                for column in table.columns
                for key in column.foreign_keys
                if key.column.table.name in ("persons", "contacts")
            }
            about |= {"person_id": contact.person_id} if "person_id" in table.columns else {}
            about |= {"id": contact.person_id} if table.name == "persons" else {}
            for row in (await session.execute(select(table))).mappings():
                for name, value in row.items():
                    said = _said(value)
                    hit = any(word in said for word in (contact.chat_id, *words)) or value == about.get(name, "none")
                    found += [f"{table.name}.{name}"] if hit else []
    return found


def _said(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False, default=str)


@pytest.fixture
async def bureau(database: Database, clock: Clock) -> Bureau:
    return await a_bureau(database, clock)


async def contact_of(bureau: Bureau, chat: int | str) -> Contact:
    async with bureau.database.read() as session:
        return (await session.scalars(select(Contact).where(Contact.chat_id == str(chat)))).one()


async def invited(bureau: Bureau, role: Role, **given: Any) -> str:
    async with bureau.database.write() as session:
        school = bureau.schools[0].id if role is Role.PRINCIPAL else None
        code, _ = await issue(
            session, bureau.office.id, role, school, timedelta(days=1), bureau.clock(), given.get("known_as")
        )
        return code


async def announced(bureau: Bureau, contact: Contact, *rows: DeliveryStatus) -> int:
    """An announcement with deliveries in this chat: the first is this person's, the rest those of others."""
    now, message = bureau.clock(), {**erasing.EMPTY, "blocks": [["lead", "Mai nghỉ học"]]}
    async with bureau.database.write() as session:
        announcement = Announcement(
            office_id=bureau.office.id, message=message, audience={"contact_ids": [contact.id, 7_000]},
            audience_told="", send_at=now, state=AnnouncementState.SCHEDULED, created_by=contact.person_id,
            contact_id=contact.id, progress_id=1, created_at=now,
        )  # fmt: skip
        session.add(announcement)
        await session.flush()
        of_it = {"announcement_id": announcement.id, "priority": ANNOUNCEMENT, "message": {}, "created_at": now}
        chat = {"channel": contact.channel, "account": contact.account, "chat_id": contact.chat_id}
        for number, status in enumerate(rows):
            person_id = contact.person_id if number == 0 else 7_000 + number
            session.add(Delivery(**chat, **of_it, status=status, answer=number, person_id=person_id, message_id="m"))
        return announcement.id


async def test_nothing_is_found_any_more(bureau: Bureau) -> None:
    database = bureau.database
    await bureau.owes("Nộp kế hoạch")
    async with on_the_wire(bureau.database, bureau.clock) as (api, telegram, house), at_work(telegram, house):
        staff, principal = api.chat(STAFF), api.chat(PRINCIPAL)
        staff.says(f"/start {await invited(bureau, Role.STAFF, known_as='Lê Thị Mận')}")
        await staff.sees(1)
        principal.says(f"/start {await invited(bureau, Role.PRINCIPAL)}")
        await principal.sees(1)
        principal.says(TYPED)
        asked = (await principal.sees(2))[1]
        principal.presses(asked.buttons[-1][0])
        await staff.sees(2)
        await principal.sees(3)
        principal.sends_file("bao-cao.pdf", b"%PDF-1.7 ...", REPORTED)
        await principal.sees(4)
        contact = await contact_of(bureau, PRINCIPAL)
        about = await announced(bureau, contact, DeliveryStatus.WAITING, DeliveryStatus.SENT)
        principal.says("/dulieu")
        shown = (await principal.sees(5))[4]
        assert TYPED in shown.file.decode("utf-8-sig")
        before = await traces(database, contact, TYPED)
        assert {"inbox.payload", "deliveries.chat_id", "questions.text", "report_files.source"} <= set(before)

        principal.says("/xoa")
        await principal.sees(6)
        principal.presses("Xóa hết")
        assert "Đã xóa hết" in (await principal.sees(7))[6].text
        farewells = Farewells(database, [("telegram", ACCOUNT)], bureau.clock)

        async def is_clean() -> bool:
            await farewells.turn()
            return not await traces(database, contact, TYPED)

        await until_stored(is_clean)
    await the_rest_stays(bureau, about)


async def the_rest_stays(bureau: Bureau, about: int) -> None:
    """The school's report and its file without the person, the announcement's rows without chat and content."""
    async with bureau.database.read() as session:
        (report,) = await session.scalars(select(Report))
        (file,) = await session.scalars(select(ReportFile))
        announcement = await session.get_one(Announcement, about)
        figures = await session.execute(
            select(Delivery.status, Delivery.chat_id, Delivery.answer)
            .where(Delivery.announcement_id == about)
            .order_by(Delivery.id)
        )
        staff = await session.scalar(select(func.count()).select_from(Contact))
    assert (report.note, report.person_id) == (REPORTED, None)
    assert "chat_id" not in file.source
    assert (announcement.audience["contact_ids"], announcement.progress_id) == ([7_000], None)
    assert figures.all() == [(DeliveryStatus.WITHDRAWN, "-", 0), (DeliveryStatus.SENT, "-", 1)]
    assert staff == 1


async def test_the_last_answer_outlives_a_refusal_and_a_restart(database: Database, clock: Clock) -> None:
    channel = FakeChannel()
    bureau = await a_bureau(database, clock)
    await bureau.principal(chat_id="c-4711", channel="fake")
    contact = await contact_of(bureau, "c-4711")
    first, killed, last = (House(Settings.model_validate({}), database, [channel], clock) for _ in range(3))
    async with running(first.inbox, first.outbox):
        await first.inbox.record("fake", "1", [update(1, "c-4711", "/xoa")])
        await until_stored(lambda: is_sent(database, 1))
    async with running(killed.inbox):  # nothing is sent meanwhile
        await killed.inbox.record("fake", "1", [update(2, "c-4711", "xóa hết")])
        await until_stored(lambda: is_gone(database))
    await killed.farewells.turn()
    assert await traces(database, contact) == ["deliveries.chat_id"], "to be sent still"
    said = next(row for row in await deliveries(database) if row.chat_id == "c-4711")
    text = said.message["blocks"][0][1]
    channel.faults[text].append(RetryLater("busy", timedelta()))
    async with running(last.outbox):
        await until_stored(lambda: is_sent(database, 1, chat="c-4711"))
    assert channel.texts("c-4711")[-1].startswith("Đã xóa hết")
    await last.farewells.turn()
    assert await traces(database, contact) == []


async def is_sent(database: Database, at_least: int, chat: str = "") -> bool:
    rows = [row for row in await deliveries(database) if not chat or row.chat_id == chat]
    return sum(row.status is DeliveryStatus.SENT for row in rows) >= at_least


async def is_gone(database: Database) -> bool:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(Contact)) == 0


async def test_the_web_chat_keeps_it_until_a_browser_has_fetched_it(database: Database, clock: Clock) -> None:
    await a_farewell(database, clock, "webchat", "web")
    farewells = Farewells(database, [("webchat", "web")], clock)
    await farewells.turn()
    assert (await deliveries(database))[0].chat_id == "c1"
    clock.go(erasing.STAYS_FOR["webchat"].total_seconds())
    await farewells.turn()
    (row,) = await deliveries(database)
    assert (row.chat_id, row.message["blocks"], row.status) == ("-", [], DeliveryStatus.SENT)


async def test_what_others_are_sent_is_left_alone(database: Database, clock: Clock) -> None:
    await a_farewell(database, clock, "fake", "1", inbox_chat="c1")
    await Farewells(database, [("fake", "1")], clock).turn()
    assert (await deliveries(database))[0].chat_id == "c1"


async def a_farewell(database: Database, clock: Clock, channel: str, account: str, inbox_chat: str = "-") -> None:
    async with database.write() as session:
        asked = InboxUpdate(
            channel=channel, account=account, update_key="1", chat_id=inbox_chat, payload={}, received_at=clock(),
            status=InboxStatus.DONE,
        )  # fmt: skip
        session.add(asked)
        await session.flush()
        session.add(
            Delivery(
                channel=channel,
                account=account,
                chat_id="c1",
                message={"blocks": [["lead", "Đã xóa"]]},
                status=DeliveryStatus.SENT,
                created_at=clock(),
                sent_at=clock(),
                inbox_id=asked.id,
            )
        )


async def test_a_browsers_key_of_its_message_names_the_chat_no_more(database: Database, clock: Clock) -> None:
    """On the web chat the chat stands in the update's key too, and in where a file is that has not been fetched."""
    bureau = await a_bureau(database, clock)
    principal = await bureau.principal(chat_id="c4711", channel="webchat")
    (request,) = await bureau.owes("Nộp kế hoạch")
    await principal.say("xong rồi ạ")
    contact, now = await contact_of(bureau, "c4711"), clock()
    source = {"channel": "webchat", "account": "1", "chat_id": "c4711", "upload": "k1"}
    async with database.write() as session:
        (report,) = await session.scalars(select(Report).where(Report.request_id == request))
        session.add(ReportFile(report_id=report.id, name="a.pdf", media_type="application/pdf", size=4, source=source))
        session.add(
            Upload(
                chat_id="c4711",
                key="k1",
                name="a.pdf",
                media_type="application/pdf",
                size=4,
                content=b"%PDF",
                created_at=now,
            )
        )
        asked = InboxUpdate(
            channel="webchat", account="1", update_key="c4711:abc", chat_id="c4711",
            payload={"chat": "c4711"}, received_at=now, status=InboxStatus.NEW,
        )  # fmt: skip
        session.add(asked)
        await session.flush()
        await erasing.erase(session, contact.person_id, asked.id, erasing.EMPTY, now)
    assert await traces(database, contact) == []
    assert [row.chat_id for row in await inbox_rows(database)] == ["-"]
    async with database.read() as session:
        (file,) = await session.scalars(select(ReportFile).options(undefer(ReportFile.content)))
    assert (file.content, file.fetched_at) == (b"%PDF", now), "what a browser brought is the school's by now"
