"""What staff read while they write an announcement."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from db.announcements import Figures, Reach
from db.models import Announcement, Office
from handlers.announcing_whom import HOW_TO_SAY
from handlers.announcing_wording import clock, code, subject_of
from handlers.draft import Draft
from handlers.messages import Button, Intent, Outgoing
from handlers.wording import lead, listed, paragraph
from knowledge.language.text import fold, number
from scheduler.announcing import MOST_ANSWERS
from scheduler.planner import rhythm_for

NEVER_MIND, RECENT, NO_WORDS, AT_ONCE, URGENT_NOW = (
    "Thôi", "Các thông báo gần đây", "Chỉ gửi tệp", "Gửi ngay", "Khẩn: gửi ngay"
)  # fmt: skip
GO_ON, ANEW, NO_FILE, PREVIEW = "Soạn tiếp", "Bỏ, soạn thông báo mới", "Bỏ tệp kèm", "Xem trước"
SEND, ASK_APPROVAL, EDIT = "Gửi", "Gửi đi duyệt", "Sửa nội dung"
QUICK_WHOM = ("Phụ huynh", "Hiệu trưởng", "Tất cả")
ROLES = ("Phụ huynh", "Hiệu trưởng", "Phụ huynh và hiệu trưởng")
QUICK_ANSWERS = ("Không cần xác nhận", "Đã nhận", "Có / Không")
ONE_FILE = "Mỗi thông báo kèm được một tệp. Anh/chị vui lòng gửi lại một tệp; bản soạn vẫn giữ nguyên."
DROPPED = "Đã bỏ bản soạn, chưa gửi gì."
NOBODY_APPROVES = (
    "Thông báo tới {count} người cần một cán bộ khác duyệt, mà hiện chưa có ai khác nhận được tin của bot. Chưa gửi gì."
)
_NONE = {"khong", "khong can", "khong can xac nhan", "khong can tra loi"}
_RECEIPT = {"da nhan", "nut da nhan", "co nut da nhan"}
_CHANNELS = {"telegram": "Telegram", "webchat": "trang web", "console": "dòng lệnh"}
IDLE = "Trong đó {count} người chỉ dùng một bot hiện không chạy: tin chờ đến khi bot đó chạy lại"
_WHY = "chưa đồng ý nhận, đã chặn bot, hoặc trường chưa có ai dùng bot"


def ask_text(buttons: Sequence[Button], draft: Draft, recent: Sequence[str] = ()) -> Outgoing:
    """`recent`: how the last announcements stand."""
    got_file = f"Đã nhận tệp {draft.get('file')}. Anh/chị gõ lời đi kèm."
    first = got_file if draft.get("file") else "Anh/chị muốn thông báo điều gì?"
    signs = "Gõ *chữ* để in đậm, _chữ_ để in nghiêng; dòng bắt đầu bằng “- ” là gạch đầu dòng."
    file = "" if draft.get("file") else " Muốn kèm một ảnh hay một tệp thì gửi luôn tại đây."
    last = [paragraph("\n".join(["Gần đây:", *(f"- {line}" for line in recent)]))] if recent else []
    return Outgoing((lead(first), paragraph(signs + file), *last), Intent.ASK, tuple(buttons))


def unfinished(draft: Draft, buttons: Sequence[Button]) -> Outgoing:
    about = f"“{subject_of(draft['text'])}”" if draft.get("text") else "chưa có lời"
    return Outgoing((lead(f"Anh/chị đang soạn dở một thông báo: {about}."),), Intent.CHOOSE, tuple(buttons))


def ask_whom(draft: Draft, buttons: Sequence[Button]) -> Outgoing:
    with_file = [paragraph(f"Tệp kèm: {draft['file']}.")] if draft.get("file") else []
    return Outgoing((lead("Gửi tới những ai?"), paragraph(HOW_TO_SAY), *with_file), Intent.ASK, tuple(buttons))


def ask_role(said: str, buttons: Sequence[Button]) -> Outgoing:
    return Outgoing((lead(f"Gửi tới ai ở: {said[:200]}?"),), Intent.ASK, tuple(buttons))


def ask_answers(buttons: Sequence[Button]) -> Outgoing:
    hint = f"Bấm một lựa chọn, hoặc gõ tối đa {MOST_ANSWERS} câu trả lời, mỗi dòng một câu hoặc cách nhau bằng dấu /."
    return Outgoing((lead("Người nhận cần xác nhận hay trả lời không?"), paragraph(hint)), Intent.ASK, tuple(buttons))


def read_answers(text: str) -> list[str]:
    """ "Tham gia / Không tham gia"; none for "không cần"."""
    parts = [" ".join(part.split()).strip(" -•") for part in re.split(r"[\n/;]", text)]
    answers = [part for part in parts if part]
    if len(answers) == 1 and fold(answers[0]) in _NONE:
        return []
    return [QUICK_ANSWERS[1] if fold(each) in _RECEIPT else each for each in answers]


def ask_when(office: Office, is_quiet: bool, buttons: Sequence[Button]) -> Outgoing:
    now = f"Bây giờ là giờ yên lặng ({quiet_hours(office)})." if is_quiet else ""
    hint = "Bấm một lựa chọn, hoặc gõ: 17h; 7h30 sáng mai; 25/11 lúc 15:00."
    return Outgoing((lead("Gửi lúc nào?"), paragraph(f"{now} {hint}".strip())), Intent.ASK, tuple(buttons))


def quiet_hours(office: Office) -> str:
    rhythm = rhythm_for(office)
    return f"{rhythm.quiet_from:%H:%M} đến {rhythm.quiet_until:%H:%M}"


def when_awake(at: datetime, zone: ZoneInfo) -> str:
    return f"Khi hết giờ yên lặng, {at.astimezone(zone):%H:%M %d/%m}"


def quick_time(at: datetime, here: datetime) -> str:
    day = "Hôm nay" if at.date() == here.date() else "Ngày mai"
    return f"{day} {at:%H:%M}"


def urgent_label(wanted: datetime | None, office: Office) -> str:
    if wanted is None:
        return URGENT_NOW
    return f"Khẩn: vẫn gửi lúc {wanted.astimezone(ZoneInfo(office.time_zone)):%H:%M %d/%m}"


def file_waits(name: str, buttons: Sequence[Button]) -> Outgoing:
    sentence = f"Tệp {name} đang được tải về. Anh/chị đợi vài giây rồi bấm “{PREVIEW}”."
    return Outgoing((lead(sentence),), Intent.CHOOSE, tuple(buttons))


def file_gone(name: str, buttons: Sequence[Button]) -> Outgoing:
    sentence = f"Tệp {name} không tải về được. Anh/chị gửi lại tệp, hoặc bấm “{NO_FILE}”."
    return Outgoing((lead(sentence),), Intent.CHOOSE, tuple(buttons))


def preview(facts: Sequence[str], reached: int, buttons: Sequence[Button]) -> Outgoing:
    first = f"Gửi tin trên tới {number(reached)} người?" if reached else "Chưa gửi được: không tới được ai."
    return Outgoing((lead(first), paragraph("\n".join(f"- {fact}" for fact in facts))), Intent.CHOOSE, tuple(buttons))


def facts(draft: Draft, office: Office, reach: Reach, at: datetime, now: datetime, approval: int | None) -> list[str]:
    """What is known of it before it goes. `approval`: above how many people a second person decides, if that is so."""
    over = ", ".join(f"{_CHANNELS.get(name, name)} {number(count)}" for name, count in _most(reach.by_channel))
    lines = [f"Gửi tới: {draft['told']}", f"Tới được: {number(reach.reached)} người" + (f" ({over})" if over else "")]
    if reach.idle:
        lines.append(IDLE.format(count=number(reach.idle)))
    if reach.unreachable:
        lines.append(f"Chưa tới được: {number(reach.unreachable)} người hoặc trường ({_WHY})")
    lines.append(f"Lúc gửi: {_when(draft, office, at, now)}")
    if draft["answers"]:
        lines.append(f"Nút trả lời: {listed(draft['answers'])}")
    if draft.get("file"):
        lines.append(f"Tệp kèm: {draft['file']}")
    if approval is not None:
        lines.append(f"Hơn {number(approval)} người: cần một cán bộ khác duyệt")
    return lines


def _most(by_channel: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(by_channel.items(), key=lambda each: (-each[1], each[0]))


def _when(draft: Draft, office: Office, at: datetime, now: datetime) -> str:
    told = "ngay khi bấm gửi" if at <= now else clock(at, office.time_zone)
    wanted = datetime.fromisoformat(draft["at"]) if draft["at"] else now
    if at > max(wanted, now):
        return f"{told}, vì giờ yên lặng là {quiet_hours(office)}; cần gấp thì gõ “khẩn”"
    return f"{told} (khẩn)" if draft.get("urgent") else told


def scheduled(announcement: Announcement, office: Office, figures: Figures, buttons: Sequence[Button]) -> Outgoing:
    at = clock(announcement.send_at, office.time_zone)
    blocks = (
        lead(f"Đã hẹn: {code(announcement)} sẽ gửi tới {number(figures.total)} người lúc {at}."),
        paragraph("Đến giờ tôi sẽ báo tiến độ tại đây."),
    )
    return Outgoing(blocks, buttons=tuple(buttons))


def awaits_approval(announcement: Announcement, asked: int, buttons: Sequence[Button]) -> Outgoing:
    blocks = (
        lead(f"Đã chuyển {code(announcement)} tới {asked} cán bộ; một người duyệt là đủ. Chưa gửi cho người nhận nào."),
        paragraph("Khi có người duyệt hoặc không duyệt, tôi sẽ báo tại đây."),
    )
    return Outgoing(blocks, buttons=tuple(buttons))
