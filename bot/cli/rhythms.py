"""`office rhythm`: when an office calls its schools, and when it is quiet."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.common import get_ready, now, opened, say, wait_for


def rhythm(
    office: Annotated[str, typer.Argument(metavar="OFFICE", help="The office's slug or name.")],
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Changes a setting; may be repeated.")
    ] = None,
) -> None:
    """Show an office's rhythm, or change it: what is not sent yet is planned anew."""
    wait_for(_rhythm(office, changes or []))


async def _rhythm(words: str, changes: list[str]) -> None:
    from db.offices import named
    from scheduler.planner import plan_office, rhythm_for
    from scheduler.rhythm_settings import changed, shown

    async with opened(get_ready().database_url.get_secret_value()) as database:
        if changes:
            async with database.write() as session:
                office = await named(session, words)
                for name, value in map(_parted, changes):
                    office.rhythm = changed(office.rhythm, office.time_zone, name, value)
                await session.flush()
                await plan_office(session, office, now())
        async with database.read() as session:
            office = await named(session, words)
    for name, meaning, value in shown(rhythm_for(office)):
        say(f"{name}={value}\t{meaning}")


def _parted(change: str) -> tuple[str, str]:
    from knowledge.errors import UserError

    name, sign, value = change.partition("=")
    if not sign:
        raise UserError(f"“{change}” chưa đúng dạng MỤC=GIÁ TRỊ, ví dụ: --set at=08:00")
    return name.strip(), value.strip()
