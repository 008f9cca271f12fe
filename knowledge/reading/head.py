"""The top of a document: letterhead, number, place and date, kind and title."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from knowledge.reading.lines import Line
from knowledge.reading.marks import is_finished, is_upper, mark_of

HEAD_LINES = 60
"""The title stands on the first page."""

KINDS = (
    "Kế hoạch",
    "Hướng dẫn",
    "Chương trình",
    "Phương án",
    "Đề án",
    "Quyết định",
    "Thông báo",
    "Chỉ thị",
    "Nghị quyết",
    "Tờ trình",
    "Báo cáo",
    "Công văn",
)

_NUMBER = re.compile(
    r"số\s*:?\s*(?P<digits>\d*(?:\s*/\s*20\d\d)?)\s*/\s*(?P<suffix>[A-ZĐƯ][A-ZĐƯ&]*(?:\s?[-–]\s?[A-ZĐƯ][A-ZĐƯ&]*)*)",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"số\s*:\s*(?P<digits>\d+)$", re.IGNORECASE)
_DATE = re.compile(
    r"(?P<place>[^,\d:]{2,60}),\s*ngày\s*(?P<day>\d{0,2})[\s.…]*tháng\s*(?P<month>\d{0,2})[\s.…]*năm\s*(?P<year>\d{4})",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:v/v|về việc)\s*:?\s*(.+)", re.IGNORECASE)
_KIND = re.compile(rf"({'|'.join(KINDS)})\b\s*:?\s*(.*)$", re.IGNORECASE)
_PREAMBLE = ("căn cứ", "kính gửi", "(kèm theo", "(ban hành")
LONG_TITLE_LINE = 150
"""A longer line below a line of the title begins the text."""


@dataclass(slots=True)
class Head:
    """What the top of the document says, as printed. `date` is (day or 0, month, year)."""

    letterhead: list[str] = field(default_factory=list)
    number: str = ""
    suffix: str = ""  # "KH-UBND": also there where the number is left blank
    place: str = ""
    date: tuple[int, int, int] | None = None
    kind: str = ""
    title: str = ""


def split_head(lines: list[Line]) -> tuple[Head, list[Line]]:
    """The head, and the lines that are not part of it."""
    head = Head()
    used: set[int] = set()
    index = 0
    while index < min(len(lines), HEAD_LINES):
        line = lines[index]
        if line.cells or (not head.title and _opens_body(line)):
            break
        taken = 1 if _take_number(head, line) | _take_date(head, line) else 0
        if not taken and head.title:
            break
        taken = taken or _take_title(head, lines, index) or _take_letterhead(head, line)
        used.update(range(index, index + taken))
        index += max(1, taken)
    if not head.title:
        head.letterhead.clear()
        used.clear()
    return head, [line for index, line in enumerate(lines) if index not in used]


def _opens_body(line: Line) -> bool:
    return mark_of(line.text).kind == "roman" or line.text.lower().startswith("căn cứ")


def _take_number(head: Head, line: Line) -> bool:
    found = (
        (_NUMBER.match(line.text) or _BARE_NUMBER.match(line.text))
        if len(line.text) < 160 and not head.suffix
        else None
    )
    if not found:
        return False
    digits = "".join(found["digits"].split())
    head.suffix = "".join(found.groupdict().get("suffix", "").split()).replace("–", "-")
    head.number = "/".join(filter(None, (digits, head.suffix))) if digits else ""
    return True


def _take_date(head: Head, line: Line) -> bool:
    found = _DATE.search(line.text) if len(line.text) < 200 and not head.date else None
    if not found or is_finished(line.text):
        return False
    head.place = found["place"].split("/")[-1].strip()
    if len(words := head.place.split()) > 5:
        head.place = " ".join(words[-4:])
    if found["month"] and 1 <= int(found["month"]) <= 12:
        head.date = (int(found["day"] or 0), int(found["month"]), int(found["year"]))
    return True


def _take_title(head: Head, lines: list[Line], index: int) -> int:
    """How many lines the title takes from `index`: its kind on one line and its words below, or both in one."""
    line = lines[index]
    subject = _SUBJECT.match(line.text)
    if subject:
        rest, count = _title_lines(lines, index + 1, first_gap=0)
        head.title = _sentence(" ".join([subject[1], *rest]))
        return 1 + count
    found = _KIND.match(line.text) if len(line.text) < 400 else None
    if not found or (is_finished(line.text) and not line.level):
        return 0
    head.kind = found[1].capitalize()
    if not found[2]:
        rest, count = _title_lines(lines, index + 1, first_gap=99)
        head.title = _titled(head.kind, " ".join(rest))
        return 1 + count
    rest, count = _title_lines(lines, index + 1, first_gap=0)
    head.title = " ".join([line.text, *rest])
    return 1 + count


def _title_lines(lines: list[Line], start: int, first_gap: int) -> tuple[list[str], int]:
    """The lines that go on with the title: those that stand together, and the half that a page break cut off."""
    taken: list[str] = []
    for line in lines[start : start + 8]:
        torn = bool(taken) and line.text[0].islower()
        stands_apart = line.gap > (0 if taken else first_gap) and not torn
        if stands_apart or _is_no_title(line) or (taken and _begins_text(taken[-1], line)):
            break
        taken.append(line.text)
    return taken, len(taken)


def _is_no_title(line: Line) -> bool:
    text = line.text
    other = mark_of(text).kind or text.lower().startswith(_PREAMBLE) or _NUMBER.match(text) or _DATE.search(text[:200])
    return bool(line.cells or other)


def _begins_text(title: str, line: Line) -> bool:
    return is_finished(title) or (len(line.text) > LONG_TITLE_LINE and not line.text[0].islower())


def _titled(kind: str, rest: str) -> str:
    if not rest or is_upper(rest):
        return f"{kind.upper()} {rest}".strip() if rest else kind
    return f"{kind} {rest[0].lower()}{rest[1:]}" if rest[1:2].islower() else f"{kind} {rest}"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _take_letterhead(head: Head, line: Line) -> int:
    if line.level or not is_upper(line.text) or len(line.text) > 100:
        return 0
    head.letterhead.append(line.text)
    return 1
