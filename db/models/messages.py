"""The inbox, the outbox, and what is open in a conversation."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Key, UtcDateTime, WireJson, Word


class InboxStatus(StrEnum):
    NEW = "new"
    DONE = "done"
    PARKED = "parked"  # its handler failed three times, or nobody can parse it


class InboxUpdate(Base):
    """One update as the channel gave it: recorded before the channel is told that it was received."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "account", "update_key"),
        Index("ix_inbox_open", "id", sqlite_where=text("status = 'new'"), postgresql_where=text("status = 'new'")),
        Index("ix_inbox_chat", "channel", "account", "chat_id", "id"),
        {"sqlite_autoincrement": True},  # a number is never given twice, even after the last row was deleted
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(60))
    update_key: Mapped[str] = mapped_column(String(80))
    chat_id: Mapped[str] = mapped_column(String(80))  # "" where the update belongs to no chat
    payload: Mapped[dict[str, Any]] = mapped_column(WireJson)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[InboxStatus] = mapped_column(Word(InboxStatus))
    attempts: Mapped[int] = mapped_column(default=0)  # how often its handler failed
    error: Mapped[str] = mapped_column(Text, default="")  # the last failure, for the log's reader
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DeliveryStatus(StrEnum):
    WAITING = "waiting"  # of an announcement whose time has not come; the outbox does not see it
    QUEUED = "queued"  # with `attempts` above 0: it may have arrived already, and is sent once more
    SENDING = "sending"  # claimed under `lease`: perhaps on the wire
    SENT = "sent"
    FAILED = "failed"
    BLOCKED = "blocked"
    UNCERTAIN = "uncertain"  # it may have arrived, and is not sent again by itself
    WITHDRAWN = "withdrawn"  # taken back, or its reader had left, before it was sent; or deleted at its reader's


class Action(StrEnum):
    """What a delivery does: a message of its own, or a change to the one that `target_id` sent."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"


class Delivery(Base):
    """Lượt gửi: one outgoing message to one chat; the outbox row."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(
            "ix_deliveries_open",
            "priority",
            "id",
            sqlite_where=text("status = 'queued' OR status = 'sending'"),
            postgresql_where=text("status = 'queued' OR status = 'sending'"),
        ),
        Index(  # the head of one account's queue, however long another's is
            "ix_deliveries_open_account",
            "channel",
            "account",
            "priority",
            "id",
            sqlite_where=text("status = 'queued' OR status = 'sending'"),
            postgresql_where=text("status = 'queued' OR status = 'sending'"),
        ),
        Index("ix_deliveries_chat", "channel", "account", "chat_id", "id"),
        Index(
            "ix_deliveries_one_a_person",
            "announcement_id",
            "person_id",
            unique=True,
            sqlite_where=text("announcement_id IS NOT NULL"),
            postgresql_where=text("announcement_id IS NOT NULL"),
        ),
        Index(  # covers the count of an announcement's figures
            "ix_deliveries_figures",
            "announcement_id",
            "status",
            "attempts",
            "answer",
            sqlite_where=text("announcement_id IS NOT NULL"),
            postgresql_where=text("announcement_id IS NOT NULL"),
        ),
        Index(
            "ix_deliveries_person",
            "person_id",
            "id",
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        Index(
            "ix_deliveries_target",
            "target_id",
            sqlite_where=text("target_id IS NOT NULL"),
            postgresql_where=text("target_id IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(60))
    chat_id: Mapped[str] = mapped_column(String(80))
    inbox_id: Mapped[int | None] = mapped_column(  # what it answers
        ForeignKey("inbox.id", ondelete="SET NULL"), index=True
    )
    priority: Mapped[int] = mapped_column(default=0)  # db.deliveries says which; the lowest goes first
    message: Mapped[dict[str, Any]] = mapped_column(WireJson)  # handlers.messages.Outgoing as JSON
    status: Mapped[DeliveryStatus] = mapped_column(Word(DeliveryStatus))
    attempts: Mapped[int] = mapped_column(default=0)  # sends whose outcome nobody knows
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)  # until then nothing goes to this chat
    message_id: Mapped[str] = mapped_column(String(80), default="")  # the channel's id of what was sent
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease: Mapped[str] = mapped_column(String(20), default="")  # the run of the program that is sending it
    action: Mapped[Action] = mapped_column(Word(Action), default=Action.SEND)
    # No foreign keys below: SQLite adds them to a table only by copying it, and with it would forget its numbering.
    target_id: Mapped[int | None] = mapped_column(Key)  # the delivery that an edit or a deletion changes
    announcement_id: Mapped[int | None] = mapped_column(Key)  # whose message this is; `message` is {} then
    person_id: Mapped[int | None] = mapped_column(Key)  # who gets the announcement, over whichever contact
    answer: Mapped[int | None]  # which of the announcement's answers the person gave, from 0 on
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Dialogue(Base):
    """What a contact was asked last and has not answered: the open choices, or what is waiting for them."""

    __tablename__ = "dialogues"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    choices: Mapped[list[list[str]]] = mapped_column(WireJson, default=list)  # [label, value]
    pending: Mapped[dict[str, Any]] = mapped_column(WireJson, default=dict)  # what to go on with once chosen
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Upload(Base):
    """A photo or document that a browser has brought: here before its message, until a report has it."""

    __tablename__ = "uploads"
    __table_args__ = (UniqueConstraint("chat_id", "key"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    chat_id: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(40))  # the browser's own, so that bringing it twice is once
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]  # bytes
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
