"""Beats the drum: takes new plans into the agenda, and puts what is due into the outbox.

Marking a call as sent and queueing its message are one transaction, so a process that dies calls nobody twice.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.outbox import Outbox
from db import agenda, deliveries, plans
from db.models import Contact
from db.session import Database
from handlers import reminding
from handlers.choices import offer
from handlers.messages import Outgoing
from scheduler import chasing, intake
from scheduler.chasing import Call, OfficeCall
from scheduler.planner import rhythm_for

log = logging.getLogger(__name__)
PAUSE = timedelta(minutes=1)  # where all that is due must wait: it is night, or its people are at something


class Drum:
    """`tick(now)` does what is due at `now`, and costs two small queries where nothing is."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database, self._outbox = database, outbox
        self._plans: plans.Signature | None = None
        self._pause_until: datetime | None = None

    async def tick(self, now: datetime) -> int:
        """Returns how many people are called. What fails is tried again after the same pause."""
        if self._pause_until and now < self._pause_until:
            return 0
        async with self._database.read() as session:
            active = await plans.signature(session)
            due_at = await agenda.next_due(session)
        is_due = due_at is not None and due_at <= now
        if active == self._plans and not is_due:
            return 0
        self._pause_until = now + PAUSE
        if active != self._plans:
            await self._take_in(now)
            self._plans = active
        called = await self._call(now)
        if called or not is_due:
            self._pause_until = None
        return called

    async def _take_in(self, now: datetime) -> None:
        async with self._database.write() as session:
            for plan, taken in await intake.take_in(session, now):
                log.info("agenda: plan %s version %s: %s", plan.slug, plan.version, taken)

    async def _call(self, now: datetime) -> int:
        async with self._database.write() as session:
            calls = [(given, worded(given, now)) for given in await chasing.take_due(session, now)]
            await deliveries.enqueue(session, [row for given, said in calls for row in self._rows(given.contact, said)])
            for given, said in calls:
                await offer(session, given.contact, said, now)
        if calls:
            self._outbox.wake(more_than_replies=True)
            log.info("called %s people", len(calls))
        return len(calls)

    def _rows(self, to: Contact, message: Outgoing) -> list[dict[str, object]]:
        return self._outbox.rows(to.channel, to.account, to.chat_id, [message], priority=deliveries.REMINDER)


def worded(given: Call | OfficeCall, now: datetime) -> Outgoing:
    if isinstance(given, OfficeCall):
        return reminding.office_call(given)
    return reminding.call(given, rhythm_for(given.office).today(now))
