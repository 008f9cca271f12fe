"""Telegram: takes updates in by long polling or webhook, sends by PTB's Bot.

PTB's own Updater is not used: it confirms what it has merely fetched, and what it cannot parse it fetches for ever.
Here raw updates are recorded, then confirmed, and parsed only when their turn comes.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter
from telegram import Bot, BotCommand
from telegram.error import Conflict, TelegramError

from bot.channels import telegram_webhook
from bot.channels.base import GiveUp, RawUpdate, Record
from bot.channels.telegram_errors import sort_error
from bot.channels.telegram_messages import Messages
from bot.channels.telegram_parse import ALLOWED_UPDATES, CHANNEL, parse, raw_update
from bot.channels.telegram_patience import Patience
from bot.channels.telegram_render import split
from bot.channels.telegram_rival import Rival
from bot.channels.telegram_transport import AiohttpRequest
from handlers.messages import Incoming, Outgoing

DEFAULT_API_URL = "https://api.telegram.org"
POLL_S = 50  # the longest that Telegram allows
BATCH = 100  # updates a poll, the most that Telegram gives
POLL_GRACE_S = 15.0  # how much later than asked a long poll may return
FILE_S = 120.0  # a download over a school's line

COMMANDS = (("start", "Bắt đầu"), ("trogiup", "Tôi có thể hỏi những gì?"))

log = logging.getLogger(__name__)


class Telegram:
    """One bot. `account` is its id, the number before the colon of its token.

    `webhook_url` is the public HTTPS address that leads to this program ("https://bot.example.vn", or the whole address
    of the route where a proxy rewrites paths); it is used in mode "webhook" only. Without `webhook_secret` one is
    derived from the token. `pause_s` is the shortest pause after a failure; `clock` gives UTC.

    Pace, as the outbox reads it: Telegram asks for about one message a second to one chat, lets short bursts pass, and
    takes about 30 a second over all, of which 25 leave room for its moods. What it does not like it answers with 429
    and a delay, which is obeyed; that also holds a group to its 20 a minute.
    """

    name = CHANNEL
    max_in_flight = 24
    can_edit = True
    can_delete = True

    def __init__(
        self,
        token: str,
        *,
        api_url: str = DEFAULT_API_URL,
        mode: Literal["polling", "webhook"] = "polling",
        webhook_url: str = "",
        webhook_secret: str = "",
        rate_per_s: float = 25.0,
        chat_rate_per_s: float = 1.0,
        chat_burst: int = 20,
        poll_s: int = POLL_S,
        pause_s: float = 1.0,
        proxy: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.account = token.partition(":")[0]
        self.username = ""  # until Telegram has told us
        self.rate_per_s = rate_per_s
        self.seconds_per_chat = 1 / chat_rate_per_s
        self.burst_per_chat = chat_burst
        self._mode = mode
        self._webhook_url = _route_url(webhook_url)
        self._webhook_secret = webhook_secret or hashlib.sha256(f"webhook {token}".encode()).hexdigest()
        self._poll_s = poll_s
        self._pause_s = pause_s
        self._clock = clock
        self._calls = AiohttpRequest(pool_size=self.max_in_flight + 8, proxy=proxy)
        self._polls = AiohttpRequest(pool_size=2, proxy=proxy)
        self._api = f"{api_url.rstrip('/')}/bot{token}"
        self._bot = Bot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            base_file_url=f"{api_url.rstrip('/')}/file/bot",
            request=self._calls,
            get_updates_request=self._polls,
        )
        self._messages = Messages(self._api, self._calls, self._bot)
        self._rival = Rival()
        self._background: set[asyncio.Task[None]] = set()

    # What the outbox asks.

    def parse(self, payload: dict[str, Any]) -> Incoming | None:
        return parse(payload, account=self.account, username=self.username, now=self._clock())

    def split(self, message: Outgoing) -> list[Outgoing]:
        return split(message)

    async def send(self, chat_id: str, message: Outgoing) -> str:
        return await self._messages.send(chat_id, message)

    async def send_kept(self, chat_id: str, message: Outgoing, ref: str) -> tuple[str, str]:
        return await self._messages.send_kept(chat_id, message, ref)

    async def edit(self, chat_id: str, message_id: str, message: Outgoing) -> None:
        await self._messages.edit(chat_id, message_id, message)

    async def delete(self, chat_id: str, message_id: str) -> None:
        await self._messages.delete(chat_id, message_id)

    def rival(self) -> str | None:
        return self._rival.told(self._clock())

    async def fetch(self, source: dict[str, Any], most_bytes: int) -> bytes:
        """Downloads a photo or document; Telegram gives none above 20 MB."""
        try:
            file = await self._bot.get_file(str(source["file_id"]), read_timeout=FILE_S)
            if (file.file_size or 0) > most_bytes:
                raise GiveUp(f"a file of {file.file_size} bytes")
            return bytes(await file.download_as_bytearray(read_timeout=FILE_S))
        except TelegramError as error:
            raise sort_error(error) from error

    # What takes updates in.

    async def run(self, record: Record) -> None:
        patience = Patience(self._pause_s)
        await patience.until_done(self._set_webhook if self._mode == "webhook" else self._bot.delete_webhook)
        self._spawn(self._introduce())
        if self._mode == "polling":
            await self._poll_for_ever(record, patience)
        self._rival.polled(self._clock())  # or what was told of a rival before would never be over

    async def _set_webhook(self) -> None:
        await self._bot.set_webhook(
            self._webhook_url, allowed_updates=ALLOWED_UPDATES, secret_token=self._webhook_secret
        )

    def router(self, record: Record) -> APIRouter:
        """The webhook's route, to be mounted in mode "webhook"."""

        async def take_in(update: RawUpdate) -> None:
            await record(self.name, self.account, [update])
            self._answer_presses([update])

        return telegram_webhook.router(self._webhook_secret, take_in)

    async def _poll_for_ever(self, record: Record, patience: Patience) -> None:
        """Fetch, record, and only then let the next poll's offset confirm what was recorded."""
        offset = 0
        while True:
            try:
                fetched = await self._poll(offset)
            except (TelegramError, TimeoutError) as error:
                if isinstance(error, TimeoutError):
                    await self._polls.shutdown()  # a connection that hangs for ever: begin with a new one
                if isinstance(error, Conflict):
                    self._rival.met(error.message, self._clock())
                await patience.wait(error)
                continue
            patience.worked()
            self._rival.polled(self._clock())
            updates = list(_readable(fetched))
            if updates:
                await patience.until_done(partial(record, self.name, self.account, updates))
                self._answer_presses(updates)
            # After a quiet week Telegram may number from a lower number on; an empty poll has confirmed all, so the
            # next one may begin wherever Telegram does.
            offset = max((int(update.key) for update in updates), default=-1) + 1

    async def _poll(self, offset: int) -> list[Any]:
        query = {"timeout": self._poll_s, "limit": BATCH, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        if offset:
            query["offset"] = offset
        patience_s = self._poll_s + POLL_GRACE_S
        async with asyncio.timeout(2 * patience_s):  # the watch-dog, should the transport's own timeouts fail
            fetched = await self._polls.post(f"{self._api}/getUpdates?{urlencode(query)}", read_timeout=patience_s)
        if not isinstance(fetched, list):
            raise TelegramError("getUpdates gave no list")
        return fetched

    def _answer_presses(self, updates: Iterable[RawUpdate]) -> None:
        """Stops the spinner on pressed buttons. Best effort, and never in the way of the intake."""
        for update in updates:
            press = update.payload.get("callback_query")
            if isinstance(press, dict) and isinstance(press.get("id"), str):
                self._spawn(self._answer_press(press["id"]))

    async def _answer_press(self, press_id: str) -> None:
        try:
            await self._bot.answer_callback_query(press_id)
        except TelegramError as error:
            log.debug("a press was not confirmed: %s", error.message)

    async def identify(self) -> str:
        """Asks Telegram for the bot's name and returns it. Raises TelegramError."""
        self.username = (await self._bot.get_me()).username or ""
        return self.username

    async def _introduce(self) -> None:
        """Learns the bot's name, without which there are no start links, and sets the menu of commands."""
        await Patience(self._pause_s).until_done(self.identify)
        try:
            await self._bot.set_my_commands([BotCommand(name, text) for name, text in COMMANDS])
        except TelegramError as error:
            log.warning("the menu of commands was not set: %s", error.message)

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def close(self) -> None:
        for task in list(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self._calls.shutdown()
        await self._polls.shutdown()


def _readable(fetched: Iterable[Any]) -> Iterable[RawUpdate]:
    """All updates that can be confirmed: whatever else is wrong with them is found out when they are parsed."""
    for update in fetched:
        try:
            yield raw_update(update)
        except ValueError:
            log.error("an update without update_id was left out")


def _route_url(url: str) -> str:
    """The address to give to Telegram: where only the host is set, our route is added."""
    return url if urlsplit(url).path.strip("/") else f"{url.rstrip('/')}{telegram_webhook.PATH}"
