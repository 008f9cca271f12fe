"""Which schools staff mean: all, by level, ward and kind, or by name; read from words, and told in words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from db.models import School
from db.schools import fitting
from knowledge.errors import UserError
from knowledge.language.levels import levels_of
from knowledge.language.schoolnames import own_name
from knowledge.language.text import fold
from scheduler.agenda import Audience
from scheduler.comparing import facts_of

HOW_TO_SAY = "Ví dụ: tất cả; MN, TH; THCS công lập; phường Hoa Sen; hoặc tên các trường, cách nhau bằng dấu phẩy."
_PRIVATE, _PUBLIC = re.compile(r"\b(?:ngoai cong lap|tu thuc|dan lap)\b"), re.compile(r"\bcong lap\b")
_STAGE, _STAGES = re.compile(r"\bcap ([123])\b"), {"1": "tieu hoc", "2": "thcs", "3": "thpt"}
_UNIT = r"(?:phuong|xa|thi tran|dac khu)"
_FILLER = re.compile(r"\b(?:tat ca|moi|toan bo|cac|nhung|co so|cap|khoi|o|va|thuoc|tren dia ban|truong)\b")
_NAMED = 3  # schools told one by one


def read(text: str, roster: Sequence[School], wards: Collection[str]) -> Audience:
    """The audience that the words name. Raises UserError where a name fits no school or two, or nothing is named."""
    restrictions, names = Audience(), set[int]()
    for part in filter(None, (part.strip() for part in re.split(r"[,;\n]", text))):
        restricts, rest = _restriction(part, {*wards, *(school.ward for school in roster if school.ward)})
        if not own_name(rest).strip():
            restrictions = _both(restrictions, restricts)
        else:
            names.add(_school(part, roster).id)
    if names and restrictions != Audience():
        raise UserError("Anh/chị nêu cấp học, phường hoặc nêu tên từng trường, không nêu cả hai.")
    if not names and restrictions == Audience() and "tat ca" not in fold(text) and "moi truong" not in fold(text):
        raise UserError(f"Không rõ những trường nào. {HOW_TO_SAY}")
    return Audience(school_ids=frozenset(names)) if names else restrictions


def _restriction(part: str, wards: Collection[str]) -> tuple[Audience, str]:
    """What one part restricts to, and the folded words that are left of it."""
    rest = _STAGE.sub(lambda stage: f" {_STAGES[stage[1]]} ", fold(part))
    levels = frozenset(levels_of(rest))
    is_public = False if _PRIVATE.search(rest) else True if _PUBLIC.search(rest) else None
    rest = _PUBLIC.sub(" ", _PRIVATE.sub(" ", rest))
    found = set()
    for ward in wards:
        bare = re.sub(rf"^{_UNIT} ", "", fold(ward))
        rest, count = re.subn(rf"\b{_UNIT} {re.escape(bare)}\b", " ", rest)
        if count:
            found.add(ward)
    return Audience(levels, frozenset(found), frozenset(), is_public), _FILLER.sub(" ", rest)


def _both(one: Audience, other: Audience) -> Audience:
    is_public = one.is_public if other.is_public is None else other.is_public
    return Audience(one.levels | other.levels, one.wards | other.wards, frozenset(), is_public)


def _school(name: str, roster: Sequence[School]) -> School:
    fits = fitting(name, roster)
    if len(fits) == 1:
        return fits[0]
    if not fits:
        raise UserError(f"Không tìm thấy trường “{name[:60]}”. {HOW_TO_SAY}")
    raise UserError(
        f"“{name[:60]}” chưa rõ: {' hoặc '.join(school.name for school in fits[:3])}? Anh/chị vui lòng viết đủ tên."
    )


def told(audience: Audience, roster: Sequence[School]) -> str:
    """ "MN, TH; công lập (38 trường)"."""
    meant = [school for school in roster if audience.has(facts_of(school))]
    if audience.school_ids:
        named = ", ".join(school.name for school in meant[:_NAMED])
        return named if len(meant) <= _NAMED else f"{named} và {len(meant) - _NAMED} trường khác"
    kinds = {True: "công lập", False: "ngoài công lập", None: ""}
    parts = [", ".join(sorted(audience.levels)), ", ".join(sorted(audience.wards)), kinds[audience.is_public]]
    return f"{'; '.join(filter(None, parts)) or 'tất cả các trường'} ({len(meant)} trường)"
