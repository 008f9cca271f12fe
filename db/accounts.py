"""The bots' accounts: over which of them the program that serves this database, or served it last, sends and hears."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.inbox import account_names
from db.models import Contact, ServedAccount


async def serve(session: AsyncSession, accounts: Collection[tuple[str, str]]) -> None:
    """Stores that these (channel, account) are served from now on, and no others."""
    await session.execute(delete(ServedAccount))
    session.add_all(ServedAccount(channel=channel, account=account) for channel, account in accounts)


async def is_served(session: AsyncSession) -> ColumnElement[bool]:
    """Whether a contact is one of an account that is served: all are, where nothing has served yet.

    A bot that was replaced keeps its contacts: should it come back, so do they.
    """
    rows = await session.execute(select(ServedAccount.channel, ServedAccount.account))
    names = account_names([(channel, account) for channel, account in rows])
    return (Contact.channel + " " + Contact.account).in_(names) if names else true()


def newest(served: ColumnElement[bool]) -> ColumnElement[int]:
    """The id of the newest of a group of contacts, of those that are served if there are any."""
    return func.coalesce(func.max(Contact.id).filter(served), func.max(Contact.id))
