"""What staff read of what was announced."""

from __future__ import annotations

from collections.abc import Sequence

from db.announcements import Figures
from db.models import Announcement, AnnouncementState, Office
from handlers.announcing_wording import clock, code, counted, reply_to, state_of, subject
from handlers.approving_wording import when
from handlers.messages import Attachment, Button, Intent, Outgoing
from handlers.wording import lead, listed, paragraph, say
from knowledge.language.text import number
from scheduler.announcing import Withdrawn

RECENT, SHEET, CORRECT, WITHDRAW, WITHDRAW_SURELY, KEEP = (
    "Các thông báo gần đây", "Bảng chưa tới, chưa trả lời (.xlsx)",
    "Đính chính", "Thu hồi", "Thu hồi ngay", "Không thu hồi",
)  # fmt: skip
NONE_YET = "Cơ quan chưa gửi thông báo nào qua bot. Gõ /thongbao để soạn."
NOBODY_NAMED = "Bảng chỉ ghi số người theo trường và vai trò, không ghi tên ai."
ALL_SETTLED = "Bảng này đang trống: không còn lượt nào gửi hỏng, chưa rõ hay chưa trả lời."
WITHDRAWN_ALREADY = "Thông báo này đã được thu hồi hoặc không được duyệt."


def named(announcement: Announcement) -> str:
    return f"{code(announcement)} {subject(announcement)}"


def recent(counts: Sequence[tuple[Announcement, Figures]], office: Office, buttons: Sequence[Button]) -> Outgoing:
    if not counts:
        return say(NONE_YET)
    lines = [f"- {line(announcement, figures, office)}" for announcement, figures in counts]
    return Outgoing((lead("Các thông báo gần đây:"), paragraph("\n".join(lines))), buttons=tuple(buttons))


def line(announcement: Announcement, figures: Figures, office: Office) -> str:
    """ "#TB3, 08:00 ngày 25/10/2026: Mai nghỉ học (480/500 đã gửi, 450 đã xác nhận)"."""
    at = clock(announcement.send_at, office.time_zone)
    told = [state] if (state := state_of(announcement)) else []
    told.append(f"{number(figures.sent)}/{number(figures.total)} đã gửi")
    if announcement.answers:
        told.append(f"{number(figures.acknowledged)} đã {reply_to(announcement)}")
    missing = figures.failed + figures.blocked
    told += [f"{number(missing)} không tới"] if missing else []
    told += [f"{number(figures.uncertain)} chưa rõ"] if figures.uncertain else []
    return f"{code(announcement)}, {at}: {subject(announcement)} ({', '.join(told)})"


def one(announcement: Announcement, office: Office, figures: Figures, buttons: Sequence[Button]) -> Outgoing:
    state = state_of(announcement) or ("Đã gửi xong" if figures.is_through else "Đang gửi")
    is_open = announcement.state is AnnouncementState.APPROVAL
    at = when(announcement, office) if is_open else clock(announcement.send_at, office.time_zone)
    facts = [f"Gửi tới: {announcement.audience_told}", f"Lúc gửi: {at}"]
    facts += [f"Nút trả lời: {listed(announcement.answers)}"] if announcement.answers else []
    facts += [f"Tệp kèm: {announcement.file_name}"] if announcement.file_name else []
    lines = [*facts, *counted(announcement, figures)]
    blocks = (
        lead(f"{code(announcement)} {state}"),
        paragraph(f"“{subject(announcement)}”"),
        paragraph("\n".join(f"- {line}" for line in lines)),
    )
    return Outgoing(blocks, buttons=tuple(buttons))


def remind(announcement: Announcement, silent: int) -> str:
    return f"Nhắc {number(silent)} người chưa {reply_to(announcement)}"


def send_uncertain(count: int) -> str:
    return f"Gửi lại {number(count)} lượt chưa rõ"


def sent_again(count: int) -> str:
    return f"Đang gửi lại {number(count)} lượt." if count else "Các lượt chưa rõ đang được gửi lại, xin đợi ít phút."


def silent(announcement: Announcement) -> str:
    return f"người đã nhận {code(announcement)} mà chưa {reply_to(announcement)}"


def got(announcement: Announcement) -> str:
    return f"đúng những người đã nhận {code(announcement)}"


def title(announcement: Announcement, office: Office) -> tuple[str, str]:
    return (
        f"{code(announcement)}: {subject(announcement)}",
        f"{office.name}, {clock(announcement.send_at, office.time_zone)}",
    )


def sheet(announcement: Announcement, count: int, file: Attachment) -> Outgoing:
    sentence = f"{number(count)} người chưa tới, chưa rõ hoặc chưa {reply_to(announcement)} {code(announcement)}."
    return Outgoing((lead(sentence), paragraph(NOBODY_NAMED)), Intent.ATTACH, attachments=(file,))


def ask_withdraw(announcement: Announcement, figures: Figures, buttons: Sequence[Button]) -> Outgoing:
    lines = [f"{number(figures.queued)} lượt chưa gửi: sẽ không gửi nữa"] if figures.queued else []
    if sent := figures.sent + figures.sending:
        lines.append(f"{number(sent)} lượt đã gửi: sẽ xóa ở người nhận, trừ tin Telegram đã gửi quá 48 giờ")
    if figures.uncertain:
        lines.append(f"{number(figures.uncertain)} lượt chưa rõ: không gửi lại; tin nào đã tới thì không xóa được")
    blocks = (lead(f"Thu hồi thông báo {named(announcement)}?"), paragraph("\n".join(f"- {line}" for line in lines)))
    return Outgoing(blocks, Intent.CHOOSE, tuple(buttons))


def withdrawn(announcement: Announcement, done: Withdrawn, buttons: Sequence[Button]) -> Outgoing:
    lines = [f"Không gửi nữa: {number(done.stopped)} lượt", f"Đang xóa ở người nhận: {number(done.deleting)} tin"]
    lines += [f"Không xóa được: {number(done.kept)} tin"] if done.kept else []
    hint = [paragraph("Cần nói lại với người đã đọc, anh/chị bấm “Đính chính”.")] if done.deleting or done.kept else []
    blocks = (lead(f"Đã thu hồi thông báo {code(announcement)}."), paragraph("\n".join(f"- {line}" for line in lines)))
    return Outgoing((*blocks, *hint), buttons=tuple(buttons))
