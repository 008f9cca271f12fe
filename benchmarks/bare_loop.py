"""The other side of the broadcast's rate: a bare loop that sends one text to so many chats, and records nothing.

The same HTTP client as ours under PTB's Bot, as many requests at once as our channel has; who is told to wait, waits.

`python -m benchmarks.bare_loop TOKEN API_URL FIRST_CHAT CHATS TEXT`
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

import uvloop
from telegram import Bot
from telegram.error import RetryAfter

from bot.channels.telegram import Telegram
from bot.channels.telegram_errors import seconds
from bot.channels.telegram_transport import AiohttpRequest


async def main(token: str, api_url: str, first: int, chats: int, text: str) -> None:
    request = AiohttpRequest(pool_size=Telegram.max_in_flight)
    bot = Bot(token, base_url=f"{api_url}/bot", request=request)
    waiting = iter(range(first, first + chats))
    async with asyncio.TaskGroup() as senders:
        for _ in range(Telegram.max_in_flight):
            senders.create_task(_send(bot, waiting, text))
    await request.shutdown()


async def _send(bot: Bot, chats: Iterator[int], text: str) -> None:
    for chat in chats:
        while True:
            try:
                await bot.send_message(chat, text, parse_mode="HTML")
                break
            except RetryAfter as refused:
                await asyncio.sleep(seconds(refused.retry_after))


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]))
