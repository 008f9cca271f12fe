"""Imported documents and their timelines."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, Key, UtcDateTime, Word


class PlanStatus(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class Plan(Base):
    """One version of one imported document. The slug is unique in the installation; one version of it is active."""

    __tablename__ = "plans"
    __table_args__ = (
        UniqueConstraint("slug", "version"),
        Index(
            "ix_plans_one_active",
            "slug",
            unique=True,
            sqlite_where=text("status = 'active'"),
            postgresql_where=text("status = 'active'"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str] = mapped_column(String(120))
    version: Mapped[int]
    status: Mapped[PlanStatus] = mapped_column(Word(PlanStatus))
    file_name: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of `source`
    source: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # the file as it came
    document: Mapped[dict[str, Any]] = mapped_column(Json, deferred=True)  # knowledge.document.Document as JSON
    title: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(200))
    signer: Mapped[str] = mapped_column(String(120))
    signed_on: Mapped[date | None]
    school_year: Mapped[int | None]  # the calendar year in which it starts
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    activated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # into the agenda, since it was activated


class Task(Base):
    """Việc: one piece of a plan's timeline."""

    __tablename__ = "tasks"
    __table_args__ = (UniqueConstraint("plan_id", "position"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"))
    position: Mapped[int]  # order in the document, from 1
    what: Mapped[str] = mapped_column(Text)
    when_words: Mapped[str] = mapped_column(String(300))  # as printed
    spans: Mapped[list[list[str]]] = mapped_column(Json)  # [first day, last day], ISO dates, both included
    days: Mapped[list[list[str]]] = mapped_column(Json, default=list)  # spans that `what` itself names
    every: Mapped[str] = mapped_column(String(10))  # "", day, week, month, quarter, term, year, month:25
    levels: Mapped[list[str]] = mapped_column(Json)  # MN, TH, THCS, …; empty: all
    leads: Mapped[str] = mapped_column(Text)
    joins: Mapped[str] = mapped_column(Text)
    product: Mapped[str] = mapped_column(Text)
    section: Mapped[str] = mapped_column(String(300))
    line: Mapped[int]  # in the source file
