"""The answer engine with the active plans, kept true while other processes import and activate."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from db.plans import PlanRow, Signature, known_plan, known_rows, signature
from db.session import Database
from knowledge.answer import Library
from knowledge.answering import KnownPlan

LOOK_S = 1.0  # what another process changed is taken up within two seconds

log = logging.getLogger(__name__)


class Shelf:
    """`library` is always whole: a new one takes the place of the old in one assignment."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._plans: dict[int, KnownPlan] = {}  # by the id of the version, which never changes
        self.library = Library([])

    async def refresh(self) -> bool:
        """Looks whether the active plans changed and, if so, rebuilds off the event loop. Says whether it did."""
        async with self._database.read() as session:
            ids = await signature(session)
            if ids == tuple(self._plans):
                return False
            rows = await known_rows(session, [key for key in ids if key not in self._plans])
        await self._rebuild(ids, rows)
        log.info("%d active plans", len(self._plans))
        return True

    async def _rebuild(self, ids: Signature, rows: Sequence[PlanRow]) -> None:
        """Off the event loop and plan by plan, so that the program can stop between two."""
        known, library = {key: plan for key, plan in self._plans.items() if key in ids}, self.library
        for row in rows:
            known[row.id] = await asyncio.to_thread(known_plan, row)
            library = await asyncio.to_thread(Library, list(known.values()), library)
        self._plans = {key: known[key] for key in ids if key in known}
        self.library = Library(list(self._plans.values()), library)

    async def run(self) -> None:
        """Refreshes until cancelled. The old library serves on while the database is away."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.refresh()
            except Exception:
                log.exception("the plans could not be looked at")
