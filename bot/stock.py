"""Which of the rows that wait in the database the outbox has in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence

from bot.lanes import Lane
from db import deliveries
from db.deliveries import ANNOUNCEMENT, DELETION
from db.session import Database

LOAD = 500  # rows at once
MOST_KNOWN = 5_000  # rows of one account in memory ...
MOST_DELETIONS_KNOWN = 2_500  # ... of which deletions leave room for the rest ...
MOST_BULK_KNOWN = 2_000  # ... and announcements for these
POLL_S = 1.0  # how soon another process's rows are noticed

Account = tuple[str, str]


class Stock:
    """Fills the lanes: replies as soon as they are told of, whatever else once a second and where a lane runs dry."""

    def __init__(self, database: Database, lanes: Mapping[Account, Lane]) -> None:
        self._database, self._lanes = database, lanes
        self._has_news = True
        self._newest = 0
        self._swept_at = 0.0

    def tell(self, more_than_replies: bool) -> None:
        """Something was queued."""
        if more_than_replies:
            self._swept_at = 0.0
        self._has_news = True

    async def load(self) -> bool:
        """Returns whether it looked at everything that may be urgent."""
        loop_time = asyncio.get_running_loop().time()
        is_due = loop_time - self._swept_at >= POLL_S
        dry = [key for key, lane in self._lanes.items() if lane.ready < LOAD and (is_due or _can_get_more(lane))]
        if not dry and not is_due and not self._has_news:
            return False
        self._has_news = False
        if is_due:
            self._swept_at = loop_time
        try:
            await self._read(self._lanes if is_due else (), dry)
        except BaseException:
            self.tell(more_than_replies=True)
            raise
        return is_due

    async def _read(self, due: Collection[Account], dry: Collection[Account]) -> None:
        """A lane that has enough for now is only asked for what goes before a broadcast."""
        async with self._database.read() as session:
            rows = await deliveries.replies(session, self._lanes.keys(), self._newest, LOAD)
            self._add(rows)
            self._newest = max([self._newest, *(row.id for row in rows)])
            for key in [*dry, *(key for key in due if key not in dry)]:
                lane, is_dry = self._lanes[key], key in dry
                lowest = ANNOUNCEMENT if is_dry else DELETION
                most = min(lane.count(lowest) + LOAD, MOST_KNOWN)
                rows = await deliveries.first(session, key, most, lowest)
                if is_dry:
                    lane.may_have_more = len(rows) == most
                self._add(rows)

    def _add(self, rows: Sequence[deliveries.Queued]) -> None:
        for row in rows:
            lane = self._lanes[row.channel, row.account]
            if len(lane.known) < _most_known(row.priority):
                lane.add(row)
            else:
                lane.may_have_more = True


def _most_known(priority: int) -> int:
    if priority == ANNOUNCEMENT:
        return MOST_BULK_KNOWN
    return MOST_DELETIONS_KNOWN if priority == DELETION else MOST_KNOWN


def _can_get_more(lane: Lane) -> bool:
    return lane.may_have_more and len(lane.known) < MOST_BULK_KNOWN
