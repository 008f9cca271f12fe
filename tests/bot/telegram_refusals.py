"""Every way in which Telegram does not do what it is asked, as it is on the wire, and what the outbox is told."""

from __future__ import annotations

from bot.channels.base import ChannelDown, ChatMoved, GiveUp, RetryLater, SendError, Uncertain, Unreachable
from tests.botapi import faults
from tests.botapi.faults import Fault

REFUSALS: list[tuple[Fault, type[SendError]]] = [
    (faults.too_many(7), RetryLater),
    (faults.error(429, "Too Many Requests"), RetryLater),
    (faults.error(403, "Forbidden: bot was blocked by the user"), Unreachable),
    (faults.error(403, "Forbidden: user is deactivated"), Unreachable),
    (faults.error(403, "Forbidden: bot was kicked from the group chat"), Unreachable),
    (faults.error(403, "Forbidden: bot can't initiate conversation with a user"), Unreachable),
    (faults.error(403, "Forbidden: bot can't send messages to the user"), RetryLater),
    (faults.error(400, "Bad Request: chat not found"), Unreachable),
    (faults.error(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), Unreachable),
    (faults.error(400, "Bad Request: not enough rights to send text messages to the chat"), Unreachable),
    (faults.error(400, "Bad Request: message is too long"), GiveUp),
    (faults.error(400, "Bad Request: BUTTON_DATA_INVALID"), GiveUp),
    (faults.migrated(-100777), ChatMoved),
    (faults.error(401, "Unauthorized"), ChannelDown),
    (faults.error(404, "Not Found"), ChannelDown),
    (faults.error(409, "Conflict: terminated by other getUpdates request"), RetryLater),
    (faults.error(413, "Request Entity Too Large"), GiveUp),
    (faults.page(413), GiveUp),
    (faults.error(500, "Internal Server Error: restart"), Uncertain),
    (faults.page(502), Uncertain),
    (faults.page(504), Uncertain),
    (faults.page(200), Uncertain),
    (faults.ok_false(429, "Too Many Requests"), RetryLater),
    (faults.ok_false(403, "Forbidden: bot was blocked by the user"), Unreachable),
    (faults.ok_false(400, "Bad Request: chat not found"), Unreachable),
    (faults.drop_before(), Uncertain),
    (faults.drop_after(), Uncertain),
    (faults.hang(), Uncertain),
]
REFUSALS_NAMED = [f"{fault.how}-{fault.status}-{fault.description[:40]}" for fault, _ in REFUSALS]
