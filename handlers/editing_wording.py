"""What staff read while they edit a task, and the correction that schools get."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.models import AgendaItem
from handlers.messages import Block, BlockKind, Button, Intent, Outgoing
from handlers.overview_wording import short
from handlers.reminding import code
from handlers.wording import lead, paragraph, say
from scheduler.agenda import Occurrence
from scheduler.planner import Change, Effect

MOVE, REWORD, WHOM, ASK_REPORT, NO_REPORT, WITHDRAW, RESTORE = (
    "Đổi hạn", "Sửa nội dung", "Đổi trường áp dụng", "Yêu cầu báo cáo", "Bỏ yêu cầu báo cáo", "Rút việc",
    "Khôi phục việc",
)  # fmt: skip
APPLY, APPLY_AND_TELL, APPLY_SILENTLY, NEVER_MIND = (
    "Áp dụng",
    "Áp dụng và gửi đính chính",
    "Áp dụng, không gửi đính chính",
    "Thôi",
)
SAME, NOT_SAME = "Đúng, là một việc", "Không, là việc mới"
MOST_OCCURRENCES = 4
NO_ITEMS = "Chưa có việc nào sắp tới hạn. Việc được lấy từ kế hoạch đang dùng."
NO_DATE = "Không rõ ngày nào. Anh/chị gõ ngày và tháng, ví dụ: 15/11"
PREVIEW_GONE = "Bản xem trước này đã hết hiệu lực. Gõ /suaviec kèm mã việc để làm lại."
NOTHING_UNSURE = "Không còn việc nào chưa rõ."
PERIOD_OVER = "Việc này không còn kỳ nào sắp tới."


def chosen(items: Sequence[tuple[AgendaItem, date | None]], unsure: int, buttons: Sequence[Button]) -> Outgoing:
    """The tasks that fall due next."""
    if not items:
        return say(NO_ITEMS)
    lines = [f"- {short(item)}{f' (hạn {due:%d/%m/%Y})' if due else ''}" for item, due in items]
    more = [paragraph(f"Có {unsure} việc của bản kế hoạch mới chưa rõ là việc cũ hay mới.")] if unsure else []
    hint = paragraph("Bấm vào việc cần sửa, hoặc gõ /suaviec kèm mã, ví dụ: /suaviec V10")
    return Outgoing((lead("Việc sắp tới hạn:"), paragraph("\n".join(lines)), *more, hint), buttons=tuple(buttons))


def item(
    shown: AgendaItem, coming: Sequence[Occurrence], whom: str, fields: Sequence[str], buttons: Sequence[Button]
) -> Outgoing:
    facts = [f"Áp dụng cho: {whom}", f"Báo cáo: {'cần' if shown.owes else 'không cần'}"]
    if fields:
        facts.append(f"Mục cần điền: {'; '.join(fields)}")
    if coming:
        facts.append("Hạn: " + "; ".join(f"{each.due:%d/%m/%Y}" for each in coming[:MOST_OCCURRENCES]))
        if len(coming) > MOST_OCCURRENCES:
            facts[-1] += f" và {len(coming) - MOST_OCCURRENCES} kỳ nữa"
    if shown.withdrawn_at:
        facts.append("Đã rút, không nhắc nữa.")
    if shown.edited:
        facts.append("Đã được cán bộ sửa; khi có bản kế hoạch mới, phần đã sửa vẫn giữ nguyên.")
    text = "\n".join(f"- {fact}" for fact in facts)
    return Outgoing((lead(f"{code(shown.number)} {shown.text}"), paragraph(text)), buttons=tuple(buttons))


def which_period(number: int, buttons: Sequence[Button]) -> Outgoing:
    return Outgoing((lead(f"Anh/chị đổi hạn kỳ nào của {code(number)}?"),), Intent.CHOOSE, tuple(buttons))


def ask(sentence: str, example: str, buttons: Sequence[Button]) -> Outgoing:
    return Outgoing((lead(sentence), paragraph(example)), Intent.ASK, tuple(buttons))


def preview(shown: AgendaItem, what: str, effect: Effect, affected: int, buttons: Sequence[Button]) -> Outgoing:
    """What the change would do, before it is made."""
    lines = [_calls(effect, "sẽ")]
    if affected:
        lines.append(f"{affected} trường đã nhận bản cũ: gửi đính chính?")
    blocks = (lead(f"Sẽ đổi {code(shown.number)}: {what}"), paragraph("\n".join(lines)))
    return Outgoing(blocks, Intent.CHOOSE, tuple(buttons))


def _calls(effect: Effect, tense: str) -> str:
    """What becomes, or has become, of the calls that are not sent."""
    counts = ((effect.moved, "chưa gửi ", "dời"), (effect.cancelled, "chưa gửi ", "bỏ"), (effect.added, "", "thêm"))
    told = [f"{count} lượt nhắc {which}{tense} {verb}" for count, which, verb in counts if count]
    return f"{', '.join(told)}." if told else "Không lượt nhắc nào thay đổi."


def applied(shown: AgendaItem, what: str, effect: Effect, schools: int, people: int) -> Outgoing:
    lines = [_calls(effect, "đã")]
    if people:
        lines.append(f"Đã gửi đính chính tới {people} người của {schools} trường.")
    return say(f"Đã đổi {code(shown.number)}: {what}", *lines)


def too_late_to_tell(at: str, buttons: Sequence[Button]) -> Outgoing:
    blocks = (
        lead("Đang ngoài giờ nhắc nên chưa gửi đính chính được, việc chưa đổi."),
        paragraph(f"Anh/chị bấm lại từ {at}, hoặc bấm “{APPLY_SILENTLY}”."),
    )
    return Outgoing(blocks, Intent.CHOOSE, tuple(buttons))


def change(given: Change, before: AgendaItem, old_due: date | None, whom: str) -> str:
    """The change as a phrase."""
    if given.due:
        return f"hạn {f'{old_due:%d/%m/%Y} → ' if old_due else ''}{given.due[1]:%d/%m/%Y}"
    if given.text:
        return f"nội dung mới: “{given.text}”"
    if given.audience is not None:
        return f"áp dụng cho {whom}"
    if given.owes is not None:
        return "cần báo cáo" if given.owes else "không cần báo cáo"
    return "rút việc" if given.withdrawn else "khôi phục việc"


def correction(given: Change, shown: AgendaItem, old_due: date | None, old_text: str) -> Outgoing:
    """What goes to exactly those who were told the former version."""
    name = code(shown.number)
    blocks: list[Block] = [lead(f"Đính chính {name}: {_corrected(given, old_due)}")]
    if given.text:
        blocks += [Block(BlockKind.QUOTE, shown.text)]
    else:
        blocks += [paragraph(f"Việc: {old_text}")]
    return Outgoing(tuple(blocks))


def _corrected(given: Change, old_due: date | None) -> str:
    if given.due:
        return f"hạn mới là {given.due[1]:%d/%m/%Y}{f' (trước là {old_due:%d/%m/%Y})' if old_due else ''}."
    if given.text:
        return "nội dung mới như sau."
    if given.audience is not None:
        return "việc này không áp dụng cho trường của anh/chị nữa."
    if given.owes is not None:
        return "việc này cần báo cáo." if given.owes else "việc này không cần báo cáo nữa."
    return "việc này đã rút, anh/chị không phải thực hiện." if given.withdrawn else "việc này có hiệu lực trở lại."


def unsure(new: AgendaItem, old: AgendaItem, left: int, buttons: Sequence[Button]) -> Outgoing:
    blocks = (
        lead(f"Việc mới {code(new.number)} có phải là việc cũ {code(old.number)} không?"),
        paragraph(f"- Bản mới: {new.text}\n- Bản cũ: {old.text}"),
        paragraph(f"Đúng thì lịch nhắc và báo cáo đã có được giữ. Còn {left} việc chưa rõ."),
    )
    return Outgoing(blocks, Intent.CHOOSE, tuple(buttons))


def settled(is_same: bool, new: AgendaItem, old: AgendaItem) -> str:
    if is_same:
        return f"Đã gộp: {code(old.number)} tiếp tục, theo bản mới."
    return f"Đã tách: {code(new.number)} là việc mới, {code(old.number)} thôi nhắc."


def after(said: str, message: Outgoing) -> Outgoing:
    """What was done, and then what comes next."""
    return Outgoing((paragraph(said), *message.blocks), message.intent, message.buttons)
