"""What the browser of one chat may see: its own updates and the deliveries made to it, as JSON.

A delivery that changes another one is an item under the other's id: with its new words, or `gone`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Action, Announcement, Delivery, DeliveryStatus, InboxStatus, InboxUpdate
from handlers import rich
from handlers.messages import SILENCE, Attachment, BlockKind, outgoing_from_json, outgoing_to_json

Item = dict[str, Any]

SHOWN = (DeliveryStatus.SENDING, DeliveryStatus.SENT)  # queued may still wait for its hour; claimed is on its way
HISTORY = 60  # messages of either side
CATCH_UP = 200  # deliveries that a returning browser is given at most ...
CHANGES = 20  # ... and changes of such
_WAS_SHOWN = or_(
    Delivery.status.in_(SHOWN), and_(Delivery.status == DeliveryStatus.WITHDRAWN, Delivery.sent_at.is_not(None))
)


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
        said = self._with_key().where(Delivery.action == Action.SEND, _WAS_SHOWN)
        rows = (await session.execute(said.order_by(Delivery.id.desc()).limit(HISTORY))).all()
        # A change that is under way is no news to the stream that comes after this, and not yet in its target's row.
        under_way = self._with_key().where(Delivery.action != Action.SEND, Delivery.status == DeliveryStatus.SENDING)
        changes = {row.target_id: _item(row, *rest) for row, *rest in await session.execute(under_way)}
        dated = [(update.received_at, 0, update.id, _said(update)) for update in updates]
        dated += [
            (row.sent_at or row.created_at, 1, row.id, changes.get(row.id) or _item(row, *rest)) for row, *rest in rows
        ]
        return [item for *_, item in sorted(dated, key=lambda entry: entry[:3])]

    async def shown_ids(self, session: AsyncSession) -> list[int]:
        """The ids of the deliveries shown last, changes apart from messages."""
        shown = select(Delivery.id).where(self._owns(), Delivery.status.in_(SHOWN)).order_by(Delivery.id.desc())
        messages = shown.where(Delivery.action == Action.SEND).limit(CATCH_UP)
        changes = shown.where(Delivery.action != Action.SEND).limit(CHANGES)
        return [*await session.scalars(messages), *await session.scalars(changes)]

    async def unseen(self, session: AsyncSession, seen: Collection[int]) -> list[tuple[int, Item]]:
        """The shown deliveries that are not in `seen`, by id, oldest first.

        A set and not a last id: a message that waited for its hour is shown after others with higher ids.
        """
        missing = [key for key in await self.shown_ids(session) if key not in seen]
        if not missing:
            return []
        rows = await session.execute(self._with_key().where(Delivery.id.in_(missing)).order_by(Delivery.id))
        return [(row.id, _item(row, *rest)) for row, *rest in rows]

    async def attachment(self, session: AsyncSession, delivery_id: int, number: int) -> Attachment | None:
        """One file of one delivery, counted from 0; None where there is none."""
        row = await session.scalar(
            select(Delivery).where(self._owns(), Delivery.id == delivery_id, Delivery.status.in_(SHOWN))
        )
        if row is None:
            return None
        if not row.message and row.announcement_id is not None:
            return await _announced(session, row.announcement_id) if number == 0 else None
        files = outgoing_from_json(row.message).attachments if row.message else ()
        return files[number] if 0 <= number < len(files) else None

    def _owns(self, table: type[InboxUpdate] | type[Delivery] = Delivery) -> ColumnElement[bool]:
        return and_(table.channel == self.channel, table.account == self.account, table.chat_id == self.chat_id)

    def _with_key(self) -> Select[Delivery, str | None, dict[str, Any] | None, str | None]:
        """Deliveries, each with the key of the update that it answers, and its announcement's words and file."""
        return (
            select(Delivery, InboxUpdate.update_key, Announcement.message, Announcement.file_name)
            .outerjoin(InboxUpdate, InboxUpdate.id == Delivery.inbox_id)
            .outerjoin(Announcement, Announcement.id == Delivery.announcement_id)
            .where(self._owns())
        )


async def _announced(session: AsyncSession, announcement_id: int) -> Attachment | None:
    columns = Announcement.file_name, Announcement.file_type, Announcement.file_content
    row = (await session.execute(select(*columns).where(Announcement.id == announcement_id))).first()
    return Attachment(row[0], row[1], row[2]) if row and row[2] is not None else None


def _said(update: InboxUpdate) -> Item:
    payload = update.payload
    return {
        "from": "person",
        "id": payload.get("id", ""),
        "text": payload.get("label") or payload.get("text", ""),
        "files": [file[:2] for file in payload.get("files", ())],
        "waiting": update.status is InboxStatus.NEW,
    }


def _item(row: Delivery, update_key: str | None, announced: dict[str, Any] | None, file_name: str | None) -> Item:
    id_ = row.target_id if row.action is not Action.SEND else row.id
    if row.action is Action.DELETE or row.status is DeliveryStatus.WITHDRAWN:
        return {"from": "bot", "id": id_, "gone": True}
    message = row.message or announced or outgoing_to_json(SILENCE)
    names = [file[0] for file in message["attachments"]] or ([file_name] if file_name and not row.message else [])
    return {
        "from": "bot",
        "id": id_,
        "answers": (update_key or "").rpartition(":")[2],  # the browser's own id of what it asked
        "blocks": [[kind, rich.lines(text) if kind == BlockKind.RICH else text] for kind, text in message["blocks"]],
        "intent": message["intent"],
        "buttons": message["buttons"],
        "files": [[name, f"/chat/files/{id_}/{number}"] for number, name in enumerate(names)],
    }
