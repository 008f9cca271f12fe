"""The house put together: database, plans, inbox, outbox, channels, web and clock on one event loop."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from bot.alarm import Alarm
from bot.channels.base import Channel, Contested, Fetching
from bot.channels.webchat import WebChat
from bot.clocks import Clock, clock_of
from bot.drum import Drum
from bot.farewells import Farewells
from bot.files import Files
from bot.herald import Herald
from bot.inbox import Inbox
from bot.logs import Spell
from bot.outbox import Outbox
from bot.settings import Settings
from bot.shelf import Shelf
from bot.turns import HandleOne, ToOther
from bot.web_server import listen, serve
from db.accounts import serve as serve_accounts
from db.lock import ServingLock
from db.people import contact_for
from db.rerouting import leave_unserved
from db.session import Database
from handlers.desk import Desk
from handlers.messages import Incoming, Outgoing
from handlers.onboarding import examples
from handlers.router import handle
from handlers.wording import SORRY, say
from scheduler.clock import waking
from scheduler.housekeeping import sweep
from web.app import create_app

if TYPE_CHECKING:
    from bot.channels.telegram import Telegram

log = logging.getLogger(__name__)


class _Stop(Exception):
    """A signal came: everything ends."""


class House:
    """What every way of running shares: the plans, and an inbox and outbox over the given channels.

    While `may_work()` is false nothing is handled and nothing sent: another process may be at it.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        channels: Sequence[Channel],
        clock: Clock,
        may_work: Callable[[], bool] = lambda: True,
    ) -> None:
        self.settings, self.database, self.channels, self.clock = settings, database, channels, clock
        self.shelf = Shelf(database)
        by_account = {(channel.name, channel.account): channel for channel in channels}
        self.outbox = Outbox(database, by_account, clock, may_work, resend=settings.uncertain == "resend")
        fetching = {key: channel for key, channel in by_account.items() if isinstance(channel, Fetching)}
        self.files = Files(database, fetching, self.outbox, clock, settings.file_max_mb)
        self.farewells = Farewells(database, by_account.keys(), clock)
        self.inbox = Inbox(database, by_account, self._handler(), self.outbox, clock, say(SORRY), may_work)

    def _handler(self) -> HandleOne:
        async def handle_one(session: AsyncSession, incoming: Incoming, now: datetime) -> list[Outgoing | ToOther]:
            contact = await contact_for(session, incoming.channel, incoming.account, incoming.chat_id, now)
            of = self.settings
            days = of.retention_days, of.question_asker_days, of.invite_days
            desk = Desk(session, now, contact, self.shelf.library, *days, of.file_max_mb)
            replies = await handle(incoming, desk)
            return [*replies, *(ToOther(to.channel, to.account, to.chat_id, said) for to, said in desk.others)]

        return handle_one

    async def _answer(self) -> None:
        """Handles messages once the plans are known; until then they are taken in and wait."""
        await self.shelf.refresh()
        await asyncio.gather(self.shelf.run(), self.inbox.run())

    async def run(self, *more: Awaitable[None]) -> None:
        """Works until one of `more` raises, or SIGINT or SIGTERM comes; then ends everything in order."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        works = [self._answer(), self.outbox.run(), self.files.run(), self.farewells.run(), *more]
        works += [channel.run(self.inbox.record) for channel in self.channels]
        try:
            async with asyncio.TaskGroup() as group:
                for work in works:
                    group.create_task(_awaited(work))
                await stop.wait()
                raise _Stop
        except* _Stop:
            log.info("stopping")
        finally:
            for channel in self.channels:
                await channel.close()


async def _awaited(work: Awaitable[None]) -> None:
    await work


async def run_server(
    settings: Settings, database: Database, lock: ServingLock, announce: Callable[[str], None]
) -> None:
    """Serves the web, and Telegram where a token is set, until a signal comes. The lock is held. Raises UserError."""
    listener = listen(settings.web_host, settings.web_port)
    clock = clock_of(settings)
    webchat = WebChat(database, clock, settings.file_max_mb)
    telegram = _telegram(settings, clock)
    channels: list[Channel] = [webchat, telegram] if telegram else [webchat]
    house = House(settings, database, channels, clock, lambda: lock.is_held)
    app = _web(house, webchat)
    if telegram and settings.telegram_mode == "webhook":
        app.include_router(telegram.router(house.inbox.record))
    port = listener.getsockname()[1]
    host = f"[{settings.web_host}]" if ":" in settings.web_host else settings.web_host
    address = settings.web_public_url or f"http://{host}:{port}"
    await begin_to_serve(database, [(channel.name, channel.account) for channel in channels])
    async with waking(_cleaning(settings, database), _beat(house, lock), clock):
        await house.run(serve(app, listener, lambda: announce(f"{address}/"), webchat.close), lock.watch())


async def begin_to_serve(database: Database, accounts: Sequence[tuple[str, str]]) -> None:
    """Notes which accounts are served from now on, and sees to what still waits for others."""
    async with database.write() as session:
        await serve_accounts(session, accounts)
        moved, left = await leave_unserved(session, accounts)
    if moved or left:
        log.warning("of bots that are not served: %d messages go to other contacts, %d wait", moved, left)


def _beat(house: House, lock: ServingLock) -> Callable[[datetime], Awaitable[None]]:
    """What happens each second, while the lock is held; what fails keeps nothing else from its turn."""
    database, outbox = house.database, house.outbox
    channels = {(each.name, each.account): each for each in house.channels}
    contested = {key: each for key, each in channels.items() if isinstance(each, Contested)}
    ticks = [
        (Spell(log, "alarm"), Alarm(database, outbox, contested).tick),
        (Spell(log, "drum"), Drum(database, outbox).tick),
        (Spell(log, "herald"), Herald(database, outbox, channels).tick),
    ]

    async def beat(now: datetime) -> None:
        for spell, tick in ticks if lock.is_held else ():
            await spell.watch(tick(now))

    return beat


def _telegram(settings: Settings, clock: Clock) -> Telegram | None:
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    from bot.channels.telegram import Telegram  # here, because it takes long to load and the web alone needs none

    return Telegram(
        token,
        api_url=settings.telegram_api_url,
        mode=settings.telegram_mode,
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=settings.telegram_webhook_secret.get_secret_value(),
        rate_per_s=settings.telegram_rate_per_s,
        chat_rate_per_s=settings.telegram_chat_rate_per_s,
        chat_burst=settings.telegram_chat_burst,
        proxy=settings.telegram_proxy.get_secret_value(),
        clock=clock,
    )


def _web(house: House, webchat: WebChat) -> FastAPI:
    async def offered(session: AsyncSession, now: datetime) -> Sequence[str]:
        return await examples(session, house.shelf.library, None, now)

    app = create_app(house.database, house.clock, offered)
    app.include_router(webchat.router)
    return app


def _cleaning(settings: Settings, database: Database) -> Callable[[datetime], Awaitable[None]]:
    async def clean_up(now: datetime) -> None:
        async with database.write() as session:
            log.info("cleaned up: %s", await sweep(session, now, settings.retention_days, settings.question_asker_days))

    return clean_up
