"""Beats the drum: takes new plans into the agenda, and puts what is due into the outbox.

Marking a call as sent and queueing its message are one transaction, so a process that dies calls nobody twice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox import Outbox
from db import agenda, deliveries, dialogues, plans
from db.session import Database
from handlers import reminding
from handlers.messages import Outgoing
from scheduler import chasing, intake
from scheduler.chasing import Call, OfficeCall
from scheduler.planner import rhythm_for

log = logging.getLogger(__name__)
REMINDER = 1  # the outbox's priority


class Drum:
    """`tick(now)` does what is due at `now`, and costs two small queries where nothing is."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database, self._outbox = database, outbox
        self._plans: plans.Signature | None = None
        self._next: datetime | None = None

    async def tick(self, now: datetime) -> int:
        """Returns how many people are called."""
        async with self._database.read() as session:
            active = await plans.signature(session)
            due_at = await agenda.next_due(session)
        if active != self._plans:
            await self._take_in(now)
            self._plans = active
            due_at = now
        if due_at is None or due_at > now:
            return 0
        return await self._call(now)

    async def _take_in(self, now: datetime) -> None:
        async with self._database.write() as session:
            for plan, taken in await intake.take_in(session, now):
                log.info("agenda: plan %s version %s: %s", plan.slug, plan.version, taken)

    async def _call(self, now: datetime) -> int:
        async with self._database.write() as session:
            calls = await chasing.take_due(session, now)
            await deliveries.enqueue(session, [row for given in calls for row in self._rows(given, worded(given, now))])
            await _offer(session, calls, now)
        if calls:
            self._outbox.wake()
            log.info("called %s people", len(calls))
        return len(calls)

    def _rows(self, given: Call | OfficeCall, message: Outgoing) -> list[dict[str, object]]:
        to = given.contact
        return self._outbox.rows(to.channel, to.account, to.chat_id, [message], priority=REMINDER)


def worded(given: Call | OfficeCall, now: datetime) -> Outgoing:
    if isinstance(given, OfficeCall):
        return reminding.office_call(given)
    return reminding.call(given, rhythm_for(given.office).today(now))


async def _offer(session: AsyncSession, calls: Iterable[Call | OfficeCall], now: datetime) -> None:
    """Opens the buttons for who answers by a number; what is open already stays."""
    for given in calls:
        buttons = worded(given, now).buttons
        if buttons:
            await dialogues.offer(session, given.contact.id, [(b.label, b.value) for b in buttons], now)
