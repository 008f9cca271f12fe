"""What is said between the author of an announcement and whoever approves it."""

from __future__ import annotations

from collections.abc import Sequence

from db.announcements import Reach
from db.models import Announcement, AnnouncementState, Office
from handlers.announcing_wording import DETAILS as DETAILS
from handlers.announcing_wording import clock, code, subject
from handlers.messages import Attachment, Button, Intent, Outgoing
from handlers.wording import lead, listed, paragraph, say
from knowledge.language.text import number

APPROVE, REFUSE, SEE_FILE = "Duyệt và gửi", "Không duyệt", "Xem tệp kèm"
REFUSED = "Đã ghi nhận: không duyệt. Thông báo này không gửi cho ai."


def asked(office: Office, announcement: Announcement, author: str, reach: Reach, buttons: Sequence[Button]) -> Outgoing:
    who = author or "Một cán bộ của cơ quan"
    facts = [f"Gửi tới: {announcement.audience_told}", f"Tới được: {number(reach.reached)} người"]
    facts.append(f"Lúc gửi: {when(announcement, office)}")
    if announcement.answers:
        facts.append(f"Nút trả lời: {listed(announcement.answers)}")
    if announcement.file_name:
        facts.append(f"Tệp kèm: {announcement.file_name}")
    first = lead(f"{who} đề nghị anh/chị duyệt thông báo {code(announcement)} ở trên.")
    return Outgoing((first, paragraph("\n".join(f"- {fact}" for fact in facts))), Intent.NOTIFY, tuple(buttons))


def when(announcement: Announcement, office: Office) -> str:
    at = clock(announcement.send_at, office.time_zone)
    return "ngay khi được duyệt" if announcement.send_at <= announcement.created_at else at


def approved(announcement: Announcement, office: Office) -> Outgoing:
    is_sending = announcement.state is AnnouncementState.SENDING
    how = "đang gửi" if is_sending else f"sẽ gửi lúc {clock(announcement.send_at, office.time_zone)}"
    return say(f"Thông báo {code(announcement)} đã được duyệt, {how}.", f"“{subject(announcement)}”")


def refused(announcement: Announcement) -> Outgoing:
    return say(f"Thông báo {code(announcement)} không được duyệt, chưa gửi cho ai.", f"“{subject(announcement)}”")


def file_of(announcement: Announcement, files: Sequence[Attachment], buttons: Sequence[Button]) -> Outgoing:
    sentence = f"Tệp kèm của {code(announcement)}: {announcement.file_name}" if files else "Thông báo này không có tệp."
    return Outgoing((lead(sentence),), Intent.ATTACH if files else Intent.NOTIFY, tuple(buttons), tuple(files))
