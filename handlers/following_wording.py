"""What parents read when they follow a school."""

from __future__ import annotations

from collections.abc import Sequence

from db.following import MOST
from db.models import Membership, Office, School
from handlers.messages import Button, Intent, Outgoing
from handlers.wording import STOP_HINT, lead, paragraph, say

ALL_GRADES, NEVER_MIND, CONSENT = "Mọi lớp", "Thôi", "Nhận thông báo"
EXAMPLES = "Ví dụ: TH Hoa Đào lớp 3; hoặc: các trường phường Hoa Sen. Không cần tên hay thông tin của con."
NOT_FOLLOWED = "Anh/chị không còn theo dõi trường này."
CHANGED = "Danh sách trường này không còn hiệu lực. Anh/chị gõ /theodoi để làm lại."
TOO_MANY = f"Mỗi người theo dõi nhiều nhất {MOST} trường, lớp. Anh/chị bỏ bớt rồi thêm tiếp."
WHICH = "Anh/chị muốn theo dõi trường nào?"
WHICH_GRADE = "Anh/chị theo dõi lớp mấy của {school}?"


def grade_name(grade: int | None) -> str:
    return "mọi lớp" if grade is None else "mầm non" if grade == 0 else f"lớp {grade}"


def shown(held: Sequence[tuple[Membership, School]], buttons: Sequence[Button]) -> Outgoing:
    """What is followed, and how to follow more."""
    lines = [f"- {school.name}, {grade_name(membership.grade)}" for membership, school in held]
    first = [lead("Anh/chị đang theo dõi:"), paragraph("\n".join(lines))] if held else [lead(WHICH)]
    hint = paragraph(f"{'Thêm trường: gõ' if held else 'Gõ'} tên trường hoặc phường, kèm lớp nếu muốn. {EXAMPLES}")
    return Outgoing((*first, hint), Intent.ASK, tuple(buttons))


def choose(sentence: str, buttons: Sequence[Button]) -> Outgoing:
    return Outgoing((lead(sentence),), Intent.CHOOSE, tuple(buttons))


def not_found(words: str) -> str:
    return f"Không tìm thấy trường hay phường “{words[:60]}”. Anh/chị vui lòng xem lại tên. {EXAMPLES}"


def no_such_grade(school: School, grade: int) -> str:
    return f"{school.name} không có {grade_name(grade)}. Anh/chị xem lại tên trường hoặc lớp."


def all_of_ward(ward: str, count: int) -> str:
    return f"{ward} có {count} trường. Anh/chị theo dõi trường nào?"


def now_followed(schools: Sequence[School], grade: int | None) -> str:
    named = ", ".join(school.name for school in schools)
    return f"Đã theo dõi: {named}, {grade_name(grade)}."


def ask_consent(said: str, office: Office, buttons: Sequence[Button]) -> Outgoing:
    """Following by itself sends nothing: announcements need a yes."""
    asked = paragraph(f"Anh/chị có đồng ý nhận thông báo của {office.name} về trường này không? {STOP_HINT}")
    return Outgoing((lead(said), asked), buttons=tuple(buttons))


def told(said: str) -> Outgoing:
    return say(said, "Thông báo của cơ quan về trường này sẽ đến tại đây. Gõ /theodoi để xem hoặc bỏ theo dõi.")


def stopped(school: School, left: int) -> Outgoing:
    return say(
        f"Đã bỏ theo dõi {school.name}.",
        f"Anh/chị còn theo dõi {left} trường, lớp." if left else "Muốn dừng mọi thông báo, anh/chị gõ /ngung.",
    )
