"""Mã mời: a one-time code, kept as a hash only, that makes its bearer a member."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Contact, Invite, Purpose, Role

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to misread
LENGTH = 8
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
MAX_TRIES = 5
TRIES_WINDOW = timedelta(minutes=10)
STAFF_PURPOSES = (Purpose.REMINDERS, Purpose.REPORTS, Purpose.ANNOUNCEMENTS)
PURPOSES: dict[Role, tuple[Purpose, ...]] = {
    Role.PARENT: (Purpose.ANNOUNCEMENTS,),
    Role.PRINCIPAL: STAFF_PURPOSES,
    Role.STAFF: (*STAFF_PURPOSES, Purpose.QUESTIONS),
    Role.ADMIN: (*STAFF_PURPOSES, Purpose.QUESTIONS),
}


def new_code() -> str:
    """A fresh code with both a letter and a digit in it, so that neither a word nor a year is taken for one."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if any(c.isalpha() for c in code) and any(c.isdigit() for c in code):
            return code


def grouped(code: str) -> str:
    """As it is shown: "K7QM-2RTX"."""
    return f"{code[:4]}-{code[4:]}"


def link(bot_name: str, code: str) -> str:
    """What opens the Telegram bot with the code in it."""
    return f"https://t.me/{bot_name}?start={code}"


def normalised(typed: str) -> str:
    """The code that was meant, or "" where `typed` has not the shape of one."""
    code = typed.upper().translate(MISREAD)
    shaped = len(code) == LENGTH and all(c in ALPHABET for c in code)
    return code if shaped and any(c.isalpha() for c in code) and any(c.isdigit() for c in code) else ""


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode("ascii")).hexdigest()


async def issue(
    session: AsyncSession,
    office_id: int,
    role: Role,
    school_id: int | None,
    lasts: timedelta,
    now: datetime,
    known_as: str | None = None,
    code: str = "",
) -> tuple[str, Invite]:
    """Makes an invite; the code is returned this once and never stored. `known_as`: the plan's name for the bearer.

    `code`: one from `new_code` that was printed already.
    """
    code = code or new_code()
    invite = Invite(
        office_id=office_id,
        role=role,
        school_id=school_id,
        known_as=known_as,
        code_hash=_hash(code),
        created_at=now,
        expires_at=now + lasts,
    )
    session.add(invite)
    await session.flush()
    return code, invite


async def redeem(session: AsyncSession, code: str, person_id: int, now: datetime) -> Invite | None:
    """Uses the code up, once: of two who try at the same moment one gets it. None where it opens nothing."""
    used = await session.execute(
        update(Invite)
        .where(Invite.code_hash == _hash(code), Invite.used_at.is_(None), Invite.expires_at > now)
        .values(used_at=now, used_by=person_id)
        .returning(Invite.id)
    )
    invite_id = used.scalar_one_or_none()
    return None if invite_id is None else await session.get(Invite, invite_id, populate_existing=True)


async def is_used_by(session: AsyncSession, code: str, person_id: int) -> bool:
    """Whether this very person has used the code before: then a second tap on the link is no wrong try."""
    query = select(Invite.id).where(Invite.code_hash == _hash(code), Invite.used_by == person_id)
    return await session.scalar(query) is not None


def may_try(contact: Contact, now: datetime) -> bool:
    since = contact.code_tries_since
    return since is None or now - since >= TRIES_WINDOW or contact.code_tries < MAX_TRIES


def count_wrong_try(contact: Contact, now: datetime) -> None:
    since = contact.code_tries_since
    if since is None or now - since >= TRIES_WINDOW:
        contact.code_tries, contact.code_tries_since = 0, now
    contact.code_tries += 1


async def delete_stale(session: AsyncSession, now: datetime, kept_since: datetime) -> int:
    """Deletes invites that expired unused, and the used ones from before `kept_since`."""
    gone = await session.execute(
        delete(Invite)
        .where(or_(Invite.used_at < kept_since, (Invite.used_at.is_(None)) & (Invite.expires_at <= now)))
        .returning(Invite.id)
    )
    return len(gone.all())
