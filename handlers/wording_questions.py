"""What is said about questions themselves: whether an answer helped, what staff are asked, what the office answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from db.models import Office, OfficeAnswer
from db.office_answers import Group
from handlers.messages import Block, BlockKind, Button, Intent, Outgoing
from handlers.wording import LIST_TITLE, lead, paragraph, say

UP_LABEL, DOWN_LABEL = "👍 Đúng ý", "👎 Chưa đúng"
SEND_LABEL = "Gửi câu hỏi tới cán bộ phụ trách"
LONGEST_ANSWER = 3_000  # characters: with its question it still is one message on every channel
SHORT = 150

THANKS = "Cảm ơn anh/chị đã cho biết."
NOT_RIGHT = "Xin lỗi anh/chị vì câu trả lời chưa đúng. Anh/chị có thể gửi câu hỏi này tới cán bộ phụ trách."
ALREADY_SENT = "Câu hỏi này đã được gửi rồi. Khi có trả lời, tin sẽ đến tại đây."
TOO_MANY_WAIT = "Anh/chị đang có {count} câu hỏi chờ trả lời. Vui lòng đợi trả lời rồi gửi thêm."
MORE_WAS_SHOWN = "Phần này vừa được gửi ở trên."
MORE_IS_GONE = "Kế hoạch đã thay đổi nên không xem tiếp được. Anh/chị vui lòng hỏi lại câu hỏi."
NOTHING_MORE = "Không còn phần nào để xem tiếp. Anh/chị cứ hỏi câu khác."
NO_ANSWER_OPEN = "Không còn câu trả lời nào đang mở. Anh/chị gõ lại câu hỏi, rồi chọn dưới câu trả lời."
NOT_YOURS = "Câu hỏi này đã khép lại. Anh/chị vui lòng hỏi lại nếu còn cần."

FOR_STAFF = "Mục này dành cho cán bộ của cơ quan. Anh/chị cứ hỏi, tôi trả lời theo kế hoạch."
STAFF_IN_PRIVATE = "Việc trả lời câu hỏi chỉ thực hiện khi trò chuyện riêng."
NOTHING_WAITS = "Không có câu hỏi nào chờ trả lời."
NO_SUCH_CODE = "Không có câu hỏi mang mã này. Gõ /cauhoi để xem danh sách."
WHICH_CODE = "Tin này có nhiều câu hỏi. Anh/chị vui lòng ghi mã trước câu trả lời, ví dụ: {code} …"
ANSWER_TOO_LONG = f"Câu trả lời dài quá. Anh/chị vui lòng viết trong {LONGEST_ANSWER} ký tự."
ANSWER_EMPTY = "Câu trả lời cần có chữ. Anh/chị vui lòng gõ lại."
DRAFT_GONE = "Bản nháp này đã được gửi hoặc đã hết hiệu lực. Gõ /cauhoi để xem danh sách."
DROPPED = "Đã bỏ bản nháp, câu hỏi vẫn trong danh sách."
ALREADY_SETTLED = "{code} đã được trả lời hoặc bỏ qua rồi."
STAFF_HINT = "Trả lời: bấm nút, hoặc gõ mã kèm câu trả lời, ví dụ: {code} … Không cần trả lời thì gõ: bỏ qua {code}"
TELL_ME_LABEL = "Nhận câu hỏi mới"
WILL_TELL = "Từ nay câu hỏi mới sẽ được báo tại đây. Gõ /ngung để dừng bất cứ lúc nào."

GIVE_LABEL, CHANGE_LABEL, DROP_LABEL = "Gửi", "Sửa", "Thôi"


def code(number: int) -> str:
    return f"#C{number}"


def more_label(lines: int) -> str:
    """`lines`: bullets that are left; 0 where the rest is no list."""
    return f"Xem tiếp (còn {lines} mục)" if lines else "Xem tiếp"


def answer_label(number: int) -> str:
    return f"Trả lời {code(number)}"


def skip_label(number: int) -> str:
    return f"Bỏ qua {code(number)}"


def shortened(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"


def _of_office(office: Office, at: datetime) -> Block:
    return lead(f"Trả lời của {office.name} ngày {_day(office, at)}")


def office_said(office: Office, given: OfficeAnswer, plan: Outgoing | None) -> Outgoing:
    """The office's own answer, with its date; what the plan says, where it says something, comes after it."""
    after = plan.blocks if plan else ()
    if after and not after[0].text.endswith(LIST_TITLE):  # which says as much
        after = (paragraph("Trong kế hoạch:"), *after)
    return Outgoing((_of_office(office, given.answered_at), paragraph(given.answer), *after))


def to_asker(office: Office, question: str, answer: str, now: datetime) -> Outgoing:
    """The office's answer as it reaches who waited for it."""
    return Outgoing(
        (_of_office(office, now), Block(BlockKind.QUOTE, shortened(question)), paragraph(answer)),
    )


def sent_on(office: Office, asker_days: int) -> Outgoing:
    contact = [f"Cần gấp, anh/chị liên hệ: {office.contact_line}"] if office.contact_line else []
    return say(
        f"Đã chuyển câu hỏi tới {office.name}. Khi có trả lời, tin sẽ đến tại đây.",
        f"Sau {asker_days} ngày chưa có trả lời thì yêu cầu này tự hết.",
        *contact,
    )


def to_staff(group: Group, buttons: Sequence[Button]) -> Outgoing:
    """A question that has just been sent on."""
    return Outgoing((lead(f"Câu hỏi mới {code(group.number)}"), *_about(group), _hint(group)), buttons=tuple(buttons))


def one(group: Group, office: Office, current: OfficeAnswer | None, buttons: Sequence[Button]) -> Outgoing:
    """One question as staff look at it."""
    blocks = (
        lead(f"{code(group.number)} ({_counted(group)})"),
        *_about(group),
        *_replaced(office, current),
        _hint(group),
    )
    return Outgoing(blocks, buttons=tuple(buttons))


def _about(group: Group) -> tuple[Block, ...]:
    told = (paragraph(f"Bot đã trả lời: {shortened(group.answer)}"),) if group.answer else ()
    return (Block(BlockKind.QUOTE, group.text), *told)


def _hint(group: Group) -> Block:
    return Block(BlockKind.NOTE, STAFF_HINT.format(code=code(group.number)))


def _counted(group: Group) -> str:
    return f"{group.waiting} người chờ" if group.waiting else f"hỏi {group.asked} lần, không ai chờ"


def backlog(groups: Sequence[Group], total: int, names: dict[int, str], buttons: Sequence[Button]) -> Outgoing:
    """The list of staff. `names`: office id -> name, where the person serves several."""
    if not groups:
        return Outgoing((lead(NOTHING_WAITS),), buttons=tuple(buttons))
    lines = [
        f"- {code(group.number)} ({_counted(group)}{_named(names, group)}): “{shortened(group.text)}”"
        for group in groups
    ]
    if total > len(groups):
        lines.append(f"Còn {total - len(groups)} câu hỏi khác.")
    blocks = (lead(f"Có {total} câu hỏi cần cơ quan trả lời."), paragraph("\n".join(lines)), _hint(groups[0]))
    return Outgoing(blocks, buttons=tuple(buttons))


def _named(names: dict[int, str], group: Group) -> str:
    return f", {names[group.office_id]}" if group.office_id in names else ""


def compose(group: Group, buttons: Sequence[Button]) -> Outgoing:
    question = Block(BlockKind.QUOTE, group.text)
    return Outgoing(
        (lead(f"Anh/chị vui lòng gõ câu trả lời cho {code(group.number)}."), question), Intent.ASK, tuple(buttons)
    )


def draft(group: Group, office: Office, text: str, current: OfficeAnswer | None, buttons: Sequence[Button]) -> Outgoing:
    """The answer as it would go out, for a yes."""
    whom = f"Gửi tới {group.waiting} người đang chờ?" if group.waiting else "Lưu cho người hỏi sau?"
    blocks = (lead(f"{code(group.number)}: {whom}"), Block(BlockKind.QUOTE, shortened(group.text)), paragraph(text))
    return Outgoing((*blocks, *_replaced(office, current)), Intent.CHOOSE, tuple(buttons))


def _replaced(office: Office, current: OfficeAnswer | None) -> tuple[Block, ...]:
    if current is None:
        return ()
    said = f"Câu trả lời mới sẽ thay câu trả lời ngày {_day(office, current.answered_at)}: {shortened(current.answer)}"
    return (Block(BlockKind.NOTE, said),)


def _day(office: Office, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(office.time_zone)):%d/%m/%Y}"


def without_answer(office: Office, question: str) -> Outgoing:
    """What reaches who waited for an answer that the office does not give."""
    contact = f" Nếu còn cần, anh/chị vui lòng liên hệ: {office.contact_line}" if office.contact_line else ""
    return say(
        f"Câu hỏi “{shortened(question)}” của anh/chị đã được {office.name} xem nhưng chưa có câu trả lời.{contact}"
    )


def skipped(number: int, told: int, waiting: int) -> Outgoing:
    done = [f"Đã báo cho {told} người đang chờ là chưa có câu trả lời."] if told else []
    return say(f"Đã bỏ qua {code(number)}, câu hỏi không còn trong danh sách.", *done, *_gone(told, waiting))


def given(sent: int, waiting: int) -> Outgoing:
    done = f"Đã gửi câu trả lời tới {sent} người." if sent else "Đã lưu câu trả lời."
    return say(done, *_gone(sent, waiting), "Ai hỏi lại đúng câu này trong năm học sẽ nhận được câu trả lời này.")


def _gone(sent: int, waiting: int) -> list[str]:
    return [f"{waiting - sent} người đã chặn bot nên không nhận được."] if waiting > sent else []


def too_late(number: int, current: OfficeAnswer | None) -> Outgoing:
    said = [f"Đã trả lời: {shortened(current.answer)}"] if current else []
    return say(
        f"{code(number)} vừa được người khác trả lời, nên bản nháp chưa được gửi.",
        *said,
        f"Muốn thay câu trả lời đó, anh/chị gõ: {code(number)} kèm câu trả lời mới.",
    )


def which_code(numbers: Collection[int]) -> Outgoing:
    return say(WHICH_CODE.format(code=code(min(numbers))))
