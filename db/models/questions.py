"""What people asked, and what the office answered itself."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Json, Key, UtcDateTime, Word

TEXT_LENGTH = 500
KEY_LENGTH = 600


class Told(StrEnum):
    """What the asker was told."""

    ANSWERED = "answered"  # by a plan
    CLARIFY = "clarify"
    REFUSED = "refused"
    OFFICE = "office"  # by the office's own answer


class QuestionState(StrEnum):
    """Whether staff have something to do."""

    NONE = ""
    NOTED = "noted"  # unanswered or disliked, and nobody waits
    WAITING = "waiting"  # its asker waits for the office's answer
    ANSWERED = "answered"  # by staff
    CLOSED = "closed"  # by staff, without an answer


class Question(Base):
    """Câu hỏi: one asking. It loses its asker once it is settled."""

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_office_state", "office_id", "state", "key"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id", ondelete="CASCADE"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    text: Mapped[str] = mapped_column(String(TEXT_LENGTH))  # as typed, numbers and addresses of people masked
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))  # equal keys in one office are the same question
    told: Mapped[Told] = mapped_column(Word(Told))
    answer: Mapped[str] = mapped_column(Text)
    citations: Mapped[list[list[str]]] = mapped_column(Json, default=list)  # [plan slug, section]
    helped: Mapped[bool | None]  # 👍, 👎, or neither
    state: Mapped[QuestionState] = mapped_column(Word(QuestionState))
    in_charge_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_on_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # to staff, by the asker's wish


class OfficeAnswer(Base):
    """What the office answers to one question; a newer answer takes the place of the older."""

    __tablename__ = "office_answers"
    __table_args__ = (UniqueConstraint("office_id", "key"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    question: Mapped[str] = mapped_column(String(TEXT_LENGTH))
    answer: Mapped[str] = mapped_column(Text)
    version: Mapped[int]  # counts the replacements, so that of two who answer at once one is told
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"), index=True)
