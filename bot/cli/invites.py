"""`invite`: a one-time code that makes its bearer a member."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from bot.cli.common import complain, get_ready, now, office_asked, opened, say, telegram_name, wait_for

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from db.models import Office, School

InvitedRole = Literal["admin", "staff", "principal", "parent"]
MOST_NAME = 120  # characters
ROLE_WORDS = {"admin": "quản trị", "staff": "cán bộ", "principal": "lãnh đạo nhà trường", "parent": "phụ huynh"}


def invite(
    role: Annotated[InvitedRole, typer.Argument(help="What the bearer becomes.")],
    office: Annotated[str, typer.Option(help="The office's slug or name; needed where there are several.")] = "",
    school: Annotated[str, typer.Option(help="The school's name; needed for a principal.")] = "",
    known_as: Annotated[
        str,
        typer.Option("--as", metavar="NAME", help="Staff: their name in the plan, to get questions in their charge."),
    ] = "",
) -> None:
    """Make a one-time code that expires, as a link and to be typed."""
    wait_for(_invite(role, office, school, " ".join(known_as.split())))


async def _invite(role: str, office_words: str, school_name: str, known_as: str) -> None:
    from db import invites
    from db.models import Role
    from knowledge.errors import UserError

    settings = get_ready()
    if role == "principal" and not school_name.strip():
        raise UserError("Mã mời lãnh đạo nhà trường cần tên trường: thêm --school “Tên trường”.")
    if known_as and (role not in ("staff", "admin") or len(known_as) > MOST_NAME):
        raise UserError(f"--as chỉ dùng cho cán bộ và quản trị, tên dài nhất {MOST_NAME} ký tự.")
    async with opened(settings.database_url.get_secret_value()) as database, database.write() as session:
        office = await office_asked(session, office_words)
        school = await _school(session, office, school_name) if school_name.strip() else None
        lasts = timedelta(days=settings.invite_days)
        school_id = school.id if school else None
        code, made = await invites.issue(session, office.id, Role(role), school_id, lasts, now(), known_as or None)
    whose = f", {school.name}" if school else f", {known_as}" if known_as else ""
    say(f"Mã mời {ROLE_WORDS[role]} của {office.name}{whose}")
    if bot_name := await telegram_name(settings):
        say(f"Đường dẫn: {invites.link(bot_name, code)}")
    say(f"Mã để gõ: {invites.grouped(code)}")
    until = made.expires_at.astimezone(ZoneInfo(office.time_zone))
    say(f"Dùng một lần, đến {until:%H:%M ngày %d/%m/%Y}.")


async def _school(session: AsyncSession, office: Office, name: str) -> School:
    from db.schools import school_named
    from scheduler.intake import roster_changed

    school, is_new = await school_named(session, office, name)
    if is_new:
        await roster_changed(session, office, now())
        levels = ", ".join(school.levels) or "không rõ cấp học"
        complain(f"Trường mới, đã thêm vào {office.name}: {school.name} ({levels}).")
    return school
