"""A time that is typed: 2026-10-25T07:30, with or without a zone, or 07:30 25/10/2026, or 07:30 of today."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_HOUR = r"(\d{1,2})\s*[:hg]\s*(\d{2})?"
_DAY = r"(\d{1,2})/(\d{1,2})/(\d{4})"
_HOUR_FIRST = re.compile(rf"{_HOUR}(?:\s*,?\s*(?:ngày\s+)?{_DAY})?", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"{_DAY}\s+{_HOUR}", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*")


def read_time(words: str, zone: str, now: datetime) -> datetime:
    """The instant (UTC); without a zone of its own it is in `zone`. Raises UserError, also for what is over."""
    from knowledge.errors import UserError

    local = ZoneInfo(zone)
    try:
        at = _read(words.strip(), now.astimezone(local))
    except ValueError:
        at = None
    if at is None:
        raise UserError(f"Không hiểu thời điểm “{words}”. Ví dụ: 2026-10-25T07:30, hoặc 07:30 25/10/2026.")
    at = (at if at.tzinfo else at.replace(tzinfo=local)).astimezone(UTC)
    if at < now.replace(second=0, microsecond=0):
        raise UserError(f"{at.astimezone(local):%H:%M ngày %d/%m/%Y} đã qua, hãy chọn thời điểm khác.")
    return at


def _read(words: str, now: datetime) -> datetime | None:
    """None or ValueError: it is no time. `now` tells the day where none is given."""
    if _ISO.fullmatch(words):
        return datetime.fromisoformat(words)
    if found := _HOUR_FIRST.fullmatch(words):
        hour, minute, day, month, year = found.groups()
    elif found := _DAY_FIRST.fullmatch(words):
        day, month, year, hour, minute = found.groups()
    else:
        return None
    date = (int(year), int(month), int(day)) if year else (now.year, now.month, now.day)
    return datetime(*date, int(hour), int(minute or 0))  # noqa: DTZ001 - the caller knows the zone
