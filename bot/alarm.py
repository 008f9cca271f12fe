"""Tells staff once that a channel is down, by every other way, and once that it works again.

The row in `channel_troubles` and the messages are one transaction: whoever starts next knows what was told.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox import Outbox
from db import troubles
from db.session import Database
from handlers import alarming
from handlers.messages import Outgoing

log = logging.getLogger(__name__)

Account = tuple[str, str]  # channel, account
Say = Callable[[str], Outgoing]  # for a time zone


class Alarm:
    """`tick(now)` costs nothing while what the outbox knows of its accounts stays the same."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database, self._outbox = database, outbox
        self._told: dict[Account, str | None] | None = None

    async def tick(self, now: datetime) -> None:
        """What fails is tried again at the next tick."""
        health = self._outbox.health()
        if health == self._told:
            return
        async with self._database.write() as session:
            if self._told is None:
                await troubles.forget_others(session, health.keys())
            for account, reason in health.items():
                if reason:
                    await self._begin(session, account, reason, now)
                elif reason is not None:
                    await self._end(session, account, now)
        self._told = health
        self._outbox.wake()

    async def _begin(self, session: AsyncSession, account: Account, reason: str, now: datetime) -> None:
        trouble = await troubles.begin(session, account, reason, now)
        if trouble is not None:
            others = [other for other, known in self._outbox.health().items() if other != account and not known]
            told = await self._tell(
                session, others, now, lambda zone: alarming.broken(trouble.channel, trouble.since, zone)
            )
            log.error("%s is down: %s; told %d contacts of staff", account[0], reason, told)

    async def _end(self, session: AsyncSession, account: Account, now: datetime) -> None:
        trouble = await troubles.end(session, account)
        if trouble is not None:
            working = [other for other, known in self._outbox.health().items() if not known]
            told = await self._tell(
                session, working, now, lambda zone: alarming.mended(trouble.channel, trouble.since, now, zone)
            )
            log.warning("%s works again since %s; told %d contacts of staff", account[0], now, told)

    async def _tell(self, session: AsyncSession, accounts: Collection[Account], now: datetime, say: Say) -> int:
        staff = await troubles.all_staff(session, accounts, now)
        for contact, zone in staff:
            await self._outbox.enqueue(session, contact.channel, contact.account, contact.chat_id, [say(zone)])
        return len(staff)
