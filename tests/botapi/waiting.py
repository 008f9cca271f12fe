"""Waiting for what another task or process does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

PATIENCE_S = 120.0  # ends what will never come: nothing is said by it of how soon anything must, on whatever machine


async def until(done: Callable[[], object], wait_s: float = PATIENCE_S) -> None:
    """Returns as soon as `done()` is true; TimeoutError where it takes too long."""
    async with asyncio.timeout(wait_s):
        while not done():  # noqa: ASYNC110 - what is waited for knows nothing of us, so there is no event to set
            await asyncio.sleep(0.01)
