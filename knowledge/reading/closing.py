"""The end of a document: recipients, the signer's position and name. Appendices may follow it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from knowledge.reading.lines import Line
from knowledge.reading.marks import appendix_mark, is_upper, mark_of

_RECIPIENTS = re.compile(r"nơi nhận\s*:?\s*(.*)$", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?:TM|KT|TL|TUQ|Q)\s?\.\s?(?=[^\W\d_])")
_POSITION = re.compile(
    r"(?:phó |quyền |q\. ?)?(?:chủ tịch|trưởng phòng|trưởng ban|giám đốc|hiệu trưởng|chánh văn phòng|bí thư)"
    r"(?: [^\d.;:]{0,40})?$",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"\(?(?:đã ký|ký tên, đóng dấu|ký, ghi rõ họ tên)\)?$", re.IGNORECASE)
_TYPIST = re.compile(r"(\blưu\b.*?[.;])\s+\w{1,6}$", re.IGNORECASE)

MAX_LINE = 160


@dataclass(slots=True)
class Closing:
    recipients: list[str] = field(default_factory=list)
    authority: list[str] = field(default_factory=list)  # "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"
    position: str = ""
    signer: str = ""


def split_closing(lines: list[Line]) -> tuple[list[Line], Closing]:
    """The lines without the closing block, and what that block says."""
    closing = Closing()
    start = next((index for index, line in enumerate(lines) if _opens(line)), len(lines))
    end = start
    while end < len(lines) and _take(closing, lines, end):
        end += 1
    return lines[:start] + lines[end:], closing


def _opens(line: Line) -> bool:
    if line.cells or len(line.text) > MAX_LINE:
        return False
    upper = is_upper(line.text)
    return bool(_RECIPIENTS.match(line.text) or (upper and (_AUTHORITY.match(line.text) or _POSITION.match(line.text))))


def _take(closing: Closing, lines: list[Line], index: int) -> bool:
    """Take one line into the closing; False where the closing is over."""
    line = lines[index]
    text = line.text
    if line.cells or len(text) > MAX_LINE or _opens_appendix(lines, index):
        return False
    recipients = _RECIPIENTS.match(text)
    mark = mark_of(text)
    if recipients:
        closing.recipients.extend(filter(None, (part.strip(" .-") for part in recipients[1].split(";"))))
    elif _AUTHORITY.match(text):
        closing.authority.append(text)
    elif _POSITION.match(text):
        closing.position = text[0].upper() + text[1:].lower() if is_upper(text) else text
    elif mark.kind in {"bullet", "sub"} and not closing.signer:
        closing.recipients.append(_TYPIST.sub(r"\1", mark.rest).strip(" ;."))
    elif _is_name(text) and not closing.signer:
        closing.signer = text.title() if is_upper(text) else text
    else:
        return bool(_SIGNED.match(text))
    return True


def _opens_appendix(lines: list[Line], index: int) -> bool:
    line = lines[index]
    if line.level or appendix_mark(line.text):
        return not (_POSITION.match(line.text) or _RECIPIENTS.match(line.text))
    if not is_upper(line.text) or _AUTHORITY.match(line.text) or _POSITION.match(line.text):
        return False
    following = next((other for other in lines[index + 1 : index + 5] if not is_upper(other.text)), None)
    return following is not None and (bool(following.cells) or following.text.lower().startswith("(kèm theo"))


def _is_name(text: str) -> bool:
    """A person's name: two to six capitalised words, titles such as "TS." allowed."""
    words = text.split()
    return 2 <= len(words) <= 6 and all(word[0].isupper() and not any(map(str.isdigit, word)) for word in words)
