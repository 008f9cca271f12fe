"""An announcement's deliveries as a whole: made, started, stopped and deleted, each by one statement.

On SQLite these run beside the event loop (db/sqlite.py): a broadcast of 60,000 stops no reply.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, delete, exists, literal, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.audiences import Audience, best_contacts, joining_many, persons
from db.deliveries import ANNOUNCEMENT, DELETION, DELIVERIES
from db.inbox import wait_for_turn
from db.models import Action, Announcement, AnnouncementState, Consent, Contact, DeliveryStatus, Purpose
from db.models.base import WireJson
from db.sqlite import LONG

STOPPABLE = (DeliveryStatus.WAITING, DeliveryStatus.QUEUED, DeliveryStatus.UNCERTAIN)  # nothing is on the wire
# How long after sending a channel deletes a message at its reader's; a channel that is not here cannot.
DELETABLE: Mapping[str, timedelta] = {"telegram": timedelta(hours=48), "webchat": timedelta(days=3650)}


async def make(session: AsyncSession, announcement: Announcement, status: DeliveryStatus, now: datetime) -> int:
    """A row for each person of the audience who has none yet; returns how many were made."""
    given = {
        "priority": literal(ANNOUNCEMENT),
        "message": literal({}, WireJson),
        "status": literal(status, DELIVERIES.c.status.type),
        "created_at": literal(now, DELIVERIES.c.created_at.type),
        "announcement_id": literal(announcement.id),
    }
    source = select(Contact.channel, Contact.account, Contact.chat_id, Contact.person_id, *given.values())
    rows = source.where(Contact.id.in_(await _best(session, announcement, now))).order_by(Contact.id)
    async with joining_many(session):
        return await _insert(session, ["channel", "account", "chat_id", "person_id", *given], rows)


async def start(session: AsyncSession, announcement: Announcement, now: datetime) -> None:
    """Queues what waits, for the contacts that are best by now; adds who is new.

    Who has left gets nothing; who has blocked the bot gets it should they unblock it (db.privacy.take_up).
    """
    moved = {name: Contact.__table__.c[name] for name in ("channel", "account", "chat_id")}
    # By the person's index: SQLite would else try every best contact's id for each row.
    id_ = Contact.id + literal_column("0")
    here = and_(Contact.person_id == DELIVERIES.c.person_id, id_.in_(await _best(session, announcement, now)))
    async with joining_many(session):
        await _change(session, announcement.id, [DeliveryStatus.WAITING], here, status=DeliveryStatus.QUEUED, **moved)
    blocked = exists().where(*(DELIVERIES.c[name] == of for name, of in moved.items()), Contact.blocked_at.is_not(None))
    why = case((blocked, DeliveryStatus.BLOCKED), else_=DeliveryStatus.WITHDRAWN)
    await _change(session, announcement.id, [DeliveryStatus.WAITING], status=why)
    await make(session, announcement, DeliveryStatus.QUEUED, now)


async def rest(session: AsyncSession, announcement_id: int) -> int:
    """Takes what is queued out of the outbox's sight until it is started again; returns how much that is."""
    return await _change(session, announcement_id, [DeliveryStatus.QUEUED], status=DeliveryStatus.WAITING)


async def stop(session: AsyncSession, announcement_id: int) -> int:
    """Withdraws whatever is not on the wire and not sent; returns how much that is."""
    return await _change(session, announcement_id, STOPPABLE, status=DeliveryStatus.WITHDRAWN)


async def drop_withdrawn(session: AsyncSession, ids: Collection[int]) -> None:
    """Withdraws those of these deliveries, back from the wire, whose announcement was taken back meanwhile."""
    taken_back = select(Announcement.id).where(Announcement.state == AnnouncementState.WITHDRAWN)
    of_it = DELIVERIES.c.announcement_id.in_(taken_back), DELIVERIES.c.status == DeliveryStatus.QUEUED
    await session.execute(
        update(DELIVERIES).where(DELIVERIES.c.id.in_(ids), *of_it).values(status=DeliveryStatus.WITHDRAWN)
    )


async def send_uncertain(session: AsyncSession, announcement: Announcement) -> int:
    """Queues once more what may have arrived, as staff decided, but to who has left since; returns how much."""
    stays = exists().where(
        Contact.person_id == DELIVERIES.c.person_id,
        Consent.contact_id == Contact.id,
        Consent.office_id == announcement.office_id,
        Consent.purpose == Purpose.ANNOUNCEMENTS,
        Consent.withdrawn_at.is_(None),
    )
    queued = DeliveryStatus.QUEUED
    return await _change(session, announcement.id, [DeliveryStatus.UNCERTAIN], stays, status=queued, not_before=None)


async def delete_sent(session: AsyncSession, announcement_id: int, now: datetime) -> int:
    """One deletion for each copy that its channel can still delete and that has none yet; returns how many."""
    sent = DELIVERIES.alias("sent")
    deletions = DELIVERIES.alias("deletions")
    given = {
        "priority": literal(DELETION),
        "message": literal({}, WireJson),
        "status": literal(DeliveryStatus.QUEUED, DELIVERIES.c.status.type),
        "created_at": literal(now, DELIVERIES.c.created_at.type),
        "action": literal(Action.DELETE, DELIVERIES.c.action.type),
    }
    young = [and_(sent.c.channel == name, sent.c.sent_at > now - age) for name, age in DELETABLE.items()]
    rows = (
        select(sent.c.channel, sent.c.account, sent.c.chat_id, sent.c.id, *given.values())
        .where(
            sent.c.announcement_id == announcement_id,
            sent.c.status == DeliveryStatus.SENT,
            sent.c.message_id != "",
            or_(*young),
            ~exists().where(deletions.c.target_id == sent.c.id, deletions.c.action == Action.DELETE),
        )
        .order_by(sent.c.id)
    )
    return await _insert(session, ["channel", "account", "chat_id", "target_id", *given], rows)


async def delete_old(session: AsyncSession, since: datetime) -> int:
    """Deletes the announcements of before `since` with all that tells who got them; returns how many there were."""
    connection = await session.connection()
    old = select(Announcement.id).where(Announcement.send_at < since)
    await connection.execute(delete(DELIVERIES).prefix_with(LONG).where(DELIVERIES.c.announcement_id.in_(old)))
    return (await connection.execute(delete(Announcement).where(Announcement.send_at < since))).rowcount


async def _best(session: AsyncSession, announcement: Announcement, now: datetime) -> Select[int]:
    audience = Audience.from_json(announcement.audience)
    people = await persons(session, announcement.office_id, audience, now)
    return await best_contacts(session, announcement.office_id, audience, people)


async def _insert(session: AsyncSession, names: Sequence[str], rows: Select[*tuple[Any, ...]]) -> int:
    connection = await session.connection()
    await wait_for_turn(connection, DELIVERIES)
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(DELIVERIES).prefix_with(LONG).from_select(names, rows).on_conflict_do_nothing()
    return (await connection.execute(statement, execution_options={"preserve_rowcount": True})).rowcount


async def _change(
    session: AsyncSession,
    announcement_id: int,
    from_: Collection[DeliveryStatus],
    *conditions: ColumnElement[bool],
    **values: Any,
) -> int:
    statement = update(DELIVERIES).prefix_with(LONG).values(**values)
    of_it = DELIVERIES.c.announcement_id == announcement_id
    statement = statement.where(of_it, DELIVERIES.c.status.in_(from_), *conditions)
    return (await (await session.connection()).execute(statement)).rowcount
