"""What somebody made bold or italic with Telegram's own tools, as the signs of handlers.rich."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from telegram import Message, MessageEntity

from bot.channels.telegram_render import units
from handlers import rich

SIGNS = {MessageEntity.BOLD: "*", MessageEntity.ITALIC: "_"}
_WORDS = re.compile(r"\S(?:[^\n]*\S)?")


def marked(message: Message) -> str:
    """The message's text with signs; "" where nothing is marked, or where signs would not say the same."""
    text = message.text or message.caption or ""
    entities = [each for each in message.entities or message.caption_entities if each.type in SIGNS]
    if not entities:
        return ""
    signs = _signs(text, entities)
    raw = text.encode("utf-16-le")
    stops = [0, *sorted(signs), len(raw) // 2]
    signed = "".join(
        f"{signs.pop(start, '')}{raw[2 * start : 2 * end].decode('utf-16-le')}" for start, end in pairwise(stops)
    )
    signed += signs.pop(stops[-1], "")
    return signed if rich.plain(signed) == text else ""


def _signs(text: str, entities: Sequence[MessageEntity]) -> dict[int, str]:
    """Where which signs go, by UTF-16 units: around the words of each line, the longer pair outside."""
    signs: dict[int, str] = defaultdict(str)
    for each in sorted(entities, key=lambda entity: (entity.offset, -entity.length)):
        within = text.encode("utf-16-le")[2 * each.offset : 2 * (each.offset + each.length)].decode("utf-16-le")
        for words in _WORDS.finditer(within):
            start = each.offset + units(within[: words.start()])
            end = start + units(words.group())
            signs[start] += SIGNS[each.type]
            signs[end] = SIGNS[each.type] + signs[end]
    return signs
