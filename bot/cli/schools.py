"""`school`: the roster, invites for all of it, and handing a school over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.common import bytes_of, complain, get_ready, now, office_asked, opened, say, telegram_name, wait_for

app = typer.Typer(help="The schools of an office.", no_args_is_help=True, rich_markup_mode=None)
OfficeOption = Annotated[str, typer.Option(help="The office's slug or name; needed where there are several.")]
MOST_NAME = 120  # characters
INVITE_STAFF = "python -m bot invite staff --as “Họ tên”"
TYPES = {True: "công lập", False: "ngoài công lập", None: ""}


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A roster: .xlsx, or .csv in UTF-8.")],
    office: OfficeOption = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show errors and guesses; change nothing.")] = False,
    close_missing: Annotated[
        bool, typer.Option("--close-missing", help="Close the schools that the file does not name.")
    ] = False,
) -> None:
    """Read a roster in: all of it or nothing. Doing it twice changes nothing."""
    if not wait_for(_import(file, office, dry_run, close_missing)):
        raise typer.Exit(1)


async def _import(file: Path, office_words: str, dry_run: bool, close_missing: bool) -> bool:
    from bot.cli import rosters as told
    from db import rosters
    from knowledge.roster import read_roster
    from knowledge.roster.grid import MAX_BYTES
    from scheduler.intake import roster_changed

    roster = read_roster(bytes_of(file, MAX_BYTES + 1), file.name)
    async with opened(get_ready().database_url.get_secret_value()) as database, database.write() as session:
        office = await office_asked(session, office_words)
        found = await rosters.compare(session, office, roster.rows)
        strangers = await rosters.unknown_specialists(session, office.id, roster.rows, now())
        told.say_columns(roster)
        told.say_steps(found)
        errors = [*roster.errors, *found.errors]
        if not errors:  # a row with an error may be the school that seems to be missing
            told.say_missing(found, close_missing)
        told.complain_of(errors)
        tally = told.tally(found, close_missing)
        if not errors and not dry_run and await rosters.apply(session, office, found, now(), close_missing):
            await roster_changed(session, office, now())
    if strangers:
        say(f"Chuyên viên phụ trách chưa dùng bot: {', '.join(strangers)}. Mời bằng: {INVITE_STAFF}")
    if errors:
        complain(f"{len(errors)} dòng có lỗi, chưa nhập dòng nào. Hãy sửa tệp rồi nhập lại.")
    else:
        say(f"{'Xem trước, chưa ghi gì' if dry_run else f'Đã nhập vào {office.name}'}: {tally}")
    return not errors


@app.command("list")
def list_(office: OfficeOption = "") -> None:
    """List the schools on the roster, and how many people of each are with the bot."""
    wait_for(_list(office))


async def _list(office_words: str) -> None:
    from db.handover import leaders
    from db.schools import roster

    async with opened(get_ready().database_url.get_secret_value()) as database, database.read() as session:
        office = await office_asked(session, office_words)
        schools = await roster(session, office.id)
        led = await leaders(session, [school.id for school in schools], now())
    if not schools:
        complain("Chưa có trường nào. Nhập danh sách: python -m bot school import TỆP")
    for school in schools:
        facts = (school.code, ", ".join(school.levels), TYPES[school.is_public], school.ward)
        say("\t".join([school.name, *facts, school.principal, school.specialist, f"{len(led[school.id])} người dùng"]))


@app.command()
def invites(
    office: OfficeOption = "",
    school: Annotated[list[str] | None, typer.Option(help="One school; may be repeated. Else the roster.")] = None,
    whole: Annotated[bool, typer.Option("--all", help="Also schools that somebody answers for already.")] = False,
    links: Annotated[bool, typer.Option("--links", help="Telegram links, which need a token.")] = False,
    codes: Annotated[bool, typer.Option("--codes", help="Codes to type; what there is without a choice.")] = False,
    sheet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A sheet to print, .pdf or .png: QR pictures, a row a school.")
    ] = None,
) -> None:
    """Make a one-time code for the principal of each school on the roster."""
    from bot.cli.inviting import invite_all

    if links + codes + bool(sheet) > 1:
        raise typer.BadParameter("Chỉ chọn một trong --links, --codes, --sheet.")
    wait_for(invite_all(office, school or [], whole, links, sheet))


@app.command()
def handover(
    school: Annotated[str, typer.Argument(metavar="SCHOOL", help="The school's name.")],
    office: OfficeOption = "",
    to: Annotated[str, typer.Option(metavar="NAME", help="The successor's name, for the roster.")] = "",
    keep: Annotated[list[int] | None, typer.Option(help="Whose access stays, by number; may be repeated.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else it only says who would lose access.")] = False,
) -> None:
    """Hand a school over: the former ones' access ends, the history stays, the successor gets a code."""
    wait_for(_handover(school, office, " ".join(to.split()), frozenset(keep or ()), yes))


async def _handover(words: str, office_words: str, to: str, keep: frozenset[int], yes: bool) -> None:
    from db import handover, invites
    from db.schools import school_meant
    from knowledge.errors import UserError

    settings = get_ready()
    if len(to) > MOST_NAME:
        raise UserError(f"Tên người kế nhiệm dài nhất {MOST_NAME} ký tự.")
    bot_name = await telegram_name(settings) if yes else ""
    async with opened(settings.database_url.get_secret_value()) as database, database.write() as session:
        office = await office_asked(session, office_words)
        school = await school_meant(session, office.id, words)
        if school is None:
            raise UserError(f"Danh sách không có trường “{words}”. Xem: python -m bot school list")
        zone = ZoneInfo(office.time_zone)
        led = (await handover.leaders(session, [school.id], now()))[school.id]
        if unknown := keep - {member.id for member in led}:
            raise UserError(f"{school.name} không có người dùng số {min(unknown)}.")
        code = ""
        if yes:
            lasts = timedelta(days=settings.invite_days)
            code, _, _ = await handover.hand_over(session, school, to, lasts, now(), keep)
    say(f"{school.name}: {len(led)} người dùng")
    for member in led:
        fate = "giữ nguyên" if member.id in keep else "đã thôi quyền" if yes else "sẽ thôi quyền"
        say(f"  số {member.id}, từ {member.since.astimezone(zone):%d/%m/%Y}: {fate}")
    if not yes:
        say("Chưa thay đổi gì. Bàn giao: thêm --yes (giữ ai thì thêm --keep SỐ).")
        return
    if bot_name:
        say(f"Đường dẫn cho người kế nhiệm: {invites.link(bot_name, code)}")
    say(f"Mã cho người kế nhiệm: {invites.grouped(code)}")
