"""Tells staff once that a channel needs a human, by every way that works, and once that it is over.

A channel may be down, so that nothing can be sent; or another program takes in what people write to it.

The row in `channel_troubles` and the messages are one transaction: whoever starts next knows what was told.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Contested
from bot.outbox import Outbox
from db import troubles
from db.models import TroubleKind
from db.session import Database
from handlers import alarming
from handlers.messages import Outgoing

log = logging.getLogger(__name__)

Account = tuple[str, str]  # channel, account
Health = dict[tuple[Account, TroubleKind], str | None]  # why; "" where all is well; None where that is not known yet
Say = Callable[[str], Outgoing]  # for a time zone


class Alarm:
    """`tick(now)` costs nothing while what is known of the accounts stays the same."""

    def __init__(self, database: Database, outbox: Outbox, contested: Mapping[Account, Contested]) -> None:
        self._database, self._outbox, self._contested = database, outbox, contested
        self._told: Health | None = None

    async def tick(self, now: datetime) -> None:
        """What fails is tried again at the next tick."""
        health = self._health()
        if health == self._told:
            return
        async with self._database.write() as session:
            if self._told is None:
                await troubles.forget_others(session, self._outbox.health().keys())
            for (account, kind), reason in health.items():
                if reason:
                    await self._begin(session, account, kind, reason, now)
                elif reason is not None:
                    await self._end(session, account, kind, now)
        self._told = health
        self._outbox.wake()

    def _health(self) -> Health:
        sending = {(account, TroubleKind.SENDING): down for account, down in self._outbox.health().items()}
        reading = {(account, TroubleKind.READING): channel.rival() for account, channel in self._contested.items()}
        return {**sending, **reading}

    async def _begin(
        self, session: AsyncSession, account: Account, kind: TroubleKind, reason: str, now: datetime
    ) -> None:
        trouble = await troubles.begin(session, account, kind, reason, now)
        if trouble is not None:
            told = await self._tell(session, now, lambda zone: alarming.began(trouble, zone))
            log.error("%s, %s: %s; told %d contacts of staff", account[0], kind, reason, told)

    async def _end(self, session: AsyncSession, account: Account, kind: TroubleKind, now: datetime) -> None:
        trouble = await troubles.end(session, account, kind)
        if trouble is not None:
            told = await self._tell(session, now, lambda zone: alarming.ended(trouble, now, zone))
            log.warning("%s, %s: well since %s; told %d contacts of staff", account[0], kind, now, told)

    async def _tell(self, session: AsyncSession, now: datetime, say: Say) -> int:
        """By every account over which something may go out, as far as is known."""
        working = [account for account, down in self._outbox.health().items() if not down]
        staff = await troubles.all_staff(session, working, now)
        for contact, zone in staff:
            await self._outbox.enqueue(session, contact.channel, contact.account, contact.chat_id, [say(zone)])
        return len(staff)
