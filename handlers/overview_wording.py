"""What staff read of how their schools stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from db.models import AgendaItem, Office, Report, ReportFile, School
from db.overview import OWES, Cell, Standing
from handlers.messages import Attachment, Block, BlockKind, Button, Intent, Outgoing
from handlers.reminding import MOST_SCHOOLS, TEXT_LENGTH, code, request_buttons
from handlers.reports_wording import understood, value_shown
from handlers.wording import label, lead, paragraph, say

MOST_TASKS = 15  # told in one message
STANDINGS = {
    Standing.ON_TIME: "đúng hạn",
    Standing.LATE: "trễ hạn",
    Standing.MISSING: "thiếu",
    Standing.RETURNED: "trả lại chờ bổ sung",
    Standing.WAITING: "chưa tới hạn",
    Standing.EXEMPT: "được miễn",
}
SIGNS = {
    Standing.ON_TIME: "✅",
    Standing.LATE: "🟡",
    Standing.MISSING: "❌",
    Standing.RETURNED: "↩️",
    Standing.WAITING: "⬜",
    Standing.EXEMPT: "➖",
}
REASONS = ("Thiếu số liệu", "Chưa rõ kết quả", "Thiếu tệp kèm theo", "Nhầm kỳ hoặc nhầm việc")
LONGEST_REASON = 500  # characters

REMIND, EACH_SCHOOL, RETURN, EXEMPT, NOT_EXEMPT, NEVER_MIND = (
    "Nhắc ngay", "Xem từng trường", "Trả lại", "Miễn", "Bỏ miễn", "Thôi",
)  # fmt: skip
NO_SUCH_ITEM = "Không có việc mang mã này. Gõ /tinhhinh để xem các việc trong tháng."
NO_SUCH_SCHOOL = "Không tìm thấy trường “{words}”. Anh/chị gõ tên trường, ví dụ: /tinhhinh MN Hoa Mai"
NOTHING_TO_REMIND = "Không còn trường nào cần nhắc."
NOTHING_TO_RETURN = "Trường chưa có báo cáo nào đang được tính cho việc này."
REASON_GONE = "Lý do này không còn hiệu lực. Anh/chị bấm Trả lại để làm lại."
REASON_LENGTH = f"Lý do cần từ 2 đến {LONGEST_REASON} ký tự. Anh/chị vui lòng gõ lại."
EDIT = "Sửa việc này"
LEFT_AS_IT_IS = "Vâng, tôi để nguyên."


def month_name(year: int, month: int) -> str:
    return f"Tháng {month}/{year}"


def short(item: AgendaItem) -> str:
    text = item.text if len(item.text) <= TEXT_LENGTH else item.text[: TEXT_LENGTH - 1].rstrip() + "…"
    return f"{code(item.number)} {text}"


def month(
    title: str,
    office: Office,
    cells: Sequence[Cell],
    missed: Mapping[int, int],
    pictures: Sequence[Attachment],
    buttons: Sequence[Button],
) -> Outgoing:
    """The month's figures, in all and by task, the most missing first; and the calls that were `missed`, by number."""
    lost = [paragraph(_missed(missed))] if missed else []
    if not cells:
        sentence = f"{title}, {office.short_name}: chưa có việc nào cần báo cáo."
        return Outgoing((lead(sentence), *lost), buttons=tuple(buttons))
    tasks = by_task(cells)
    told = [f"- {short(of[0].item)} (hạn {of[0].request.due:%d/%m}): {_tally(of)}" for of in tasks[:MOST_TASKS]]
    if len(tasks) > MOST_TASKS:
        told.append(f"- và {len(tasks) - MOST_TASKS} việc khác, có trong hình")
    blocks = (
        lead(f"{title}, {office.short_name}: {_received(cells)}."),
        paragraph(_figures(cells)),
        paragraph("\n".join(told)),
        *lost,
    )
    return Outgoing(blocks, buttons=tuple(buttons), attachments=tuple(pictures))


def _missed(missed: Mapping[int, int]) -> str:
    listed = ", ".join(f"{code(number)} ({count})" for number, count in list(missed.items())[:MOST_TASKS])
    return f"Có {sum(missed.values())} lượt nhắc bị lỡ do hệ thống tạm ngừng, không gửi lại nữa: {listed}."


def by_task(cells: Iterable[Cell]) -> list[list[Cell]]:
    """The cells of each occurrence; those of which most is missing come first, then the earlier due."""
    grouped: dict[tuple[int, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        grouped[cell.occurrence].append(cell)
    return sorted(grouped.values(), key=lambda of: (-missing(of), of[0].request.due, of[0].item.number))


def missing(cells: Iterable[Cell]) -> int:
    return sum(cell.standing in (Standing.MISSING, Standing.RETURNED) for cell in cells)


def _received(cells: Collection[Cell]) -> str:
    counts = Counter(cell.standing for cell in cells)
    owing = len(cells) - counts[Standing.EXEMPT]
    came = counts[Standing.ON_TIME] + counts[Standing.LATE]
    return f"đã có {came}/{owing} báo cáo ({came * 100 // owing}%)" if owing else "các trường đều được miễn"


def _figures(cells: Iterable[Cell]) -> str:
    counts = Counter(cell.standing for cell in cells)
    words = ", ".join(f"{STANDINGS[each]} {counts[each]}" for each in STANDINGS if counts[each])
    return words[:1].upper() + words[1:] + "."


def _tally(cells: Sequence[Cell]) -> str:
    lacking = missing(cells)
    return _received(cells).removeprefix("đã có ") + (f", thiếu {lacking}" if lacking else "")


def task(cells: Sequence[Cell], unreachable: Collection[int], buttons: Sequence[Button]) -> Outgoing:
    """One occurrence: who is missing, who has trouble, who cannot be reached."""
    first = cells[0]
    blocks = [lead(f"{short(first.item)} (hạn {first.request.due:%d/%m/%Y}): {_received(cells)}.")]
    groups = [
        ("Thiếu", [c for c in cells if c.standing is Standing.MISSING]),
        ("Trả lại chờ bổ sung", [c for c in cells if c.standing is Standing.RETURNED]),
        ("Chưa tới hạn, chưa có báo cáo", [c for c in cells if c.standing is Standing.WAITING]),
        ("Gặp khó khăn", [c for c in cells if c.is_trouble]),
        ("Trễ hạn", [c for c in cells if c.standing is Standing.LATE]),
        ("Được miễn", [c for c in cells if c.standing is Standing.EXEMPT]),
        ("Chưa liên lạc được qua bot", [c for c in cells if c.standing in OWES and c.school.id in unreachable]),
    ]
    told = [f"- {title} ({len(found)}): {names(c.school for c in found)}" for title, found in groups if found]
    return Outgoing((*blocks, *([paragraph("\n".join(told))] if told else [])), buttons=tuple(buttons))


def names(schools: Iterable[School]) -> str:
    listed = [school.name for school in schools]
    if len(listed) <= MOST_SCHOOLS:
        return ", ".join(listed)
    return f"{', '.join(listed[:MOST_SCHOOLS])} và {len(listed) - MOST_SCHOOLS} trường khác"


def task_label(cells: Sequence[Cell]) -> str:
    lacking = missing(cells)
    state = f"thiếu {lacking}" if lacking else _received(cells).removeprefix("đã có ")
    return label(f"{code(cells[0].item.number)}: {state}")


def unsure_label(count: int) -> str:
    return f"{count} việc chưa rõ là cũ hay mới"


def cell_label(cell: Cell, by_school: bool) -> str:
    name = cell.school.name if by_school else f"{cell.request.due:%d/%m} {code(cell.item.number)} {cell.item.text}"
    return label(f"{SIGNS[cell.standing]} {name}")


def schools(cells: Sequence[Cell], buttons: Sequence[Button]) -> Outgoing:
    return Outgoing(
        (lead(f"{short(cells[0].item)}: anh/chị chọn trường."), paragraph(_key(cells))), buttons=tuple(buttons)
    )


def _key(cells: Iterable[Cell]) -> str:
    present = {cell.standing for cell in cells}
    return ", ".join(f"{sign} {STANDINGS[each]}" for each, sign in SIGNS.items() if each in present)


def school(whose: School, cells: Sequence[Cell], buttons: Sequence[Button]) -> Outgoing:
    if not cells:
        return say(f"{whose.name} chưa có việc nào cần báo cáo.")
    return Outgoing((lead(f"{whose.name}: {_received(cells)}."), paragraph(_key(cells))), buttons=tuple(buttons))


def which_school(buttons: Sequence[Button]) -> Outgoing:
    return Outgoing((lead("Anh/chị muốn xem trường nào?"),), Intent.CHOOSE, tuple(buttons))


def one(
    cell: Cell,
    files: Sequence[ReportFile],
    attachments: Sequence[Attachment],
    zone: ZoneInfo,
    reachable: bool,
    buttons: Sequence[Button],
) -> Outgoing:
    """One school's report on one occurrence, with its files."""
    request, report = cell.request, cell.report
    facts = [f"Hạn {request.due:%d/%m/%Y}, {STANDINGS[cell.standing]}."]
    if request.first_received_at:
        facts.append(f"Nhận lúc {_instant(request.first_received_at, zone)}.")
    if request.corrected_at:
        facts.append(f"Sửa lúc {_instant(request.corrected_at, zone)}.")
    if request.reason:
        facts.append(f"Lý do trả lại: {request.reason}")
    if not reachable:
        facts.append("Chưa liên lạc được qua bot.")
    blocks = [lead(f"{cell.school.name}: {short(cell.item)}"), paragraph(" ".join(facts))]
    if report:
        blocks += said(report)
    if kept_apart := [
        f"{each.name} ({'không tải được' if each.error else 'đang tải'})" for each in files if each.content is None
    ]:
        blocks.append(paragraph(f"Tệp chưa tải về: {'; '.join(kept_apart)}"))
    return Outgoing(tuple(blocks), buttons=tuple(buttons), attachments=tuple(attachments))


def said(report: Report) -> list[Block]:
    """What a report says: what was understood, then the person's own words."""
    facts = [understood(report)]
    if report.new_date:
        facts.append(f"hẹn {report.new_date:%d/%m/%Y}")
    facts += [f"{name}: {value_shown(value)}" for name, value in report.values.items()]
    blocks = [paragraph(f"Tình hình: {', '.join(facts)}.")]
    return [*blocks, Block(BlockKind.QUOTE, report.note)] if report.note else blocks


def _instant(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M %d/%m/%Y}"


def why_return(cell: Cell, buttons: Sequence[Button]) -> Outgoing:
    sentence = f"Anh/chị trả lại báo cáo {code(cell.item.number)} của {cell.school.name} vì lý do gì?"
    return Outgoing((lead(sentence), paragraph("Bấm một lý do, hoặc gõ lý do khác.")), Intent.ASK, tuple(buttons))


def with_reason(cell: Cell, reason: str, buttons: Sequence[Button]) -> Outgoing:
    sentence = f"Trả lại báo cáo {code(cell.item.number)} của {cell.school.name} với lý do:"
    return Outgoing((lead(sentence), Block(BlockKind.QUOTE, reason)), Intent.CHOOSE, tuple(buttons))


def to_amend(cell: Cell) -> Outgoing:
    """The returned report as it reaches the school, with its old text."""
    blocks = [
        lead(f"Cơ quan đề nghị {cell.school.name} bổ sung báo cáo {code(cell.item.number)}."),
        paragraph(f"Lý do: {cell.request.reason}"),
        paragraph(f"Việc: {short(cell.item)} (hạn {cell.request.due:%d/%m/%Y})"),
    ]
    if cell.report:
        blocks += [paragraph("Bản đã gửi:"), *said(cell.report)]
    hint = paragraph(f"Anh/chị bấm 📝 Báo cáo rồi gửi bản đã sửa, hoặc nhắn lại kèm mã {code(cell.item.number)}.")
    return Outgoing((*blocks, hint), buttons=request_buttons(cell.request))


def returned(cell: Cell, told: int, later: str) -> Outgoing:
    done = f"Đã trả lại báo cáo {code(cell.item.number)} của {cell.school.name}: {cell.request.reason}"
    if later:
        return say(done, f"Đang ngoài giờ nhắc: trường sẽ được báo lúc {later}.")
    if not told:
        return say(done, "Chưa liên lạc được với trường qua bot, anh/chị vui lòng báo bằng cách khác.")
    return say(done, f"Đã gửi bản cũ kèm lý do tới {told} người của trường.")


def exempted(cell: Cell) -> Outgoing:
    sentence = f"{cell.school.name} được miễn báo cáo {code(cell.item.number)}."
    return say(sentence, "Trường không được nhắc việc này nữa.")


def no_longer_exempt(cell: Cell) -> Outgoing:
    return say(f"Đã bỏ miễn: {cell.school.name} cần báo cáo {code(cell.item.number)}, hạn {cell.request.due:%d/%m/%Y}.")


def reminded(told: Sequence[School], just: Sequence[School], unreachable: Sequence[School], later: str) -> Outgoing:
    """Who was reminded, who was reminded a short while ago, and who cannot be reached."""
    sentence = f"Đã nhắc {len(told)} trường." if told else "Không nhắc thêm trường nào."
    if later and told:
        sentence = f"Đang ngoài giờ nhắc nên tôi chưa gửi: {len(told)} trường sẽ được nhắc lúc {later}."
    more = []
    if just:
        more.append(f"Vừa được nhắc hoặc đang chờ gửi nên không nhắc lại ({len(just)}): {names(just)}.")
    if unreachable:
        more.append(f"Chưa liên lạc được qua bot ({len(unreachable)}): {names(unreachable)}.")
    return say(sentence, *more)
