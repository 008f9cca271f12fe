"""`school invites`: a code for each school of the roster, as lines or as a sheet to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.cli.common import complain, get_ready, now, office_asked, opened, say, telegram_name

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from db.models import Office, School


@dataclass(frozen=True, slots=True)
class Invited:
    school: School
    code: str


async def invite_all(office_words: str, names: Sequence[str], whole: bool, links: bool, sheet: Path | None) -> None:
    """Codes count only once they are on paper. Raises UserError."""
    from bot import sheets
    from db import invites
    from db.models import Role
    from knowledge.errors import UserError

    settings = get_ready()
    if sheet:
        sheets.check(sheet)
    bot_name = await telegram_name(settings)
    if links and not bot_name:
        raise UserError("Chưa biết tên bot Telegram nên chưa có đường dẫn. Đặt BOT_TELEGRAM_TOKEN, hoặc dùng --codes.")
    lasts = timedelta(days=settings.invite_days)
    async with opened(settings.database_url.get_secret_value()) as database:
        async with database.read() as session:
            office = await office_asked(session, office_words)
            invited = [Invited(each, invites.new_code()) for each in await _schools(session, office, names, whole)]
        until = _until(office, now() + lasts)
        # Hundreds of rows take seconds to draw: the bot beside this must be able to write meanwhile.
        written = _print(sheet, office, invited, bot_name, until) if sheet and invited else []
        async with database.write() as session:
            for each in invited:
                await invites.issue(session, office.id, Role.PRINCIPAL, each.school.id, lasts, now(), code=each.code)
    if not invited:
        complain("Trường nào cũng đã có người dùng bot. Mời thêm người (như phó hiệu trưởng): thêm --all.")
        return
    for path in written:
        say(f"Phiếu mời: {path}")
    if not sheet:
        _say_each(invited, bot_name, links)
    say(f"{len(invited)} mã mời, mỗi mã dùng một lần, đến {until}. Hãy gửi riêng cho từng người.")


async def _schools(session: AsyncSession, office: Office, names: Sequence[str], whole: bool) -> list[School]:
    """Those that were named; else the roster, without the schools that somebody answers for already."""
    from db.handover import leaders
    from db.schools import roster, school_meant
    from knowledge.errors import UserError

    if names:
        meant = {name: await school_meant(session, office.id, name) for name in names}
        if unknown := [name for name, school in meant.items() if school is None]:
            raise UserError(f"Danh sách không có trường “{unknown[0]}”. Xem: python -m bot school list")
        return [school for school in meant.values() if school]
    schools = await roster(session, office.id)
    if not schools:
        raise UserError("Chưa có trường nào. Nhập danh sách: python -m bot school import TỆP")
    led = await leaders(session, [school.id for school in schools], now())
    return [school for school in schools if whole or not led[school.id]]


def _until(office: Office, instant: datetime) -> str:
    return f"{instant.astimezone(ZoneInfo(office.time_zone)):%H:%M ngày %d/%m/%Y}"


def _say_each(invited: Sequence[Invited], bot_name: str, links: bool) -> None:
    """School, principal, link or code: to be pasted into a spreadsheet."""
    from db import invites

    for each in invited:
        shown = invites.link(bot_name, each.code) if links else invites.grouped(each.code)
        say(f"{each.school.name}\t{each.school.principal}\t{shown}")


def _print(sheet: Path, office: Office, invited: Sequence[Invited], bot_name: str, until: str) -> list[Path]:
    from bot import sheets
    from db import invites

    cards = [
        sheets.Card(
            each.school.name,
            each.school.principal,
            invites.grouped(each.code),
            invites.link(bot_name, each.code) if bot_name else invites.grouped(each.code),
        )
        for each in invited
    ]
    how = "Quét mã QR, hoặc nhắn mã mời cho bot" if bot_name else "Nhắn mã mời cho bot"
    hint = f"{how}. Mã dùng một lần, đến {until}."
    return sheets.write(sheet, f"Mã mời lãnh đạo nhà trường, {office.name}", hint, cards)
