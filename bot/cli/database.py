"""`db`: the database's shape."""

from __future__ import annotations

import typer

from bot.cli.common import get_ready, say, wait_for

app = typer.Typer(help="The database.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def group() -> None:
    """The database."""


@app.command()
def upgrade() -> None:
    """Create the database, or bring it to the newest schema."""
    from db import migrate

    url = get_ready().database_url.get_secret_value()
    current = wait_for(migrate.is_current(url))
    wait_for(migrate.upgrade(url))
    say("Cơ sở dữ liệu đã ở bản mới nhất." if current else "Đã đưa cơ sở dữ liệu lên bản mới nhất.")
