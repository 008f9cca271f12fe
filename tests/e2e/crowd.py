"""So many parents of one office who said yes to its announcements, put into a database by a few statements."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import CTE, Select, String, cast, insert, literal, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Base, Consent, Contact, Membership, Office, Person, Purpose, Role
from db.models.base import UtcDateTime, Word
from tests.botapi import TOKEN

SINCE = datetime(2026, 8, 1, tzinfo=UTC)
ACCOUNT = TOKEN.partition(":")[0]


async def gather(session: AsyncSession, people: int, first_chat: int) -> None:
    """Parents 1 to `people`, in the Telegram chats `first_chat` and on, all of the first office there is."""
    office_id = (await session.scalars(select(Office.id).limit(1))).one()
    since = literal(SINCE, UtcDateTime)
    number = _numbers(people)
    ids = select(number.c.n)
    await _fill(session, Person, ["id", "created_at"], ids.add_columns(since))
    await _fill(
        session,
        Contact,
        ["id", "person_id", "channel", "account", "chat_id", "office_id", "created_at"],
        ids.add_columns(
            number.c.n,
            literal("telegram"),
            literal(ACCOUNT),
            cast(number.c.n + first_chat - 1, String),
            literal(office_id),
            since,
        ),
    )
    await _fill(
        session,
        Membership,
        ["id", "person_id", "office_id", "role", "since"],
        ids.add_columns(number.c.n, literal(office_id), literal(Role.PARENT, Word(Role)), since),
    )
    await _fill(
        session,
        Consent,
        ["id", "contact_id", "office_id", "purpose", "text_version", "given_at"],
        ids.add_columns(
            number.c.n, literal(office_id), literal(Purpose.ANNOUNCEMENTS, Word(Purpose)), literal("1"), since
        ),
    )


def _numbers(most: int) -> CTE:
    counted = select(literal(1).label("n")).cte("counted", recursive=True)
    return counted.union_all(select(counted.c.n + 1).where(counted.c.n < most))


async def _fill(session: AsyncSession, model: type[Base], columns: list[str], rows: Select[tuple[object, ...]]) -> None:
    await session.execute(insert(model).from_select(columns, rows))
    if (await session.connection()).dialect.name == "postgresql":  # which does not see by itself what was numbered
        table = model.__tablename__
        newest = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        await session.execute(text(newest))
