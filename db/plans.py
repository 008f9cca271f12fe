"""Plans: imported, kept in versions, activated; and what the answer engine is to know."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from db.models import Office, Plan, PlanStatus, Task
from db.offices import named, of_issuer
from knowledge.answering import KnownPlan
from knowledge.document import Document, document_from_json, document_to_json
from knowledge.errors import UserError
from knowledge.language.text import nfc, slug
from knowledge.reading import read
from knowledge.timeline.tasks import Task as ReadTask
from knowledge.timeline.tasks import tasks

Signature = tuple[int, ...]  # the ids of the active versions: a version never changes, so these say it all


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """A file that was read and is not stored yet. Making one takes the processor, not the database."""

    slug: str
    file_name: str
    source: bytes
    document: Document
    tasks: tuple[ReadTask, ...]
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", digest_of(self.source))


def digest_of(source: bytes) -> str:
    return hashlib.sha256(source).hexdigest()


class Outcome(StrEnum):
    SAME = "same"  # these very bytes were here already
    NEW = "new"
    NEW_VERSION = "new_version"


@dataclass(frozen=True, slots=True)
class Imported:
    plan: Plan
    office: Office
    outcome: Outcome
    task_count: int
    activated: bool  # by this import
    office_is_new: bool


def read_plan(source: bytes, file_name: str, wanted_slug: str = "") -> ReadPlan:
    """Reads a file. Raises NotAPlanError, or UserError where its name gives no slug."""
    shown_name = nfc(PurePath(file_name).name.encode("utf-8", "replace").decode("utf-8"))[:255]
    plan_slug = slug(wanted_slug or PurePath(shown_name).stem)
    if not 1 <= len(plan_slug) <= 120:
        raise UserError("Tên tệp không cho ra mã kế hoạch: hãy đặt mã bằng --slug, ví dụ --slug ke-hoach-2026.")
    document = read(source, shown_name)
    return ReadPlan(plan_slug, shown_name, source, document, tasks(document))


async def import_plan(
    session: AsyncSession, plan: ReadPlan, office_words: str, activate: bool, now: datetime
) -> Imported:
    """Stores a read plan in this transaction. Raises UserError where the slug belongs to another office."""
    known_offices = set(await session.scalars(select(Office.id)))
    office = await (named(session, office_words) if office_words else of_issuer(session, plan.document.metadata, now))
    versions = await versions_of(session, plan.slug)
    if versions and versions[0].office_id != office.id:
        owner = await session.get_one(Office, versions[0].office_id)
        raise UserError(
            f"Mã kế hoạch “{plan.slug}” đã thuộc về {owner.name}. Hãy chọn mã khác bằng --slug, "
            f"ví dụ --slug {office.slug}-{plan.slug}."
        )
    same = next((version for version in versions if version.digest == plan.digest), None)
    stored = same or await _store(session, plan, office, len(versions) + 1, now)
    activated = activate and stored.status is not PlanStatus.ACTIVE
    if activated:
        await make_active(session, stored, now)
    outcome = Outcome.SAME if same else Outcome.NEW_VERSION if versions else Outcome.NEW
    return Imported(stored, office, outcome, len(plan.tasks), activated, office.id not in known_offices)


async def make_active(session: AsyncSession, plan: Plan, now: datetime) -> None:
    """Activates one version and retires the former, in the caller's one transaction."""
    await session.execute(
        update(Plan)
        .where(Plan.slug == plan.slug, Plan.status == PlanStatus.ACTIVE, Plan.id != plan.id)
        .values(status=PlanStatus.RETIRED, retired_at=now)
    )
    plan.status, plan.activated_at, plan.retired_at, plan.taken_in_at = PlanStatus.ACTIVE, now, None, None
    await session.flush()


async def versions_of(session: AsyncSession, plan_slug: str) -> list[Plan]:
    """All versions of a plan, the newest first."""
    return list(await session.scalars(select(Plan).where(Plan.slug == plan_slug).order_by(Plan.version.desc())))


async def is_active(session: AsyncSession, plan_slug: str, source: bytes) -> bool:
    """Whether these very bytes are the active version of the plan: then there is nothing to read."""
    query = select(Plan.id).where(
        Plan.slug == plan_slug, Plan.digest == digest_of(source), Plan.status == PlanStatus.ACTIVE
    )
    return await session.scalar(query) is not None


async def listed(session: AsyncSession) -> list[tuple[Plan, Office]]:
    """Every version with its office, by slug, the newest first."""
    query = select(Plan, Office).join(Office, Plan.office_id == Office.id).order_by(Plan.slug, Plan.version.desc())
    return [(plan, office) for plan, office in await session.execute(query)]


async def active_with_notes(session: AsyncSession) -> list[tuple[Plan, Office, str]]:
    """The active versions with their offices, and what each file says of itself, "" where it says nothing."""
    note = Plan.document["metadata"]["note"].as_string()
    query = (
        select(Plan, Office, note)
        .join(Office, Plan.office_id == Office.id)
        .where(Plan.status == PlanStatus.ACTIVE)
        .order_by(Plan.slug)
    )
    return [(plan, office, said or "") for plan, office, said in await session.execute(query)]


async def current(session: AsyncSession, plan_slug: str) -> tuple[Plan, Office, Document]:
    """The active version of a plan, else its newest, with its document. Raises UserError for an unknown slug."""
    first_active = case((Plan.status == PlanStatus.ACTIVE, 0), else_=1)
    row = (
        await session.execute(
            select(Plan, Office)
            .join(Office, Plan.office_id == Office.id)
            .options(undefer(Plan.document))
            .where(Plan.slug == plan_slug)
            .order_by(first_active, Plan.version.desc())
            .limit(1)
        )
    ).first()
    if row is None:
        known = ", ".join(await session.scalars(select(Plan.slug).distinct().order_by(Plan.slug)))
        raise UserError(f"Không có kế hoạch “{plan_slug}”. Đang có: {known or 'chưa có kế hoạch nào'}.")
    plan, office = row
    return plan, office, document_from_json(plan.document)


async def tasks_of(session: AsyncSession, plan_id: int) -> list[Task]:
    return list(await session.scalars(select(Task).where(Task.plan_id == plan_id).order_by(Task.position)))


_ACTIVE = select(Plan.slug).where(Plan.status == PlanStatus.ACTIVE).order_by(Plan.slug)  # built once
_ACTIVE_OF = _ACTIVE.where(Plan.office_id.in_(bindparam("offices", expanding=True)))


async def active_slugs(session: AsyncSession, offices: Collection[int] = ()) -> list[str]:
    """The slugs of the active plans, of these offices or, where none is given, of all."""
    found = session.scalars(_ACTIVE_OF, {"offices": list(offices)}) if offices else session.scalars(_ACTIVE)
    return list(await found)


async def signature(session: AsyncSession) -> Signature:
    """What changes whenever the active plans do; cheap enough to be asked every second."""
    return tuple(await session.scalars(select(Plan.id).where(Plan.status == PlanStatus.ACTIVE).order_by(Plan.id)))


class PlanRow(NamedTuple):
    """An active version as it is stored."""

    id: int
    slug: str
    office: str  # slug
    document: dict[str, Any]


async def known_rows(session: AsyncSession, ids: Collection[int]) -> list[PlanRow]:
    """These versions with their documents."""
    query = (
        select(Plan.id, Plan.slug, Office.slug, Plan.document)
        .join(Office, Plan.office_id == Office.id)
        .where(Plan.id.in_(ids))
        .order_by(Plan.id)
    )
    return [PlanRow(*row) for row in await session.execute(query)]


def known_plan(row: PlanRow) -> KnownPlan:
    """A row as the answer engine takes it. Costs the processor some milliseconds: call it off the event loop."""
    return KnownPlan(row.slug, row.office, document_from_json(row.document))


async def _store(session: AsyncSession, plan: ReadPlan, office: Office, version: int, now: datetime) -> Plan:
    about = plan.document.metadata
    row = Plan(
        office_id=office.id,
        slug=plan.slug,
        version=version,
        status=PlanStatus.DRAFT,
        file_name=plan.file_name,
        digest=plan.digest,
        source=plan.source,
        document=document_to_json(plan.document),
        title=about.title,
        number=about.number[:120],
        kind=about.kind[:60],
        issuer=about.issuer[:200],
        signer=about.signer[:120],
        signed_on=about.signed_on,
        school_year=about.school_year.start if about.school_year else None,
        imported_at=now,
    )
    session.add(row)
    await session.flush()
    session.add_all(_task_row(row.id, position, task) for position, task in enumerate(plan.tasks, start=1))
    await session.flush()
    return row


def _task_row(plan_id: int, position: int, task: ReadTask) -> Task:
    return Task(
        plan_id=plan_id,
        position=position,
        what=task.what,
        when_words=task.when.words[:300],
        spans=[[first.isoformat(), last.isoformat()] for first, last in task.when.spans],
        days=[[first.isoformat(), last.isoformat()] for day in task.days for first, last in day.spans],
        every=task.when.every,
        levels=list(task.levels),
        leads="; ".join(task.leads),
        joins="; ".join(task.joins),
        product=task.product,
        section=task.section[:300],
        line=task.line,
    )
