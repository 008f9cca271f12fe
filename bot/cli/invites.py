"""`invite`: a one-time code that makes its bearer a member."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from bot.cli.common import complain, get_ready, now, opened, say, wait_for

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.settings import Settings
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
        office = await _office(session, office_words)
        school = await _school(session, office, school_name) if school_name.strip() else None
        lasts = timedelta(days=settings.invite_days)
        school_id = school.id if school else None
        code, made = await invites.issue(session, office.id, Role(role), school_id, lasts, now(), known_as or None)
    whose = f", {school.name}" if school else f", {known_as}" if known_as else ""
    say(f"Mã mời {ROLE_WORDS[role]} của {office.name}{whose}")
    if link := await _link(settings, code):
        say(f"Đường dẫn: {link}")
    say(f"Mã để gõ: {invites.grouped(code)}")
    until = made.expires_at.astimezone(ZoneInfo(office.time_zone))
    say(f"Dùng một lần, đến {until:%H:%M ngày %d/%m/%Y}.")


async def _office(session: AsyncSession, words: str) -> Office:
    """The office that was named, or the only one there is."""
    from db.offices import all_offices, named
    from knowledge.errors import UserError

    if words:
        return await named(session, words)
    offices = await all_offices(session)
    if not offices:
        raise UserError("Chưa có cơ quan nào. Nhập một kế hoạch, hoặc: python -m bot office set MÃ --name TÊN")
    if len(offices) > 1:
        raise UserError(f"Có nhiều cơ quan, hãy thêm --office: {', '.join(office.slug for office in offices)}.")
    return offices[0]


async def _school(session: AsyncSession, office: Office, name: str) -> School:
    from db.offices import school_named

    school, is_new = await school_named(session, office, name)
    if is_new:
        levels = ", ".join(school.levels) or "không rõ cấp học"
        complain(f"Trường mới, đã thêm vào {office.name}: {school.name} ({levels}).")
    return school


async def _link(settings: Settings, code: str) -> str:
    """The t.me link, "" where there is no bot or Telegram cannot be asked just now."""
    from bot.telegram_me import ask_me

    me = await ask_me(settings)
    if me.problem:
        complain(f"Chưa có đường dẫn: {me.problem}")
    return f"https://t.me/{me.username}?start={code}" if me.username else ""
