"""What a contact was asked last: the open choices, with an expiry."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Insert, Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Dialogue

STAYS_OPEN = timedelta(hours=12)
IN_PROGRESS = timedelta(minutes=15)  # who was asked longer ago has put the telephone away
DIALOGUES: Table = Dialogue.metadata.tables["dialogues"]

_DIALOGUE = select(Dialogue).where(Dialogue.contact_id == bindparam("contact"))  # built once: every message asks it


async def open_dialogue(session: AsyncSession, contact_id: int, now: datetime) -> Dialogue | None:
    """What is still open at `now`."""
    dialogue = await session.scalar(_DIALOGUE, {"contact": contact_id})
    return dialogue if dialogue is not None and dialogue.expires_at > now else None


async def open_choices(
    session: AsyncSession,
    contact_id: int,
    choices: Sequence[tuple[str, str]],
    pending: dict[str, Any],
    now: datetime,
) -> None:
    """Asks anew: `choices` are (label, value) and take the place of what was open; `pending` is what to go on with."""
    connection = await session.connection()
    await connection.execute(_opening(connection.dialect.name, True), _row(contact_id, choices, pending, now))


async def offer(session: AsyncSession, contact_id: int, choices: Sequence[tuple[str, str]], now: datetime) -> None:
    """Opens choices for somebody who asked for nothing just now: what is open there stays."""
    connection = await session.connection()
    await connection.execute(
        delete(DIALOGUES).where(DIALOGUES.c.contact_id == contact_id, DIALOGUES.c.expires_at <= now)
    )
    await connection.execute(_opening(connection.dialect.name, False), _row(contact_id, choices, {}, now))


@cache
def _opening(dialect: str, replaces: bool) -> Insert:
    """The statement that opens a dialogue, and takes the place of an open one or leaves it. Built once."""
    new = sqlite.insert(DIALOGUES) if dialect == "sqlite" else postgresql.insert(DIALOGUES)
    if not replaces:
        return new.on_conflict_do_nothing()
    changed = {name: new.excluded[name] for name in ("choices", "pending", "expires_at")}
    return new.on_conflict_do_update(index_elements=["contact_id"], set_=changed)


def _row(contact_id: int, choices: Sequence[tuple[str, str]], pending: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "contact_id": contact_id,
        "choices": [list(choice) for choice in choices],
        "pending": pending,
        "expires_at": now + STAYS_OPEN,
    }


async def in_progress(session: AsyncSession, contact_ids: Collection[int], now: datetime) -> set[int]:
    """The contacts who are in the middle of something: asked a moment ago for a choice or for words."""
    asked = select(Dialogue).where(
        Dialogue.contact_id.in_(contact_ids), Dialogue.expires_at > now + STAYS_OPEN - IN_PROGRESS
    )
    waiting = ("choose", "asks")  # short cuts under an answer wait for nobody
    return {each.contact_id for each in await session.scalars(asked) if any(map(each.pending.get, waiting))}


async def close(session: AsyncSession, contact_id: int) -> None:
    dialogue = await session.get(Dialogue, contact_id)
    if dialogue is not None:
        await session.delete(dialogue)
        await session.flush()


async def delete_expired(session: AsyncSession, now: datetime) -> int:
    gone = await session.execute(delete(Dialogue).where(Dialogue.expires_at <= now).returning(Dialogue.contact_id))
    return len(gone.all())
