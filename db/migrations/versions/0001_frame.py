"""The first tables: inbox and outbox, people, plans.

Types are spelt out here: a migration must not change when the models do.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSONB = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(20)


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("update_key", sa.String(length=80), nullable=False),
        sa.Column("chat_id", sa.String(length=80), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("handled_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("channel", "account", "update_key", name=op.f("uq_inbox_channel_account_update_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_chat", "inbox", ["channel", "account", "chat_id", "id"])
    op.create_index("ix_inbox_open", "inbox", ["id"], **_only("status = 'new'"))
    op.create_table(
        "offices",
        sa.Column("id", KEY, nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("places", JSONB, nullable=False),
        sa.Column("wards", JSONB, nullable=False),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("contact_line", sa.String(length=300), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
        sa.UniqueConstraint("slug", name=op.f("uq_offices_slug")),
    )
    op.create_table(
        "persons",
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    op.create_table(
        "contacts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("chat_id", sa.String(length=80), nullable=False),
        sa.Column("office_id", KEY, nullable=True),
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("blocked_at", INSTANT, nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("code_tries_since", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_contacts_office_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_contacts_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("channel", "account", "chat_id", name=op.f("uq_contacts_channel_account_chat_id")),
    )
    op.create_index(op.f("ix_contacts_person_id"), "contacts", ["person_id"])
    op.create_table(
        "deliveries",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("chat_id", sa.String(length=80), nullable=False),
        sa.Column("inbox_id", KEY, nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("message_id", sa.String(length=80), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("fk_deliveries_inbox_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_chat", "deliveries", ["channel", "account", "chat_id", "id"])
    op.create_index(op.f("ix_deliveries_inbox_id"), "deliveries", ["inbox_id"])
    op.create_index(
        "ix_deliveries_open", "deliveries", ["priority", "id"], **_only("status = 'queued' OR status = 'sending'")
    )
    op.create_table(
        "plans",
        sa.Column("id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("document", JSONB, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("signer", sa.String(length=120), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("school_year", sa.Integer(), nullable=True),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.Column("activated_at", INSTANT, nullable=True),
        sa.Column("retired_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_plans_office_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("slug", "version", name=op.f("uq_plans_slug_version")),
    )
    op.create_index(op.f("ix_plans_office_id"), "plans", ["office_id"])
    op.create_index("ix_plans_one_active", "plans", ["slug"], unique=True, **_only("status = 'active'"))
    op.create_table(
        "schools",
        sa.Column("id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("levels", JSONB, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_schools_office_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_schools_office_id_name")),
    )
    op.create_table(
        "consents",
        sa.Column("id", KEY, nullable=False),
        sa.Column("contact_id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("purpose", WORD, nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_consents_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_consents_office_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_contact_id"), "consents", ["contact_id"])
    op.create_index(
        "ix_consents_one_given",
        "consents",
        ["contact_id", "office_id", "purpose"],
        unique=True,
        **_only("withdrawn_at IS NULL"),
    )
    op.create_table(
        "dialogues",
        sa.Column("contact_id", KEY, nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("pending", sa.JSON(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_dialogues_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_dialogues")),
    )
    op.create_table(
        "invites",
        sa.Column("id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("school_id", KEY, nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("used_by", KEY, nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_invites_office_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_invites_school_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["used_by"], ["persons.id"], name=op.f("fk_invites_used_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invites_code_hash")),
    )
    op.create_table(
        "memberships",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("school_id", KEY, nullable=True),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_memberships_office_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_memberships_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_memberships_school_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_person_office", "memberships", ["person_id", "office_id"])
    op.create_table(
        "tasks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("when_words", sa.String(length=300), nullable=False),
        sa.Column("spans", JSONB, nullable=False),
        sa.Column("every", sa.String(length=10), nullable=False),
        sa.Column("levels", JSONB, nullable=False),
        sa.Column("leads", sa.Text(), nullable=False),
        sa.Column("joins", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("section", sa.String(length=300), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_tasks_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("plan_id", "position", name=op.f("uq_tasks_plan_id_position")),
    )


def downgrade() -> None:
    for table in (
        "tasks",
        "memberships",
        "invites",
        "dialogues",
        "consents",
        "schools",
        "plans",
        "deliveries",
        "contacts",
        "persons",
        "offices",
        "inbox",
    ):
        op.drop_table(table)
