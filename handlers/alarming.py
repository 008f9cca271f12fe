"""What staff are told of a channel over which nothing can be sent, and when it works again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.messages import Outgoing
from handlers.wording import say

SHOWN = {"telegram": "Telegram", "webchat": "trang web"}  # channels as people call them


def broken(channel: str, since: datetime, zone: str) -> Outgoing:
    return say(
        f"⚠️ Từ {_at(since, zone)} không gửi được tin qua {shown(channel)} (mã bot bị thu hồi, hoặc có chương trình khác"
        " dùng cùng mã). Tin chưa gửi vẫn còn, sửa xong sẽ tự gửi tiếp. Nhờ anh/chị báo ngay cho người quản trị."
    )


def mended(channel: str, since: datetime, now: datetime, zone: str) -> Outgoing:
    return say(
        f"✅ Từ {_at(now, zone)} đã gửi lại được tin qua {shown(channel)}; tin chưa gửi được từ {_at(since, zone)} đang"
        " được gửi tiếp."
    )


def shown(channel: str) -> str:
    return SHOWN.get(channel, channel)


def _at(instant: datetime, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M ngày %d/%m/%Y}"
