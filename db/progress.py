"""The message that tells its author how an announcement goes: one delivery, and at most one change to it at a time.

It goes like a reminder: a broadcast would keep news of itself waiting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import deliveries
from db.deliveries import DELIVERIES, REMINDER, Chat
from db.inbox import wait_for_turn
from db.models import Action, Announcement, Delivery, DeliveryStatus

LOST = (DeliveryStatus.FAILED, DeliveryStatus.BLOCKED, DeliveryStatus.WITHDRAWN, DeliveryStatus.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the author sees, or will. `waiting_id`: the row that can still be given other words, None where none can.

    `is_busy`: a change is on the wire. `is_lost`: there is no message any more that could be changed.
    """

    chat: Chat
    message: dict[str, Any]
    waiting_id: int | None
    is_busy: bool
    is_lost: bool


async def shown(session: AsyncSession, progress_id: int) -> Shown | None:
    """None where the message is no longer kept."""
    own = await session.get(Delivery, progress_id, populate_existing=True)
    if own is None:
        return None
    changes = select(Delivery).where(Delivery.target_id == progress_id, Delivery.action == Action.EDIT)
    last = await session.scalar(changes.order_by(Delivery.id.desc()).limit(1)) or own
    return Shown(
        Chat(own.channel, own.account, own.chat_id),
        last.message,
        last.id if last.status is DeliveryStatus.QUEUED else None,
        last.status is DeliveryStatus.SENDING,
        own.status in LOST or last.status in (DeliveryStatus.FAILED, DeliveryStatus.BLOCKED),
    )


async def begin(
    session: AsyncSession, announcement_id: int, chat: Chat, message: dict[str, Any], now: datetime
) -> None:
    """Queues the message that is changed from then on."""
    id_ = await _add(session, deliveries.row(chat, message, now, priority=REMINDER))
    await session.execute(update(Announcement).where(Announcement.id == announcement_id).values(progress_id=id_))


async def adopt(session: AsyncSession, announcement_id: int, inbox_id: int) -> None:
    """Takes what answers that update as the message that is changed from then on."""
    answer = select(func.max(Delivery.id)).where(Delivery.inbox_id == inbox_id).scalar_subquery()
    await session.execute(update(Announcement).where(Announcement.id == announcement_id).values(progress_id=answer))


async def change(session: AsyncSession, progress_id: int, seen: Shown, message: dict[str, Any], now: datetime) -> bool:
    """Lets the author see `message`: the change that waits gets the new words, else there is a new one.

    False where the one that waited was taken up meanwhile: then it is to be looked at again.
    """
    if seen.waiting_id is not None:
        waits = (DELIVERIES.c.id == seen.waiting_id, DELIVERIES.c.status == DeliveryStatus.QUEUED)
        changed = update(DELIVERIES).where(*waits).values(message=message).returning(DELIVERIES.c.id)
        return (await session.execute(changed)).first() is not None
    done = (Delivery.target_id == progress_id, Delivery.action == Action.EDIT, Delivery.status == DeliveryStatus.SENT)
    await session.execute(delete(Delivery).where(*done))
    row = deliveries.row(seen.chat, message, now, priority=REMINDER)
    await _add(session, row | {"action": Action.EDIT, "target_id": progress_id})
    return True


async def _add(session: AsyncSession, row: dict[str, Any]) -> int:
    await wait_for_turn(await session.connection(), DELIVERIES)
    added = Delivery(**row)
    session.add(added)
    await session.flush()
    return added.id
