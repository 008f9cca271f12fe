"""Which questions a message of ours was about, when somebody replies to it."""

from __future__ import annotations

import re

from sqlalchemy.ext.asyncio import AsyncSession

from db.deliveries import Chat, message_sent
from handlers.messages import Incoming, outgoing_from_json

CODE = re.compile(r"#C(\d{1,18})\b")


async def codes_replied_to(session: AsyncSession, incoming: Incoming) -> set[int]:
    """The numbers that stand in the message replied to, none where it is not ours or no longer kept."""
    chat = Chat(incoming.channel, incoming.account, incoming.chat_id)
    stored = await message_sent(session, chat, incoming.reply_to)
    if stored is None:
        return set()
    message = outgoing_from_json(stored)
    return {int(number) for number in CODE.findall(message.plain())}
