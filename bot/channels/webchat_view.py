"""What the browser of one chat may see: its own updates and the deliveries made to it, as JSON."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Delivery, DeliveryStatus, InboxStatus, InboxUpdate
from handlers import rich
from handlers.messages import Attachment, BlockKind, outgoing_from_json

Item = dict[str, Any]

SHOWN = (DeliveryStatus.SENDING, DeliveryStatus.SENT)  # queued may still wait for its hour; claimed is on its way
HISTORY = 60  # messages of either side
CATCH_UP = 200  # deliveries that a returning browser is given at most


@dataclass(frozen=True, slots=True)
class ChatView:
    """One chat, and nothing of any other."""

    channel: str
    account: str
    chat_id: str

    async def history(self, session: AsyncSession) -> list[Item]:
        """The last messages of both sides in the order of their time, what was asked before what answers it."""
        updates = await session.scalars(
            select(InboxUpdate).where(self._owns(InboxUpdate)).order_by(InboxUpdate.id.desc()).limit(HISTORY)
        )
        deliveries = await session.execute(self._shown().order_by(Delivery.id.desc()).limit(HISTORY))
        dated = [(update.received_at, 0, update.id, _said(update)) for update in updates]
        dated += [(row.sent_at or row.created_at, 1, row.id, _answered(row, key)) for row, key in deliveries]
        return [item for *_, item in sorted(dated, key=lambda entry: entry[:3])]

    async def shown_ids(self, session: AsyncSession) -> list[int]:
        """The ids of the deliveries shown last, newest first."""
        shown = select(Delivery.id).where(self._owns(Delivery), Delivery.status.in_(SHOWN))
        return list(await session.scalars(shown.order_by(Delivery.id.desc()).limit(CATCH_UP)))

    async def unseen(self, session: AsyncSession, seen: Collection[int]) -> list[Item]:
        """The shown deliveries that are not in `seen`, oldest first.

        A set and not a last id: a message that waited for its hour is shown after others with higher ids.
        """
        missing = [key for key in await self.shown_ids(session) if key not in seen]
        if not missing:
            return []
        rows = await session.execute(self._shown().where(Delivery.id.in_(missing)).order_by(Delivery.id))
        return [_answered(row, key) for row, key in rows]

    async def attachment(self, session: AsyncSession, delivery_id: int, number: int) -> Attachment | None:
        """One file of one delivery, counted from 0; None where there is none."""
        row = (await session.execute(self._shown().where(Delivery.id == delivery_id))).first()
        files = outgoing_from_json(row[0].message).attachments if row else ()
        return files[number] if 0 <= number < len(files) else None

    def _owns(self, table: type[InboxUpdate] | type[Delivery]) -> ColumnElement[bool]:
        return and_(table.channel == self.channel, table.account == self.account, table.chat_id == self.chat_id)

    def _shown(self) -> Select[Delivery, str | None]:
        """Deliveries, each with the key of the update that it answers."""
        return (
            select(Delivery, InboxUpdate.update_key)
            .outerjoin(InboxUpdate, InboxUpdate.id == Delivery.inbox_id)
            .where(self._owns(Delivery), Delivery.status.in_(SHOWN))
        )


def _said(update: InboxUpdate) -> Item:
    payload = update.payload
    return {
        "from": "person",
        "id": payload.get("id", ""),
        "text": payload.get("label") or payload.get("text", ""),
        "files": [file[:2] for file in payload.get("files", ())],
        "waiting": update.status is InboxStatus.NEW,
    }


def _answered(row: Delivery, update_key: str | None) -> Item:
    message = row.message
    return {
        "from": "bot",
        "id": row.id,
        "answers": (update_key or "").rpartition(":")[2],  # the browser's own id of what it asked
        "blocks": [[kind, rich.lines(text) if kind == BlockKind.RICH else text] for kind, text in message["blocks"]],
        "intent": message["intent"],
        "buttons": message["buttons"],
        "files": [[file[0], f"/chat/files/{row.id}/{number}"] for number, file in enumerate(message["attachments"])],
    }
