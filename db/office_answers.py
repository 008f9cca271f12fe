"""What staff see of the questions of their office, and what they answer: one answer for all who asked the same."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Contact, Office, OfficeAnswer, Question, QuestionState
from db.questions import OPEN
from knowledge.document import SchoolYear

_ANSWER = select(OfficeAnswer).where(  # built once: every question asks it
    OfficeAnswer.office_id == bindparam("office"), OfficeAnswer.key == bindparam("said")
)
# Persons, not questions: who asked the same twice gets one answer.
_WAITING = func.count(case((Question.state == QuestionState.WAITING, Question.contact_id)).distinct())


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one office that are the same. `number` is that of the first open one: any of theirs will do."""

    number: int
    office_id: int
    key: str
    asked: int
    waiting: int  # persons
    text: str
    answer: str  # what the first asker was told


async def usable_answer(session: AsyncSession, office: Office, key: str, now: datetime) -> OfficeAnswer | None:
    """The office's answer to this question, of this school year: plans change with it, and so do answers."""
    found = await session.scalar(_ANSWER, {"office": office.id, "said": key})
    zone = ZoneInfo(office.time_zone)
    if found is None or _year(found.answered_at, zone) != _year(now, zone):
        return None
    return found


def _year(at: datetime, zone: ZoneInfo) -> SchoolYear:
    return SchoolYear.containing(at.astimezone(zone).date())


async def answer_of(session: AsyncSession, group: Group) -> OfficeAnswer | None:
    """The office's answer to this question, of whatever year."""
    found: OfficeAnswer | None = await session.scalar(_ANSWER, {"office": group.office_id, "said": group.key})
    return found


async def open_groups(
    session: AsyncSession, offices: Collection[int], person_id: int, most: int
) -> tuple[list[Group], int]:
    """Up to `most` open groups of these offices, and how many there are in all.

    First what this person is in charge of, then what somebody waits for, the newest last.
    """
    mine = func.max(case((Question.in_charge_id == person_id, 1), else_=0))
    is_open = and_(Question.office_id.in_(offices), Question.state.in_(OPEN))
    columns = (func.min(Question.id).label("number"), func.count().label("asked"), _WAITING.label("waiting"))
    grouped = select(*columns).where(is_open).group_by(Question.office_id, Question.key)
    total = await session.scalar(select(func.count()).select_from(grouped.subquery())) or 0
    first = await session.execute(
        grouped.order_by(mine.desc(), case((_WAITING > 0, 0), else_=1), func.min(Question.id)).limit(most)
    )
    counts = [(number, asked, waiting) for number, asked, waiting in first]
    firsts = select(Question).where(Question.id.in_([number for number, *_ in counts]))
    rows = {row.id: row for row in await session.scalars(firsts)}
    return [_group(rows[number], asked, waiting) for number, asked, waiting in counts], total


def _group(row: Question, asked: int, waiting: int) -> Group:
    return Group(row.id, row.office_id, row.key, asked, waiting, row.text, row.answer)


async def group_of(session: AsyncSession, number: int, offices: Collection[int]) -> Group | None:
    """The group of this question, where it is one of these offices'."""
    row = await session.get(Question, number, populate_existing=True)
    if row is None or row.office_id not in offices:
        return None
    counts = select(func.count(), _WAITING).where(*_same(row.office_id, row.key), Question.state.in_(OPEN))
    asked, waiting = (await session.execute(counts)).one()
    return _group(row, asked, waiting)


def _same(office_id: int, key: str) -> tuple[ColumnElement[bool], ...]:
    return Question.office_id == office_id, Question.key == key


async def give(
    session: AsyncSession, group: Group, text: str, person_id: int, version: int, now: datetime
) -> list[Contact] | None:
    """Keeps the answer, settles the group, and gives those who wait for it and can be reached.

    `version` is that of the answer it is to replace, 0 for none. None where another one came first: nothing is changed.
    """
    if not await _keep(session, group, text, person_id, version, now):
        return None
    return await _settle(session, group, QuestionState.ANSWERED) or []


async def _keep(session: AsyncSession, group: Group, text: str, person_id: int, version: int, now: datetime) -> bool:
    values = {"answer": text, "answered_at": now, "person_id": person_id, "version": version + 1}
    connection = await session.connection()
    if version:
        same = (OfficeAnswer.office_id == group.office_id, OfficeAnswer.key == group.key)
        changed = await session.execute(
            update(OfficeAnswer)
            .where(*same, OfficeAnswer.version == version)
            .values(**values)
            .returning(OfficeAnswer.id)
        )
        return bool(changed.all())
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    new = dialect.insert(OfficeAnswer).on_conflict_do_nothing().returning(OfficeAnswer.id)
    row = {"office_id": group.office_id, "key": group.key, "question": group.text, **values}
    return bool((await session.execute(new, row)).all())


async def close(session: AsyncSession, group: Group) -> list[Contact] | None:
    """Takes the group off the list without an answer, and gives those who waited for one and can be reached.

    None where it was not on the list any more.
    """
    return await _settle(session, group, QuestionState.CLOSED)


async def _settle(session: AsyncSession, group: Group, state: QuestionState) -> list[Contact] | None:
    """Gives the group's open questions a final state, takes their askers away, and gives who waited and is reachable.

    None where none was open.
    """
    waited = await _turn(session, group, QuestionState.WAITING, state)
    noted = await _turn(session, group, QuestionState.NOTED, state)
    if not waited and not noted:
        return None
    settled = (*_same(group.office_id, group.key), Question.state == state, Question.contact_id.is_not(None))
    await session.execute(update(Question).where(*settled).values(contact_id=None))
    askers = [asker for asker in waited if asker is not None]
    reachable = select(Contact).where(Contact.id.in_(askers), Contact.blocked_at.is_(None)).order_by(Contact.id)
    return list(await session.scalars(reachable))


async def _turn(session: AsyncSession, group: Group, among: QuestionState, state: QuestionState) -> list[int | None]:
    """Turns the group's questions from one state into another, and gives their askers."""
    turned = await session.execute(
        update(Question)
        .where(*_same(group.office_id, group.key), Question.state == among)
        .values(state=state)
        .returning(Question.contact_id)
    )
    return [asker for (asker,) in turned]


async def delete_old(session: AsyncSession, since: datetime) -> int:
    """Deletes answers that were given before `since`."""
    gone = await session.execute(
        delete(OfficeAnswer).where(OfficeAnswer.answered_at < since).returning(OfficeAnswer.id)
    )
    return len(gone.all())
