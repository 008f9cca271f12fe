"""/tonghop: the month's summary as a workbook and as an official report, ready to be numbered and signed."""

from __future__ import annotations

import asyncio
from zoneinfo import ZoneInfo

from db import overview
from db.models import Office
from handlers.desk import Desk, Reply
from handlers.messages import Attachment, Intent, Outgoing
from handlers.overview import month_meant
from handlers.staff import office_for, refuse
from handlers.summary_docx import document
from handlers.summary_figures import Summary, by_item
from handlers.summary_xlsx import workbook
from handlers.wording import lead, paragraph, say
from knowledge.language.text import fold
from scheduler.planner import rhythm_for

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHICH_MONTH = "Anh/chị muốn tổng hợp tháng nào? Ví dụ: /tonghop tháng 10"
TO_CHECK = "Anh/chị xem lại, điền số văn bản và người ký trước khi ban hành. Bảng tính có từng báo cáo của từng trường."


async def show(argument: str, desk: Desk) -> Reply:
    office = await office_for(desk)
    if office is None:
        return refuse(desk, "/tonghop")
    today, asked = rhythm_for(office).today(desk.now), fold(argument).strip()
    meant = month_meant(asked, today) if asked else (today.year, today.month)
    if meant is None:
        return Reply(say(WHICH_MONTH))
    summary = await _summary(office, *meant, desk)
    named = f"tháng {summary.month}/{summary.year}"
    if not summary.cells:
        return Reply(say(f"Chưa có việc nào cần báo cáo trong {named}, nên chưa có gì để tổng hợp."))
    name = f"tong-hop-{summary.year}-{summary.month:02}"
    files = (
        Attachment(f"{name}.docx", DOCX, await asyncio.to_thread(document, summary)),
        Attachment(f"{name}.xlsx", XLSX, await asyncio.to_thread(workbook, summary)),
    )
    sentence = f"Báo cáo tổng hợp {named} của {office.short_name}, số liệu đến {summary.at:%H:%M ngày %d/%m/%Y}."
    return Reply(Outgoing((lead(sentence), paragraph(TO_CHECK)), Intent.ATTACH, attachments=files))


async def _summary(office: Office, year: int, month: int, desk: Desk) -> Summary:
    session, zone = desk.session, office.time_zone
    cells = await overview.month(session, office.id, year, month, desk.now, zone, all_days=True)
    code, at = await overview.document_code(session, office.id), desk.now.astimezone(ZoneInfo(zone))
    return Summary(office, year, month, at, code, by_item(cells), tuple(cells))
