"""What a handler is given besides the message, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Contact
from handlers.messages import Outgoing
from knowledge.answer import Library


@dataclass(slots=True)
class Desk:
    """One message's surroundings. All database work goes through `session`, which is one transaction with the replies.

    `library` holds the active plans as of the last look; `now` is UTC and given. What is to be sent to others than who
    wrote goes to `others`: it is queued in the same transaction.
    """

    session: AsyncSession
    now: datetime
    contact: Contact
    library: Library
    retention_days: int  # how long the content of messages is kept
    asker_days: int  # how long a question keeps its asker
    invite_days: int = 7  # that an invite code is good for
    file_max_mb: int = 20  # of a photo or document, in millions of bytes
    others: list[tuple[Contact, Outgoing]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reply:
    """The one message that answers, and what its buttons go on with: kept with them while they are open.

    `before` is what this message shows and speaks of: sent ahead of it.

    `closes`: what was open before is settled, even where this reply opens nothing. `is_farewell`: the person has had
    everything about them deleted; nothing is kept with this reply or put below it.
    """

    message: Outgoing
    pending: dict[str, Any] = field(default_factory=dict)
    closes: bool = False
    is_farewell: bool = False
    before: tuple[Outgoing, ...] = ()
