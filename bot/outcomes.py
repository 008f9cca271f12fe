"""What came of the sends: noted in memory at once, written down with the next transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.lanes import Item, Lane
from bot.verdicts import Verdict
from db import broadcasts, changes, deliveries, privacy, rerouting
from db.deliveries import Chat, Claimed, Outcome
from db.models import Action, DeliveryStatus

logger = logging.getLogger("bot.outbox")


@dataclass(frozen=True, slots=True)
class Settled:
    """What one send changes in the database."""

    outcome: Outcome
    chat: Chat
    row: Claimed
    moved_to: str = ""


class Outcomes:
    """Of one run of the outbox. `waiting`: what no row says yet."""

    def __init__(self, clock: Callable[[], datetime], lease: str, accounts: Collection[tuple[str, str]]) -> None:
        self._clock, self._lease, self._accounts = clock, lease, accounts
        self.waiting: list[Settled] = []

    def note(self, lane: Lane, item: Item, row: Claimed, result: Verdict, message_id: str = "") -> None:
        """Keeps the result for the database, and lets the queue in memory know it at once."""
        now, chat = self._clock(), item.line.chat
        item.attempts += result.is_uncertain
        outcome = Outcome(
            item.id,
            result.status,
            item.attempts,
            not_before=now + result.hold_chat if result.hold_chat else None,
            message_id=message_id,
            error=result.error,
            sent_at=now if result.status is DeliveryStatus.SENT else None,
        )
        self.waiting.append(Settled(outcome, chat, row, result.moved_to))
        was_probing = lane.trouble.is_probing
        lane.settle(item, result, now)
        _log(lane, item, row, result, was_probing)

    async def record(self, session: AsyncSession, settled: Sequence[Settled]) -> bool:
        """Writes down; returns whether something has been queued for another account by that."""
        if not settled:
            return False
        await deliveries.settle(session, [one.outcome for one in settled], self._lease)
        done = [one.row for one in settled if one.outcome.status is DeliveryStatus.SENT]
        for action in (Action.EDIT, Action.DELETE):
            await changes.apply(session, action, {row.id: row.target_id or 0 for row in done if row.action is action})
        has_rerouted = False
        for one in settled:
            if one.outcome.status is DeliveryStatus.BLOCKED:
                has_rerouted |= await self._reroute(session, one)
            elif one.moved_to:
                await rerouting.move(session, one.chat, one.moved_to, self._clock())
        queued = (DeliveryStatus.QUEUED, DeliveryStatus.BLOCKED)  # the blocked perhaps over another contact
        await drop(session, [one.outcome.id for one in settled if one.outcome.status in queued])
        return has_rerouted

    async def _reroute(self, session: AsyncSession, one: Settled) -> bool:
        now, error = self._clock(), one.outcome.error
        return await rerouting.block(session, one.chat, one.outcome.id, now, error, self._accounts)


async def drop(session: AsyncSession, ids: Collection[int]) -> None:
    """Of what was claimed and is queued again: takes back what nobody is to get any more."""
    if ids:
        await privacy.drop_left(session, ids)
        await broadcasts.drop_withdrawn(session, ids)


def _log(lane: Lane, item: Item, row: Claimed, result: Verdict, was_probing: bool) -> None:
    """A refusal is worth a line once; a channel that does not work, once until it works again."""
    name, where = lane.channel.name, f"{lane.channel.name}: delivery {item.id}"
    is_probing = lane.trouble.is_probing
    if is_probing and not was_probing:
        logger.error("%s: nothing goes through, trying with one at a time: %s", name, result.error)
    elif was_probing and not is_probing:
        logger.warning("%s: works again", name)
    if result.status is DeliveryStatus.FAILED:
        is_defect = row.action is Action.SEND  # what is to be changed may well be gone
        logger.log(logging.ERROR if is_defect else logging.INFO, "%s is given up: %s", where, result.error)
    elif result.status is DeliveryStatus.BLOCKED:
        logger.info("%s: nobody there any more: %s", where, result.error)
    elif result.status is DeliveryStatus.UNCERTAIN:
        logger.warning("%s may have arrived, and is not sent again: %s", where, result.error)
    elif result.error and item.refusals == 1 and not is_probing:
        logger.warning("%s is sent again: %s", where, result.error)
