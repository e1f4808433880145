"""Digests and what people want to be told of."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _frequency() -> sa.Enum:
    return sa.Enum(
        "immediate",
        "daily",
        "weekly",
        name="frequency",
        native_enum=False,
        create_constraint=True,
        length=40,
    )


def upgrade() -> None:
    op.add_column(
        "contact", sa.Column("deadline_reminders", sa.Boolean(), server_default="true", nullable=False)
    )
    op.add_column(
        "notice_hours", sa.Column("digest_day", sa.SmallInteger(), server_default="2", nullable=False)
    )
    op.add_column("notice_hours", sa.Column("digest_at", sa.Time(), server_default="08:30", nullable=False))
    op.create_check_constraint(
        op.f("ck_notice_hours_digest_day_of_week"), "notice_hours", "digest_day BETWEEN 1 AND 7"
    )
    op.create_table(
        "digest_clock",
        sa.Column("frequency", _frequency(), nullable=False),
        sa.Column("upto", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_from", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("frequency", name=op.f("pk_digest_clock")),
    )
    _make_digest()
    _make_digest_plan()
    _make_digest_reader()


def _make_digest() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("frequency", _frequency(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upto", sa.DateTime(timezone=True), nullable=False),
        sa.Column("people", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("without_news", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rounds", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("since <= upto", name=op.f("ck_digest_time_goes_on")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
    )
    op.create_index("ix_digest_frequency", "digest", ["frequency", "due_at"], unique=True)
    op.create_index("ix_digest_open", "digest", ["id"], postgresql_where=sa.text("settled_at IS NULL"))


def _make_digest_plan() -> None:
    op.create_table(
        "digest_plan",
        sa.Column("frequency", _frequency(), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("digest_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["notice_plan.id"], name=op.f("fk_digest_plan_plan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digest.id"], name=op.f("fk_digest_plan_digest_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("frequency", "plan_id", name=op.f("pk_digest_plan")),
    )
    op.create_index("ix_digest_plan_digest_id", "digest_plan", ["digest_id"])
    op.create_index("ix_digest_plan_plan_id", "digest_plan", ["plan_id"])


def _make_digest_reader() -> None:
    op.create_table(
        "digest_reader",
        sa.Column("digest_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("plan_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("mailing_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digest.id"], name=op.f("fk_digest_reader_digest_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_digest_reader_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], name=op.f("fk_digest_reader_mailing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest_id", "contact_id", name=op.f("pk_digest_reader")),
    )
    op.create_index("ix_digest_reader_contact_id", "digest_reader", ["contact_id"])
    op.create_index("ix_digest_reader_mailing_id", "digest_reader", ["mailing_id"])


def downgrade() -> None:
    for table in ("digest_reader", "digest_plan", "digest", "digest_clock"):
        op.drop_table(table)
    op.drop_constraint(op.f("ck_notice_hours_digest_day_of_week"), "notice_hours", type_="check")
    op.drop_column("notice_hours", "digest_at")
    op.drop_column("notice_hours", "digest_day")
    op.drop_column("contact", "deadline_reminders")
