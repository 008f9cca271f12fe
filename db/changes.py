"""Deliveries that change what another one has sent: its words, or that it is there at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.deliveries import DELIVERIES
from db.models import Action, DeliveryStatus

NOT_YET = (DeliveryStatus.WAITING, DeliveryStatus.QUEUED)

_CHANGE = DELIVERIES.alias()
_WORDS = select(_CHANGE.c.message).where(_CHANGE.c.id == bindparam("change")).scalar_subquery()
_IS_TARGET = DELIVERIES.c.id == bindparam("target")
_EDIT = update(DELIVERIES).where(_IS_TARGET).values(message=_WORDS)
_DELETE = (
    update(DELIVERIES)
    .where(_IS_TARGET, or_(*(DELIVERIES.c.status == status for status in (DeliveryStatus.SENT, *NOT_YET))))
    .values(status=DeliveryStatus.WITHDRAWN)
)


@dataclass(frozen=True, slots=True)
class Target:
    """What an edit or a deletion is about."""

    status: DeliveryStatus
    message_id: str


async def targets(session: AsyncSession, ids: Collection[int]) -> dict[int, Target]:
    """Those of the deliveries that are still kept, by id."""
    query = select(DELIVERIES.c.id, DELIVERIES.c.status, DELIVERIES.c.message_id).where(DELIVERIES.c.id.in_(ids))
    return {row.id: Target(row.status, row.message_id) for row in await session.execute(query)}


async def apply(session: AsyncSession, action: Action, changes: Mapping[int, int]) -> None:
    """Notes in their targets' rows what edits, or deletions, have changed: {its id: its target's id}.

    An edited row says what its reader sees now, a deleted one that nothing is there. A row that was not sent yet
    thereby goes out with the new words, or does not go out.
    """
    if changes:
        statement = _DELETE if action is Action.DELETE else _EDIT
        rows = [{"change": id_, "target": target_id} for id_, target_id in changes.items()]
        await (await session.connection()).execute(statement, rows)
