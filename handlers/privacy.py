"""What people decide about themselves: stop and come back, see and carry off what is held, have it deleted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from db.models import Dialogue
from handlers import leaving
from handlers.desk import Desk, Reply
from handlers.messages import Incoming
from handlers.staff import IN_PRIVATE
from handlers.wording import say

COMMANDS: Mapping[str, Callable[[Desk], Awaitable[Reply]]] = {
    "ngung": leaving.stop,
    "tieptuc": leaving.resume,
}


async def command(name: str, desk: Desk, is_group: bool) -> Reply:
    """One of COMMANDS."""
    return Reply(say(IN_PRIVATE)) if is_group else await COMMANDS[name](desk)


async def take(text: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """Words of theirs where nothing else is open; None where it is another thing."""
    return leaving.perhaps(text, incoming)


async def act(value: str, desk: Desk, dialogue: Dialogue | None, is_group: bool) -> Reply | None:
    """What these buttons do; None where the value is another's."""
    return await leaving.act(value, desk, is_group)
