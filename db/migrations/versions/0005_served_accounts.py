"""Which accounts of channels the serving program answers on."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "served_accounts",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", name=op.f("pk_served_accounts")),
    )


def downgrade() -> None:
    op.drop_table("served_accounts")
