"""What a handler is given besides the message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Contact
from knowledge.answer import Library


@dataclass(slots=True)
class Desk:
    """One message's surroundings. All database work goes through `session`, which is one transaction with the replies.

    `library` holds the active plans as of the last look; `now` is UTC and given.
    """

    session: AsyncSession
    now: datetime
    contact: Contact
    library: Library
    start_link: Callable[[str], str]  # invite code -> link, "" where the channel has none
