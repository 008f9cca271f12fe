"""`office`: the offices' own data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import rhythms
from bot.cli.common import complain, get_ready, now, opened, say, wait_for

if TYPE_CHECKING:
    from db.models import Office

app = typer.Typer(help="The offices that run the bot.", no_args_is_help=True, rich_markup_mode=None)
app.command()(rhythms.rhythm)
OfficeName = Annotated[str, typer.Argument(metavar="OFFICE", help="The office's slug or name.")]
LENGTHS = {"name": 200, "short_name": 60, "kind": 20, "contact_line": 300}


@app.command("list")
def list_() -> None:
    """List the offices."""
    wait_for(_list())


async def _list() -> None:
    from db.offices import all_offices

    async with opened(get_ready().database_url.get_secret_value()) as database, database.read() as session:
        offices = await all_offices(session)
    if not offices:
        complain("Chưa có cơ quan nào. Nhập một kế hoạch, hoặc: python -m bot office set MÃ --name TÊN")
    for office in offices:
        say(f"{office.slug}\t{office.name}\t{', '.join(office.places)}")


@app.command()
def show(office: OfficeName) -> None:
    """Show an office's data and its schools."""
    wait_for(_show(office))


async def _show(words: str) -> None:
    from db.offices import named
    from db.schools import roster

    async with opened(get_ready().database_url.get_secret_value()) as database, database.read() as session:
        office = await named(session, words)
        schools = await roster(session, office.id)
    _print(office)
    say(f"Trường: {len(schools)}")
    for school in schools:
        say(f"  {school.name} ({', '.join(school.levels) or 'không rõ cấp'})")


def _print(office: Office) -> None:
    facts = {
        "Mã": office.slug,
        "Tên": office.name,
        "Tên ngắn": office.short_name,
        "Loại": office.kind,
        "Địa danh": ", ".join(office.places),
        "Phường, xã": ", ".join(office.wards),
        "Múi giờ": office.time_zone,
        "Liên hệ": office.contact_line,
        "Duyệt thông báo": _approval(office),
    }
    for name, value in facts.items():
        say(f"{name}: {value or 'chưa có'}")


def _approval(office: Office) -> str:
    from knowledge.language.text import number

    if office.approve_above is None:
        return "không cần người thứ hai duyệt"
    return f"cần người thứ hai duyệt khi gửi tới hơn {number(office.approve_above)} người"


@app.command("set")
def set_(
    office: OfficeName,
    name: Annotated[str | None, typer.Option(help="Full name; needed for a new office.")] = None,
    short_name: Annotated[str | None, typer.Option(help="Short name.")] = None,
    kind: Annotated[str | None, typer.Option(help="so, xa_phuong, phong_gddt, ubnd, cum, truong or khac.")] = None,
    place: Annotated[
        list[str] | None, typer.Option(help="A place name that means this office; may be repeated.")
    ] = None,
    ward: Annotated[list[str] | None, typer.Option(help="A ward or commune; may be repeated.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="Such as Asia/Ho_Chi_Minh.")] = None,
    contact: Annotated[str | None, typer.Option(help="Where people turn to when the bot cannot help.")] = None,
    approve_above: Annotated[
        int | None,
        typer.Option(min=-1, help="More people than this need a second person's approval; -1: never."),
    ] = None,
) -> None:
    """Change an office's data, or make a new office (with --name)."""
    texts = {"name": name, "short_name": short_name, "kind": kind, "time_zone": time_zone, "contact_line": contact}
    changes: dict[str, Any] = {key: value.strip() for key, value in texts.items() if value is not None}
    changes |= {key: values for key, values in {"places": place, "wards": ward}.items() if values is not None}
    if approve_above is not None:
        changes["approve_above"] = approve_above if approve_above >= 0 else None
    wait_for(_set(office, changes))


async def _set(words: str, changes: dict[str, Any]) -> None:
    from knowledge.errors import UserError

    if not changes:
        raise UserError("Chưa nêu cần đổi gì. Xem: python -m bot office set --help")
    _check(changes)
    async with opened(get_ready().database_url.get_secret_value()) as database, database.write() as session:
        from db.offices import find_or_make

        office = await find_or_make(session, words, str(changes.get("name", "")), now())
        for key, value in changes.items():
            setattr(office, key, value)
    _print(office)


def _check(changes: dict[str, Any]) -> None:
    from zoneinfo import available_timezones

    from db.offices import KINDS
    from knowledge.errors import UserError

    for key, most in LENGTHS.items():
        if len(changes.get(key, "")) > most:
            raise UserError(f"Giá trị quá dài: nhiều nhất {most} ký tự.")
    if "name" in changes and not changes["name"]:
        raise UserError("Tên cơ quan không được để trống.")
    if "time_zone" in changes and changes["time_zone"] not in available_timezones():
        raise UserError(f"Không có múi giờ “{changes['time_zone']}”. Ví dụ: Asia/Ho_Chi_Minh.")
    kinds = [kind for _, kind in KINDS] + ["khac"]
    if "kind" in changes and changes["kind"] not in kinds:
        raise UserError(f"Loại cơ quan là một trong: {', '.join(kinds)}.")
