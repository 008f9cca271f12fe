"""`announce`: an announcement from the machine, how it goes, and taking it back."""

from __future__ import annotations

import json
import mimetypes
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import bytes_of, complain, get_ready, office_asked, opened, say, wait_for

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from db.announcements import Audience, Reach
    from db.models import Announcement, Office
    from scheduler.announcing import File

AUDIENCES = {"parents": "mọi phụ huynh", "principals": "mọi lãnh đạo nhà trường", "everyone": "mọi người dùng"}
HOW = "Xem kết quả: python -m bot announce --status {id}"
MOST_TEXT_BYTES = 100_000


def announce(
    to: Annotated[
        str, typer.Option(metavar="WHOM", help="parents, principals, everyone, or a file: a school or address a line.")
    ] = "",
    text: Annotated[str | None, typer.Option(help="What it says; - reads it from stdin.")] = None,
    file: Annotated[Path | None, typer.Option(metavar="FILE", help="A picture or document that goes along.")] = None,
    at: Annotated[str, typer.Option(metavar="TIME", help="2026-10-25T07:30, 07:30 25/10/2026; else now.")] = "",
    urgent: Annotated[bool, typer.Option("--urgent", help="In quiet hours too.")] = False,
    answers: Annotated[
        list[str] | None, typer.Option(metavar="ANSWER", help="A button, such as Đã nhận; up to four.")
    ] = None,
    office: Annotated[str, typer.Option(help="The office's slug or name; needed where there are several.")] = "",
    status: Annotated[int | None, typer.Option(metavar="ID", help="How an announcement stands.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="With --status: one line of JSON.")] = False,
    withdraw: Annotated[
        int | None, typer.Option(metavar="ID", help="Stop what is not sent; delete what is, where that can be.")
    ] = None,
) -> None:
    """Announce something to many, without a second person's approval; the id is the last word that it prints."""
    asked = [value for value in (to or None, status, withdraw) if value is not None]
    if len(asked) != 1 or (as_json and status is None):
        raise typer.BadParameter("Chọn một trong --to, --status, --withdraw; --json chỉ đi với --status.")
    if status is not None:
        wait_for(_status(status, as_json))
    elif withdraw is not None:
        wait_for(_withdraw(withdraw))
    else:
        wait_for(_announce(to, _typed(text), file, at, urgent, tuple(answers or ()), office))


async def _announce(
    to: str, text: str, path: Path | None, at: str, urgent: bool, answers: tuple[str, ...], office_words: str
) -> None:
    from bot.cli.times import read_time
    from bot.clocks import clock_of
    from db.announcements import reach
    from handlers.announcing_wording import message
    from handlers.messages import outgoing_to_json
    from scheduler.announcing import Draft
    from scheduler.announcing import announce as make

    settings = get_ready(quiet=True)
    now = clock_of(settings)()
    file = _attached(path) if path else None
    async with opened(settings.database_url.get_secret_value()) as database:
        async with database.read() as session:
            office = await office_asked(session, office_words)
            audience, told = await _audience(session, office, to)
            counted = await reach(session, office.id, audience, now)
        wanted = read_time(at, office, now) if at else None
        body = outgoing_to_json(message(office, text))
        draft = Draft(body, audience, told, tuple(" ".join(each.split()) for each in answers), wanted, urgent, file)
        async with database.write() as session:
            announcement = await make(session, office, draft, now, approved=True)
    _say(office, announcement, told, counted, wanted, now)


def _say(
    office: Office, announcement: Announcement, told: str, counted: Reach, wanted: datetime | None, now: datetime
) -> None:
    from handlers.announcing_drafting import IDLE
    from handlers.announcing_wording import clock
    from knowledge.language.text import number

    say(f"Gửi tới {told}: tới được {number(counted.reached)} người, chưa tới được {number(counted.unreachable)}.")
    if counted.idle:
        say(f"{IDLE.format(count=number(counted.idle))}.")
    at = clock(announcement.send_at, office.time_zone)
    if announcement.send_at <= now:
        say("Bot đang chạy thì gửi ngay; chưa chạy thì gửi khi bot chạy.")
    elif announcement.send_at == wanted:
        say(f"Hẹn gửi lúc {at}.")
    else:
        say(f"Giờ yên lặng: chờ đến {at} mới gửi. Cần gửi ngay thì thu hồi rồi gửi lại với --urgent.")
    say(HOW.format(id=announcement.id))
    say(str(announcement.id))


def _typed(text: str | None) -> str:
    """The text given, or what stdin brings. Raises UserError."""
    from knowledge.errors import UserError

    if text != "-":
        return text or ""
    content = sys.stdin.buffer.read(MOST_TEXT_BYTES + 1)
    try:
        return content[:MOST_TEXT_BYTES].decode("utf-8-sig", "strict" if len(content) <= MOST_TEXT_BYTES else "ignore")
    except UnicodeDecodeError:
        raise UserError("Nội dung đưa vào không phải văn bản UTF-8.") from None


def _attached(path: Path) -> File:
    from knowledge.errors import UserError
    from scheduler.announcing import MOST_FILE_MB, File

    try:
        content = bytes_of(path, MOST_FILE_MB * 1_000_000 + 1)
    except UserError as error:
        raise UserError(f"{path.name}: {error.sentence}") from None
    return File(path.name, mimetypes.guess_type(path.name)[0] or "application/octet-stream", content)


async def _audience(session: AsyncSession, office: Office, to: str) -> tuple[Audience, str]:
    """Whom it goes to, and the same in words. Raises UserError, also for each line of a file that names nobody."""
    from bot.cli import recipients
    from db.announcements import Audience, Whom
    from knowledge.errors import UserError
    from knowledge.language.text import number

    if to in AUDIENCES:
        return Audience(Whom(to)), AUDIENCES[to]
    file = Path(to)
    found = await recipients.read(session, office.id, file)
    for line in found.wrong[: recipients.MOST_TOLD]:
        complain(line)
    if found.wrong:
        count = number(len(found.wrong))
        raise UserError(f"{count} dòng chưa rõ là ai, chưa gửi cho người nào. Hãy sửa tệp rồi chạy lại.")
    if found.repeated:
        complain(f"{number(found.repeated)} dòng trùng dòng khác: mỗi người vẫn chỉ nhận một tin.")
    return found.audience(), found.told(file)


async def _found(session: AsyncSession, id_: int) -> Announcement:
    from db.models import Announcement
    from knowledge.errors import UserError

    announcement = await session.get(Announcement, id_)
    if announcement is None:
        raise UserError(f"Không có thông báo số {id_}.")
    return announcement


async def _status(id_: int, as_json: bool) -> None:
    from db.announcements import figures
    from db.models import Office
    from handlers.announcing_wording import clock, progress

    async with opened(get_ready(quiet=True).database_url.get_secret_value()) as database, database.read() as session:
        announcement = await _found(session, id_)
        office = await session.get_one(Office, announcement.office_id)
        counted = await figures(session, id_)
    if as_json:
        told = asdict(counted)
        del told["answers"]
        say(json.dumps(told))
        return
    say(progress(announcement, counted, 0, None).plain())
    say(f"Gửi tới: {announcement.audience_told}")
    say(f"Thời điểm gửi: {clock(announcement.send_at, office.time_zone)}")


async def _withdraw(id_: int) -> None:
    from bot.clocks import clock_of
    from knowledge.language.text import number
    from scheduler.announcing import withdraw

    settings = get_ready(quiet=True)
    async with opened(settings.database_url.get_secret_value()) as database, database.write() as session:
        done = await withdraw(session, await _found(session, id_), clock_of(settings)())
    say(f"Đã thu hồi: không gửi nữa {number(done.stopped)} lượt, đang xóa {number(done.deleting)} tin đã gửi.")
    if done.kept:
        say(f"{number(done.kept)} tin đã gửi không xóa được: kênh không cho xóa, hoặc đã quá lâu.")
