"""What is said to people who stop announcements, and to those who come back."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from db.models import Purpose, Role
from handlers.messages import Button, Intent, Outgoing
from handlers.onboarding import CONSENT
from handlers.wording import CONSENT_LABEL, lead, listed, paragraph, say

STOP_LABEL, STAY_LABEL = "Dừng nhận thông báo", "Tôi chỉ nói “đúng”"
WHICH = "Anh/chị muốn dừng nhận thông báo, hay chỉ nói “đúng”?"
STAYED = "Vâng, mọi thứ vẫn như cũ."
NOTHING_TO_STOP = "Không có gì để dừng: anh/chị chưa đăng ký nhận thông báo, hoặc đã dừng rồi."
COME_BACK = "Anh/chị vẫn hỏi được như thường. Muốn nhận lại, gõ /tieptuc."
STILL_OWES = "Nhà trường vẫn cần báo cáo, nên nhắc việc và yêu cầu báo cáo vẫn đến như trước."
STILL_REMINDED = "Tin về việc của cơ quan, như trường chưa báo cáo, vẫn đến như trước."
STOPPABLE = {Purpose.ANNOUNCEMENTS: "thông báo", Purpose.QUESTIONS: "tin báo câu hỏi mới"}


def _named(purposes: Collection[Purpose]) -> str:
    return listed([name for purpose, name in STOPPABLE.items() if purpose in purposes])


def _goes_on(roles: Collection[Role]) -> list[str]:
    """What does not stop, by what the person is."""
    if Role.PRINCIPAL in roles:
        return [STILL_OWES]
    return [STILL_REMINDED] if {Role.STAFF, Role.ADMIN} & set(roles) else []


def which(buttons: Sequence[Button]) -> Outgoing:
    return Outgoing((lead(WHICH),), Intent.CHOOSE, tuple(buttons))


def stopped(purposes: Collection[Purpose], roles: Collection[Role], follows: int) -> Outgoing:
    """`follows`: how many schools and grades the person follows; that stays."""
    kept = [f"Danh sách theo dõi ({follows} trường, lớp) vẫn giữ, nhưng không gửi tin."] if follows else []
    return say(f"Đã dừng gửi {_named(purposes)}.", *_goes_on(roles), *kept, COME_BACK)


def nothing_to_stop(roles: Collection[Role]) -> Outgoing:
    return say(NOTHING_TO_STOP, *_goes_on(roles))


def resumed(purposes: Collection[Purpose]) -> Outgoing:
    return say(f"Từ bây giờ anh/chị nhận lại {_named(purposes)}.", "Gõ /ngung để dừng bất cứ lúc nào.")


def nothing_stopped(offices: Sequence[str]) -> Outgoing:
    """`offices`: whose announcements the person gets."""
    if offices:
        return say(f"Anh/chị chưa dừng gì: thông báo của {listed(offices)} vẫn đến như thường.")
    return Outgoing(
        (lead("Anh/chị chưa dừng thông báo nào."), paragraph("Muốn nhận thông báo, anh/chị bấm nút dưới đây.")),
        buttons=(Button(CONSENT_LABEL, CONSENT),),
    )
