"""The answer engine with the active plans, kept true while other processes import and activate."""

from __future__ import annotations

import asyncio
import logging

from db.plans import PlanRow, known_plan, known_rows, signature
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
        self._plans, self.library = await asyncio.to_thread(self._build, ids, rows)
        log.info("%d active plans", len(self._plans))
        return True

    def _build(self, ids: tuple[int, ...], rows: list[PlanRow]) -> tuple[dict[int, KnownPlan], Library]:
        new = {row.id: known_plan(row) for row in rows}
        both = {**self._plans, **new}
        plans = {key: both[key] for key in ids if key in both}
        return plans, Library(list(plans.values()), former=self.library)

    async def run(self) -> None:
        """Refreshes until cancelled. The old library serves on while the database is away."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.refresh()
            except Exception:
                log.exception("the plans could not be looked at")
