"""The schools of an office: found by what people call them, made when they are new."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Office, School
from knowledge.errors import UserError
from knowledge.language.levels import levels_of
from knowledge.language.schoolnames import own_name
from knowledge.language.text import fold

SCHOOL_FITS = 90  # RapidFuzz score (0-100) from which a typed name means a known school


async def schools_of(session: AsyncSession, office_id: int) -> list[School]:
    """Every school that the office has or had."""
    return list(await session.scalars(select(School).where(School.office_id == office_id).order_by(School.name)))


async def roster(session: AsyncSession, office_id: int) -> list[School]:
    """The schools that the office has now."""
    return [school for school in await schools_of(session, office_id) if school.closed_at is None]


async def matching(session: AsyncSession, office_id: int, words: str) -> list[School]:
    """The schools of the roster that `words` may mean, typed in any accents: "MN Hoa Hồng" is "Mầm non Hoa Hồng".

    The exact one alone, else those with like names and the same levels.
    """
    return fitting(words, await roster(session, office_id))


async def school_meant(session: AsyncSession, office_id: int, words: str) -> School | None:
    """The one school of the roster that `words` mean; None where none fits. Raises UserError naming two that fit."""
    return _only(words, await matching(session, office_id, words))


async def school_named(session: AsyncSession, office: Office, name: str) -> tuple[School, bool]:
    """The office's school of that name, and whether it is new on the roster. Raises UserError naming two that fit."""
    every = await schools_of(session, office.id)
    open_ = [school for school in every if school.closed_at is None]
    closed = [school for school in every if school.closed_at and school.name == " ".join(name.split())[:200]]
    if known := _only(name, fitting(name, open_)):
        return known, False
    if closed:
        closed[0].closed_at = None
        return closed[0], True
    school = School(office_id=office.id, name=" ".join(name.split())[:200], levels=list(levels_of(name)), aliases=[])
    session.add(school)
    await session.flush()
    return school, True


def _only(words: str, fits: Sequence[School]) -> School | None:
    if len(fits) > 1:
        listed = " hoặc ".join(f"“{school.name}”" for school in fits[:5])
        raise UserError(f"Tên trường “{words}” chưa rõ: {listed}? Hãy viết đủ tên.")
    return fits[0] if fits else None


def fitting(name: str, schools: Sequence[School]) -> list[School]:
    """Of `schools` those that `name` may mean.

    RapidFuzz forgives a typo and missing words; "2" or "B" tells schools apart and is forgiven nothing.
    """
    exact = [school for school in schools if fold(name) in map(fold, (school.name, *school.aliases))]
    if exact:
        return exact
    wanted, levels = own_name(name), levels_of(name)
    like = _like(wanted, [(index, alias) for index, school in enumerate(schools) for alias in _own_names(school)])
    fits = [schools[index] for index in sorted(like)]
    fits = [school for school in fits if not levels or not school.levels or set(levels) == set(school.levels)]
    same = [school for school in fits if wanted in _own_names(school)]
    return same if levels and same else fits


def _like(wanted: str, names: Iterable[tuple[int, str]]) -> set[int]:
    marks = {word for word in wanted.split() if len(word) == 1 or word.isdigit()}
    kept = [(index, name) for index, name in names if marks <= set(name.split())]
    scored = process.extract(
        wanted, [name for _, name in kept], scorer=fuzz.token_set_ratio, score_cutoff=SCHOOL_FITS, limit=None
    )
    return {kept[place][0] for _, _, place in scored}


def _own_names(school: School) -> Collection[str]:
    return {own_name(name) for name in (school.name, *school.aliases)}
