"""Announcements, what a delivery does and for whom, leases, troubles of a channel."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSONB = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(20)
IS_OPEN = sa.text("status = 'queued' OR status = 'sending'")
OF_AN_ANNOUNCEMENT = sa.text("announcement_id IS NOT NULL")
OF_A_PERSON = sa.text("person_id IS NOT NULL")
OF_A_TARGET = sa.text("target_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_type", sa.String(length=100), nullable=False),
        sa.Column("file_content", sa.LargeBinary(), nullable=True),
        sa.Column("file_refs", JSONB, nullable=False),
        sa.Column("audience", JSONB, nullable=False),
        sa.Column("audience_told", sa.Text(), nullable=False),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("send_at", INSTANT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("about_id", KEY, nullable=True),
        sa.Column("created_by", KEY, nullable=True),
        sa.Column("contact_id", KEY, nullable=True),
        sa.Column("approved_by", KEY, nullable=True),
        sa.Column("progress_id", KEY, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["about_id"], ["announcements.id"], name=op.f("fk_announcements_about_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["persons.id"], name=op.f("fk_announcements_approved_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_announcements_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["persons.id"], name=op.f("fk_announcements_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_announcements_office_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    op.create_index("ix_announcements_due", "announcements", ["state", "send_at"])
    for column in ("about_id", "approved_by", "contact_id", "created_by", "office_id"):
        op.create_index(op.f(f"ix_announcements_{column}"), "announcements", [column])
    op.create_table(
        "draft_files",
        sa.Column("id", KEY, nullable=False),
        sa.Column("contact_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("fetched_at", INSTANT, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_draft_files_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_files")),
    )
    op.create_index(op.f("ix_draft_files_contact_id"), "draft_files", ["contact_id"])
    op.create_table(
        "channel_troubles",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", name=op.f("pk_channel_troubles")),
    )
    op.add_column("offices", sa.Column("approve_above", sa.Integer(), nullable=True))
    op.add_column("deliveries", sa.Column("lease", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("deliveries", sa.Column("action", WORD, nullable=False, server_default="send"))
    for name in ("target_id", "announcement_id", "person_id"):
        op.add_column("deliveries", sa.Column(name, KEY, nullable=True))
    op.add_column("deliveries", sa.Column("answer", sa.Integer(), nullable=True))
    op.add_column("deliveries", sa.Column("answered_at", INSTANT, nullable=True))
    op.create_index(
        "ix_deliveries_open_account",
        "deliveries",
        ["channel", "account", "priority", "id"],
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    op.create_index(
        "ix_deliveries_one_a_person",
        "deliveries",
        ["announcement_id", "person_id"],
        unique=True,
        sqlite_where=OF_AN_ANNOUNCEMENT,
        postgresql_where=OF_AN_ANNOUNCEMENT,
    )
    op.create_index(
        "ix_deliveries_figures",
        "deliveries",
        ["announcement_id", "status", "attempts", "answer"],
        sqlite_where=OF_AN_ANNOUNCEMENT,
        postgresql_where=OF_AN_ANNOUNCEMENT,
    )
    op.create_index(
        "ix_deliveries_person",
        "deliveries",
        ["person_id", "id"],
        sqlite_where=OF_A_PERSON,
        postgresql_where=OF_A_PERSON,
    )
    op.create_index(
        "ix_deliveries_target",
        "deliveries",
        ["target_id"],
        sqlite_where=OF_A_TARGET,
        postgresql_where=OF_A_TARGET,
    )


def downgrade() -> None:
    for index in ("open_account", "one_a_person", "figures", "person", "target"):
        op.drop_index(f"ix_deliveries_{index}", "deliveries")
    for column in ("lease", "action", "target_id", "announcement_id", "person_id", "answer", "answered_at"):
        op.drop_column("deliveries", column)
    op.drop_column("offices", "approve_above")
    op.drop_table("channel_troubles")
    op.drop_table("draft_files")
    op.drop_table("announcements")
