"""`chat`: the bot in the terminal, over the same inbox, handlers and outbox."""

from __future__ import annotations

import sys

from bot.cli.common import complain, get_ready, opened, wait_for


def chat() -> None:
    """Talk with the bot in the terminal. One line, one answer; Ctrl-D ends."""
    wait_for(_chat())


async def _chat() -> None:
    from bot.assembly import House
    from bot.channels.console import Console, ConsoleClosed
    from bot.clocks import clock_of

    settings = get_ready(quiet=True)  # log lines between the answers would be read as answers
    async with opened(settings.database_url.get_secret_value()) as database:
        clock = clock_of(settings)
        console = Console(sys.stdin, sys.stdout, clock)
        house = House(settings, database, [console], clock)
        if sys.stdin.isatty():
            complain("Gõ câu hỏi rồi nhấn Enter; nhấn Ctrl-D để kết thúc.")
        try:
            await house.run()
        except* ConsoleClosed:
            pass
