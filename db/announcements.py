"""Announcements: their rows, what came of them, counted from the deliveries, and what people answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, and_, bindparam, cast, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from db.audiences import Audience, Reach, Whom, reach
from db.deliveries import DELIVERIES
from db.models import Announcement, AnnouncementState, Delivery, DeliveryStatus, Membership, Office, Role, School
from db.sqlite import LONG

__all__ = ["Audience", "Figures", "Reach", "Whom", "reach"]

ANSWERED_WITHIN = timedelta(days=7)  # a typed answer to an older announcement is taken for something else
WATCHED_FOR = timedelta(days=8)
MOST_ASKING = 5  # announcements among which a typed answer finds its own

_BY = (DELIVERIES.c.status, DELIVERIES.c.attempts, DELIVERIES.c.answer)  # as in the index: nothing to be sorted
COUNT = (
    select(*_BY, func.count()).prefix_with(LONG).where(DELIVERIES.c.announcement_id == bindparam("of")).group_by(*_BY)
)

_NO_LIST = defer(Announcement.audience)  # it may name 60,000 contacts
_ASKING = (  # built once: every short text asks it
    select(Announcement, Delivery)
    .options(_NO_LIST)
    .join(Delivery, Delivery.announcement_id == Announcement.id)
    .where(
        Delivery.person_id == bindparam("person"),
        Delivery.sent_at > bindparam("since"),
        Delivery.status == DeliveryStatus.SENT,
        cast(Announcement.answers, String) != literal_column("'[]'"),
    )
    .order_by(Announcement.state == AnnouncementState.WITHDRAWN, Delivery.answer.is_not(None), Delivery.id.desc())
    .limit(MOST_ASKING)
)


@dataclass(frozen=True, slots=True)
class Figures:
    """How an announcement stands: `total` people, each in exactly one of the next seven. `answers`: how many gave each.

    Who may have got it and is sent it once more, and who may have got it and is not, are `uncertain`.
    """

    total: int = 0
    queued: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    blocked: int = 0
    uncertain: int = 0
    withdrawn: int = 0
    acknowledged: int = 0  # of those sent
    answers: tuple[int, ...] = ()

    @property
    def is_through(self) -> bool:
        """Whether nothing goes out any more by itself."""
        return not self.queued and not self.sending

    @property
    def is_settled(self) -> bool:
        """Whether none can become another one by itself."""
        return self.is_through and not self.uncertain


async def recent(session: AsyncSession, office_id: int, most: int) -> list[Announcement]:
    """The last ones, the newest first."""
    query = select(Announcement).options(_NO_LIST).where(Announcement.office_id == office_id)
    return list(await session.scalars(query.order_by(Announcement.id.desc()).limit(most)))


async def watched(session: AsyncSession, now: datetime) -> list[tuple[Announcement, Office]]:
    """What has begun, or was withdrawn, and is recent enough to be answered, with whose it is; the oldest first."""
    states = (AnnouncementState.SENDING, AnnouncementState.SCHEDULED, AnnouncementState.WITHDRAWN)
    query = (
        select(Announcement, Office)
        .options(_NO_LIST)
        .join(Office, Office.id == Announcement.office_id)
        .where(
            Announcement.state.in_(states),
            Announcement.send_at > now - WATCHED_FOR,
            Announcement.started_at.is_not(None),
        )
        .order_by(Announcement.id)
    )
    return [(announcement, office) for announcement, office in await session.execute(query)]


async def figures(session: AsyncSession, announcement_id: int) -> Figures:
    """Counted from the rows, by one index alone."""
    connection = await session.connection()
    counted: dict[str, int] = {}
    answers: dict[int, int] = {}
    for status, attempts, answer_given, count in await connection.execute(COUNT, {"of": announcement_id}):
        name = _name(status, attempts > 0)
        counted[name] = counted.get(name, 0) + count
        if answer_given is not None and name == DeliveryStatus.SENT:
            answers[answer_given] = answers.get(answer_given, 0) + count
    told = tuple(answers.get(index, 0) for index in range(max(answers, default=-1) + 1))
    return Figures(total=sum(counted.values()), acknowledged=sum(told), answers=told, **counted)


def _name(status: DeliveryStatus, is_again: bool) -> str:
    """The figure in which a row counts."""
    if status in (DeliveryStatus.WAITING, DeliveryStatus.QUEUED):
        return "uncertain" if is_again else "queued"
    return status.value


@dataclass(frozen=True, slots=True)
class Unsettled:
    """People of one kind whom an announcement has not reached, or who have not answered; nobody is named."""

    school: str  # "" where the person has none
    role: Role | None  # None where the person has left the office since
    channel: str
    status: DeliveryStatus
    is_again: bool  # it may have arrived, and is sent once more
    reason: str
    people: int


async def unsettled(session: AsyncSession, announcement_id: int) -> Sequence[Unsettled]:
    """The failed, the blocked, the uncertain and the silent, each person counted once, by status and school."""
    announcement = await session.get_one(Announcement, announcement_id)
    bad = or_(
        Delivery.status.in_((DeliveryStatus.FAILED, DeliveryStatus.BLOCKED, DeliveryStatus.UNCERTAIN)),
        and_(Delivery.status.in_((DeliveryStatus.QUEUED, DeliveryStatus.WAITING)), Delivery.attempts > 0),
    )
    silent = and_(Delivery.status == DeliveryStatus.SENT, Delivery.answer.is_(None))
    held = (
        select(func.max(Membership.id))
        .where(Membership.person_id == Delivery.person_id, Membership.office_id == announcement.office_id)
        .where(Membership.until.is_(None))
        .correlate(Delivery)
        .scalar_subquery()
    )
    school, is_again = func.coalesce(School.name, literal_column("''")), Delivery.attempts > literal_column("0")
    kind = (school, Membership.role, Delivery.channel, Delivery.status, is_again, Delivery.error)
    query = (
        select(*kind, func.count())
        .prefix_with(LONG)
        .outerjoin(Membership, Membership.id == held)
        .outerjoin(School, School.id == Membership.school_id)
        .where(Delivery.announcement_id == announcement_id, or_(bad, silent) if announcement.answers else bad)
        .group_by(*kind)
        .order_by(Delivery.status, school)
    )
    return [Unsettled(*row) for row in await (await session.connection()).execute(query)]


async def delivery_of(session: AsyncSession, announcement_id: int, person_id: int) -> Delivery | None:
    """This person's copy."""
    query = select(Delivery).where(Delivery.announcement_id == announcement_id, Delivery.person_id == person_id)
    return (await session.scalars(query)).one_or_none()


async def answer(session: AsyncSession, delivery: Delivery, index: int, now: datetime) -> None:
    """Notes which of the answers was given; a later one takes its place. Who answers has got it, whatever was known."""
    delivery.answer, delivery.answered_at = index, now
    in_doubt = delivery.attempts > 0 and delivery.status is not DeliveryStatus.SENDING  # that, the outbox settles
    if delivery.status is DeliveryStatus.UNCERTAIN or (in_doubt and delivery.status is not DeliveryStatus.WITHDRAWN):
        delivery.status, delivery.sent_at = DeliveryStatus.SENT, delivery.sent_at or now
    await session.flush()


async def asking(session: AsyncSession, person_id: int, now: datetime) -> list[tuple[Announcement, Delivery]]:
    """What asks this person for an answer, so that a typed one finds its own.

    The unanswered first, then the newest; what was taken back comes last.
    """
    rows = await session.execute(_ASKING, {"person": person_id, "since": now - ANSWERED_WITHIN})
    return [(announcement, delivery) for announcement, delivery in rows]
