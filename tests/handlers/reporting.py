"""A principal who owes reports: schools, items with a request each, and what is stored of the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import agenda
from db.models import (
    AgendaItem,
    Delivery,
    DeliveryStatus,
    ItemKind,
    Office,
    Purpose,
    Report,
    ReportRequest,
    RequestState,
    Role,
    School,
)
from db.people import add_membership, contact_for, give_consents
from db.session import Database
from handlers.messages import Outgoing, outgoing_to_json
from tests.conftest import Clock
from tests.handlers.talk import Talk, add_office

NOW = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)  # a Monday morning in Hanoi


class Bureau:
    """An office with two schools; `principal(...)` joins somebody to some of them."""

    def __init__(self, database: Database, clock: Clock, office: Office, schools: Sequence[School]) -> None:
        self.database, self.clock, self.office, self.schools = database, clock, office, schools

    async def principal(
        self, *schools: School, chat_id: str = "7", channel: str = "telegram", account: str = "1"
    ) -> Talk:
        async with self.database.write() as session:
            contact = await contact_for(session, channel, account, chat_id, NOW)
            for school in schools or self.schools[:1]:
                await add_membership(session, contact.person_id, self.office.id, Role.PRINCIPAL, school.id, NOW)
            await give_consents(session, contact, self.office.id, [Purpose.REMINDERS, Purpose.REPORTS], "1", NOW)
        talk = Talk(self.database, self.clock, {}, chat_id, channel)
        await talk.say("/start")
        return talk

    async def owes(
        self,
        text: str,
        *schools: School,
        due: date = date(2026, 10, 31),
        opens: date = date(2026, 10, 1),
        fields: Sequence[Mapping[str, Any]] = (),
    ) -> list[int]:
        """An item that each of the schools (the first one where none is given) owes a report; gives the requests."""
        async with self.database.write() as session:
            item = await self.owes_in(session, text, opens=opens, due=due, fields=fields)
            rows = [
                ReportRequest(
                    item_id=item.id,
                    period=f"{due:%Y-%m}",
                    school_id=school.id,
                    opens=opens,
                    due=due,
                    state=RequestState.OPEN,
                )
                for school in schools or self.schools[:1]
            ]
            session.add_all(rows)
            await session.flush()
            return [row.id for row in rows]

    async def owes_in(
        self,
        session: AsyncSession,
        text: str,
        *,
        opens: date = date(2026, 10, 1),
        due: date = date(2026, 10, 31),
        every: str = "",
        levels: Sequence[str] = (),
        fields: Sequence[Mapping[str, Any]] = (),
    ) -> AgendaItem:
        """An item without requests."""
        item = AgendaItem(
            kind=ItemKind.PLAN, text=text, spans=[[opens.isoformat(), due.isoformat()]], every=every, owes=True,
            levels=list(levels), fields=[dict(each) for each in fields], created_at=NOW,
        )  # fmt: skip
        await agenda.add(session, self.office.id, [item])
        return item

    async def item(self, session: AsyncSession, number: int) -> AgendaItem:
        (item,) = await agenda.by_code(session, [self.office.id], number)
        return item

    async def sent(self, message: Outgoing, message_id: str, chat_id: str = "7", channel: str = "telegram") -> str:
        """A message that stands in the chat, to be replied to."""
        async with self.database.write() as session:
            session.add(
                Delivery(
                    channel=channel,
                    account="1",
                    chat_id=chat_id,
                    message=outgoing_to_json(message),
                    status=DeliveryStatus.SENT,
                    message_id=message_id,
                    created_at=NOW,
                )
            )
        return message_id

    async def reports(self) -> list[Report]:
        async with self.database.read() as session:
            return list(await session.scalars(select(Report).order_by(Report.id)))

    async def request(self, request_id: int) -> ReportRequest:
        async with self.database.read() as session:
            return await session.get_one(ReportRequest, request_id)


async def a_bureau(database: Database, clock: Clock) -> Bureau:
    clock.now = NOW
    office = await add_office(database, "sen", "Phường Sen", NOW)
    schools = [
        School(office_id=office.id, name=name, levels=[name.split()[0]], is_public=True)
        for name in ("MN Hoa Mai", "TH Hoa Đào")
    ]
    async with database.write() as session:
        session.add_all(schools)
    return Bureau(database, clock, office, schools)
