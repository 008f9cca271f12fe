"""When an announcement is to go, from words: "ngay", "17h", "7h30 sáng mai", "thứ hai 8h", "25/11 lúc 15:00"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from knowledge.errors import UserError
from knowledge.language.text import fold
from knowledge.reports.until import times

EXAMPLES = (
    "Anh/chị gõ, ví dụ: ngay; 17h; 7h30 sáng mai; thứ hai 8h; 25/11 lúc 15:00; "
    "thêm “khẩn” để gửi cả trong giờ yên lặng."
)
DAY = timedelta(days=1)
_URGENT = re.compile(r"\b(?:khan(?: cap)?|gap)\b")
_NOW = re.compile(r"\b(?:ngay(?: bay gio| lap tuc| luon| di)?|bay gio|lap tuc|luon)\b")
_CLOCK = re.compile(r"\b(\d{1,2})\s*(?:gio|[hg:])\s*(?:(\d{2})\b|(ruoi)\b)?(?:\s*(?:phut|p)\b)?")
_PARTS = {"sang": time(7, 30), "trua": time(11, 30), "chieu": time(14), "toi": time(19)}
_PART = re.compile(rf"(?<!\btuan )\b(?:buoi )?({'|'.join(_PARTS)})\b")
_DAYS = {0: r"hom nay|nay", 1: r"(?:ngay )?mai", 2: r"(?:ngay )?(?:mot|kia)"}
_WEEKDAY = re.compile(r"\b(?:thu|t)\s*(hai|ba|tu|nam|sau|bay|[2-7])\b|\b(chu nhat|cn)\b")
_NEXT_WEEK = re.compile(r"\btuan (?:sau|toi)\b")
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_FILLER = re.compile(r"\b(?:gui|luc|vao|hen|nhe|a|giup|di|ngay|toi|tuan nay)\b")


class When(NamedTuple):
    """`at` None: now."""

    at: datetime | None
    is_urgent: bool = False


def read(text: str, now: datetime, zone: str, usual: time) -> When | None:
    """When the words say; None where they are something else. `usual`: the hour of a day that is named alone.

    An hour alone is the next one. Raises UserError where that time is over, or there is none such.
    """
    rest, is_urgent = _without(_URGENT, " ".join(fold(text).split()).strip(" .!"))
    here = now.astimezone(ZoneInfo(zone))
    hour, rest = _hour(rest)
    day, rest = _day(rest, here.date())
    if hour is None and day is None:
        rest, is_now = _without(_NOW, rest)
        return When(None, is_urgent) if (is_now or is_urgent) and not _words(rest) else None
    if _words(rest):
        return None
    at = datetime.combine(day or here.date(), hour or usual, ZoneInfo(zone))
    if day is None and at <= here:
        at += DAY
    if at < here:
        raise UserError(f"{at:%H:%M ngày %d/%m/%Y} đã qua. {EXAMPLES}")
    return When(at, is_urgent)


def _without(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    rest, count = pattern.subn(" ", text)
    return rest, bool(count)


def _words(text: str) -> str:
    return re.sub(r"[\W_]+", "", _FILLER.sub(" ", text))


def _hour(text: str) -> tuple[time | None, str]:
    clock = _CLOCK.search(text)
    rest = f"{text[: clock.start()]} {text[clock.end() :]}" if clock else text
    part = _PART.search(rest)
    rest = f"{rest[: part.start()]} {rest[part.end() :]}" if part else rest
    if clock is None:
        return (_PARTS[part[1]] if part else None), rest
    hour, minute = int(clock[1]), 30 if clock[3] else int(clock[2] or 0)
    if part and part[1] in ("chieu", "toi") and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        raise UserError(f"Không có giờ {hour}:{minute:02}. {EXAMPLES}")
    return time(hour, minute), rest


def _day(text: str, today: date) -> tuple[date | None, str]:
    for ahead, words in _DAYS.items():
        rest, found = _without(re.compile(rf"\b(?:{words})\b"), text)
        if found:
            return today + ahead * DAY, rest
    if weekday := _WEEKDAY.search(text):
        rest = f"{text[: weekday.start()]} {text[weekday.end() :]}"
        rest, is_next = _without(_NEXT_WEEK, rest)
        return _weekday(weekday, today, is_next), rest
    named = [each for each in times(_spaced(text), today, None) if each.span]
    if len(named) != 1 or named[0].span is None or named[0].span[0] != named[0].span[1]:
        return None, text
    spaced = _spaced(text)
    return named[0].span[0], f"{spaced[: named[0].start]} {spaced[named[0].end :]}"


def _spaced(text: str) -> str:
    """As `times` reads days: "25 / 11"."""
    return " ".join(re.sub(r"(\d)\s*[/.-]\s*(?=\d)", r"\1 / ", text).split())


def _weekday(found: re.Match[str], today: date, is_next_weeks: bool) -> date:
    """The next day of that name, today left out: who means today says so. Weeks begin on Mondays."""
    number = 6 if found[2] else int(found[1]) - 2 if found[1].isdecimal() else _WEEKDAYS[found[1]]
    if is_next_weeks:
        return today + (7 - today.weekday() + number) * DAY
    return today + ((number - today.weekday() - 1) % 7 + 1) * DAY
