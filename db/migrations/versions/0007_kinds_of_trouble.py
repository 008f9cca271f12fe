"""An account may have trouble with reading as well as with sending."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    kept = _drop("SELECT channel, account, 'sending', since, reason FROM channel_troubles")
    _create(sa.Column("kind", sa.String(length=20), nullable=False))
    _fill("INSERT INTO channel_troubles (channel, account, kind, since, reason)", kept)


def downgrade() -> None:
    kept = _drop("SELECT channel, account, since, reason FROM channel_troubles WHERE kind = 'sending'")
    _create()
    _fill("INSERT INTO channel_troubles (channel, account, since, reason)", kept)


def _drop(kept: str) -> list[tuple[Any, ...]]:
    """A primary key is changed on SQLite by copying the table, and this one holds a row or two."""
    rows = [tuple(row) for row in op.get_bind().exec_driver_sql(kept)]
    op.drop_table("channel_troubles")
    return rows


def _create(*more: sa.Column[Any]) -> None:
    key = ("channel", "account", *(column.name for column in more))
    op.create_table(
        "channel_troubles",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        *more,
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_channel_troubles")),
    )


def _fill(insert: str, rows: Sequence[tuple[Any, ...]]) -> None:
    for row in rows:
        given = {f"value{number}": value for number, value in enumerate(row)}
        op.get_bind().execute(sa.text(f"{insert} VALUES ({', '.join(f':{name}' for name in given)})"), given)
