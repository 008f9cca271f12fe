"""Whom an announcement is for, from staff's own words: roles, grades, levels, wards, schools, who has not reported."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from db import agenda
from db.announcements import Audience, Whom
from db.models import Office, RequestState, School
from db.schools import roster
from handlers import audience as audiences
from handlers.desk import Desk
from handlers.reminding import code
from knowledge.errors import UserError
from knowledge.language.text import fold, nfc
from scheduler import agenda as schedule
from scheduler.planner import rhythm_for

HOW_TO_SAY = (
    "Ví dụ: phụ huynh khối 6; hiệu trưởng MN, TH; phụ huynh phường Hoa Sen; hiệu trưởng chưa báo cáo #V10; "
    "hoặc phụ huynh kèm tên các trường, cách nhau bằng dấu phẩy."
)
WHO = {
    Whom.EVERYONE: "phụ huynh, lãnh đạo nhà trường, cán bộ",
    Whom.PARENTS: "phụ huynh",
    Whom.PRINCIPALS: "lãnh đạo nhà trường",
    Whom.STAFF: "cán bộ của cơ quan",
    Whom.OWING: "lãnh đạo các trường",
}
_ROLES = {
    Whom.PARENTS: re.compile(r"\b(?:phu huynh(?: hoc sinh)?|phhs|cmhs|cha me(?: hoc sinh)?|bo me)\b"),
    Whom.PRINCIPALS: re.compile(r"\b(?:hieu truong|ban giam hieu|bgh|lanh dao(?: (?:cac )?(?:nha )?truong)?)\b"),
    Whom.STAFF: re.compile(r"\b(?:can bo(?: (?:cua )?co quan)?|chuyen vien)\b"),
}
_EVERYONE = re.compile(r"\bmoi nguoi\b|^tat ca$")
_GRADE = r"\d{1,2}(?!\d)(?:\s*[a-z]\d{0,2}\b)?"
_GRADES = re.compile(rf"\b(?:khoi|lop)\s*({_GRADE}(?:\s*(?:,|-|va|den|toi)\s*(?:khoi |lop )?{_GRADE}(?![\w/]))*)")
_OWING = re.compile(
    r"\b(?:chua|con no|con thieu|thieu|no)\b(?:\s+(?:nop|gui|bao cao|viec|cua))*\s*#?\s*v\s*(\d{1,6})\b"
)
_FILLER = re.compile(r"\b(?:tat ca|moi|toan bo|cac|nhung|va|cua|theo|hoc|o|tai|nguoi|truong|gui|cho|toi|den|thuoc)\b")
_OWES = (RequestState.OPEN, RequestState.RETURNED)


@dataclass(frozen=True, slots=True)
class Meant:
    """`audience` None: schools are named, but not who of them."""

    audience: Audience | None
    told: str = ""
    names_schools: bool = False


async def read(text: str, office: Office, desk: Desk) -> Meant:
    """Whom the words mean. Raises UserError where a name fits no school or two, or nobody is named."""
    text = nfc(text)
    text, owing, task = await _owing(text, office, desk)
    text, grades = _grades(text)
    text, roles = _roles(text)
    schools = await roster(desk.session, office.id)
    within = _within(text, schools, office.wards)
    if not roles and not owing and not grades:
        if within is None:
            raise UserError(f"Không rõ gửi cho ai. {HOW_TO_SAY}")
        return Meant(None, names_schools=True)
    audience = replace(owing or Audience(_whom(roles, grades)), grades=grades)
    audience = _restricted(audience, within) if within else audience
    _check(audience, roles)
    return Meant(audience, told(audience, schools, task), bool(within or owing))


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, list[re.Match[str]]]:
    """`text` without what the pattern finds in its folded form, and what that was."""
    folded = fold(text)
    if len(folded) != len(text):  # a letter that folds to two: its words are then told without accents
        text = folded
    found = list(pattern.finditer(folded))
    for each in reversed(found):
        text = f"{text[: each.start()]} {text[each.end() :]}"
    return text, found


async def _owing(text: str, office: Office, desk: Desk) -> tuple[str, Audience | None, str]:
    """Of a task that recurs: the last occurrence that has opened and is not reported by all, else the next.

    Returns the words that are left, the audience and how it is told.
    """
    text, found = _take(_OWING, text)
    if not found:
        return text, None, ""
    number = int(found[0][1])
    items = await agenda.by_code(desk.session, [office.id], number)
    rows = await agenda.requests_of(desk.session, items[0].id) if items else []
    owed = sorted({(row.opens, row.due, row.period) for row in rows if row.state in _OWES})
    if not owed:
        raise UserError(f"Không còn trường nào chưa báo cáo {code(number)}, hoặc không có việc này.")
    today = rhythm_for(office).today(desk.now)
    _, due, period = ([each for each in owed if each[0] <= today] or owed[:1])[-1]
    told = f" chưa báo cáo {code(number)} (hạn {due:%d/%m/%Y})"
    return text, Audience(Whom.OWING, item_id=items[0].id, period=period), told


def _grades(text: str) -> tuple[str, frozenset[int]]:
    """ "khối 6, 7", "lớp 1-5", "lớp 9A"."""
    text, found = _take(_GRADES, text)
    grades: set[int] = set()
    for each in found:
        said = re.sub(r"\b(\d{1,2})\s*[a-z]\d{0,2}\b", r"\1", each[1])
        for first, last in re.findall(r"(\d{1,2})(?:\s*(?:-|den|toi)\s*(?:khoi |lop )?(\d{1,2}))?", said):
            ends = sorted((int(first), int(last or first)))
            grades |= set(range(ends[0], ends[1] + 1))
    if not all(1 <= grade <= 12 for grade in grades):
        raise UserError("Khối lớp là từ 1 đến 12. Với trẻ mầm non, anh/chị gõ: phụ huynh mầm non.")
    return text, frozenset(grades)


def _roles(text: str) -> tuple[str, set[Whom]]:
    roles = set()
    for whom, pattern in _ROLES.items():
        text, found = _take(pattern, text.strip(" .!"))
        if found:
            roles.add(whom)
    text, found = _take(_EVERYONE, text.strip(" .!")) if not roles else (text, [])
    return text, {Whom.EVERYONE} if found else roles


def _whom(roles: set[Whom], grades: Collection[int]) -> Whom:
    if grades:
        return Whom.PARENTS
    return next(iter(roles)) if len(roles) == 1 else Whom.EVERYONE


def _within(text: str, schools: Sequence[School], wards: Collection[str]) -> schedule.Audience | None:
    """The schools that are named, None where none are."""
    parts = [part.strip(" .:") for part in re.split(r"[,;\n]|\s-\s", text)]
    named = [part for part in parts if re.search(r"\w", _FILLER.sub(" ", fold(part)))]
    return audiences.read(", ".join(named), schools, wards) if named else None


def _restricted(audience: Audience, within: schedule.Audience) -> Audience:
    return replace(
        audience,
        levels=within.levels,
        wards=within.wards,
        school_ids=within.school_ids,
        is_public=within.is_public,
    )


def _check(audience: Audience, roles: set[Whom]) -> None:
    if audience.grades and roles - {Whom.PARENTS}:
        raise UserError("Khối lớp chỉ chọn được với phụ huynh. Anh/chị gõ, ví dụ: phụ huynh khối 6.")
    if audience.whom is Whom.OWING and roles - {Whom.PRINCIPALS}:
        raise UserError("Trường chưa báo cáo thì gửi tới lãnh đạo nhà trường. Ví dụ: chưa báo cáo #V10.")
    if audience.whom is Whom.STAFF and audience.asks_for_schools:
        raise UserError("Cán bộ của cơ quan không chọn theo trường. Anh/chị gõ: cán bộ.")


def told(audience: Audience, schools: Sequence[School], owing: str = "") -> str:
    """ "phụ huynh khối 6, 7: TH; Phường Hoa Sen (4 trường)"."""
    who = WHO[audience.whom] + owing
    if audience.whom is Whom.EVERYONE and audience.asks_for_schools:
        who = "phụ huynh, lãnh đạo nhà trường"  # staff belong to no school
    if audience.grades:
        who += f" khối {', '.join(map(str, sorted(audience.grades)))}"
    within = schedule.Audience(audience.levels, audience.wards, audience.school_ids, audience.is_public)
    return who if within == schedule.Audience() else f"{who}: {audiences.told(within, schools)}"
