"""Sen with people who hear its announcements: a second member of the staff, two parents, the principal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from db import people
from db.announcements import Figures, figures
from db.models import Announcement, Contact, Delivery, DeliveryStatus, DraftFile, Office, Purpose, Role, School
from db.session import Database
from handlers import announcing_drafting as words
from handlers.messages import Button, IncomingFile, IncomingKind, Outgoing
from handlers.wording import NOTICE_VERSION
from tests.conftest import Clock
from tests.handlers.colleagues import value
from tests.handlers.sen import Sen, open_sen
from tests.handlers.talk import Talk

JPEG = b"\xff\xd8\xff\xe0 a photo"


@dataclass
class Village:
    """`father` follows grade 3 of TH Hoa Đào over Telegram, `mother` THCS Hoa Cúc over the web."""

    sen: Sen
    colleague: Talk
    father: Talk
    mother: Talk

    @property
    def staff(self) -> Talk:
        return self.sen.staff

    async def send_all(self, **values: Any) -> None:
        """What the outbox would have done with every copy that is queued."""
        sent = {"status": DeliveryStatus.SENT, "sent_at": self.sen.clock(), "message_id": "m", **values}
        async with self.sen.database.write() as session:
            waits = Delivery.announcement_id.is_not(None), Delivery.status == DeliveryStatus.QUEUED
            await session.execute(update(Delivery).where(*waits).values(**sent))

    async def delete_all(self) -> None:
        """What it would have done with every deletion."""
        async with self.sen.database.write() as session:
            sent = Delivery.announcement_id.is_not(None), Delivery.status == DeliveryStatus.SENT
            await session.execute(update(Delivery).where(*sent).values(status=DeliveryStatus.WITHDRAWN))

    async def announcements(self) -> list[Announcement]:
        async with self.sen.database.read() as session:
            return list(await session.scalars(select(Announcement).order_by(Announcement.id)))

    async def figures(self, id_: int) -> Figures:
        async with self.sen.database.read() as session:
            return await figures(session, id_)

    async def copies(self, id_: int) -> dict[str, Delivery]:
        """By chat."""
        async with self.sen.database.read() as session:
            rows = await session.scalars(select(Delivery).where(Delivery.announcement_id == id_))
            return {row.chat_id: row for row in rows}

    async def approve_above(self, count: int) -> None:
        async with self.sen.database.write() as session:
            await session.execute(update(Office).values(approve_above=count))

    async def fetched(self, content: bytes = JPEG) -> None:
        """What bot.files does with the draft's file."""
        async with self.sen.database.write() as session:
            await session.execute(update(DraftFile).values(content=content, fetched_at=self.sen.clock()))


async def a_village(database: Database, clock: Clock) -> Village:
    sen = await open_sen(database, clock)
    schools = {school: await _school(database, school) for school in sen.schools}
    await _joins(sen, "s1", Role.STAFF)
    await _joins(sen, "s2", Role.STAFF, known_as="Nguyễn Thị Hà")
    await _joins(sen, "p1", Role.PRINCIPAL, schools[sen.schools[0]])
    await _joins(sen, "f1", Role.PARENT, schools[sen.schools[1]], 3)
    await _joins(sen, "m1", Role.PARENT, schools[sen.schools[2]], channel="webchat")
    colleague, father = (Talk(database, clock, chat_id=chat) for chat in ("s2", "f1"))
    return Village(sen, colleague, father, Talk(database, clock, chat_id="m1", channel="webchat"))


async def _school(database: Database, id_: int) -> School:
    async with database.read() as session:
        return await session.get_one(School, id_)


async def _joins(
    sen: Sen,
    chat: str,
    role: Role,
    school: School | None = None,
    grade: int | None = None,
    *,
    channel: str = "telegram",
    known_as: str | None = None,
) -> Contact:
    """Somebody of this role who said yes to announcements."""
    now: datetime = sen.clock()
    async with sen.database.write() as session:
        contact = await people.contact_for(session, channel, "1", chat, now)
        contact.notice_version = NOTICE_VERSION
        school_id = school.id if school else None
        await people.add_membership(session, contact.person_id, sen.office.id, role, school_id, now, known_as)
        held = await people.memberships(session, contact.person_id, now)
        held[0].grade = grade
        await people.give_consents(session, contact, sen.office.id, [Purpose.ANNOUNCEMENTS], "1", now)
    return contact


async def previewed(
    village: Village, text: str = "Mai nghỉ học", whom: str = "phụ huynh", answers: str = "không"
) -> Outgoing:
    """Writes an announcement as far as its preview; gives the message with the buttons."""
    await village.staff.say(f"/thongbao {text}")
    await village.staff.say(whom)
    await village.staff.say(answers)
    return (await village.staff.send(IncomingKind.TEXT, "ngay"))[-1]


async def announced(
    village: Village, text: str = "Mai nghỉ học", whom: str = "phụ huynh", answers: str = "không"
) -> int:
    """Sends it, and gives its id."""
    control = await previewed(village, text, whom, answers)
    await village.staff.press(value(control, words.SEND))
    return (await village.announcements())[-1].id


def picture(name: str = "anh-1.jpg", size: int = len(JPEG), album: str = "") -> IncomingFile:
    source = {"channel": "telegram", "account": "1", "chat_id": "s1", "file_id": name, "album": album}
    return IncomingFile(name, "image/jpeg", size, source)


def button(message: Outgoing, words_: str) -> Button:
    """The one whose label holds these words."""
    return next(each for each in message.buttons if words_ in each.label)
