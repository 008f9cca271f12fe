"""What is the matter with accounts until a human acts: one row for each kind of trouble, while it lasts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.inbox import account_names, of_accounts, storable
from db.models import ChannelTrouble, Contact, Membership, Office, TroubleKind
from db.people import STAFF

TROUBLES = ChannelTrouble.metadata.tables["channel_troubles"]


async def open_troubles(session: AsyncSession) -> list[ChannelTrouble]:
    """The oldest first."""
    return list(await session.scalars(select(ChannelTrouble).order_by(ChannelTrouble.since)))


async def begin(
    session: AsyncSession, account: tuple[str, str], kind: TroubleKind, reason: str, now: datetime
) -> ChannelTrouble | None:
    """Stores that this (channel, account) is in trouble; None where that is known already, since a former run maybe."""
    if await session.get(ChannelTrouble, (*account, kind)) is not None:
        return None
    trouble = ChannelTrouble(channel=account[0], account=account[1], kind=kind, since=now, reason=storable(reason))
    session.add(trouble)
    await session.flush()
    return trouble


async def end(session: AsyncSession, account: tuple[str, str], kind: TroubleKind) -> ChannelTrouble | None:
    """Deletes the row and returns what it said; None where there was none."""
    trouble = await session.get(ChannelTrouble, (*account, kind))
    if trouble is not None:
        await session.delete(trouble)
        await session.flush()
    return trouble


async def forget_others(session: AsyncSession, accounts: Collection[tuple[str, str]]) -> None:
    """Deletes what is known of accounts that are no longer served."""
    await session.execute(delete(TROUBLES).where(~of_accounts(TROUBLES)), {"accounts": account_names(accounts)})


async def all_staff(
    session: AsyncSession, accounts: Collection[tuple[str, str]], now: datetime
) -> list[tuple[Contact, str]]:
    """Every contact of every office's staff on these accounts, unless blocked, with the office's time zone.

    Consents are not asked for: this is about the bot that they run, and goes to nobody else.
    """
    rows = await session.execute(
        select(Contact, func.max(Office.time_zone))
        .join(Membership, Membership.person_id == Contact.person_id)
        .join(Office, Office.id == Membership.office_id)
        .where(
            Contact.blocked_at.is_(None),
            of_accounts(Contact.__table__),  # type: ignore[arg-type]
            Membership.role.in_(STAFF),
            Membership.since <= now,
            or_(Membership.until.is_(None), Membership.until > now),
        )
        .group_by(Contact.id)
        .order_by(Contact.id),
        {"accounts": account_names(accounts)},
    )
    return [(contact, zone) for contact, zone in rows]
