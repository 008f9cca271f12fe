"""What is deleted when its time is over: the content of messages, stale invites, expired choices, uploads, askers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from db import broadcasts, dialogues, drafts, invites, office_answers, questions, uploads
from db.models import Delivery, DeliveryStatus, InboxStatus, InboxUpdate

UPLOAD_DAYS = 1  # a file that no report and no announcement has taken
ANNOUNCEMENT_DAYS = 365  # with its deliveries, which have no content of their own: they say who got it, and answered
QUESTION_DAYS = 365  # a question without its asker, and an office's answer, of which none serves a second school year


@dataclass(frozen=True, slots=True)
class Swept:
    """How many rows were deleted, and how many questions were parted from their askers."""

    updates: int
    deliveries: int
    invites: int
    dialogues: int
    uploads: int
    draft_files: int
    announcements: int
    askers: int
    questions: int
    office_answers: int


def kept_since(now: datetime, retention_days: int) -> datetime:
    """The instant before which nothing is kept that a person wrote or was sent."""
    return now - timedelta(days=retention_days)


async def sweep(session: AsyncSession, now: datetime, retention_days: int, asker_days: int) -> Swept:
    """Deletes in the caller's transaction. What still waits to be handled or sent stays, however old."""
    since = kept_since(now, retention_days)
    is_open = Delivery.status.in_([DeliveryStatus.QUEUED, DeliveryStatus.SENDING])
    deliveries = await session.execute(
        delete(Delivery)
        .where(Delivery.created_at < since, Delivery.announcement_id.is_(None), ~is_open)
        .returning(Delivery.id)
    )
    updates = await session.execute(
        delete(InboxUpdate)
        .where(InboxUpdate.received_at < since, InboxUpdate.status != InboxStatus.NEW)
        .returning(InboxUpdate.id)
    )
    return Swept(
        updates=len(updates.all()),
        deliveries=len(deliveries.all()),
        invites=await invites.delete_stale(session, now, since),
        dialogues=await dialogues.delete_expired(session, now),
        uploads=await uploads.delete_unused(session, kept_since(now, UPLOAD_DAYS), now),
        draft_files=await drafts.delete_old(session, kept_since(now, UPLOAD_DAYS)),
        announcements=await broadcasts.delete_old(session, kept_since(now, ANNOUNCEMENT_DAYS)),
        askers=await questions.forget_askers(session, kept_since(now, asker_days)),
        questions=await questions.delete_old(session, kept_since(now, QUESTION_DAYS)),
        office_answers=await office_answers.delete_old(session, kept_since(now, QUESTION_DAYS)),
    )
