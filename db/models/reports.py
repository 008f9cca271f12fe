"""What schools owe, and every version of what they sent."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, Key, UtcDateTime, WireJson, Word


class RequestState(StrEnum):
    OPEN = "open"  # nothing counted has come; missing once `due` is over
    REPORTED = "reported"
    RETURNED = "returned"  # by staff, with a reason: open again
    EXEMPT = "exempt"  # staff let the school off
    WITHDRAWN = "withdrawn"  # the item was


class ReportRequest(Base):
    """Yêu cầu báo cáo: what one school owes for one occurrence of an item."""

    __tablename__ = "report_requests"
    __table_args__ = (
        UniqueConstraint("item_id", "period", "school_id"),
        Index("ix_report_requests_school", "school_id", "state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id", ondelete="CASCADE"))
    period: Mapped[str] = mapped_column(String(24))
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"))
    opens: Mapped[date]  # the first day of the occurrence
    due: Mapped[date]  # in the office's time zone; on time until its end
    state: Mapped[RequestState] = mapped_column(Word(RequestState))
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was returned, or the school let off
    first_received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # decides on time or late, for good
    corrected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of the newest further version


class ReportStatus(StrEnum):
    DONE = "done"
    DOING = "doing"
    TROUBLE = "trouble"


class Attribution(StrEnum):
    """The rule that told which request a message belongs to."""

    BUTTON = "button"
    REPLY = "reply"  # to the message that asked
    CODE = "code"  # typed, as in #V10
    ONLY = "only"  # there was one open request
    CHOSEN = "chosen"  # the bot asked, the person chose


class Report(Base):
    """Báo cáo: one version of what a school sent. One that the bot was unsure of counts once it was confirmed."""

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("request_id", "version"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("report_requests.id", ondelete="CASCADE"))
    version: Mapped[int]  # from 1
    status: Mapped[ReportStatus] = mapped_column(Word(ReportStatus))
    percent: Mapped[int | None]
    counts: Mapped[list[list[Any]]] = mapped_column(Json, default=list)  # [done, total, unit]
    new_date: Mapped[date | None]  # by when the school says that it will be done
    values: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # of the item's fields, by name
    note: Mapped[str] = mapped_column(Text)  # the person's own words, whole
    rule: Mapped[Attribution] = mapped_column(Word(Attribution))
    counted: Mapped[bool]
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id", ondelete="SET NULL"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReportFile(Base):
    """A photo or document that came with a report."""

    __tablename__ = "report_files"
    __table_args__ = (
        Index(
            "ix_report_files_to_fetch",
            "id",
            sqlite_where=text("fetched_at IS NULL AND error = ''"),
            postgresql_where=text("fetched_at IS NULL AND error = ''"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]  # bytes
    source: Mapped[dict[str, Any]] = mapped_column(WireJson)  # where the channel keeps it, until it is fetched
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")  # why it was not kept
