"""What is said about reports: the request, what was understood of a report, what cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from db.models import FieldType, Report, ReportStatus, RequestState
from db.reports import Owed
from handlers.messages import Block, BlockKind, Button, Intent, Outgoing
from handlers.reminding import code
from handlers.wording import label, lead, paragraph

STATUS = {
    ReportStatus.DONE: "đã xong",
    ReportStatus.DOING: "đang làm",
    ReportStatus.TROUBLE: "gặp khó khăn",
}
LABELS = {
    ReportStatus.DONE: "✅ Đã xong",
    ReportStatus.DOING: "⏳ Đang làm",
    ReportStatus.TROUBLE: "⚠️ Gặp khó khăn",
}
AMISS = {
    FieldType.NUMBER: "Mục này cần một con số, ví dụ: 245.",
    FieldType.YES_NO: "Mục này cần trả lời có hoặc không.",
    FieldType.CHOICE: "Anh/chị vui lòng chọn một trong các lựa chọn dưới đây.",
    FieldType.TEXT: "Mục này cần ghi vài chữ.",
}
SHORT, LONG = 150, 1_500  # characters quoted of what was written, in a confirmation and to be amended

EDIT_LABEL, WRONG_LABEL, RIGHT_LABEL, LATER_LABEL = "Sửa", "Sai việc?", "✔️ Đúng vậy", "Để sau"
NO_TASK_LABEL, QUESTION_LABEL = "Không thuộc việc nào, bỏ đi", "Đây là câu hỏi"

FOR_PRINCIPALS = "Mục này dành cho lãnh đạo nhà trường đã vào bằng mã mời. Anh/chị cứ hỏi, tôi trả lời theo kế hoạch."
IN_PRIVATE = "Việc và báo cáo của trường chỉ xem và gửi được khi trò chuyện riêng."
NOT_YOUR_SCHOOL = "Việc này thuộc trường khác nên anh/chị không báo cáo được. Chưa có gì thay đổi."
GONE = "Việc hoặc báo cáo này không còn nữa. Anh/chị gõ /viec để xem việc đang chờ."
STALE = "Lựa chọn này đã hết hiệu lực. Anh/chị vui lòng gửi lại nội dung báo cáo."
NEWER = "Việc này đã có bản báo cáo mới hơn nên bản cũ không được tính."
PUT_OFF = "Vâng, anh/chị báo cáo sau cũng được. Gõ /viec để xem việc đang chờ."
DROPPED = "Đã bỏ báo cáo vừa rồi."
NOTHING_WAITS = "Hiện trường không có việc nào chờ báo cáo."
AMEND_HINT = "Muốn sửa báo cáo đã gửi, anh/chị gõ /baocao hoặc ghi mã việc, ví dụ: #V10 …"
ABOUT = "Về câu hỏi “{question}”:"
WHICH_TO_REPORT = "Anh/chị muốn báo cáo hoặc sửa báo cáo của việc nào?"
BY_CODE = "Việc không có nút: anh/chị ghi mã việc trước nội dung báo cáo, ví dụ: #V10 …"
NO_CALENDAR = "Lịch của trường chưa có việc nào."
CALENDAR_HINT = "Mở tệp kèm theo để đưa lịch này vào điện thoại hoặc máy tính."
WHICH = "Nội dung này báo cáo cho việc nào ạ?"
WHICH_HINT = "Chưa ghi nhận gì cho tới khi anh/chị chọn."
MORE_HINT = "Còn việc khác: anh/chị ghi mã việc trước nội dung, ví dụ: #V{number} …"
UNTIL_CONFIRMED = "Báo cáo chỉ được tính sau khi anh/chị bấm nút, hoặc gõ lại cho rõ hơn."


def headline(owed: Owed) -> str:
    return f"{owed.school.name} – {code(owed.item.number)} {owed.item.text}"


def choice_label(owed: Owed, several_schools: bool) -> str:
    at = f"{owed.school.name}: " if several_schools else ""
    return label(f"{code(owed.item.number)} hạn {owed.request.due:%d/%m} {at}{owed.item.text}")


def opened(owed: Owed, report: Report | None, today: date, buttons: Sequence[Button]) -> Outgoing:
    """One request with its answers; what was sent for it before, and why it came back."""
    blocks = [lead(headline(owed)), paragraph(_stands(owed, today))]
    if report:
        blocks += _sent(report)
    if owed.item.fields:
        blocks.append(paragraph("Mục cần điền: " + "; ".join(str(each["name"]) for each in owed.item.fields) + "."))
    if buttons:
        blocks.append(paragraph("Mời anh/chị bấm nút, hoặc nhắn lại vài chữ."))
    return Outgoing(tuple(blocks), Intent.ASK, tuple(buttons))


def _stands(owed: Owed, today: date) -> str:
    request = owed.request
    match request.state:
        case RequestState.RETURNED:
            return f"Cơ quan đề nghị bổ sung: {request.reason or 'chưa rõ lý do'}"
        case RequestState.REPORTED:
            return "Đã báo cáo. Anh/chị gửi lại thì bản mới thay bản cũ."
        case RequestState.EXEMPT:
            return "Trường được miễn báo cáo việc này."
        case RequestState.WITHDRAWN:
            return "Việc này đã được rút, không cần báo cáo nữa."
    late = f", đã quá {(today - request.due).days} ngày" if request.due < today else ""
    return f"Hạn báo cáo: {request.due:%d/%m/%Y}{late}."


def _sent(report: Report) -> list[Block]:
    told = f"Bản đã gửi: {understood(report)}" if report.counted else "Bản đã gửi chưa được xác nhận."
    return [paragraph(told), *([Block(BlockKind.QUOTE, shortened(report.note, LONG))] if report.note else [])]


def write(owed: Owed, former: Report | None, takes_files: bool, buttons: Sequence[Button]) -> Outgoing:
    """Asks for the words of a report, or for better ones."""
    files = (
        "Có thể gửi kèm ảnh hoặc tài liệu." if takes_files else "Ảnh và tài liệu thì gửi qua Telegram hoặc trang web."
    )
    blocks = [lead(f"Mời anh/chị nhắn nội dung báo cáo: {headline(owed)}")]
    if former and former.note:
        blocks += [paragraph("Bản trước:"), Block(BlockKind.QUOTE, shortened(former.note, LONG))]
    return Outgoing((*blocks, paragraph(files)), Intent.ASK, tuple(buttons))


def confirmed(owed: Owed, report: Report, files: int, difficulty: str, buttons: Sequence[Button]) -> Outgoing:
    return Outgoing(
        (lead("Cảm ơn anh/chị, tôi đã ghi nhận báo cáo."), *_shown(owed, report, files, difficulty)),
        buttons=tuple(buttons),
    )


def unsure(owed: Owed, report: Report, files: int, difficulty: str, buttons: Sequence[Button]) -> Outgoing:
    """What was understood, to be confirmed."""
    blocks = (lead("Tôi hiểu như sau, anh/chị xem có đúng không:"), *_shown(owed, report, files, difficulty))
    return Outgoing((*blocks, paragraph(UNTIL_CONFIRMED)), Intent.CHOOSE, tuple(buttons))


def how_far(owed: Owed, report: Report, files: int, buttons: Sequence[Button]) -> Outgoing:
    """The words are kept, but do not say how the task stands."""
    blocks = [lead("Đã nhận nội dung. Việc này đến đâu rồi ạ?"), paragraph(headline(owed)), *_quoted(report)]
    if files:
        blocks.append(paragraph(f"Tệp kèm theo: {files}."))
    return Outgoing((*blocks, paragraph(UNTIL_CONFIRMED)), Intent.CHOOSE, tuple(buttons))


def _shown(owed: Owed, report: Report, files: int, difficulty: str) -> list[Block]:
    lines = [f"- Tình hình: {understood(report)}"]
    lines += [f"- {name}: {value_shown(value)}" for name, value in report.values.items()]
    if difficulty:
        lines.append(f"- Khó khăn: {shortened(difficulty, SHORT)}")
    if report.new_date:
        lines.append(f"- Hẹn xong: {report.new_date:%d/%m/%Y}")
    if files:
        lines.append(f"- Tệp kèm theo: {files}")
    return [paragraph("\n".join([headline(owed), *lines])), *_quoted(report)]


def _quoted(report: Report) -> list[Block]:
    quotes = report.note and not report.values
    return [Block(BlockKind.QUOTE, shortened(report.note, SHORT))] if quotes else []


def understood(report: Report) -> str:
    """ "đang làm, 60%, 12/15 lớp"."""
    percent = [f"{report.percent}%"] if report.percent is not None else []
    return ", ".join([STATUS[report.status], *percent, *map(_count, report.counts)])


def _count(count: Sequence[object]) -> str:
    done, total, unit = count
    told = f"{done}/{total}" if total is not None and done is not None else str(done if done is not None else total)
    return f"{told} {unit}".strip()


def value_shown(value: object) -> str:
    return {True: "có", False: "không"}[value] if isinstance(value, bool) else str(value)


def values_shown(values: Mapping[str, object]) -> str:
    return "\n".join(f"{name}: {value_shown(value)}" for name, value in values.items())


def field_asked(owed: Owed, index: int, amiss: bool, buttons: Sequence[Button], chooses: bool) -> Outgoing:
    """One field of several, by its name."""
    field = owed.item.fields[index]
    blocks = [lead(f"{field['name']}?"), paragraph(f"{headline(owed)} ({index + 1}/{len(owed.item.fields)})")]
    if amiss:
        blocks.insert(0, paragraph(AMISS[FieldType(field["type"])]))
    return Outgoing(tuple(blocks), Intent.CHOOSE if chooses else Intent.ASK, tuple(buttons))


def which(candidates: Sequence[Owed], buttons: Sequence[Button]) -> Outgoing:
    more = len(candidates) - sum(button.value.startswith("vc:") for button in buttons)
    hint = MORE_HINT.format(number=candidates[-1].item.number) if more > 0 else WHICH_HINT
    return Outgoing((lead(WHICH), paragraph(hint)), Intent.CHOOSE, tuple(buttons))


def which_instead(buttons: Sequence[Button]) -> Outgoing:
    return Outgoing((lead("Báo cáo này thuộc việc nào ạ?"),), Intent.CHOOSE, tuple(buttons))


def already(owed: Owed, report: Report) -> str:
    return f"Đã ghi nhận từ trước: {headline(owed)} ({understood(report)})."


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
