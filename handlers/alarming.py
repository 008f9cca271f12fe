"""What staff are told of a channel that needs a human: nothing can be sent, or its messages go astray; and the end."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from db.models import ChannelTrouble, TroubleKind
from handlers.messages import Outgoing
from handlers.wording import say

SHOWN = {"telegram": "Telegram", "webchat": "trang web"}  # channels as people call them


def began(trouble: ChannelTrouble, zone: str) -> Outgoing:
    at, where = _at(trouble.since, zone), shown(trouble.channel)
    if trouble.kind is TroubleKind.READING:
        return say(
            f"⚠️ Từ {at} có một chương trình khác dùng cùng mã bot {where} và nhận mất một phần tin mọi người nhắn tới."
            " Bot vẫn gửi tin bình thường. Nhờ anh/chị báo ngay cho người quản trị tắt một trong hai chương trình."
        )
    return say(
        f"⚠️ Từ {at} không gửi được tin qua {where} (mã bot sai hoặc đã bị thu hồi). Tin chưa gửi vẫn còn, sửa xong sẽ"
        " tự gửi tiếp. Nhờ anh/chị báo ngay cho người quản trị."
    )


def ended(trouble: ChannelTrouble, now: datetime, zone: str) -> Outgoing:
    at, since, where = _at(now, zone), _at(trouble.since, zone), shown(trouble.channel)
    if trouble.kind is TroubleKind.READING:
        return say(
            f"✅ Không còn chương trình khác dùng mã bot {where}. Tin nhắn tới bot từ {since} đến {at} có thể đã mất:"
            " ai chưa được trả lời, nhờ anh/chị bảo nhắn lại."
        )
    return say(f"✅ Từ {at} đã gửi lại được tin qua {where}; tin chưa gửi được từ {since} đang được gửi tiếp.")


def shown(channel: str) -> str:
    return SHOWN.get(channel, channel)


def _at(instant: datetime, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M ngày %d/%m/%Y}"
