"""What one claimed row is to do, and doing it: send its own or its announcement's message, edit, delete."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.broadcasts import Broadcast, Broadcasts
from bot.channels.base import Channel, GiveUp
from bot.verdicts import Verdict
from db import changes
from db.changes import NOT_YET, Target
from db.deliveries import Claimed
from db.models import Action, DeliveryStatus
from handlers.messages import outgoing_from_json


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed row, and what it needs besides. `known`: what came of it where nothing needs to go out."""

    row: Claimed
    broadcast: Broadcast | None = None
    message_id: str = ""  # of the message to change
    known: Verdict | None = None

    async def do(self, channel: Channel, chat_id: str) -> str:
        """Returns the channel's message id. Raises a SendError."""
        if self.row.action is not Action.SEND:
            await self._change(channel, chat_id)
            return self.message_id
        if self.row.message:
            return await channel.send(chat_id, outgoing_from_json(self.row.message))
        if self.broadcast is None:
            raise GiveUp("there is no such announcement any more")
        return await self.broadcast.send(channel, chat_id)

    async def _change(self, channel: Channel, chat_id: str) -> None:
        if self.row.action is Action.EDIT and channel.can_edit:
            await channel.edit(chat_id, self.message_id, outgoing_from_json(self.row.message))
        elif self.row.action is Action.DELETE and channel.can_delete:
            await channel.delete(chat_id, self.message_id)
        else:
            raise GiveUp(f"{channel.name} cannot {self.row.action}")


async def jobs(session: AsyncSession, rows: Collection[Claimed], broadcasts: Broadcasts) -> dict[int, Job]:
    """What each of the rows is to do, by id."""
    loaded = await broadcasts.load(session, {row.announcement_id for row in rows if row.announcement_id is not None})
    about = {row.target_id for row in rows if row.target_id is not None}
    targets = await changes.targets(session, about) if about else {}
    return {row.id: _job(row, loaded, targets) for row in rows}


def _job(row: Claimed, loaded: Mapping[int, Broadcast], targets: Mapping[int, Target]) -> Job:
    if row.action is Action.SEND:
        return Job(row, loaded.get(row.announcement_id or 0))
    target = targets.get(row.target_id or 0)
    if target is not None and target.status is DeliveryStatus.SENT:
        return Job(row, message_id=target.message_id)
    if target is not None and target.status in NOT_YET:
        return Job(row, known=Verdict(DeliveryStatus.SENT))
    return Job(row, known=Verdict(DeliveryStatus.FAILED, "there is nothing to change"))
