"""The settings of an office's rhythm: as words that a person types, and as the JSON that the office's row keeps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any, NamedTuple

from knowledge.errors import UserError
from scheduler.rhythm import Rhythm

MOST_DAYS = 15  # between a due day and a step, or on one side of Tết


class Setting(NamedTuple):
    """What a setting means to a person, and how its words become a value. `read` raises ValueError."""

    meaning: str
    example: str
    read: Callable[[str], Any]
    show: Callable[[Any], str]


def _time(words: str) -> time:
    found = re.fullmatch(r"(\d{1,2})\s*[:hg]\s*(\d{2})?", words.strip().lower())
    if not found:
        raise ValueError(words)
    return time(int(found[1]), int(found[2] or 0))


def _flag(words: str) -> bool:
    return {"có": True, "co": True, "không": False, "khong": False}[words.strip().lower()]


def _day_count(words: str) -> int:
    count = int(words)
    if not 0 <= count <= MOST_DAYS:
        raise ValueError(words)
    return count


def _day_counts(words: str) -> tuple[int, ...]:
    counts = {_day_count(part) for part in _parts(words)}
    if 0 in counts:
        raise ValueError(words)  # that is the day itself: a setting of its own
    return tuple(sorted(counts))


def _dates(words: str) -> frozenset[date]:
    return frozenset(_date(part) for part in _parts(words))


def _date(words: str) -> date:
    if not re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", words):
        raise ValueError(words)
    day, month, year = (int(number) for number in words.split("/"))
    return date(year, month, day)


def _parts(words: str) -> list[str]:
    return [part for part in re.split(r"[,;\s]+", words) if part and part != "-"]


def _show_time(value: time) -> str:
    return f"{value:%H:%M}"


def _show_flag(value: bool) -> str:
    return "có" if value else "không"


def _show_counts(value: tuple[int, ...]) -> str:
    return ", ".join(map(str, value)) or "-"


def _show_dates(value: frozenset[date]) -> str:
    return ", ".join(f"{day:%d/%m/%Y}" for day in sorted(value)) or "-"


SETTINGS: Mapping[str, Setting] = {
    "at": Setting("Giờ nhắc", "07:30", _time, _show_time),
    "first": Setting("Gửi việc cả tháng vào ngày làm việc đầu tiên", "có", _flag, _show_flag),
    "before": Setting("Nhắc trước hạn mấy ngày", "3", _day_counts, _show_counts),
    "on_day": Setting("Nhắc vào ngày hết hạn", "có", _flag, _show_flag),
    "after": Setting("Nhắc sau hạn mấy ngày", "1, 3", _day_counts, _show_counts),
    "quiet_from": Setting("Giờ yên lặng, từ", "21:00", _time, _show_time),
    "quiet_until": Setting("Giờ yên lặng, đến", "06:30", _time, _show_time),
    "saturdays": Setting("Thứ Bảy có làm việc", "không", _flag, _show_flag),
    "tet_before": Setting("Nghỉ Tết: số ngày trước mùng một", "2", _day_count, str),
    "tet_after": Setting("Nghỉ Tết: số ngày từ mùng một", "5", _day_count, str),
    "days_off": Setting("Ngày nghỉ thêm", "05/10/2026", _dates, _show_dates),
    "days_worked": Setting("Ngày làm bù", "10/10/2026", _dates, _show_dates),
    "stale_after": Setting("Lời nhắc trễ quá mấy ngày thì bỏ", "7", _day_count, str),
}


def rhythm_of(stored: Mapping[str, str], zone: str) -> Rhythm:
    """The rhythm that an office's row keeps: settings in the words that `show` gives. Raises UserError."""
    return _checked(replace(Rhythm(zone=zone), **{name: _read(name, words) for name, words in stored.items()}))


def changed(stored: Mapping[str, str], zone: str, name: str, words: str) -> dict[str, str]:
    """What the row is to keep once setting `name` is changed to `words`. Raises UserError and changes nothing."""
    value = _read(name, words)
    new = {**stored, name: SETTINGS[name].show(value)}
    rhythm_of(new, zone)
    return new


def shown(rhythm: Rhythm) -> list[tuple[str, str, str]]:
    """Each setting's name, meaning and value, for a person to read."""
    return [(name, setting.meaning, setting.show(getattr(rhythm, name))) for name, setting in SETTINGS.items()]


def _read(name: str, words: str) -> Any:
    if name not in SETTINGS:
        raise UserError(f"Không có mục “{name}”. Các mục: {', '.join(SETTINGS)}.")
    setting = SETTINGS[name]
    try:
        return setting.read(words)
    except (ValueError, KeyError):
        raise UserError(f"{setting.meaning}: không hiểu “{words}”. Ví dụ: {setting.example}.") from None


def _checked(rhythm: Rhythm) -> Rhythm:
    if not rhythm.quiet_until <= rhythm.at < rhythm.quiet_from:
        raise UserError("Giờ nhắc phải nằm ngoài giờ yên lặng.")
    if both := rhythm.days_off & rhythm.days_worked:
        raise UserError(f"Ngày {min(both):%d/%m/%Y} vừa là ngày nghỉ vừa là ngày làm bù; hãy bỏ một trong hai.")
    return rhythm
