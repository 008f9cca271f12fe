"""What staff read of what was announced."""

from __future__ import annotations

from collections.abc import Sequence

from db.announcements import Figures
from db.models import Announcement, Office
from handlers.announcing_wording import STATES, clock, code, counted, subject
from handlers.messages import Attachment, Button, Intent, Outgoing
from handlers.wording import lead, listed, paragraph, say
from knowledge.text import number
from scheduler.announcing import Withdrawn

RECENT, SHEET, CORRECT, WITHDRAW, WITHDRAW_SURELY, KEEP = (
    "Các thông báo gần đây", "Danh sách chưa tới (.xlsx)", "Đính chính", "Thu hồi", "Thu hồi ngay", "Không thu hồi"
)  # fmt: skip
NONE_YET = "Cơ quan chưa gửi thông báo nào qua bot. Gõ /thongbao để soạn."
ALL_SETTLED = "Mọi người đều đã nhận, không còn ai trong danh sách này."
WITHDRAWN_ALREADY = "Thông báo này đã được thu hồi hoặc không được duyệt."


def named(announcement: Announcement) -> str:
    return f"{code(announcement)} {subject(announcement)}"


def recent(counts: Sequence[tuple[Announcement, Figures]], office: Office, buttons: Sequence[Button]) -> Outgoing:
    if not counts:
        return say(NONE_YET)
    lines = [f"- {line(announcement, figures, office)}" for announcement, figures in counts]
    return Outgoing((lead("Các thông báo gần đây:"), paragraph("\n".join(lines))), buttons=tuple(buttons))


def line(announcement: Announcement, figures: Figures, office: Office) -> str:
    """ "#TB3, 08:00 ngày 25/10/2026: Mai nghỉ học (480/500 đã gửi, 450 đã trả lời)"."""
    at = clock(announcement.send_at, office.time_zone)
    told = [STATES[announcement.state]] if announcement.state in STATES else []
    told.append(f"{number(figures.sent)}/{number(figures.total)} đã gửi")
    if announcement.answers:
        told.append(f"{number(figures.acknowledged)} đã trả lời")
    missing = figures.failed + figures.blocked + figures.uncertain
    told += [f"{number(missing)} chưa tới"] if missing else []
    return f"{code(announcement)}, {at}: {subject(announcement)} ({', '.join(told)})"


def one(announcement: Announcement, office: Office, figures: Figures, buttons: Sequence[Button]) -> Outgoing:
    state = STATES.get(announcement.state, "Đã gửi xong" if figures.is_through else "Đang gửi")
    facts = [f"Gửi tới: {announcement.audience_told}", f"Lúc gửi: {clock(announcement.send_at, office.time_zone)}"]
    facts += [f"Nút trả lời: {listed(announcement.answers)}"] if announcement.answers else []
    facts += [f"Tệp kèm: {announcement.file_name}"] if announcement.file_name else []
    lines = [*facts, *counted(announcement, figures)]
    blocks = (
        lead(f"{code(announcement)} {state}"),
        paragraph(f"“{subject(announcement)}”"),
        paragraph("\n".join(f"- {line}" for line in lines)),
    )
    return Outgoing(blocks, buttons=tuple(buttons))


def remind(silent: int) -> str:
    return f"Nhắc {number(silent)} người chưa xác nhận"


def send_uncertain(count: int) -> str:
    return f"Gửi lại {number(count)} lượt chưa rõ"


def sent_again(count: int) -> str:
    return f"Đang gửi lại {number(count)} lượt." if count else "Các lượt chưa rõ đang được tự gửi lại, xin đợi ít phút."


def silent(announcement: Announcement) -> str:
    return f"người đã nhận {code(announcement)} mà chưa trả lời"


def got(announcement: Announcement) -> str:
    return f"đúng những người đã nhận {code(announcement)}"


def title(announcement: Announcement, office: Office) -> tuple[str, str]:
    return (
        f"{code(announcement)}: {subject(announcement)}",
        f"{office.name}, {clock(announcement.send_at, office.time_zone)}",
    )


def sheet(announcement: Announcement, count: int, file: Attachment) -> Outgoing:
    sentence = f"{number(count)} người chưa nhận được, hoặc chưa trả lời {code(announcement)}."
    return Outgoing((lead(sentence), paragraph("Bảng không có tên phụ huynh.")), Intent.ATTACH, attachments=(file,))


def ask_withdraw(announcement: Announcement, figures: Figures, buttons: Sequence[Button]) -> Outgoing:
    waits, sent = figures.queued + figures.uncertain, figures.sent + figures.sending
    lines = [f"{number(waits)} lượt chưa gửi, hoặc chưa rõ, sẽ dừng"] if waits else []
    if sent:
        lines.append(
            f"{number(sent)} lượt đã gửi: tin trên Telegram xóa được trong 48 giờ, tin trên trang web xóa được; "
            "tin cũ hơn thì vẫn còn ở người nhận"
        )
    blocks = (lead(f"Thu hồi thông báo {named(announcement)}?"), paragraph("\n".join(f"- {line}" for line in lines)))
    return Outgoing(blocks, Intent.CHOOSE, tuple(buttons))


def withdrawn(announcement: Announcement, done: Withdrawn, buttons: Sequence[Button]) -> Outgoing:
    lines = [f"Không gửi nữa: {number(done.stopped)}", f"Đang xóa ở người nhận: {number(done.deleting)}"]
    lines += [f"Không xóa được: {number(done.kept)}"] if done.kept else []
    hint = [paragraph("Cần báo cho người đã đọc, anh/chị dùng “Đính chính”.")] if done.deleting or done.kept else []
    blocks = (lead(f"Đã thu hồi thông báo {code(announcement)}."), paragraph("\n".join(f"- {line}" for line in lines)))
    return Outgoing((*blocks, *hint), buttons=tuple(buttons))
