"""Offices, schools, and the people who write: least data, in few tables, easy to find, export and delete."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, Key, UtcDateTime, Word


class Role(StrEnum):
    PARENT = "parent"
    PRINCIPAL = "principal"
    STAFF = "staff"
    ADMIN = "admin"


class Purpose(StrEnum):
    """What a consent is for (Law 91/2025/QH15, article 9: one consent a purpose)."""

    ANNOUNCEMENTS = "announcements"
    REMINDERS = "reminders"
    REPORTS = "reports"
    QUESTIONS = "questions"  # what askers send on to staff


class Office(Base):
    """Cơ quan quản lý: runs the bot, issues plans."""

    __tablename__ = "offices"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))  # so, xa_phuong, phong_gddt, ubnd, cum, truong, khac
    places: Mapped[list[str]] = mapped_column(Json, default=list)  # place names by which a question means this office
    wards: Mapped[list[str]] = mapped_column(Json, default=list)
    time_zone: Mapped[str] = mapped_column(String(40), default="Asia/Ho_Chi_Minh")
    contact_line: Mapped[str] = mapped_column(String(300), default="")  # where to turn when the bot cannot help
    rhythm: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # what differs from scheduler.rhythm's defaults
    approve_above: Mapped[int | None]  # announcements to more people than this need a second person's approval
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class School(Base):
    """Trường, cơ sở giáo dục."""

    __tablename__ = "schools"
    __table_args__ = (UniqueConstraint("office_id", "name"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    levels: Mapped[list[str]] = mapped_column(Json, default=list)  # MN, TH, THCS, THPT, GDTX
    aliases: Mapped[list[str]] = mapped_column(Json, default=list)  # other names by which people mean it
    code: Mapped[str] = mapped_column(String(40), default="")
    ward: Mapped[str] = mapped_column(String(100), default="")
    is_public: Mapped[bool | None]
    principal: Mapped[str] = mapped_column(String(120), default="")  # whom the office invites, by name
    specialist: Mapped[str] = mapped_column(String(120), default="")  # in charge of it: a staff member's `known_as`
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # no longer on the roster


class Person(Base):
    """One human, with no role or office of its own, and no name: a name is not needed to answer."""

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Contact(Base):
    """A person on one channel."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("channel", "account", "chat_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(60))
    chat_id: Mapped[str] = mapped_column(String(80))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id", ondelete="SET NULL"))  # asked once
    notice_version: Mapped[str] = mapped_column(String(20), default="")  # the privacy notice that was shown
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    code_tries: Mapped[int] = mapped_column(default=0)  # wrong invite codes since `code_tries_since`
    code_tries_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Membership(Base):
    """Tư cách: a person's role in one office."""

    __tablename__ = "memberships"
    __table_args__ = (Index("ix_memberships_person_office", "person_id", "office_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(Word(Role))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id", ondelete="SET NULL"))
    grade: Mapped[int | None]  # parents: what they follow, 0 (preschool) to 12
    known_as: Mapped[str | None] = mapped_column(String(120))  # staff: the name under which the plan knows them
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Consent(Base):
    """A stored yes, and its withdrawal: one at a time for a contact, an office and a purpose."""

    __tablename__ = "consents"
    __table_args__ = (
        Index(
            "ix_consents_one_given",
            "contact_id",
            "office_id",
            "purpose",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id", ondelete="CASCADE"))
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose))
    text_version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Invite(Base):
    """Mã mời: a one-time code, kept as a hash only."""

    __tablename__ = "invites"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(Word(Role))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"))
    known_as: Mapped[str | None] = mapped_column(String(120))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
