"""A roster that was read against the schools that an office has: what is new, what is meant, what changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Membership, Office, School
from db.people import STAFF
from db.schools import schools_of
from knowledge.language.schoolnames import own_name
from knowledge.language.text import fold
from knowledge.roster.rows import RosterRow, RowError

ALIKE = 85  # RapidFuzz's ratio (0-100) from which a new school's name is shown beside a known one's
COLUMNS = ("levels", "is_public", "ward", "principal", "specialist", "code")


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one row. `school` is None where it is a new one; `changes` are new values by column."""

    row: RosterRow
    school: School | None
    changes: Mapping[str, Any]
    resembles: School | None = None  # a new school with nearly the name of this one


@dataclass(frozen=True, slots=True)
class Comparison:
    """`missing`: schools of the roster that the file does not name."""

    steps: tuple[Step, ...]
    errors: tuple[RowError, ...]
    missing: tuple[School, ...]


async def compare(session: AsyncSession, office: Office, rows: Sequence[RosterRow]) -> Comparison:
    """A row is the school with its code; else the one with its name and levels, in whatever accents and short forms."""
    schools = await schools_of(session, office.id)
    steps: list[Step] = []
    errors: list[RowError] = []
    taken: dict[int, RosterRow] = {}
    for row in rows:
        fits = _meant(row, schools)
        if len(fits) > 1:
            listed = " hoặc ".join(f"“{school.name}”" for school in fits)
            errors.append(RowError(row.number, f"“{row.name}” khớp nhiều trường đang có: {listed}. Hãy ghi đủ tên."))
        elif fits and (former := taken.setdefault(fits[0].id, row)) is not row:
            same = f"cùng là “{fits[0].name}” như dòng {former.number}."
            errors.append(RowError(row.number, f"“{row.name}” {same}"))
        elif any(school.name == row.name and school not in fits for school in schools):
            errors.append(RowError(row.number, f"tên “{row.name}” đang là của một trường khác, có mã khác."))
        else:
            steps.append(_step(row, fits[0] if fits else None))
    missing = [school for school in schools if school.closed_at is None and school.id not in taken]
    steps = [step if step.school else _beside(step, missing) for step in steps]
    return Comparison(tuple(steps), tuple(errors), tuple(missing))


def _meant(row: RosterRow, schools: Sequence[School]) -> list[School]:
    coded = [school for school in schools if row.code and school.code == row.code]
    exact = [school for school in schools if school.name == row.name and not _other_code(row, school)]
    if coded or exact:
        return coded or exact
    key = own_name(row.name) or fold(row.name)
    alike = [school for school in schools if key in _keys(school) and not _other_code(row, school)]
    same = [school for school in alike if not school.levels or set(school.levels) == set(row.levels)]
    accented = [school for school in same if row.name.lower() == school.name.lower()]
    return accented or same


def _keys(school: School) -> set[str]:
    return {own_name(name) or fold(name) for name in (school.name, *school.aliases)}


def _other_code(row: RosterRow, school: School) -> bool:
    return bool(row.code and school.code and row.code != school.code)


def _step(row: RosterRow, school: School | None) -> Step:
    """What the file leaves empty stays as it is known."""
    said: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS} | {"levels": list(row.levels)}
    said = {name: value for name, value in said.items() if value not in ("", None)}
    if school is None:
        return Step(row, None, said | {"name": row.name})
    changes = {name: value for name, value in said.items() if getattr(school, name) != value}
    if school.name != row.name:
        changes["name"] = row.name
    if school.closed_at is not None:
        changes["closed_at"] = None
    return Step(row, school, changes)


def _beside(step: Step, missing: Sequence[School]) -> Step:
    """Points at the school that the new one may be by a slip: only people can tell."""
    names = {school.id: own_name(school.name) for school in missing if set(school.levels) == set(step.row.levels)}
    found = process.extractOne(own_name(step.row.name), names, scorer=fuzz.ratio, score_cutoff=ALIKE)
    resembles = next((school for school in missing if found and school.id == found[2]), None)
    return Step(step.row, None, step.changes, resembles)


async def apply(
    session: AsyncSession, office: Office, comparison: Comparison, now: datetime, close_missing: bool
) -> bool:
    """Writes what `compare` found, in the caller's transaction; returns whether anything changed."""
    for step in comparison.steps:
        if step.school is None:
            session.add(School(office_id=office.id, aliases=[], **step.changes))
        else:
            _change(step.school, step.changes)
    closing = comparison.missing if close_missing else ()
    for school in closing:
        school.closed_at = now
    await session.flush()
    return bool(closing) or any(step.changes for step in comparison.steps)


def _change(school: School, changes: Mapping[str, Any]) -> None:
    """A former name that is more than another way of writing stays an alias."""
    new_name = changes.get("name", school.name)
    if own_name(new_name) != own_name(school.name) and school.name not in school.aliases:
        school.aliases = [*school.aliases, school.name]
    for name, value in changes.items():
        setattr(school, name, value)


async def unknown_specialists(
    session: AsyncSession, office_id: int, rows: Iterable[RosterRow], now: datetime
) -> list[str]:
    """The specialists of these rows who are not among the office's staff, by their name in the plan."""
    query = select(Membership.known_as, Membership.until).where(
        Membership.office_id == office_id, Membership.role.in_(STAFF), Membership.known_as.is_not(None)
    )
    known = {fold(name or "") for name, until in await session.execute(query) if until is None or until > now}
    return sorted({row.specialist for row in rows if row.specialist and fold(row.specialist) not in known})
