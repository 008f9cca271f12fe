"""`plan`: import plans and look at what was read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import bytes_of, complain, get_ready, now, opened, say, wait_for

if TYPE_CHECKING:
    from db.models import Task
    from db.plans import Imported, ReadPlan
    from db.session import Database

app = typer.Typer(help="School-year plans.", no_args_is_help=True, rich_markup_mode=None)
MOST_BYTES = 50 * 1024 * 1024  # no more is read into memory; the reader's own limit is lower
STATUS = {"draft": "nháp", "active": "đang dùng", "retired": "đã thay"}
Slug = Annotated[str, typer.Argument(help="The plan's slug, as `plan list` shows it.")]


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Text or Markdown files, one plan each.")],
    slug: Annotated[str, typer.Option(help="The plan's slug; else it comes from the file's name.")] = "",
    office: Annotated[str, typer.Option(help="The office; else the issuer's, made when it is new.")] = "",
    activate: Annotated[
        bool, typer.Option("--activate", help="Use it from now on; the former version retires.")
    ] = False,
) -> None:
    """Read plans into the database. A new version is a draft until it is activated."""
    if slug and len(files) > 1:
        raise typer.BadParameter("--slug chỉ dùng với một tệp.")
    if not wait_for(_import_all(files, slug, office, activate)):
        raise typer.Exit(1)


async def _import_all(files: list[Path], slug: str, office: str, activate: bool) -> bool:
    """Each file in a transaction of its own: one that is refused changes nothing and does not stop the others."""
    from bot.cli.findings import MOST_ON_IMPORT, say_findings
    from db.plans import Outcome
    from knowledge.errors import UserError

    all_done = True
    async with opened(get_ready().database_url.get_secret_value()) as database:
        for file in files:
            try:
                plan = read_file(file, slug)
                done = await store(database, plan, office, activate)
                say(_imported(file, done))
                if done.outcome is not Outcome.SAME:
                    say_findings(plan.document, plan.slug, MOST_ON_IMPORT)
            except UserError as error:
                complain(f"{file}: {error.sentence}")
                all_done = False
    return all_done


async def import_file(database: Database, file: Path, slug: str, office: str, activate: bool) -> Imported:
    """Reads and stores one file. Raises UserError."""
    return await store(database, read_file(file, slug), office, activate)


def read_file(file: Path, slug: str) -> ReadPlan:
    from db.plans import read_plan

    return read_plan(bytes_of(file, MOST_BYTES), file.name, slug)


async def store(database: Database, plan: ReadPlan, office: str, activate: bool) -> Imported:
    from sqlalchemy.exc import IntegrityError

    from db.plans import import_plan
    from knowledge.errors import UserError

    try:
        async with database.write() as session:
            return await import_plan(session, plan, office, activate, now())
    except IntegrityError as error:
        raise UserError("Kế hoạch này đang được nhập ở nơi khác. Hãy thử lại.", str(error)) from error


def _imported(file: Path, done: Imported) -> str:
    from db.plans import Outcome

    plan = done.plan
    version = f"{plan.slug} (bản {plan.version}, {STATUS[plan.status]})"
    if done.outcome is Outcome.SAME:
        return f"{file}: {'đã kích hoạt' if done.activated else 'đã có sẵn, không có gì thay đổi:'} {version}."
    what = "đã nhập bản mới" if done.outcome is Outcome.NEW_VERSION else "đã nhập"
    office = f"{done.office.name} [{done.office.slug}]{' (mới tạo)' if done.office_is_new else ''}"
    line = f"{file}: {what} {version}, {done.task_count} việc. Cơ quan: {office}."
    return line if plan.status == "active" else f"{line} Để dùng: python -m bot plan activate {plan.slug}"


@app.command()
def activate(slug: Slug) -> None:
    """Use the newest version of a plan from now on; the former one retires."""
    wait_for(_activate(slug))


async def _activate(slug: str) -> None:
    from db.plans import current, make_active, versions_of

    async with opened(get_ready().database_url.get_secret_value()) as database, database.write() as session:
        await current(session, slug)  # says which plans there are, where this is none
        newest = (await versions_of(session, slug))[0]
        was_active = newest.status == "active"
        if not was_active:
            await make_active(session, newest, now())
    done = "đang dùng từ trước, không có gì thay đổi" if was_active else "đã kích hoạt"
    say(f"{slug} (bản {newest.version}): {done}.")


@app.command("list")
def list_() -> None:
    """List all plans with office, version, status and school year."""
    wait_for(_list())


async def _list() -> None:
    from db.plans import listed
    from knowledge.document import SchoolYear

    async with opened(get_ready().database_url.get_secret_value()) as database, database.read() as session:
        rows = await listed(session)
    if not rows:
        complain("Chưa có kế hoạch nào. Nhập bằng: python -m bot plan import TỆP --activate")
    for plan, office in rows:
        year = str(SchoolYear(plan.school_year)) if plan.school_year else "không rõ năm học"
        number = plan.number or "không số"
        say(f"{plan.slug}\tbản {plan.version}\t{STATUS[plan.status]}\t{year}\t{number}\t{office.name}\t{plan.title}")


@app.command()
def show(slug: Slug) -> None:
    """Show a plan's data, versions and outline, and what in it does not agree with itself."""
    wait_for(_show(slug))


async def _show(slug: str) -> None:
    from bot.cli.findings import say_findings
    from db.plans import current, tasks_of, versions_of

    async with opened(get_ready().database_url.get_secret_value()) as database, database.read() as session:
        plan, office, document = await current(session, slug)
        versions, tasks = await versions_of(session, slug), await tasks_of(session, plan.id)
    about = document.metadata
    signed = f"{about.signed_on:%d/%m/%Y}" if about.signed_on else ""
    if not signed and about.signed_month:
        signed = f"tháng {about.signed_month[1]}/{about.signed_month[0]}"
    facts = {
        "Mã": f"{plan.slug} (bản {plan.version}, {STATUS[plan.status]})",
        "Tiêu đề": about.title,
        "Số": about.number,
        "Loại": about.kind,
        "Cơ quan ban hành": about.issuer,
        "Cơ quan": f"{office.name} [{office.slug}]",
        "Người ký": ", ".join(part for part in (about.signer, about.signer_position) if part),
        "Ngày": signed,
        "Năm học": str(about.school_year or ""),
        "Tệp": plan.file_name,
        "Các bản": ", ".join(f"{version.version} ({STATUS[version.status]})" for version in versions),
        "Số việc": str(len(tasks)),
    }
    for name, value in facts.items():
        say(f"{name}: {value or 'không rõ'}")
    say("Các mục:")
    for section in document.sections:
        tables = f", {len(section.tables)} bảng" if section.tables else ""
        title = section.path[-1].title if section.path else ""
        say(f"{'  ' * max(1, len(section.path))}{section.label}. {title} ({len(section.paragraphs)} đoạn{tables})")
    say_findings(document, slug)


@app.command()
def tasks(slug: Slug, as_json: Annotated[bool, typer.Option("--json", help="As one JSON array.")] = False) -> None:
    """List the tasks of a plan's timeline."""
    wait_for(_tasks(slug, as_json))


async def _tasks(slug: str, as_json: bool) -> None:
    from db.plans import current, tasks_of

    async with opened(get_ready().database_url.get_secret_value()) as database, database.read() as session:
        plan, _, _ = await current(session, slug)
        rows = await tasks_of(session, plan.id)
    if as_json:
        say(json.dumps([_task_as_json(task) for task in rows], ensure_ascii=False, indent=2))
        return
    if not rows:
        complain("Kế hoạch này không có bảng tiến độ.")
    for task in rows:
        levels = f" [{', '.join(task.levels)}]" if task.levels else ""
        leads = f" (chủ trì: {task.leads})" if task.leads else ""
        say(f"{task.position}. {task.when_words}: {task.what}{levels}{leads}")


def _task_as_json(task: Task) -> dict[str, object]:
    return {
        "position": task.position,
        "what": task.what,
        "when": {"words": task.when_words, "spans": task.spans, "every": task.every},
        "levels": task.levels,
        "leads": task.leads,
        "joins": task.joins,
        "product": task.product,
        "section": task.section,
        "line": task.line,
    }
