"""What people read about their own data: what is held, what is deleted and what stays."""

from __future__ import annotations

from collections.abc import Sequence

from db.holdings import Held
from handlers.messages import Attachment, Button, Intent, Outgoing
from handlers.wording import ROLES, lead, listed, paragraph, say
from knowledge.language.text import number

ERASE_LABEL, NEVER_MIND_LABEL = "Xóa hết", "Thôi"
ASK = "Xóa hết dữ liệu về anh/chị?"
DELETED = (
    "Sẽ xóa: địa chỉ liên hệ, tư cách, sự đồng ý, tin nhắn, câu hỏi còn gắn với anh/chị, việc đang dở, tệp chưa gửi. "
    "Thông báo, câu trả lời và nhắc việc sẽ không đến nữa."
)
STAYS = (
    "Còn lại, không gắn với anh/chị: báo cáo của nhà trường, văn bản và câu trả lời của cơ quan, số liệu gửi thông báo."
)
NO_WAY_BACK = "Xóa rồi không khôi phục được. Vẫn muốn xóa thì bấm nút, hoặc gõ “xóa hết”."
GONE = "Đã xóa hết dữ liệu về anh/chị. Tin này là tin cuối."
STRANGER = "Tin đã hiện trên máy của anh/chị thì anh/chị tự xóa. Nếu nhắn lại, anh/chị là người mới với tôi."
KEPT = "Không xóa gì cả."
STALE = "Lựa chọn này đã hết hiệu lực. Muốn xóa dữ liệu, anh/chị gõ /xoa."
ASKER_GONE = "Người hỏi đã xóa dữ liệu của mình, câu hỏi không còn."


def held(what: Held, messages: int, files: Sequence[Attachment]) -> Outgoing:
    roles = listed(list(dict.fromkeys(ROLES[role.role] for role, _, _ in what.roles if role.until is None)))
    given = sum(consent.withdrawn_at is None for consent, _, _ in what.consents)
    counts = (
        (len(what.contacts), "địa chỉ liên hệ"),
        (given, "lần đồng ý đang có hiệu lực"),
        (len(what.questions), "câu hỏi còn gắn với anh/chị"),
        (len(what.reports), "bản báo cáo anh/chị gửi"),
        (len(what.announcements), "thông báo"),
        (messages, "tin nhắn hai chiều"),
    )
    lines = [f"- Tư cách: {roles or 'chưa có'}", *(f"- {number(count)} {name}" for count, name in counts)]
    hint = "Tất cả nằm trong tệp kèm theo. Cần sửa thì liên hệ cơ quan; muốn xóa, gõ /xoa."
    blocks = (lead("Dữ liệu đang lưu về anh/chị:"), paragraph("\n".join(lines)), paragraph(hint))
    return Outgoing(blocks, Intent.ATTACH, attachments=tuple(files))


def ask(schools: Sequence[str], offices: Sequence[str], buttons: Sequence[Button]) -> Outgoing:
    """`schools` and `offices` will have nobody else."""
    warnings = []
    if schools:
        alone = f"Anh/chị là người duy nhất thay mặt {listed(schools)}: sẽ không còn ai nhận nhắc việc."
        warnings.append(f"{alone} Nên báo cơ quan để bàn giao trước.")
    if offices:
        warnings.append(f"Anh/chị là quản trị duy nhất của {listed(offices)}. Nên mời người khác trước.")
    blocks = (lead(ASK), *map(paragraph, [*warnings, DELETED, STAYS, NO_WAY_BACK]))
    return Outgoing(blocks, Intent.CHOOSE, tuple(buttons))


def farewell() -> Outgoing:
    return say(GONE, STRANGER)
