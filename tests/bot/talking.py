"""The inbox, the outbox and Telegram's channel on the local Bot API server, with all of our handlers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from bot.assembly import House
from bot.channels.telegram import Telegram
from bot.settings import Settings
from db.session import Database
from tests.bot.fake_channel import running
from tests.botapi import TOKEN, BotApi, serving


@asynccontextmanager
async def on_the_wire(
    database: Database, clock: Callable[[], datetime]
) -> AsyncIterator[tuple[BotApi, Telegram, House]]:
    """A house that is made, and not at work yet."""
    async with serving() as api:
        telegram = Telegram(TOKEN, api_url=api.url, poll_s=1, pause_s=0.01, clock=clock)
        try:
            yield api, telegram, House(Settings.model_validate({}), database, [telegram], clock)
        finally:
            await telegram.close()


@asynccontextmanager
async def at_work(telegram: Telegram, house: House) -> AsyncIterator[None]:
    """Takes in, handles and sends; files, reminders and the like are the test's own."""

    class Intake:
        async def run(self) -> None:
            await telegram.run(house.inbox.record)

    async with running(house.inbox, house.outbox, Intake()):
        yield
