"""The commands put together, and what the shell sees of an error: one Vietnamese line and an exit status."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from bot.cli import announce, ask, chat, checks, database, invites, offices, plans, schools, serve, simulate
from knowledge.errors import UserError

app = typer.Typer(
    name="bot",
    help="Trống Trường: a bot that answers from a school-year plan.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(serve.demo)
app.command()(serve.run)
app.command(hidden=True)(serve.start)
app.command()(chat.chat)
app.command()(checks.settings)
app.command()(checks.doctor)
app.command()(ask.ask)
app.command()(invites.invite)
app.command()(announce.announce)
app.command("simulate-year")(simulate.simulate_year)
app.add_typer(database.app, name="db")
app.add_typer(plans.app, name="plan")
app.add_typer(offices.app, name="office")
app.add_typer(schools.app, name="school")


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command and exits: 0 done, 1 not done, 2 wrong settings or usage, 130 interrupted."""
    try:
        app(arguments, prog_name="python -m bot")
    except UserError as error:
        _stop(error)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        known = _as_user_error(error)
        if known is None:
            raise
        _stop(known)


def _stop(error: UserError) -> None:
    from bot.settings import SettingsError

    print(error.sentence, file=sys.stderr)  # noqa: T201 - the shell's own channel for errors
    sys.exit(2 if isinstance(error, SettingsError) else 1)


def _as_user_error(error: BaseException) -> UserError | None:
    """The UserError inside a task group's bundle, or a sentence for what the database refuses."""
    from sqlalchemy.exc import DBAPIError

    if isinstance(error, BaseExceptionGroup):
        return next((known for inner in error.exceptions if (known := _as_user_error(inner))), None)
    if isinstance(error, DBAPIError):
        reason = next(iter(str(error.orig).strip().splitlines()), type(error.orig).__name__)
        return UserError(f"Cơ sở dữ liệu báo lỗi: {reason}. Hãy thử lại, hoặc chạy: python -m bot doctor")
    return error if isinstance(error, UserError) else None
