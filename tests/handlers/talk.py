"""One person who talks with the handlers on a real database, and an answer engine that says what the test wants."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.models import Contact, Office, Plan, PlanStatus
from db.people import contact_for
from db.session import Database
from handlers.desk import Desk
from handlers.messages import Incoming, IncomingKind, Outgoing
from handlers.router import handle
from knowledge.answer import Library
from knowledge.answering import Answer, Citation, Status
from knowledge.document import SchoolYear
from tests.conftest import Clock

REFUSED = Answer(Status.REFUSED, "Kế hoạch không nói tới điều này.", nearest=("Khai giảng", "Tuyển sinh"))
ASKED = "Khi nào khai giảng?"


def cited(plan: str, year: int = 2026) -> tuple[Citation, ...]:
    return (Citation(plan, "48/KH", "Kế hoạch", "mục V", "lời trong kế hoạch", SchoolYear(year)),)


class CannedLibrary(Library):
    """Answers by the exact question, and keeps what a person asked: (question, plans, now)."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        super().__init__([])
        self.answers = answers
        self.asked: list[tuple[str, frozenset[str], datetime | None]] = []

    def ask(self, text: str, *, at: datetime | None = None, plans: Collection[str] | None = None) -> Answer:
        if text not in REFUSED.nearest:
            self.asked.append((text, frozenset(plans or ()), at))
        return self.answers.get(text, REFUSED)


class Talk:
    """`await talk.say("…")` gives the one message that comes back."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        answers: Mapping[str, Answer] | None = None,
        chat_id: str = "7",
        channel: str = "telegram",
        is_group: bool = False,
    ) -> None:
        self.database, self.clock, self.chat_id, self.channel, self.is_group = (
            database, clock, chat_id, channel, is_group,
        )  # fmt: skip
        self.library = CannedLibrary(answers or {})
        self.others: list[tuple[str, Outgoing]] = []  # what the last message caused for others, by chat

    async def say(self, text: str, deep_link: str = "", reply_to: str = "") -> Outgoing:
        return await self._one(IncomingKind.TEXT, text=text, deep_link=deep_link, reply_to=reply_to)

    async def press(self, value: str) -> Outgoing:
        return await self._one(IncomingKind.PRESS, button=value)

    async def other(self) -> Outgoing:
        return await self._one(IncomingKind.OTHER)

    async def _one(
        self, kind: IncomingKind, text: str = "", button: str = "", deep_link: str = "", reply_to: str = ""
    ) -> Outgoing:
        (message,) = await self.send(kind, text, button, deep_link, reply_to)
        return message

    async def send(
        self,
        kind: IncomingKind,
        text: str = "",
        button: str = "",
        deep_link: str = "",
        reply_to: str = "",
        **more: Any,
    ) -> list[Outgoing]:
        """`more` are fields of Incoming: files, album, marked."""
        now = self.clock()
        incoming = Incoming(
            self.channel, "1", self.chat_id, kind, now, text, button, deep_link, "", reply_to, self.is_group, **more
        )
        async with self.database.write() as session:
            contact = await contact_for(session, self.channel, "1", self.chat_id, now)
            desk = Desk(session, now, contact, self.library, 30, 30)
            replies = await handle(incoming, desk)
            self.others = [(other.chat_id, message) for other, message in desk.others]
            return replies

    async def contact(self) -> Contact:
        async with self.database.read() as session:
            return (await session.scalars(select(Contact).where(Contact.chat_id == self.chat_id))).one()


async def add_office(database: Database, slug: str, name: str, now: datetime, *, with_plan: bool = True) -> Office:
    """An office named by its place, and an active plan of it with the office's slug."""
    async with database.write() as session:
        office = Office(
            slug=slug, name=name, short_name=name, kind="khac", places=[name.split(" ", 1)[1]], wards=[], created_at=now
        )
        session.add(office)
        await session.flush()
        if with_plan:
            session.add(plan_row(office.id, slug, now))
    return office


def plan_row(office_id: int, slug: str, now: datetime) -> Plan:
    return Plan(
        office_id=office_id, slug=slug, version=1, status=PlanStatus.ACTIVE, file_name=f"{slug}.md", digest="0",
        source=b"", document={}, title="Kế hoạch", number="48/KH", kind="Kế hoạch", issuer="", signer="",
        school_year=2026, imported_at=now,
    )  # fmt: skip


def labels(message: Outgoing) -> list[str]:
    return [button.label for button in message.buttons]
