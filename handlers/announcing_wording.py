"""What is said of announcements: the announcement itself, and how it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from db.announcements import Figures
from db.models import Announcement, AnnouncementState, Office
from handlers import rich
from handlers.draft import ONE
from handlers.messages import Block, BlockKind, Button, Outgoing, outgoing_from_json
from handlers.wording import lead, listed, paragraph, say
from knowledge.language.text import cut_words, number

SUBJECT_WORDS = 12  # of its text, where it is named
DETAILS = "Chi tiết"
NEW, REMINDER, CORRECTION = "", "remind", "correct"
HEADS = {
    NEW: "Thông báo của {office}",
    REMINDER: "Nhắc lại thông báo của {office}",
    CORRECTION: "Đính chính của {office}",
}
STATES = {
    AnnouncementState.APPROVAL: "Chờ duyệt",
    AnnouncementState.SCHEDULED: "Hẹn gửi",
    AnnouncementState.REFUSED: "Không được duyệt",
    AnnouncementState.WITHDRAWN: "Đã thu hồi",
}
# In the order in which staff ask: what is missing comes last.
COUNTS = {
    "sent": "Đã gửi",
    "queued": "Đang chờ gửi",
    "sending": "Đang gửi",
    "failed": "Không gửi được",
    "blocked": "Đã chặn bot, hoặc không còn dùng",
    "uncertain": "Chưa rõ đã tới hay chưa",
    "withdrawn": "Không gửi nữa, hoặc đã xóa",
}
ALWAYS = ("sent", "queued")
RESTING = "Tạm nghỉ trong giờ yên lặng"


def message(office: Office, text: str, kind: str = NEW) -> Outgoing:
    """An announcement as its readers see it, without file and buttons. `text` may hold the signs of handlers.rich."""
    return Outgoing((lead(HEADS[kind].format(office=office.name)), Block(BlockKind.RICH, text)))


def text_of(stored: dict[str, Any]) -> str:
    """What staff typed, out of a message that `message` made and a row keeps."""
    blocks = outgoing_from_json(stored).blocks
    return "\n".join(block.text for block in blocks if block.kind is BlockKind.RICH)


def subject(announcement: Announcement) -> str:
    """ "Ngày mai toàn thành phố nghỉ học …", or its file's name where it has no words."""
    return subject_of(text_of(announcement.message)) or announcement.file_name


def subject_of(text: str) -> str:
    return cut_words(" ".join(rich.plain(text).split()), SUBJECT_WORDS)


def code(announcement: Announcement) -> str:
    return f"#TB{announcement.id}"


def state_of(announcement: Announcement) -> str:
    """ "" while it goes out, and after that."""
    if announcement.state is AnnouncementState.SCHEDULED and announcement.started_at:
        return RESTING
    return STATES.get(announcement.state, "")


def reply_to(announcement: Announcement) -> str:
    """What its readers are asked to do; one button is but a receipt."""
    return "trả lời" if len(announcement.answers) > 1 else "xác nhận"


def clock(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M ngày %d/%m/%Y}"


def progress(announcement: Announcement, figures: Figures, rate_per_s: float, seconds_left: float | None) -> Outgoing:
    """How it goes, short enough for a phone. `rate_per_s` 0 and `seconds_left` None: not known."""
    blocks = [lead(f"{code(announcement)} {_headline(announcement, figures)}"), paragraph(f"“{subject(announcement)}”")]
    blocks.append(paragraph("\n".join(f"- {line}" for line in counted(announcement, figures))))
    if announcement.state is AnnouncementState.SENDING and not figures.is_through and rate_per_s > 0:
        blocks.append(paragraph(_pace(rate_per_s, seconds_left)))
    return Outgoing(tuple(blocks), buttons=(Button(DETAILS, f"{ONE}:{announcement.id}"),))


def _headline(announcement: Announcement, figures: Figures) -> str:
    if state := state_of(announcement):
        return state
    if figures.is_through:
        return "Đã gửi xong" if not figures.uncertain else "Đã gửi xong, còn lượt chưa rõ"
    done = figures.total - figures.queued - figures.sending
    return f"Đang gửi: {done * 100 // max(figures.total, 1)}%"


def counted(announcement: Announcement, figures: Figures) -> list[str]:
    """A line a figure; what is nought is left out, but for the first two."""
    lines = [f"Tổng số: {number(figures.total)} người"]
    for name, told in COUNTS.items():
        count = getattr(figures, name)
        if count or name in ALWAYS:
            lines.append(f"{told}: {number(count)}")
    return [*lines, *_answered(announcement, figures)]


def _answered(announcement: Announcement, figures: Figures) -> list[str]:
    answers = announcement.answers
    if not answers:
        return []
    silent = figures.sent - figures.acknowledged
    counts = [*figures.answers, *[0] * len(answers)]
    told = [f"{label}: {number(count)}" for label, count in zip(answers, counts, strict=False)]
    return [*told, f"Chưa {reply_to(announcement)}: {number(silent)}"]


def _pace(rate_per_s: float, seconds_left: float | None) -> str:
    parts = [f"{number(max(round(rate_per_s), 1))} tin mỗi giây"]
    if seconds_left is not None:
        parts.append(f"còn khoảng {_duration(seconds_left)}")
    return f"{', '.join(parts)}."


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{max(round(seconds), 1)} giây"
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    return listed([f"{hours} giờ"] * bool(hours) + [f"{rest} phút"] * bool(rest)).replace(" và ", " ")


def file_not_fetched(name: str) -> Outgoing:
    """After the fact: the file of a draft was announced, but could not be had."""
    return say(f"Tệp “{name[:60]}” không tải về được nên chưa kèm vào thông báo.", "Anh/chị vui lòng gửi lại tệp.")
