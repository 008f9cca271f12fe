"""Who has not been reached, or has not answered, as a workbook: people of one kind in one row, nobody by name."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from db.announcements import Unsettled
from db.models import DeliveryStatus
from handlers.summary_xlsx import add_head, add_row, set_widths
from handlers.wording import ROLES

CHANNELS = {"telegram": "Telegram", "webchat": "Trang web", "console": "Dòng lệnh"}
STANDINGS = {
    DeliveryStatus.FAILED: "Không gửi được",
    DeliveryStatus.BLOCKED: "Đã chặn bot, hoặc không còn dùng",
    DeliveryStatus.UNCERTAIN: "Chưa rõ đã tới hay chưa",
    DeliveryStatus.QUEUED: "Chưa rõ, đang gửi lại",
    DeliveryStatus.WAITING: "Chưa rõ, chờ hết giờ yên lặng để gửi lại",
    DeliveryStatus.SENT: "Đã gửi, chưa xác nhận hoặc trả lời",
}
HEADS = ("Trường", "Vai trò", "Kênh", "Tình trạng", "Số người", "Chi tiết kỹ thuật")


def workbook(title: tuple[str, str], kinds: Sequence[Unsettled]) -> bytes:
    """Those not reached first, then the silent."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new book has one
        raise TypeError(sheet)
    sheet.title = "Chưa tới, chưa trả lời"
    for line in title:
        add_row(sheet, [line])
    sheet["A1"].font = Font(bold=True, size=14)
    add_row(sheet, [""])
    add_head(sheet, HEADS)
    for each in sorted(kinds, key=lambda kind: (list(STANDINGS).index(kind.status), kind.school)):
        add_row(sheet, _row(each))
    sheet.freeze_panes = "A5"
    set_widths(sheet, [40, 22, 14, 32, 10, 60])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _row(kind: Unsettled) -> list[object]:
    return [
        kind.school or "(không theo trường)",
        ROLES[kind.role] if kind.role else "đã thôi",
        CHANNELS.get(kind.channel, kind.channel),
        STANDINGS[kind.status],
        kind.people,
        "" if kind.status is DeliveryStatus.SENT else kind.reason,
    ]
