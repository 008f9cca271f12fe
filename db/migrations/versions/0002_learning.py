"""Questions and the office's own answers; the name under which a plan knows a member of staff."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSONB = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(20)


def upgrade() -> None:
    for table in ("memberships", "invites"):
        op.add_column(table, sa.Column("known_as", sa.String(length=120), nullable=True))
    op.create_table(
        "questions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("contact_id", KEY, nullable=True),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("key", sa.String(length=600), nullable=False),
        sa.Column("told", WORD, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("citations", JSONB, nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=True),
        sa.Column("state", WORD, nullable=False),
        sa.Column("in_charge_id", KEY, nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("sent_on_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_questions_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["in_charge_id"], ["persons.id"], name=op.f("fk_questions_in_charge_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_questions_office_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_contact_id"), "questions", ["contact_id"])
    op.create_index(op.f("ix_questions_in_charge_id"), "questions", ["in_charge_id"])
    op.create_index("ix_questions_office_state", "questions", ["office_id", "state", "key"])
    op.create_table(
        "office_answers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("key", sa.String(length=600), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_office_answers_office_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_office_answers_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_answers")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_office_answers_office_id_key")),
    )
    op.create_index(op.f("ix_office_answers_person_id"), "office_answers", ["person_id"])


def downgrade() -> None:
    op.drop_table("office_answers")
    op.drop_table("questions")
    for table in ("invites", "memberships"):
        op.drop_column(table, "known_as")
