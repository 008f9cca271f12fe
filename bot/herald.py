"""Cries what the office announces: starts it in time, lets it rest at night, takes back, tells how it goes.

What is to be done stands in the database. In memory is only when each announcement was looked at and how fast it went.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel
from bot.outbox import Outbox
from db import progress
from db.announcements import Figures, figures, watched
from db.deliveries import Chat
from db.models import Announcement, AnnouncementState, Contact, Office
from db.session import Database
from handlers import announcing_wording
from handlers.messages import outgoing_to_json
from scheduler import broadcasting

log = logging.getLogger(__name__)
PACE = timedelta(seconds=3)  # between two looks at an announcement, and so between two changes of its message
LATE_PACE = timedelta(seconds=1) / 5_000  # for each person, once it is through: only answers come then
FOLLOW_PACE = timedelta(seconds=15)
RATE_OVER = timedelta(seconds=30)

Work = Callable[[AsyncSession, Announcement, datetime], Awaitable[bool]]


class Watch:
    """What is remembered of one announcement between two looks."""

    def __init__(self) -> None:
        self.next_look: datetime | None = None
        self.state: AnnouncementState | None = None
        self.is_done = False  # in this state nothing is to be deleted any more
        self._first: Figures | None = None  # of the announcement that this one is about, when it was followed last
        self._next_follow: datetime | None = None
        self._went: deque[tuple[datetime, int]] = deque()

    def is_due(self, announcement: Announcement, now: datetime) -> bool:
        """At its pace, and at once where it was withdrawn or started."""
        return self.next_look is None or now >= self.next_look or announcement.state is not self.state

    def see(self, state: AnnouncementState) -> None:
        if state is not self.state:
            self.state, self.is_done = state, False

    def note(self, found: Figures, now: datetime) -> None:
        self.next_look = now + (max(PACE, LATE_PACE * found.total) if found.is_through else PACE)
        self._went.append((now, found.sent + found.failed + found.blocked))
        while len(self._went) > 1 and now - self._went[0][0] > RATE_OVER:
            self._went.popleft()

    def has_moved(self, first: Figures, now: datetime) -> bool:
        """Whether those who got the first one may have become more; while it goes on, at a pace that costs little."""
        if first == self._first or (self._next_follow and now < self._next_follow and not first.is_through):
            return False
        self._first, self._next_follow = first, now + FOLLOW_PACE
        return True

    def rate_per_s(self) -> float:
        """How many people were settled a second, lately; 0 where that is not known."""
        (first, before), (last, after) = self._went[0], self._went[-1]
        seconds = (last - first).total_seconds()
        return max(after - before, 0) / seconds if seconds else 0.0


class Herald:
    """`tick(now)` does what is due at `now`, and costs two small queries where nothing is."""

    def __init__(self, database: Database, outbox: Outbox, channels: Mapping[tuple[str, str], Channel]) -> None:
        self._database, self._outbox, self._channels = database, outbox, channels
        self._watches: dict[int, Watch] = {}

    async def tick(self, now: datetime) -> None:
        async with self._database.read() as session:
            is_due = await broadcasting.is_due(session, now)
        if is_due:
            await self._start(now)
        async with self._database.read() as session:
            known = await watched(session, now)
        self._watches = {each.id: self._watches.get(each.id) or Watch() for each, _ in known}
        for announcement, office in known:
            watch = self._watches[announcement.id]
            if watch.is_due(announcement, now):
                await self._look(announcement, office, watch, now)

    async def _start(self, now: datetime) -> None:
        async with self._database.write() as session:
            started = await broadcasting.start_due(session, now)
        if started:
            self._outbox.wake(more_than_replies=True)
            log.info("announcements started: %s", [each.id for each in started])

    async def _look(self, announcement: Announcement, office: Office, watch: Watch, now: datetime) -> None:
        watch.see(announcement.state)
        found = await self._figures(announcement.id)
        if await self._carry_on(announcement, office, found, watch, now):
            found = await self._figures(announcement.id)
        watch.note(found, now)
        if announcement.contact_id is not None and announcement.started_at is not None:
            await self._tell(announcement, found, watch, now)

    async def _figures(self, announcement_id: int) -> Figures:
        async with self._database.read() as session:
            return await figures(session, announcement_id)

    async def _carry_on(
        self, announcement: Announcement, office: Office, found: Figures, watch: Watch, now: datetime
    ) -> bool:
        """Does what is left to do for it; says whether its figures may be others now."""
        work = await self._work(announcement, office, found, watch, now)
        if work is None:
            return False
        async with self._database.write() as session:
            changed = await work(session, await session.get_one(Announcement, announcement.id), now)
        if changed:
            self._outbox.wake(more_than_replies=True)
        return changed

    async def _work(
        self, announcement: Announcement, office: Office, found: Figures, watch: Watch, now: datetime
    ) -> Work | None:
        """What is left to do, None where nothing is."""
        if announcement.state is not AnnouncementState.WITHDRAWN and broadcasting.must_rest(office, announcement, now):
            return None if found.is_settled else broadcasting.rest
        if announcement.state is AnnouncementState.WITHDRAWN:
            if watch.is_done:
                return None
            watch.is_done = found.is_settled  # after one more pass, for what was on the wire until now
            return broadcasting.finish_withdrawing
        if announcement.state is AnnouncementState.SENDING and announcement.about_id is not None:
            first = await self._figures(announcement.about_id)
            return broadcasting.follow if watch.has_moved(first, now) else None
        return None

    async def _tell(self, announcement: Announcement, found: Figures, watch: Watch, now: datetime) -> None:
        """Makes the author's message true, where it is not."""
        rate = watch.rate_per_s()
        left = (found.queued + found.sending) / rate if rate else None
        message = outgoing_to_json(announcing_wording.progress(announcement, found, rate, left))
        if announcement.progress_id is None:
            await self._begin(announcement, found, message, now)
            return
        async with self._database.read() as session:
            seen = await progress.shown(session, announcement.progress_id)
        if seen is None or seen.is_lost or seen.is_busy or seen.message == message or not self._can_edit(seen.chat):
            return
        async with self._database.write() as session:
            await progress.change(session, announcement.progress_id, seen, message, now)
        self._outbox.wake(more_than_replies=True)

    async def _begin(self, announcement: Announcement, found: Figures, message: dict[str, Any], now: datetime) -> None:
        """At once; over a channel that cannot change a message, when there is nothing left to be changed."""
        async with self._database.write() as session:
            contact = await session.get(Contact, announcement.contact_id)
            if contact is None or contact.blocked_at is not None:
                return
            chat = Chat(contact.channel, contact.account, contact.chat_id)
            if self._can_edit(chat) or found.is_through:
                await progress.begin(session, announcement.id, chat, message, now)
        self._outbox.wake(more_than_replies=True)

    def _can_edit(self, chat: Chat) -> bool:
        channel = self._channels.get((chat.channel, chat.account))
        return channel is not None and channel.can_edit
