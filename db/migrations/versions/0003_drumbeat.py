"""The year's drumbeat: the agenda, reminders, what schools owe and report; what a roster says of a school; uploads."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSONB = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(20)


def upgrade() -> None:
    op.create_table(
        "agenda_items",
        sa.Column("id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("task_id", KEY, nullable=True),
        sa.Column("perhaps_id", KEY, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("spans", JSONB, nullable=False),
        sa.Column("every", sa.String(length=10), nullable=False),
        sa.Column("due_days", JSONB, nullable=False),
        sa.Column("levels", JSONB, nullable=False),
        sa.Column("wards", JSONB, nullable=False),
        sa.Column("school_ids", JSONB, nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=True),
        sa.Column("owes", sa.Boolean(), nullable=False),
        sa.Column("fields", JSONB, nullable=False),
        sa.Column("edited", JSONB, nullable=False),
        sa.Column("created_by", KEY, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["persons.id"], name=op.f("fk_agenda_items_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_agenda_items_office_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["perhaps_id"], ["agenda_items.id"], name=op.f("fk_agenda_items_perhaps_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_agenda_items_task_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_agenda_items_office_id_number")),
    )
    op.create_index(op.f("ix_agenda_items_created_by"), "agenda_items", ["created_by"])
    op.create_index(op.f("ix_agenda_items_perhaps_id"), "agenda_items", ["perhaps_id"])
    op.create_index(op.f("ix_agenda_items_task_id"), "agenda_items", ["task_id"])
    op.create_table(
        "reminders",
        sa.Column("id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_items.id"], name=op.f("fk_reminders_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_reminders_school_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "item_id", "period", "school_id", "step", name=op.f("uq_reminders_item_id_period_school_id_step")
        ),
    )
    op.create_index(
        "ix_reminders_planned",
        "reminders",
        ["due_at"],
        sqlite_where=sa.text("status = 'planned'"),
        postgresql_where=sa.text("status = 'planned'"),
    )
    op.create_index(
        "ix_reminders_missed",
        "reminders",
        ["due_at"],
        sqlite_where=sa.text("status = 'missed'"),
        postgresql_where=sa.text("status = 'missed'"),
    )
    op.create_index("ix_reminders_school", "reminders", ["school_id", "due_at"])
    op.create_table(
        "report_requests",
        sa.Column("id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_received_at", INSTANT, nullable=True),
        sa.Column("corrected_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_items.id"], name=op.f("fk_report_requests_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_report_requests_school_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_requests")),
        sa.UniqueConstraint("item_id", "period", "school_id", name=op.f("uq_report_requests_item_id_period_school_id")),
    )
    op.create_index("ix_report_requests_school", "report_requests", ["school_id", "state"])
    op.create_table(
        "reports",
        sa.Column("id", KEY, nullable=False),
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("counts", JSONB, nullable=False),
        sa.Column("new_date", sa.Date(), nullable=True),
        sa.Column("values", JSONB, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("rule", WORD, nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("inbox_id", KEY, nullable=True),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("fk_reports_inbox_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_reports_person_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["report_requests.id"], name=op.f("fk_reports_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("inbox_id", name=op.f("uq_reports_inbox_id")),
        sa.UniqueConstraint("request_id", "version", name=op.f("uq_reports_request_id_version")),
    )
    op.create_index(op.f("ix_reports_person_id"), "reports", ["person_id"])
    op.create_table(
        "report_files",
        sa.Column("id", KEY, nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("fetched_at", INSTANT, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_files_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_files")),
    )
    op.create_index(op.f("ix_report_files_report_id"), "report_files", ["report_id"])
    op.create_index(
        "ix_report_files_to_fetch",
        "report_files",
        ["id"],
        sqlite_where=sa.text("fetched_at IS NULL AND error = ''"),
        postgresql_where=sa.text("fetched_at IS NULL AND error = ''"),
    )
    op.create_table(
        "uploads",
        sa.Column("id", KEY, nullable=False),
        sa.Column("chat_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("chat_id", "key", name=op.f("uq_uploads_chat_id_key")),
    )
    op.create_index(op.f("ix_uploads_created_at"), "uploads", ["created_at"])
    op.add_column("memberships", sa.Column("grade", sa.Integer(), nullable=True))
    op.add_column("offices", sa.Column("rhythm", JSONB, nullable=False, server_default=sa.text("'{}'")))
    op.add_column("schools", sa.Column("aliases", JSONB, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("schools", sa.Column("code", sa.String(length=40), nullable=False, server_default=""))
    op.add_column("schools", sa.Column("ward", sa.String(length=100), nullable=False, server_default=""))
    op.add_column("schools", sa.Column("is_public", sa.Boolean(), nullable=True))
    op.add_column("schools", sa.Column("principal", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("schools", sa.Column("specialist", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("schools", sa.Column("closed_at", INSTANT, nullable=True))
    op.add_column("tasks", sa.Column("days", JSONB, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("plans", sa.Column("taken_in_at", INSTANT, nullable=True))


def downgrade() -> None:
    for table in ("uploads", "report_files", "reports", "report_requests", "reminders", "agenda_items"):
        op.drop_table(table)
    op.drop_column("memberships", "grade")
    op.drop_column("offices", "rhythm")
    op.drop_column("schools", "closed_at")
    op.drop_column("schools", "specialist")
    op.drop_column("schools", "principal")
    op.drop_column("schools", "is_public")
    op.drop_column("schools", "ward")
    op.drop_column("schools", "code")
    op.drop_column("schools", "aliases")
    op.drop_column("plans", "taken_in_at")
    op.drop_column("tasks", "days")
