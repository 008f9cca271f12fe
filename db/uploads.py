"""Photos and documents that browsers have brought, until a report or a draft has them.

A file's `source`, as its Incoming tells of it, names its upload: `{"chat_id": ..., "upload": key, ...}`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db import drafts, reports
from db.models import Contact, Dialogue, InboxStatus, InboxUpdate, Upload

UPLOADS: Table = Upload.metadata.tables["uploads"]
MOST_UNFETCHED = 10_000  # files of reports; these are fetched within seconds


async def add(session: AsyncSession, row: Mapping[str, Any]) -> None:
    """Inserts what is not there yet by (chat_id, key); a second arrival changes nothing."""
    connection = await session.connection()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    await connection.execute(dialect.insert(UPLOADS).on_conflict_do_nothing(), dict(row))


async def weight(session: AsyncSession, chat_id: str) -> tuple[int, int]:
    """How many uploads of the chat wait, and how many bytes those of all chats have."""
    count = await session.scalar(select(func.count()).select_from(Upload).where(Upload.chat_id == chat_id))
    return count or 0, await session.scalar(select(func.coalesce(func.sum(Upload.size), 0))) or 0


async def named(session: AsyncSession, chat_id: str, keys: Sequence[str]) -> list[Upload]:
    """The chat's uploads with these keys, without their bytes, in the order of `keys`; what is gone is left out."""
    rows = await session.scalars(select(Upload).where(Upload.chat_id == chat_id, Upload.key.in_(keys)))
    return sorted(rows, key=lambda upload: keys.index(upload.key))


async def content(session: AsyncSession, source: Mapping[str, Any]) -> bytes | None:
    """The bytes, None where they are gone."""
    chat_id, key = source.get("chat_id"), source.get("upload")
    return await session.scalar(select(Upload.content).where(Upload.chat_id == chat_id, Upload.key == key))


async def forget(session: AsyncSession, sources: Collection[Mapping[str, Any]]) -> None:
    """Deletes the uploads of these sources; a source of another channel has none."""
    named_by = [(str(source["chat_id"]), str(source["upload"])) for source in sources if "upload" in source]
    if named_by:
        await session.execute(delete(Upload).where(tuple_(Upload.chat_id, Upload.key).in_(named_by)))


async def forget_unclaimed(session: AsyncSession, sources: Collection[Mapping[str, Any]]) -> None:
    """`forget`, but for what a report or a draft still has to fetch."""
    claimed = await _claimed(session)
    await forget(session, [source for source in sources if source.get("upload") not in claimed])


async def delete_unused(session: AsyncSession, since: datetime, now: datetime) -> int:
    """Deletes what came before `since`, unless a message, an open choice or a report of its chat may still need it."""
    unhandled = select(InboxUpdate.chat_id).where(InboxUpdate.status == InboxStatus.NEW)
    asked = select(Contact.chat_id).join(Dialogue, Dialogue.contact_id == Contact.id).where(Dialogue.expires_at > now)
    gone = await session.execute(
        delete(Upload)
        .where(
            Upload.created_at < since,
            Upload.chat_id.not_in(unhandled),
            Upload.chat_id.not_in(asked),
            Upload.key.not_in(list(await _claimed(session))),
        )
        .returning(Upload.id)
    )
    return len(gone.all())


async def _claimed(session: AsyncSession) -> set[str]:
    of_reports = {str(file.source.get("upload")) for file in await reports.to_fetch(session, MOST_UNFETCHED)}
    return of_reports | {str(file.source.get("upload")) for file in await drafts.to_fetch(session)}
