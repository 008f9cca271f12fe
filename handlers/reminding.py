"""What a call says: the principal's digest of what is due, and the specialist's of who is silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate

from db.models import ItemKind, ReportRequest, RequestState, School
from handlers.messages import Block, Button, Outgoing
from handlers.wording import label, lead, paragraph
from scheduler.agenda import FIRST
from scheduler.chasing import Call, Line, OfficeCall, Silence

OPEN, DONE, DOING, TROUBLE, WRITE = "v", "vd", "vg", "vk", "vb"  # verbs of buttons; the argument is the request's id
LOOK = "si"  # of handlers.overview: one occurrence, as staff see it
STATUS_LABELS = ((DONE, "✅ Đã xong"), (DOING, "⏳ Đang làm"), (TROUBLE, "⚠️ Gặp khó khăn"), (WRITE, "📝 Báo cáo"))
MOST_BUTTONS = 8
ROOM = 3_300  # characters for what is told one by one, so that it is one message everywhere; the rest is a command away
MOST_SCHOOLS = 15  # named one by one
TEXT_LENGTH = 160  # characters of an item's text in a digest


def code(number: int) -> str:
    return f"#V{number}"


def request_buttons(request: ReportRequest) -> tuple[Button, ...]:
    """The four answers to one request."""
    return tuple(Button(shown, f"{verb}:{request.id}") for verb, shown in STATUS_LABELS)


def call(given: Call, today: date) -> Outgoing:
    """What is late, due and to come, in that order; answered by one tap where it is one thing, by two where several."""
    several = len({line.school.id for line in given.lines}) > 1
    owed = [line for line in given.lines if line.request]
    blocks: list[Block] = [lead(_title(given, today))]
    room = ROOM
    for title, lines in _kinds(given.lines, today):
        told = _fitting([f"- {_line(line, several)}" for line in lines], room)
        room -= sum(map(len, told))
        left = (
            [f"- và {len(lines) - len(told)} việc nữa, gõ /viec hoặc /lich để xem đủ"] if len(told) < len(lines) else []
        )
        blocks.append(paragraph("\n".join([title, *told, *left])))
    if owed:
        one = len(owed) == 1
        blocks.append(
            paragraph("Mời anh/chị bấm nút, hoặc nhắn lại vài chữ." if one else "Anh/chị bấm vào từng việc để báo cáo.")
        )
    if len(owed) > MOST_BUTTONS:
        blocks.append(paragraph(f"Còn {len(owed) - MOST_BUTTONS} việc nữa, gõ /viec để xem đủ."))
    return Outgoing(tuple(blocks), buttons=_buttons(owed, several))


def office_call(given: OfficeCall) -> Outgoing:
    """Who has not answered, and apart from them who could not be reached."""
    count = len({school.id for silence in given.silences for school in (*silence.silent, *silence.unreachable)})
    told = _fitting([_silence(each) for each in given.silences], ROOM)
    left = len(given.silences) - len(told)
    more = f"Còn {left} việc nữa. Gõ" if left else "Gõ"
    rest = paragraph(f"{more} /tinhhinh để xem cả tháng và nhắc ngay.")
    return Outgoing((lead(f"Đã quá hạn: {count} trường chưa báo cáo."), *map(paragraph, told), rest))


def _title(given: Call, today: date) -> str:
    owed = sum(line.request is not None for line in given.lines)
    names = list(dict.fromkeys(line.school.name for line in given.lines))
    whose = names[0] if len(names) == 1 else f"{len(names)} trường"
    if all(line.item.kind is ItemKind.REQUEST and line.step == FIRST for line in given.lines):
        asks = given.office.short_name
        return f"{asks[:1].upper()}{asks[1:]} yêu cầu {whose} báo cáo {len(given.lines)} việc."
    if any(line.step == FIRST for line in given.lines):
        told, count = f"Tháng {today.month}/{today.year}, {whose} có", len(given.lines)
        if owed in (0, count):
            return f"{told} {count} việc{' cần báo cáo' if owed else ''}."
        return f"{told} {count} việc, trong đó {owed} việc cần báo cáo."
    return f"{whose} có {owed} việc cần báo cáo."


def _kinds(lines: Sequence[Line], today: date) -> Iterable[tuple[str, list[Line]]]:
    """The lines under the words that say how much time is left."""
    owed = [line for line in lines if line.request]
    kinds = (
        ("Quá hạn:", [line for line in owed if line.request and line.request.due < today]),
        ("Hạn hôm nay:", [line for line in owed if line.request and line.request.due == today]),
        ("Cần báo cáo:", [line for line in owed if line.request and line.request.due > today]),
        ("Việc khác trong tháng:", [line for line in lines if line.request is None]),
    )
    return [(title, found) for title, found in kinds if found]


def _fitting(told: Sequence[str], room: int) -> list[str]:
    """The first of `told` that fit into so many characters."""
    return [each for each, used in zip(told, accumulate(map(len, told)), strict=True) if used <= room]


def _line(line: Line, several: bool) -> str:
    due = f" (hạn {line.request.due:%d/%m})" if line.request else ""
    at = f" – {line.school.name}" if several else ""
    is_back = line.request and line.request.state is RequestState.RETURNED
    back = f" – cơ quan đề nghị bổ sung: {_short(line.request.reason)}" if line.request and is_back else ""
    return f"{code(line.item.number)} {_short(line.item.text)}{due}{at}{back}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= TEXT_LENGTH else words[: TEXT_LENGTH - 1].rstrip() + "…"


def _buttons(owed: Sequence[Line], several: bool) -> tuple[Button, ...]:
    if len(owed) == 1 and owed[0].request:
        return request_buttons(owed[0].request)
    months = Counter((line.item.id, line.school.id) for line in owed)
    shown = owed[:MOST_BUTTONS]
    return tuple(_open_button(line, several, months[line.item.id, line.school.id] > 1) for line in shown)


def _open_button(line: Line, several: bool, is_dated: bool) -> Button:
    """Opens the four of one request among several; dated where another month of the same is owed too."""
    due = f" ({line.request.due:%d/%m})" if line.request and is_dated else ""
    at = f"{line.school.name}: " if several else ""
    request_id = line.request.id if line.request else 0
    return Button(label(f"{code(line.item.number)}{due} {at}{line.item.text}"), f"{OPEN}:{request_id}")


def _silence(silence: Silence) -> str:
    lines = [f"{code(silence.item.number)} {_short(silence.item.text)}"]
    if silence.silent:
        lines.append(f"- Chưa trả lời ({len(silence.silent)}): {_names(silence.silent)}")
    if silence.unreachable:
        lines.append(f"- Chưa liên lạc được qua bot ({len(silence.unreachable)}): {_names(silence.unreachable)}")
    return "\n".join(lines)


def _names(schools: Sequence[School]) -> str:
    named = ", ".join(school.name for school in schools[:MOST_SCHOOLS])
    return named if len(schools) <= MOST_SCHOOLS else f"{named} và {len(schools) - MOST_SCHOOLS} trường khác"
