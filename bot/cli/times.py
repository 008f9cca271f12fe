"""A time that is typed: 2026-10-25T07:30, with or without a zone, or whatever is understood in chat."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from db.models import Office

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*")
EXAMPLES = "Ví dụ: 2026-10-25T07:30, hoặc 07:30 25/10/2026."


def read_time(words: str, office: Office, now: datetime) -> datetime | None:
    """The instant (UTC), None for now; without a zone of its own it is the office's. Raises UserError for the past."""
    from handlers.announcing_when import read
    from knowledge.errors import UserError
    from scheduler.planner import rhythm_for

    at = _iso(words.strip(), ZoneInfo(office.time_zone))
    if at is None:
        meant = read(words, now, office.time_zone, rhythm_for(office).at)
        if meant is None:
            raise UserError(f"Không hiểu thời điểm “{words}”. {EXAMPLES}")
        return meant.at and meant.at.astimezone(UTC)
    if at < now.replace(second=0, microsecond=0):
        raise UserError(f"{at.astimezone(ZoneInfo(office.time_zone)):%H:%M ngày %d/%m/%Y} đã qua. {EXAMPLES}")
    return at.astimezone(UTC)


def _iso(words: str, zone: ZoneInfo) -> datetime | None:
    if not _ISO.fullmatch(words):
        return None
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=zone)
