"""One message's turn: parsed, handed to who handles it, its replies made rows; or its failure counted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel
from bot.outbox import Clock, Outbox
from db.inbox import Closing, Taken
from db.models import InboxStatus
from handlers.messages import Incoming, Outgoing

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ToOther:
    """A message to somebody else than who wrote."""

    channel: str
    account: str
    chat_id: str
    message: Outgoing


HandleOne = Callable[[AsyncSession, Incoming, datetime], Awaitable[Sequence[Outgoing | ToOther]]]

MOST_ATTEMPTS = 3
ENDED = "the process ended while it was being handled"
HANDLER_LIMIT_S = 8.0  # a handler that hangs has failed; less than another process waits for SQLite


class HandlerFailed(Exception):
    """Whose handler it was that failed, which the whole transaction cannot outlive."""

    def __init__(self, id_: int, error: Exception) -> None:
        super().__init__(id_)
        self.id = id_
        self.error = error


@dataclass(slots=True)
class Results:
    """What a transaction's messages come to."""

    closings: list[Closing] = field(default_factory=list)
    replies: list[dict[str, Any]] = field(default_factory=list)
    progress: dict[int, int] = field(default_factory=dict)  # announcement -> the update whose reply tells of it


class Turns:
    """`sorry` is what a person is told whose message failed three times. Nothing here commits."""

    def __init__(
        self,
        channels: Mapping[tuple[str, str], Channel],
        handle: HandleOne,
        outbox: Outbox,
        clock: Clock,
        sorry: Outgoing,
    ) -> None:
        self._channels = channels
        self._handle = handle
        self._outbox = outbox
        self._clock = clock
        self._sorry = sorry

    async def take(self, session: AsyncSession, update: Taken, results: Results) -> None:
        """Handles it. What cannot be parsed today cannot be tomorrow: it is parked at once."""
        channel = self._channels[update.channel, update.account]
        try:
            incoming = channel.parse(update.payload)
        except Exception as error:
            logger.warning("inbox: update %d cannot be parsed: %r", update.id, error)
            results.closings.append(Closing(update.id, InboxStatus.PARKED, update.attempts, repr(error)))
            return
        try:
            if update.attempts >= MOST_ATTEMPTS:
                raise RuntimeError(ENDED)
            if incoming is not None:
                results.replies += await self._answer(session, update, incoming, results)
        except Exception as error:
            raise HandlerFailed(update.id, error) from error
        results.closings.append(Closing(update.id, InboxStatus.DONE, update.attempts))

    async def _answer(
        self, session: AsyncSession, update: Taken, incoming: Incoming, results: Results
    ) -> list[dict[str, Any]]:
        """Handles, and gives the replies as rows. The row knows better than its payload where a chat has moved to."""
        chat_id = update.chat_id or incoming.chat_id
        incoming = replace(incoming, chat_id=chat_id, inbox_id=update.id)
        async with asyncio.timeout(HANDLER_LIMIT_S):
            messages = await self._handle(session, incoming, self._clock())
            if session.new or session.dirty or session.deleted:
                await session.flush()  # here, so that nobody else's statement fails for it
        if self._channels[update.channel, update.account].can_edit:
            told = [message.progress_of for message in messages if isinstance(message, Outgoing)]
            results.progress |= {announcement: update.id for announcement in told if announcement is not None}
        return self._rows(update, chat_id, messages)

    def _rows(self, update: Taken, chat_id: str, messages: Sequence[Outgoing | ToOther]) -> list[dict[str, Any]]:
        """The replies, then what goes to others: all are queued at the end of the transaction, see `_close`."""
        replies = [message for message in messages if isinstance(message, Outgoing)]
        rows = self._outbox.rows(update.channel, update.account, chat_id, replies, update.id)
        for other in messages:
            if isinstance(other, ToOther):
                rows += self._outbox.rows(other.channel, other.account, other.chat_id, [other.message])
        return rows

    def fail(self, update: Taken, error: Exception, results: Results) -> None:
        """Counts the failure; the third parks the row and tells the person."""
        attempts = update.attempts + 1
        is_last = attempts >= MOST_ATTEMPTS
        logger.error("inbox: the handler failed on update %d, time %d", update.id, attempts, exc_info=error)
        status = InboxStatus.PARKED if is_last else InboxStatus.NEW
        results.closings.append(Closing(update.id, status, attempts, f"{type(error).__name__}: {error}"))
        if is_last and update.chat_id:
            results.replies += self._outbox.rows(
                update.channel, update.account, update.chat_id, [self._sorry], update.id
            )
