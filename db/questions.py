"""What people asked: recorded, rated, sent on to staff, and parted from its asker in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Table, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Question, QuestionState, Told
from db.sameness import masked

QUESTIONS: Table = Question.metadata.tables["questions"]
MOST_WAITING = 5  # questions of one asker that wait for staff at a time
OPEN = (QuestionState.NOTED, QuestionState.WAITING)
_RECORD = insert(QUESTIONS).returning(QUESTIONS.c.id)  # built once: every question runs it


async def record(
    session: AsyncSession,
    now: datetime,
    *,
    office_id: int,
    contact_id: int | None,
    text: str,
    key: str,
    told: Told,
    answer: str,
    citations: Sequence[tuple[str, str]],
) -> int:
    """Stores one asking and gives its number. What nobody could answer is noted for staff."""
    row = {
        "office_id": office_id,
        "contact_id": contact_id,
        "text": masked(text),
        "key": key,
        "told": told,
        "answer": answer,
        "citations": [list(citation) for citation in citations],
        "state": QuestionState.NOTED if told is Told.REFUSED else QuestionState.NONE,
        "asked_at": now,
    }
    return int((await (await session.connection()).execute(_RECORD, row)).scalar_one())


async def of_asker(session: AsyncSession, number: int, contact_id: int) -> Question | None:
    """The question, where it still belongs to this contact."""
    return (
        await session.scalars(select(Question).where(Question.id == number, Question.contact_id == contact_id))
    ).one_or_none()


async def was_helped(session: AsyncSession, number: int) -> bool:
    """Whether its asker said that the answer helped, and so left it."""
    helped = select(Question.helped).where(Question.id == number, Question.contact_id.is_(None))
    return await session.scalar(helped) is True


async def rate(session: AsyncSession, question: Question, *, helped: bool) -> None:
    """👍 settles a question that does not wait; 👎 puts it on the list of staff."""
    question.helped = helped
    if question.state is not QuestionState.WAITING:
        question.state = QuestionState.NONE if helped else QuestionState.NOTED
        question.contact_id = None if helped else question.contact_id
    await session.flush()


async def may_wait(session: AsyncSession, contact_id: int) -> bool:
    """Whether this asker has less than MOST_WAITING questions waiting."""
    waiting = select(func.count()).where(Question.contact_id == contact_id, Question.state == QuestionState.WAITING)
    return (await session.scalar(waiting) or 0) < MOST_WAITING


async def waits_already(session: AsyncSession, question: Question) -> bool:
    """Whether its asker waits for the office's answer to this or the same question."""
    same = select(Question.id).where(
        Question.office_id == question.office_id,
        Question.key == question.key,
        Question.state == QuestionState.WAITING,
        Question.contact_id == question.contact_id,
    )
    return await session.scalar(same.limit(1)) is not None


async def send_on(session: AsyncSession, question: Question, now: datetime) -> bool:
    """Lets the question wait for staff. True where nobody waits for the same yet: then staff are to be told."""
    others = select(func.count()).where(
        Question.office_id == question.office_id,
        Question.key == question.key,
        Question.state == QuestionState.WAITING,
        Question.contact_id.is_not(None),
    )
    is_first = not await session.scalar(others)
    question.state, question.sent_on_at = QuestionState.WAITING, now
    await session.flush()
    return is_first


async def forget_askers(session: AsyncSession, since: datetime) -> int:
    """Parts questions from before `since` from their askers; who waited until then waits no longer."""
    asked_at = func.coalesce(Question.sent_on_at, Question.asked_at)
    await session.execute(
        update(Question)
        .where(Question.state == QuestionState.WAITING, or_(Question.contact_id.is_(None), asked_at < since))
        .values(state=QuestionState.NOTED)
    )
    gone = await session.execute(
        update(Question)
        .where(Question.contact_id.is_not(None), asked_at < since)
        .values(contact_id=None)
        .returning(Question.id)
    )
    return len(gone.all())


async def delete_old(session: AsyncSession, since: datetime) -> int:
    """Deletes what was asked before `since`."""
    gone = await session.execute(delete(Question).where(Question.asked_at < since).returning(Question.id))
    return len(gone.all())
