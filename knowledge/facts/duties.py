"""Who does what: a person's paragraph in the assignment part, cut into duties, and the schools in a list."""

from __future__ import annotations

import re

from knowledge.document import Section
from knowledge.language.clauses import sentences, split_outside_brackets
from knowledge.language.lexicon import lexicon
from knowledge.language.text import UPPER, fold, plain

TITLE = re.compile(
    rf"^(?:[\d.]+\s*)?(?:Đồng chí|Đ/c|Ông|Bà|Thầy|Cô)\s+((?:[{UPPER}]\w*\s?){{2,5}})(?:\s*[-–,:(]\s*(.*))?$"
)
# The reason of somebody's absence is nobody's business: the clause that holds it is cut or left out, or in a sentence
# that tells until when they are away, the reason alone. Scanned plans often lack an accent in it.
REASON = (
    r"(?:chế độ )?(?:thai s[aả]n|[oố]m|đ[eẻ]|sinh(?: con)?|chữa bệnh|điều trị|dưỡng (?:bệnh|thai)|việc riêng|phép)\b"
)
ABSENCE = re.compile(
    rf"\s*(?:trong thời gian (?:này|đ/c|đồng chí)[^.;]*?)?\bngh[iỉ] {REASON}[^.;]*",
    re.I,
)
AWAY = re.compile(r"\s*trong thời gian (?:đ/c|đồng chí)[^.;]*nghỉ[^.;]*", re.I)
NAMED_AWAY = re.compile(
    rf"(\b(?i:đồng chí|đ/c|ông|bà|thầy|cô)\s+(?:[{UPPER}]\w*\s*){{1,5}}[^.;]*?\b(?i:ngh[iỉ])) (?i:{REASON})"
)
LEVEL_LABEL = r"(?:MN|[Mm]ầm non|TH|[Tt]iểu học|THCS|[Tt]rung học cơ sở|THPT|[Ll]iên cấp)"
SCHOOLS = re.compile(rf"\b({LEVEL_LABEL})\b(?: tư thục| công lập)?(?: trường)?[:(]?\s*\(?((?:[{UPPER}]\w*)[^;.)]*)")
NAME = re.compile(rf"(?:(?:[{UPPER}]\w*|-|–)\s*){{1,6}}")


def person_of(section: Section) -> tuple[str, str] | None:
    """(name, position) where the section is one person's, else None."""
    if not section.path:
        return None
    found = TITLE.match(plain(section.path[-1].title))
    return (found.group(1).strip(), (found.group(2) or "").strip()) if found else None


def without_absence(text: str) -> str:
    """`text` without the reason of anybody's absence."""
    return ABSENCE.sub("", AWAY.sub("", text)).strip(" ;.")


def without_reason(text: str) -> str:
    """`text` where of somebody who is named it says that, and until when, but no longer why they are away."""
    return NAMED_AWAY.sub(r"\1 …", text)


def duties(text: str) -> list[str]:
    """The duties of one paragraph, each with the verb that governs it where the list goes on by level alone."""
    found: list[str] = []
    for sentence in sentences(text):
        for piece in split_outside_brackets(sentence):
            kept = without_absence(piece)
            if re.match(rf"{LEVEL_LABEL}\b", kept):
                kept = f"phụ trách trường {kept}"
            if len(fold(kept)) > 2:
                found.append(kept)
    return found


def schools(text: str) -> list[tuple[str, str]]:
    """(level, name) of every school listed after a level label: "THCS: Khương Đình, Nhân Chính; TH Kim Giang"."""
    found = []
    for match in SCHOOLS.finditer(text):
        levels = lexicon().levels_in(lexicon().words(match.group(1)))
        for piece in match.group(2).split(","):
            name = NAME.match(piece.strip())
            if not name:
                break
            if not re.match(r"(?:MN|TH|THCS|THPT|GD|CB|GV|HS)\b", name.group()):
                found.append((next(iter(levels), ""), name.group().strip(" -–")))
    return found
