"""What the office wants of its schools and when: the agenda's items, and each call that they make."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, Key, UtcDateTime, Word

OFFICE_STEP = "office"  # the step that tells the specialist, not the school
BY_HAND_STEP = "now:"  # begins the step of a call that staff pressed for; it stands beside those of the rhythm


class ItemKind(StrEnum):
    PLAN = "plan"  # from a plan's timeline
    REQUEST = "request"  # báo cáo đột xuất: asked for once, without a plan
    STANDING = "standing"  # asked for again and again, without a plan


class FieldType(StrEnum):
    """What one field of a report asks for."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"  # one of the field's "choices"


class AgendaItem(Base):
    """Việc trong lịch: a task as the office carries it out. It outlives the plan version that it was read from.

    What staff changed is named in `edited`, so that a new version of the plan leaves it alone. An item with a
    `perhaps_id` is new in a plan's new version and may be that older one: until staff say so, it calls nobody.
    """

    __tablename__ = "agenda_items"
    __table_args__ = (UniqueConstraint("office_id", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id", ondelete="CASCADE"))
    number: Mapped[int]  # shown as #V<number>
    kind: Mapped[ItemKind] = mapped_column(Word(ItemKind))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id", ondelete="SET NULL"), index=True)
    perhaps_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id", ondelete="SET NULL"), index=True)
    text: Mapped[str] = mapped_column(Text)
    spans: Mapped[list[list[str]]] = mapped_column(Json)  # [first day, last day], ISO dates, both included
    every: Mapped[str] = mapped_column(String(10))  # "", day, week, month, quarter, term, year, month:25
    due_days: Mapped[dict[str, str]] = mapped_column(Json, default=dict)  # period -> ISO date, where it is no default
    levels: Mapped[list[str]] = mapped_column(Json, default=list)  # empty: all
    wards: Mapped[list[str]] = mapped_column(Json, default=list)  # empty: all
    school_ids: Mapped[list[int]] = mapped_column(Json, default=list)  # empty: all that the rest leaves
    is_public: Mapped[bool | None]  # None: public and private
    owes: Mapped[bool]  # whether each school owes a report
    fields: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)  # {"name", "type", "choices"}: at most 5
    edited: Mapped[list[str]] = mapped_column(Json, default=list)  # names of the columns that staff changed
    created_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReminderStatus(StrEnum):
    PLANNED = "planned"
    SENT = "sent"  # stands in the outbox, or went out
    MISSED = "missed"  # stale when the program was up again
    CANCELLED = "cancelled"  # withdrawn, moved away from, reported already, or the school is exempt
    UNREACHABLE = "unreachable"  # nobody of the school can be written to


class Reminder(Base):
    """Lượt nhắc: one step of one occurrence of an item for one school. Never deleted, never twice."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("item_id", "period", "school_id", "step"),
        Index(
            "ix_reminders_planned",
            "due_at",
            sqlite_where=text("status = 'planned'"),
            postgresql_where=text("status = 'planned'"),
        ),
        Index(
            "ix_reminders_missed",
            "due_at",
            sqlite_where=text("status = 'missed'"),
            postgresql_where=text("status = 'missed'"),
        ),
        Index("ix_reminders_school", "school_id", "due_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id", ondelete="CASCADE"))
    period: Mapped[str] = mapped_column(String(24))  # "2026-10", "2026-Q4", "2026-2027", "2026-10-05"
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"))
    step: Mapped[str] = mapped_column(String(12))  # first, before:3, due, after:1, after:3, office
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[ReminderStatus] = mapped_column(Word(ReminderStatus))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it stopped being planned
