"""What staff read while they ask for a report of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from db.models import AgendaItem, FieldType, School
from handlers.audience import HOW_TO_SAY
from handlers.messages import Block, BlockKind, Button, Intent, Outgoing
from handlers.overview_wording import names
from handlers.reminding import code
from handlers.wording import lead, paragraph, say

QUICK_WHOM = ("Tất cả", "MN", "TH", "THCS", "Công lập", "Ngoài công lập")
MONTHLY, DAILY, NO_FIELDS, SEND, NEVER_MIND = (
    "Trước ngày 25 hằng tháng", "Hằng ngày", "Không cần mục riêng", "Gửi yêu cầu", "Thôi"
)  # fmt: skip
NO_DATE = "Không rõ hạn nào. Anh/chị gõ, ví dụ: 15/11; trước ngày 25 hằng tháng; hằng ngày; hằng quý."
GONE = "Yêu cầu này đã được gửi hoặc đã hết hiệu lực. Gõ /yeucau để làm lại."
FIELD_EXAMPLES = (
    "Mỗi dòng một mục, ví dụ:\n- Sĩ số: số\n- Đã họp phụ huynh: có/không\n- Mức đạt: tốt/khá/đạt\n- Ghi chú: chữ"
)
TYPES = {FieldType.TEXT: "chữ", FieldType.NUMBER: "số", FieldType.YES_NO: "có/không"}


def ask_text(buttons: Sequence[Button]) -> Outgoing:
    blocks = (
        lead("Anh/chị cần các trường báo cáo việc gì?"),
        paragraph("Gõ nội dung yêu cầu, ví dụ: Báo cáo số học sinh bán trú tháng 11"),
    )
    return Outgoing(blocks, Intent.ASK, tuple(buttons))


def ask_whom(buttons: Sequence[Button]) -> Outgoing:
    return Outgoing((lead("Gửi tới những trường nào?"), paragraph(HOW_TO_SAY)), Intent.ASK, tuple(buttons))


def ask_when(buttons: Sequence[Button]) -> Outgoing:
    hint = "Bấm một hạn, hoặc gõ: 15/11; trước ngày 20 hằng tháng; hằng quý."
    return Outgoing((lead("Hạn nộp là khi nào?"), paragraph(hint)), Intent.ASK, tuple(buttons))


def day_label(day: date, today: date) -> str:
    word = {0: "Hôm nay", 1: "Ngày mai"}.get((day - today).days, "Ngày")
    return f"{word} {day:%d/%m}"


def ask_fields(only_numbers: bool, buttons: Sequence[Button]) -> Outgoing:
    kind = (
        "Báo cáo hằng ngày gồm những số liệu nào?"
        if only_numbers
        else "Trường cần điền mục riêng nào không (nhiều nhất 5 mục)?"
    )
    hint = "Ví dụ: Sĩ số: số; Vắng: số" if only_numbers else FIELD_EXAMPLES
    return Outgoing((lead(kind), paragraph(hint)), Intent.ASK, tuple(buttons))


def preview(
    text: str, whom: str, due: date | None, every: str, fields: Sequence[Mapping[str, Any]], buttons: Sequence[Button]
) -> Outgoing:
    facts = [f"- Gửi tới: {whom}", f"- Hạn: {when(due, every)}"]
    facts += [f"- Mục {number}: {field_told(field)}" for number, field in enumerate(fields, start=1)]
    blocks = (
        lead("Yêu cầu sẽ gửi:"),
        Block(BlockKind.QUOTE, text),
        paragraph("\n".join(facts)),
        paragraph("Chỉ thu số liệu chung, không thu họ tên, thông tin riêng của học sinh."),
    )
    return Outgoing(blocks, Intent.CHOOSE, tuple(buttons))


def field_told(field: Mapping[str, Any]) -> str:
    kind = FieldType(field["type"])
    return f"{field['name']} ({TYPES[kind] if kind in TYPES else '/'.join(field['choices'])})"


def when(due: date | None, every: str) -> str:
    if due:
        return f"{due:%d/%m/%Y}"
    kind, _, day = every.partition(":")
    until = ", đến hết năm học"
    return {"day": "mỗi ngày làm việc", "quarter": "cuối mỗi quý"}.get(kind, f"trước ngày {day} hằng tháng") + until


def sent(item: AgendaItem, reached: int, unreached: Sequence[School], at: str) -> Outgoing:
    how = f"Ngoài giờ nhắc: {reached} trường sẽ nhận lúc {at}." if at else f"Đã chuyển tới {reached} trường."
    if item.every:
        how = f"{reached} trường sẽ được nhắc định kỳ, bắt đầu từ kỳ đầu tiên."
    more = [f"Chưa liên lạc được qua bot ({len(unreached)}): {names(unreached)}."] if unreached else []
    hint = f"Theo dõi: /tinhhinh V{item.number}. Đổi hoặc rút: /suaviec V{item.number}"
    return say(f"Đã lập yêu cầu {code(item.number)}: {item.text}", how, *more, hint)
