"""Offices: found by what people call them, made from what a plan says of its issuer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Office, Plan, PlanStatus
from knowledge.document import Metadata
from knowledge.errors import UserError
from knowledge.language.text import fold, slug

# An administrative unit in an issuer's name: "UBND huyện Gia Lâm" -> "huyện", "Gia Lâm". The Xã of "Văn hóa - Xã hội"
# is none, and the name ends where the next unit begins.
UNIT_WORDS = r"tỉnh|thành phố|tp\.?|quận|huyện|thị xã|thị trấn|phường|xã(?! hội)|đặc khu"
UNIT = re.compile(rf"\b({UNIT_WORDS})\s+(.+?)\s*(?=[,;(]|\s(?:{UNIT_WORDS})\s|$)", re.IGNORECASE)
KINDS = (  # the folded beginning of an issuer's name -> Office.kind; the first that fits
    (("so ",), "so"),
    (("phong giao duc", "phong gd"), "phong_gddt"),
    (("phong van hoa", "ubnd xa", "ubnd phuong", "uy ban nhan dan xa", "uy ban nhan dan phuong"), "xa_phuong"),
    (("ubnd", "uy ban nhan dan"), "ubnd"),
    (("truong ",), "truong"),
    (("cum ",), "cum"),
)


@dataclass(frozen=True, slots=True)
class Derived:
    """An office as a document's metadata show it."""

    slug: str
    name: str
    short_name: str
    kind: str
    places: tuple[str, ...]


def derive(metadata: Metadata) -> Derived | None:
    """The issuer as an office; None where the document names neither issuer nor place."""
    name = metadata.issuer or metadata.place
    if not name:
        return None
    unit = UNIT.search(name)
    # A number is no name: "Quận 1" keeps its word.
    place = (unit[0] if unit[2].isdigit() else unit[2]) if unit else metadata.place
    short = f"{unit[1].lower()} {unit[2]}" if unit else (place or name)
    places = tuple(dict.fromkeys(p for p in (place, metadata.place) if p))
    return Derived(slug(place or name)[:60], name[:200], short[:60], _kind(name), places)


def _kind(name: str) -> str:
    folded = fold(name)
    return next((kind for starts, kind in KINDS if folded.startswith(starts)), "khac")


_ALL_OFFICES = select(Office).order_by(Office.slug)  # built once: every message asks it


async def all_offices(session: AsyncSession) -> list[Office]:
    return list(await session.scalars(_ALL_OFFICES))


_FIRST_TWO = select(Office.__table__.c.id).limit(2)


async def are_several(session: AsyncSession) -> bool:
    """Whether there is more than one office; cheaper than having them all."""
    return len((await (await session.connection()).execute(_FIRST_TWO)).all()) > 1


_WITH_ACTIVE_PLANS = (
    select(Office)
    .where(Office.id.in_(select(Plan.office_id).where(Plan.status == PlanStatus.ACTIVE)))
    .order_by(Office.slug)
)


async def with_active_plans(session: AsyncSession) -> list[Office]:
    """The offices that can answer something."""
    return list(await session.scalars(_WITH_ACTIVE_PLANS))


async def by_slug(session: AsyncSession, office_slug: str) -> Office | None:
    return (await session.scalars(select(Office).where(Office.slug == office_slug))).one_or_none()


async def named(session: AsyncSession, words: str) -> Office:
    """The office that `words` name: its slug, its name or its short name, typed in any accents. Raises UserError."""
    offices, wanted = await all_offices(session), fold(words)
    for office in offices:
        if wanted in (office.slug, fold(office.name), fold(office.short_name)):
            return office
    known = ", ".join(office.slug for office in offices) or "chưa có cơ quan nào"
    raise UserError(f"Không có cơ quan “{words}”. Đang có: {known}.")


async def find_or_make(session: AsyncSession, words: str, name: str, now: datetime) -> Office:
    """The office that `words` name, or a new one with that slug where a `name` is given. Raises UserError."""
    try:
        return await named(session, words)
    except UserError:
        if not name or not slug(words):
            raise
    office = Office(slug=slug(words)[:60], name=name, short_name=name[:60], kind=_kind(name), created_at=now)
    office.places, office.wards = [], []
    session.add(office)
    await session.flush()
    return office


async def of_issuer(session: AsyncSession, metadata: Metadata, now: datetime) -> Office:
    """The issuer's office, made when it is new. Raises UserError where the document names no issuer."""
    derived = derive(metadata)
    if derived is None:
        raise UserError("Không rõ cơ quan ban hành: hãy thêm --office và mã cơ quan.")
    offices = await all_offices(session)
    for office in offices:
        if fold(office.name) == fold(derived.name):
            return office
    taken = {office.slug for office in offices}
    # Two bodies of one place, such as its people's committee and its education office, are two offices.
    free = derived.slug if derived.slug not in taken else slug(derived.name)[:60]
    office = Office(
        slug=free,
        name=derived.name,
        short_name=derived.short_name,
        kind=derived.kind,
        places=list(derived.places),
        created_at=now,
    )
    session.add(office)
    await session.flush()
    return office
