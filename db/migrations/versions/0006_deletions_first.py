"""Deletions of withdrawn announcements get a priority of their own, before announcements."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Announcements go behind deletions; a deletion that is queued already has the new priority as it stands."""
    op.execute("UPDATE deliveries SET priority = 3 WHERE priority = 2 AND action <> 'delete'")


def downgrade() -> None:
    op.execute("UPDATE deliveries SET priority = 2 WHERE priority = 3")
