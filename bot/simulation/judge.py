"""Whether a lived year kept its promises, told from what arrived and from the rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.simulation.messenger import NAME
from bot.simulation.world import Act, Sent, World
from db.deliveries import REMINDER
from db.models import Delivery, InboxUpdate, Reminder, ReminderStatus, Report, ReportRequest, ReportStatus
from db.session import Database
from handlers.messages import outgoing_from_json
from handlers.reminding import DOING, DONE, OPEN, TROUBLE
from scheduler.rhythm import Rhythm

CODE = re.compile(r"#V\d+")
STATUSES = {DONE: ReportStatus.DONE, DOING: ReportStatus.DOING, TROUBLE: ReportStatus.TROUBLE}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`tally` is what was counted, `broken` the promises that were not kept, each with an example."""

    tally: Mapping[str, int]
    broken: Mapping[str, Sequence[str]]


async def judge(database: Database, world: World, rhythm: Rhythm, kills: int, most_in_flight: int) -> Verdict:
    messages, acts = world.messages(), world.acts_taken()
    async with database.read() as session:
        called = await _reminders(session, messages)
        again = _sent_again(called, await _recorded(session))
        first = [sent for sent in called if sent.id not in {twice.id for twice in again}]
        broken = {
            "không nhắc hai lần": _twice(first, rhythm),
            "không nhắc trong giờ yên lặng": [_told(sent) for sent in called if rhythm.is_quiet(sent.at)],
            "không nhắc trường đã báo cáo": await _needless(session, first),
            "mỗi câu trả lời ở đúng một báo cáo": await _lost(session, acts),
            "gửi lại sau khi bị ngắt không quá số tin đang gửi": (
                [_told(sent) for sent in again] if len(again) > kills * most_in_flight else []
            ),
        }
        tally = {
            "tin nhắc tới nơi": len(first),
            "tin gửi lại vì bị ngắt giữa chừng": len(again),
            "câu trả lời": sum(act.reports for act in acts),
            "người chặn bot": world.blocked(),
            **await _counts(session),
        }
    return Verdict(tally, {promise: cases for promise, cases in broken.items() if cases})


async def _reminders(session: AsyncSession, messages: Sequence[Sent]) -> list[Sent]:
    """What arrived by the drum's doing. A copy that the program could not record is known by its words."""
    rows = await session.execute(select(Delivery.chat_id, Delivery.message).where(Delivery.priority == REMINDER))
    bodies = {(chat, str(message)) for chat, message in rows}
    return [sent for sent in messages if (sent.chat, str(sent.body)) in bodies]


async def _recorded(session: AsyncSession) -> set[str]:
    return set(await session.scalars(select(Delivery.message_id).where(Delivery.channel == NAME)))


def _sent_again(called: Iterable[Sent], recorded: set[str]) -> list[Sent]:
    """Arrived, but the program was killed before it could write so down: it had to send once more."""
    return [sent for sent in called if sent.id not in recorded]


def _twice(called: Iterable[Sent], rhythm: Rhythm) -> list[str]:
    """One thing told to one person twice in a day, or in the very same words ever."""
    of_day = Counter(
        (sent.chat, rhythm.today(sent.at).isoformat(), code)
        for sent in called
        for code in set(CODE.findall(str(sent.body["blocks"])))
    )
    return [" ".join(key) for key, count in of_day.items() if count > 1]


async def _needless(session: AsyncSession, called: Iterable[Sent]) -> list[str]:
    rows = await session.execute(select(ReportRequest.id, ReportRequest.first_received_at))
    received = {id_: at for id_, at in rows if at is not None}
    return [
        _told(sent)
        for sent in called
        for request in _requests_in(sent)
        if request in received and received[request] < sent.at
    ]


def _requests_in(sent: Sent) -> set[int]:
    values = [button.value.partition(":") for button in outgoing_from_json(sent.body).buttons]
    return {int(argument) for verb, _, argument in values if verb in (OPEN, DONE)}


async def _lost(session: AsyncSession, acts: Iterable[Act]) -> list[str]:
    """Answers that are in no report, or in two; and words that were no answer but became one."""
    rows = await session.execute(
        select(InboxUpdate.update_key, func.count(Report.id))
        .outerjoin(Report, Report.inbox_id == InboxUpdate.id)
        .where(InboxUpdate.channel == NAME)
        .group_by(InboxUpdate.id)
    )
    counts = {row[0]: row[1] for row in rows}
    pressed = {(row[0], row[1]) for row in await session.execute(select(Report.request_id, Report.status))}
    return [
        f"{act.chat} {act.at:%d/%m %H:%M} {act.payload}: {counts.get(str(act.id), 0)} báo cáo"
        for act in acts
        if (count := counts.get(str(act.id), 0)) != act.reports and not (count == 0 and _says_again(act, pressed))
    ]


def _says_again(act: Act, pressed: Collection[tuple[int, ReportStatus]]) -> bool:
    """The same button of the same request pressed a second time says what the report holds already."""
    verb, _, request = str(act.payload.get("button", "")).partition(":")
    return verb in STATUSES and (int(request), STATUSES[verb]) in pressed


async def _counts(session: AsyncSession) -> dict[str, int]:
    rows = await session.execute(select(Reminder.status, func.count()).group_by(Reminder.status))
    statuses = {row[0]: row[1] for row in rows}
    names = {
        ReminderStatus.SENT: "lượt nhắc đã gửi",
        ReminderStatus.CANCELLED: "lượt nhắc đã bỏ",
        ReminderStatus.MISSED: "lượt nhắc đã lỡ",
        ReminderStatus.UNREACHABLE: "lượt nhắc không tới được",
        ReminderStatus.PLANNED: "lượt nhắc còn chờ",
    }
    return {
        **{shown: statuses.get(status, 0) for status, shown in names.items()},
        "báo cáo nhận được": await session.scalar(select(func.count()).select_from(Report)) or 0,
        "yêu cầu báo cáo": await session.scalar(select(func.count()).select_from(ReportRequest)) or 0,
    }


def _told(sent: Sent) -> str:
    return f"{sent.chat} {_local(sent.at)}: {sent.body['blocks'][0][1]}"


def _local(at: datetime) -> str:
    return f"{at:%d/%m/%Y %H:%M} UTC"
