"""Rows that the pages show."""

from __future__ import annotations

from datetime import datetime

from db.models import Office, Plan, PlanStatus
from db.session import Database


async def add_plan(
    database: Database,
    now: datetime,
    year: int | None = 2026,
    status: PlanStatus = PlanStatus.ACTIVE,
    title: str = "Kế hoạch",
    number: str = "12/KH-VHXH",
    note: str = "",
) -> None:
    """A plan, with an office of its own that is named by the year."""
    async with database.write() as session:
        slug = f"plan-{year}-{status}"
        office = Office(slug=slug, name=f"Phường số {year}", short_name="Phường", kind="xa_phuong", created_at=now)
        session.add(office)
        await session.flush()
        plan = Plan(
            office_id=office.id,
            slug=slug,
            version=1,
            status=status,
            file_name="plan.md",
            digest="",
            source=b"",
            document={"metadata": {"note": note}} if note else {},
            title=title,
            number=number,
            kind="Kế hoạch",
            issuer=office.name,
            signer="",
            school_year=year,
            imported_at=now,
        )
        session.add(plan)
