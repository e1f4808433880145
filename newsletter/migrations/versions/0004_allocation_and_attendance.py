"""Allocation decisions and participant lists that others keep."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("registration", sa.Column("rank", sa.SmallInteger(), nullable=True))
    op.create_table(
        "participant_list",
        *_about_an_event("participant_list"),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("known", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.BigInteger(), nullable=False),
    )
    op.create_index(op.f("ix_participant_list_event_id"), "participant_list", ["event_id"])
    op.create_table(
        "allocation_decision",
        *_about_an_event("allocation_decision"),
        sa.Column("rule", postgresql.JSONB(), nullable=False),
        sa.Column("outcomes", postgresql.JSONB(), nullable=False),
    )
    op.create_index(op.f("ix_allocation_decision_event_id"), "allocation_decision", ["event_id"])


def _about_an_event(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f(f"fk_{table}_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def downgrade() -> None:
    op.drop_table("allocation_decision")
    op.drop_table("participant_list")
    op.drop_column("registration", "rank")
