"""What people answer to an announcement: a press, or the same in words. The last answer of each counts, once."""

from __future__ import annotations

import re

from db import announcements, deliveries
from db.models import Announcement, AnnouncementState, Delivery, DeliveryStatus, Dialogue
from handlers.choices import spoken
from handlers.desk import Desk, Reply
from handlers.recording import open_in
from handlers.staff import IN_PRIVATE
from handlers.wording import STALE_CHOICE, say
from scheduler.announcing import PRESSED

SHOWN_ONLY = f"{PRESSED}:0"  # the buttons of a preview
JUST_LOOK = "Đây là bản xem trước; nút này dành cho người nhận."
NOT_YOURS = "Thông báo này không gửi tới anh/chị nên không cần xác nhận."
WITHDRAWN = "Thông báo này đã được cơ quan thu hồi, anh/chị không cần trả lời nữa."
MOST_WORDS = 12  # of a typed answer: a label has at most 40 characters
_VALUE = re.compile(rf"{PRESSED}:(\d{{1,18}}):(\d)")
_POLITE = re.compile(r"(?:(?:da|vang|em|toi|minh|chung toi) )*(.+?)(?: (?:a|nhe|roi|cam on|xin cam on))*")
_RECEIVED = {"nhan", "nhan duoc", "nhan tin", "nhan thong bao", "nhan duoc thong bao", "doc", "xem", "biet", "ro"}
_NODS = {"ok", "oke", "okie", "vang", "da", "duoc", "ro"}  # to whatever was said last


async def act(value: str, desk: Desk, is_group: bool) -> Reply | None:
    """A press; None where the value is another's."""
    if value.partition(":")[0] != PRESSED:
        return None
    if is_group:
        return Reply(say(IN_PRIVATE))
    if value == SHOWN_ONLY:
        return Reply(say(JUST_LOOK))
    found = _VALUE.fullmatch(value)
    announcement = await desk.session.get(Announcement, int(found[1])) if found else None
    if found is None or announcement is None:
        return Reply(say(STALE_CHOICE))
    delivery = await announcements.delivery_of(desk.session, announcement.id, desk.contact.person_id)
    return Reply(say(NOT_YOURS)) if delivery is None else await _answer(announcement, delivery, int(found[2]), desk)


async def take(text: str, desk: Desk, dialogue: Dialogue | None, is_group: bool) -> Reply | None:
    """Words that are an answer to an announcement, or another one than was given; None where they are neither."""
    said = spoken(text)
    if is_group or not said or len(said.split()) > MOST_WORDS or text.endswith("?"):
        return None
    is_receipt = _core(said) in _RECEIVED
    if open_in(dialogue) and not is_receipt:  # what is written now belongs to a report
        return None
    for announcement, delivery in await announcements.asking(desk.session, desk.contact.person_id, desk.now):
        index = _index(said, announcement.answers, is_first=delivery.answer is None)
        if index is None and await _is_nod(said, announcement, delivery, desk):
            index = 0
        if index is not None:
            return await _answer(announcement, delivery, index, desk)
    return None


async def _is_nod(said: str, announcement: Announcement, delivery: Delivery, desk: Desk) -> bool:
    """ "OK ạ" right after it."""
    asks_for_one = len(announcement.answers) == 1 and delivery.answer is None
    return asks_for_one and _core(said) in _NODS and await deliveries.is_last(desk.session, delivery)


def _core(said: str) -> str:
    found = _POLITE.fullmatch(said)
    return found[1] if found else said


def _index(said: str, answers: list[str], is_first: bool) -> int | None:
    """By its label; the first time also by its number, or where there is but one by any word for having got it."""
    labels = [spoken(label) for label in answers]
    for words in (said, _core(said)):
        if words in labels:
            return labels.index(words)
    if not is_first:
        return None
    if len(answers) == 1:
        return 0 if _core(said) in _RECEIVED or said == "1" else None
    return int(said) - 1 if said.isdecimal() and 1 <= int(said) <= len(answers) else None


async def _answer(announcement: Announcement, delivery: Delivery, index: int, desk: Desk) -> Reply:
    if announcement.state is AnnouncementState.WITHDRAWN or delivery.status is DeliveryStatus.WITHDRAWN:
        return Reply(say(WITHDRAWN))
    if index >= len(announcement.answers):
        return Reply(say(STALE_CHOICE))
    label, before = announcement.answers[index], delivery.answer
    if before == index:
        return Reply(say(f"Câu trả lời “{label}” của anh/chị đã được ghi nhận rồi."))
    await announcements.answer(desk.session, delivery, index, desk.now)
    changed = f" (thay cho “{announcement.answers[before]}”)" if before is not None else ""
    return Reply(say(f"Đã ghi nhận: {label}{changed}. Cảm ơn anh/chị."))
