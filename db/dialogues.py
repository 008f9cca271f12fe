"""What a contact was asked last: the open choices, with an expiry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Dialogue

STAYS_OPEN = timedelta(hours=12)


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
    await session.merge(
        Dialogue(
            contact_id=contact_id,
            choices=[list(choice) for choice in choices],
            pending=pending,
            expires_at=now + STAYS_OPEN,
        )
    )
    await session.flush()


async def offer(session: AsyncSession, contact_id: int, choices: Sequence[tuple[str, str]], now: datetime) -> None:
    """Opens choices for somebody who asked for nothing just now: what is open there stays."""
    table = Dialogue.__table__
    connection = await session.connection()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = {
        "contact_id": contact_id,
        "choices": [list(choice) for choice in choices],
        "pending": {},
        "expires_at": now + STAYS_OPEN,
    }
    await session.execute(delete(Dialogue).where(Dialogue.contact_id == contact_id, Dialogue.expires_at <= now))
    await connection.execute(dialect.insert(table).on_conflict_do_nothing(), row)


async def close(session: AsyncSession, contact_id: int) -> None:
    dialogue = await session.get(Dialogue, contact_id)
    if dialogue is not None:
        await session.delete(dialogue)
        await session.flush()


async def delete_expired(session: AsyncSession, now: datetime) -> int:
    gone = await session.execute(delete(Dialogue).where(Dialogue.expires_at <= now).returning(Dialogue.contact_id))
    return len(gone.all())
