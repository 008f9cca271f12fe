"""Announcements from the wish to the outbox: who may start one and when it goes, and what stops it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import broadcasts
from db.audiences import Audience, reach
from db.models import Announcement, AnnouncementState, Delivery, DeliveryStatus, Office
from knowledge.errors import UserError
from knowledge.language.text import fold, number
from scheduler.broadcasting import change_state, start
from scheduler.planner import rhythm_for
from scheduler.rhythm import DAY

LONGEST_TEXT = 3_500  # UTF-16 units: a Telegram message holds 4,096 of them, with the heading
LONGEST_CAPTION = 750  # with a file: a Telegram caption holds 1,024
MOST_FILE_MB = 10  # millions of bytes
MOST_ANSWERS, LONGEST_ANSWER = 4, 40
LATEST_DAYS = 366  # ahead
PRESSED = "an"  # the verb of the buttons: an:<announcement's id>:<index of the answer>
HEADING = "lead"  # the kind of block that says whose announcement it is
OPEN = (AnnouncementState.APPROVAL, AnnouncementState.SCHEDULED, AnnouncementState.SENDING)


class File(NamedTuple):
    """What goes along."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """What staff want to tell. `message`: an Outgoing as JSON, without file and buttons; `answers` become buttons."""

    message: dict[str, Any]
    audience: Audience
    audience_told: str
    answers: tuple[str, ...] = ()
    send_at: datetime | None = None  # None: now
    urgent: bool = False
    file: File | None = None
    about_id: int | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """`stopped` get nothing, from `deleting` it is being taken back, `kept` have it for good."""

    stopped: int
    deleting: int
    kept: int


def goes_at(office: Office, wanted: datetime | None, urgent: bool, now: datetime) -> datetime:
    """When it goes out: as wanted, never in the past, and unless urgent not in the office's quiet hours."""
    at = max(wanted or now, now)
    return at if urgent else rhythm_for(office).wakes(at)


def check(draft: Draft, now: datetime) -> None:
    """Raises UserError where such an announcement cannot be made."""
    text = "".join(text for kind, text in draft.message["blocks"] if kind != HEADING)
    most = LONGEST_CAPTION if draft.file else LONGEST_TEXT
    if not text.strip() and not draft.file:
        raise UserError("Thông báo chưa có nội dung.")
    if (length := len(text.encode("utf-16-le", "replace")) // 2) > most:
        with_file = " khi có tệp kèm" if draft.file else ""
        raise UserError(f"Thông báo dài nhất {number(most)} ký tự{with_file}; nội dung này có {number(length)}.")
    if draft.file and not 0 < len(draft.file.content) <= MOST_FILE_MB * 1_000_000:
        raise UserError(f"Tệp kèm phải có nội dung và không quá {MOST_FILE_MB} MB.")
    if draft.send_at and draft.send_at > now + LATEST_DAYS * DAY:
        raise UserError("Chỉ hẹn gửi được trong vòng một năm.")
    _check_answers(draft.answers)


def _check_answers(answers: tuple[str, ...]) -> None:
    if len(answers) > MOST_ANSWERS:
        raise UserError(f"Có nhiều nhất {MOST_ANSWERS} câu trả lời.")
    if any(not 0 < len(each.strip()) <= LONGEST_ANSWER for each in answers):
        raise UserError(f"Mỗi câu trả lời cần từ 1 đến {LONGEST_ANSWER} ký tự.")
    if len({fold(each) for each in answers}) < len(answers):
        raise UserError("Các câu trả lời phải khác nhau.")


async def announce(
    session: AsyncSession,
    office: Office,
    draft: Draft,
    now: datetime,
    *,
    person_id: int | None = None,
    contact_id: int | None = None,
    approved: bool = False,
) -> Announcement:
    """Makes it with all its deliveries. `approved`: however many it reaches. Raises UserError."""
    check(draft, now)
    reached = (await reach(session, office.id, draft.audience, now)).reached
    if not reached:
        raise UserError("Thông báo này chưa tới được ai: chưa ai trong số đó dùng bot và đồng ý nhận thông báo.")
    at = goes_at(office, draft.send_at, draft.urgent, now)
    asks = not approved and office.approve_above is not None and reached > office.approve_above
    state = AnnouncementState.APPROVAL if asks else _state(at, now)
    announcement = Announcement(
        office_id=office.id,
        message={},
        file_name=draft.file.name[-200:] if draft.file else "",
        file_type=draft.file.media_type[:100] if draft.file else "",
        file_content=draft.file.content if draft.file else None,
        file_refs=await _refs(session, draft),
        audience=draft.audience.to_json(),
        audience_told=draft.audience_told,
        answers=list(draft.answers),
        is_urgent=draft.urgent,
        send_at=at,
        state=state,
        about_id=draft.about_id,
        created_by=person_id,
        contact_id=contact_id,
        created_at=now,
        started_at=now if state is AnnouncementState.SENDING else None,
    )
    session.add(announcement)
    await session.flush()
    buttons = [[label, f"{PRESSED}:{announcement.id}:{index}"] for index, label in enumerate(draft.answers)]
    announcement.message = {**draft.message, "buttons": buttons, "attachments": []}
    await session.flush()
    is_sending = state is AnnouncementState.SENDING
    await broadcasts.make(session, announcement, DeliveryStatus.QUEUED if is_sending else DeliveryStatus.WAITING, now)
    return announcement


async def _refs(session: AsyncSession, draft: Draft) -> dict[str, str]:
    """The names that accounts have given to its file already, where that is the file of what it is about."""
    if draft.file is None or draft.about_id is None:
        return {}
    name, media_type, content = draft.file
    first = select(Announcement.file_refs).where(
        Announcement.id == draft.about_id,
        Announcement.file_name == name,
        Announcement.file_type == media_type,
        Announcement.file_content == content,
    )
    return await session.scalar(first) or {}


def _state(at: datetime, now: datetime) -> AnnouncementState:
    return AnnouncementState.SENDING if at <= now else AnnouncementState.SCHEDULED


async def approve(session: AsyncSession, announcement: Announcement, person_id: int, now: datetime) -> None:
    """A second person's yes: it starts, now or at its time. Raises UserError."""
    office = await session.get_one(Office, announcement.office_id)
    if announcement.created_by == person_id:
        raise UserError("Người soạn không tự duyệt được: cần một cán bộ khác duyệt.")
    at = goes_at(office, announcement.send_at, announcement.is_urgent, now)
    await _decide(session, announcement, AnnouncementState.SCHEDULED, send_at=at, approved_by=person_id)
    if at <= now:
        await start(session, announcement, now)


async def refuse(session: AsyncSession, announcement: Announcement, person_id: int, now: datetime) -> None:
    """A second person's no, or its author's: nothing is sent. Raises UserError."""
    await _decide(session, announcement, AnnouncementState.REFUSED, approved_by=person_id, withdrawn_at=now)
    await broadcasts.stop(session, announcement.id)


async def _decide(session: AsyncSession, announcement: Announcement, to: AnnouncementState, **values: Any) -> None:
    """Only the first of two who decide at once does."""
    if not await change_state(session, announcement, AnnouncementState.APPROVAL, state=to, **values):
        raise UserError("Thông báo này đã được duyệt, từ chối hoặc thu hồi rồi.")


async def withdraw(session: AsyncSession, announcement: Announcement, now: datetime) -> Withdrawn:
    """Stops what is not sent, and deletes what is where its channel can. Raises UserError."""
    for state in OPEN:
        if await change_state(session, announcement, state, state=AnnouncementState.WITHDRAWN, withdrawn_at=now):
            break
    else:
        raise UserError("Thông báo này đã được thu hồi hoặc không được duyệt rồi.")
    stopped = await broadcasts.stop(session, announcement.id)
    deleting = await broadcasts.delete_sent(session, announcement.id, now)
    of_it = select(func.count()).where(Delivery.announcement_id == announcement.id)
    sent = await session.scalar(of_it.where(Delivery.status == DeliveryStatus.SENT)) or 0
    return Withdrawn(stopped, deleting, sent - deleting)


async def send_uncertain(session: AsyncSession, announcement: Announcement, now: datetime) -> int:
    """Sends once more what may not have arrived, as staff decided; returns to how many. Raises UserError."""
    if announcement.state is not AnnouncementState.SENDING:
        raise UserError("Thông báo này không còn được gửi.")
    return await broadcasts.send_uncertain(session, announcement)
