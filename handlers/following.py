"""/theodoi: parents follow one or several schools, by name or ward, and a grade; nothing about the child is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from db import following, people, privacy
from db.models import Dialogue, Office, Purpose, School
from db.offices import all_offices
from db.schools import fitting, roster
from handlers import following_wording as words
from handlers.desk import Desk, Reply
from handlers.messages import Button
from handlers.returning import NEVER_MIND
from handlers.wording import NOTICE_VERSION, consented, label, say
from knowledge.errors import UserError
from knowledge.language.levels import grades_of
from knowledge.language.text import fold

TAKE, ONE, ALL, GRADE, STOP, CONSENT = "fo", "fs", "fa", "fg", "fu", "fc"  # verbs of buttons
MOST_BUTTONS = 8
DROP = Button(words.NEVER_MIND, NEVER_MIND)
ANY = "x"  # in a button: no grade
_GRADE = re.compile(r"\b(?:lop|khoi)\s*(\d{1,2})(?:\s*[a-z]\d{0,2})?\b|\blop (mam|choi|la|mau giao|nha tre)\b")
_BEFORE = re.compile(r"^(?:(?:theo doi|con (?:toi|em)|(?:dang )?hoc|o|tai|cac|tat ca|moi) )+")
_UNIT = re.compile(r"\b(?:(?:cac |tat ca |moi )?truong )?(?:o |thuoc |tai )?(?:phuong|xa|thi tran|dac khu) ")


async def show(argument: str, desk: Desk) -> Reply:
    """What is followed, or following what the argument names."""
    if argument.strip() and (reply := await take(argument, {}, desk)):
        return reply
    held = await following.followed(desk.session, desk.contact.person_id, desk.now)
    stops = [
        Button(label(f"Bỏ {school.name}, {words.grade_name(membership.grade)}"), f"{STOP}:{membership.id}")
        for membership, school in held
    ]
    return Reply(words.shown(held, [*stops[: MOST_BUTTONS - 1], DROP]), {"step": TAKE})


async def take(text: str, pending: dict[str, Any], desk: Desk) -> Reply | None:
    """Schools and grades that were typed, with commas between them. Where one is unclear nothing is done but to ask.

    None where a text that was waited for names no school at all: it is a question in between.
    """
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    schools = [s for office in await all_offices(desk.session) for s in await roster(desk.session, office.id)]
    meant = [(*_meant(part, schools), _grade(part)) for part in parts]
    if pending and not any(found for found, _, _ in meant):
        return None
    lost = next((part for part, (found, _, _) in zip(parts, meant, strict=True) if not found), "")
    if lost or not meant:
        raise UserError(words.not_found(lost or text))
    return await (_one(*meant[0], desk) if len(meant) == 1 else _several(parts, meant, desk))


async def _several(parts: Sequence[str], meant: Sequence[tuple[list[School], str, int | None]], desk: Desk) -> Reply:
    unclear = [part for part, (found, _, _) in zip(parts, meant, strict=True) if len(found) != 1]
    if unclear:
        raise UserError(f"“{unclear[0][:60]}” chưa rõ là trường nào. Anh/chị vui lòng gõ từng trường một.")
    for found, _, grade in meant:
        _check(found[0], grade)
    for found, _, grade in meant:
        await _store(found, grade, desk)
    said = "\n".join(words.now_followed(found, grade) for found, _, grade in meant)
    return await _asked_for_consent(said, meant[-1][0][0], desk)


async def _one(found: Sequence[School], ward: str, grade: int | None, desk: Desk) -> Reply:
    """Follows the one school; of several, or a ward, asks which."""
    fits = [school for school in found if grade is None or grade in grades_of(school.levels)]
    if len(found) == 1:
        _check(found[0], grade)
        return await _follow_or_ask(found[0], grade, desk)
    if not fits:
        raise UserError(words.no_such_grade(found[0], grade or 0))
    sign = ANY if grade is None else str(grade)
    buttons = [Button(label(school.name), f"{ONE}:{school.id}:{sign}") for school in fits[: MOST_BUTTONS - 2]]
    pending: dict[str, Any] = {"step": TAKE}
    if ward:
        buttons.insert(0, Button(f"Tất cả {len(fits)} trường", f"{ALL}:{sign}"))
        pending["follow"] = [school.id for school in fits]
    sentence = words.all_of_ward(ward, len(fits)) if ward else words.WHICH
    return Reply(words.choose(sentence, [*buttons, DROP]), pending)


def _meant(part: str, schools: Sequence[School]) -> tuple[list[School], str]:
    """The schools that the words name, and their ward where it is a ward that is named."""
    rest = " ".join(_GRADE.sub(" ", fold(part)).split())
    asked = _UNIT.sub("", rest, count=1).strip()
    within = [school for school in schools if school.ward and _bare(school.ward) == asked]
    if within and (_UNIT.search(rest + " ") or not fitting(rest, schools)):
        return within, within[0].ward
    return fitting(_BEFORE.sub("", rest), schools) if rest else [], ""


def _bare(ward: str) -> str:
    """Its folded name alone: a roster may say "Hoa Sen" in one row and "Phường Hoa Sen" in the next."""
    return re.sub(r"^(?:phuong|xa|thi tran|dac khu) ", "", fold(ward))


def _grade(part: str) -> int | None:
    found = _GRADE.search(fold(part))
    return None if found is None else int(found[1]) if found[1] else 0


def _check(school: School, grade: int | None) -> None:
    if grade is not None and grade not in grades_of(school.levels):
        raise UserError(words.no_such_grade(school, grade))


async def act_one(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    school, grade = await desk.session.get(School, int(arguments[0])), _typed_grade(arguments[1])
    if school is None or school.closed_at:
        raise UserError(words.CHANGED)
    _check(school, grade)
    return await _follow_or_ask(school, grade, desk)


def _typed_grade(sign: str) -> int | None:
    return None if sign == ANY else int(sign)


async def _follow_or_ask(school: School, grade: int | None, desk: Desk) -> Reply:
    """Asks for the grade first, where the school has several and none was named."""
    grades = grades_of(school.levels)
    if grade is not None or len(grades) == 1:
        return await _follow([school], grades[0] if grade is None else grade, desk)
    buttons = [Button(words.grade_name(each).capitalize(), f"{GRADE}:{school.id}:{each}") for each in grades]
    whole = Button(words.ALL_GRADES, f"{GRADE}:{school.id}:{ANY}")
    return Reply(words.choose(words.WHICH_GRADE.format(school=school.name), [*buttons, whole]))


async def act_grade(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    school, grade = await desk.session.get(School, int(arguments[0])), _typed_grade(arguments[1])
    if school is None or school.closed_at:
        raise UserError(words.CHANGED)
    _check(school, grade)
    return await _follow([school], grade, desk)


async def act_all(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    """All schools of the ward that was shown."""
    ids = dialogue.pending.get("follow", []) if dialogue else []
    schools = [school for id_ in ids if (school := await desk.session.get(School, id_)) and not school.closed_at]
    if not schools:
        raise UserError(words.CHANGED)
    return await _follow(schools, _typed_grade(arguments[0]), desk)


async def _follow(schools: Sequence[School], grade: int | None, desk: Desk) -> Reply:
    await _store(schools, grade, desk)
    return await _asked_for_consent(words.now_followed(schools, grade), schools[0], desk)


async def _store(schools: Sequence[School], grade: int | None, desk: Desk) -> None:
    held = await following.followed(desk.session, desk.contact.person_id, desk.now)
    new = {(school.id, grade) for school in schools} - {(m.school_id, m.grade) for m, _ in held}
    if len(held) + len(new) > following.MOST:
        raise UserError(words.TOO_MANY)
    for school in schools:
        await following.follow(desk.session, desk.contact.person_id, school, grade, desk.now)


async def _asked_for_consent(said: str, school: School, desk: Desk) -> Reply:
    """Asks for the yes to announcements where it is not given yet: following is none."""
    if not await people.lacks_consent(desk.session, desk.contact, [school.office_id], Purpose.ANNOUNCEMENTS):
        return Reply(words.told(said), closes=True)
    office = await desk.session.get_one(Office, school.office_id)
    return Reply(words.ask_consent(said, office, [Button(words.CONSENT, f"{CONSENT}:{office.id}")]), closes=True)


async def act_consent(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    office = await desk.session.get(Office, int(arguments[0]))
    held = await following.followed(desk.session, desk.contact.person_id, desk.now)
    if office is None or all(school.office_id != office.id for _, school in held):
        return Reply(say(words.NOT_FOLLOWED))
    new = await people.give_consents(
        desk.session, desk.contact, office.id, [Purpose.ANNOUNCEMENTS], NOTICE_VERSION, desk.now
    )
    await privacy.take_up(desk.session, desk.contact, desk.now)
    return Reply(consented(office, again=not new))


async def act_stop(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    school = await following.stop(desk.session, desk.contact.person_id, int(arguments[0]), desk.now)
    if school is None:
        return Reply(say(words.NOT_FOLLOWED))
    left = await following.followed(desk.session, desk.contact.person_id, desk.now)
    return Reply(words.stopped(school, len(left)), closes=True)
