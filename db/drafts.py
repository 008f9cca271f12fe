"""Files of announcements that are still being written: announced first, fetched afterwards (bot.files), then taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from db.models import Announcement, DraftFile


async def add(
    session: AsyncSession, contact_id: int, name: str, media_type: str, size: int, source: dict[str, Any], now: datetime
) -> DraftFile:
    """In place of whatever file this contact's draft had."""
    await drop(session, contact_id)
    file = DraftFile(
        contact_id=contact_id, name=name, media_type=media_type, size=size, source=source, created_at=now, error=""
    )
    session.add(file)
    await session.flush()
    return file


async def take_from(session: AsyncSession, contact_id: int, announcement: Announcement, now: datetime) -> None:
    """The file of an announcement, in place of whatever file this contact's draft had; none where it has none."""
    await session.refresh(announcement, ["file_content"])
    content = announcement.file_content
    if content is None:
        await drop(session, contact_id)
        return
    file = await add(session, contact_id, announcement.file_name, announcement.file_type, len(content), {}, now)
    file.content, file.fetched_at = content, now


async def of(session: AsyncSession, contact_id: int) -> DraftFile | None:
    """The file of this contact's draft, with its bytes where they are here."""
    query = select(DraftFile).where(DraftFile.contact_id == contact_id).options(undefer(DraftFile.content))
    return await session.scalar(query.execution_options(populate_existing=True))


async def drop(session: AsyncSession, contact_id: int) -> None:
    await session.execute(delete(DraftFile).where(DraftFile.contact_id == contact_id))


async def to_fetch(session: AsyncSession) -> list[DraftFile]:
    """Files that have neither been fetched nor given up, the oldest first."""
    query = select(DraftFile).where(DraftFile.fetched_at.is_(None), DraftFile.error == "")
    return list(await session.scalars(query.order_by(DraftFile.id)))


async def delete_old(session: AsyncSession, since: datetime) -> int:
    """Those of drafts that were never sent."""
    gone = await session.execute(delete(DraftFile).where(DraftFile.created_at < since).returning(DraftFile.id))
    return len(gone.all())
