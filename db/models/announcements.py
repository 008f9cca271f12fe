"""Announcements: one broadcast each. Who gets it, and what came of it, are rows of `deliveries`."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, Key, UtcDateTime, WireJson, Word


class AnnouncementState(StrEnum):
    APPROVAL = "approval"  # waits for a second person of the office
    SCHEDULED = "scheduled"  # waits for `send_at`; its deliveries are `waiting`
    SENDING = "sending"  # its deliveries are in the outbox, also when all are through
    REFUSED = "refused"  # by the second person: nothing is sent
    WITHDRAWN = "withdrawn"


class Announcement(Base):
    """Thông báo: one broadcast of an office."""

    __tablename__ = "announcements"
    __table_args__ = (Index("ix_announcements_due", "state", "send_at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id", ondelete="CASCADE"), index=True)
    message: Mapped[dict[str, Any]] = mapped_column(WireJson)  # handlers.messages.Outgoing as JSON, without its file
    file_name: Mapped[str] = mapped_column(String(200), default="")  # "" where there is none
    file_type: Mapped[str] = mapped_column(String(100), default="")  # its media type
    file_content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    file_refs: Mapped[dict[str, str]] = mapped_column(
        Json, default=dict
    )  # "channel:account" -> id of the uploaded file
    audience: Mapped[dict[str, Any]] = mapped_column(Json)  # db.announcements.Audience as JSON
    audience_told: Mapped[str] = mapped_column(Text)  # the same in words
    answers: Mapped[list[str]] = mapped_column(Json, default=list)  # [] no receipt; one: receipt; two to four: a poll
    is_urgent: Mapped[bool] = mapped_column(default=False)  # goes out in quiet hours too
    send_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[AnnouncementState] = mapped_column(Word(AnnouncementState))
    about_id: Mapped[int | None] = mapped_column(  # the announcement that this one corrects, or reminds of
        ForeignKey("announcements.id", ondelete="SET NULL"), index=True
    )
    created_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"), index=True)
    contact_id: Mapped[int | None] = mapped_column(  # where its author sees how it goes
        ForeignKey("contacts.id", ondelete="SET NULL"), index=True
    )
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"), index=True)
    progress_id: Mapped[int | None] = mapped_column(Key)  # the delivery that says how it goes, and is edited
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DraftFile(Base):
    """A photo or document that is to go with an announcement while that is still being written."""

    __tablename__ = "draft_files"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]  # bytes
    source: Mapped[dict[str, Any]] = mapped_column(WireJson)  # where the channel keeps it, until it is fetched
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")  # why it was not kept
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ServedAccount(Base):
    """A bot's account that the serving program answers on: who wrote to another cannot be written to for now."""

    __tablename__ = "served_accounts"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    account: Mapped[str] = mapped_column(String(60), primary_key=True)


class TroubleKind(StrEnum):
    SENDING = "sending"  # nothing can be sent
    READING = "reading"  # another program takes in what people write; sending goes on


class ChannelTrouble(Base):
    """What is the matter with an account until a human acts: kept so that staff are alerted once."""

    __tablename__ = "channel_troubles"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    account: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[TroubleKind] = mapped_column(Word(TroubleKind), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
