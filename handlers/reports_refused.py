"""What cannot be taken as a report, and why: nothing was changed by it."""

from __future__ import annotations

from collections.abc import Sequence

from db.models import School
from handlers.filetypes import SHOWN
from handlers.messages import Outgoing
from handlers.reminding import code
from handlers.reports_wording import shortened
from handlers.wording import say

NOT_KEPT = "Chưa ghi nhận gì, anh/chị vui lòng gửi tệp khác."


def several_codes(numbers: Sequence[int]) -> str:
    named = ", ".join(code(number) for number in numbers)
    return f"Tin này nhắc tới nhiều việc ({named}). Anh/chị vui lòng báo cáo mỗi việc một tin; chưa ghi nhận gì."


def no_such_code(number: int) -> Outgoing:
    return say(f"Trường của anh/chị không có việc {code(number)}.", "Chưa ghi nhận gì. Gõ /viec để xem mã các việc.")


def not_for(number: int, schools: Sequence[School]) -> Outgoing:
    names = ", ".join(school.name for school in schools)
    return say(f"{names} không phải báo cáo việc {code(number)}.", "Chưa ghi nhận gì. Gõ /viec để xem mã các việc.")


def no_such_day(words: str) -> Outgoing:
    return say(f"Không có ngày “{shortened(words, 40)}”.", "Chưa ghi nhận gì, anh/chị vui lòng gửi lại với ngày đúng.")


def too_large(name: str, size: int, most_mb: int) -> str:
    return f"Tệp “{shortened(name, 60)}” nặng {size / 1e6:.0f} MB, quá mức {most_mb} MB nên không nhận được. {NOT_KEPT}"


def unknown_type(name: str) -> str:
    return f"Tệp “{shortened(name, 60)}” không thuộc các loại được nhận ({SHOWN}). {NOT_KEPT}"


def not_fetched(name: str) -> Outgoing:
    """After the fact: the file was announced, but could not be had."""
    return say(f"Tệp “{shortened(name, 60)}” không tải về được nên chưa có trong báo cáo.", "Phần chữ vẫn được giữ.")
