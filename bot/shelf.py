"""The answer engine with the active plans, kept true while other processes import and activate."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import TypeVar

from bot.logs import Spell
from db.plans import PlanRow, Signature, known_plan, known_rows, signature
from db.session import Database
from knowledge.answer import Library
from knowledge.answering import KnownPlan

LOOK_S = 0.5  # what another process changed is taken up within two seconds, indexing included

T = TypeVar("T")
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
        kept = {key: plan for key, plan in self._plans.items() if key in ids}
        self._plans, self.library = await _aside(partial(_build, ids, kept, rows, self.library))
        log.info("%d active plans", len(self._plans))
        return True

    async def run(self) -> None:
        """Refreshes until cancelled. The old library serves on while the database is away."""
        looks = Spell(log, "plans: looking")
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.refresh()
            except Exception as error:
                looks.failed(error)
            else:
                looks.over()


def _build(
    ids: Signature, kept: dict[int, KnownPlan], rows: Sequence[PlanRow], former: Library
) -> tuple[dict[int, KnownPlan], Library]:
    """Reads and indexes the plans of `rows` only. A plan that vanished since its id was seen is left out."""
    known = kept | {row.id: known_plan(row) for row in rows}
    plans = {key: known[key] for key in ids if key in known}
    library = Library(list(plans.values()), former)
    # Plans hold no cycles. To look for some in all of them again and again would stall an answer by 0.1 s now and then.
    gc.collect(1)
    gc.freeze()
    return plans, library


async def _aside(work: Callable[[], T]) -> T:
    """Runs off the event loop, in a thread for which the program's end does not wait, as it does for asyncio's own."""
    done: Future[T] = Future()
    done.set_running_or_notify_cancel()  # whoever waits may be cancelled; what runs cannot

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    Thread(target=run, daemon=True).start()
    return await asyncio.wrap_future(done)
