"""Empties the last answer to each person who has had everything deleted, once it has reached them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection

from bot.logs import Spell
from bot.outbox import Clock
from db import erasing
from db.session import Database

log = logging.getLogger(__name__)
POLL_S = 1.0


class Farewells:
    """Over the given accounts, (channel, account). What a dead process left is found by the next."""

    def __init__(self, database: Database, accounts: Collection[tuple[str, str]], clock: Clock) -> None:
        self._database, self._accounts, self._clock = database, accounts, clock
        self._turns = Spell(log, "farewells")

    async def run(self) -> None:
        """Looks each second until cancelled."""
        while True:
            await self._turns.watch(self.turn())
            await asyncio.sleep(POLL_S)

    async def turn(self) -> None:
        """Writes only where there is something to empty."""
        async with self._database.read() as session:
            found = await erasing.to_clean(session, self._accounts, self._clock())
        if found:
            async with self._database.write() as session:
                await erasing.clean(session, found)
