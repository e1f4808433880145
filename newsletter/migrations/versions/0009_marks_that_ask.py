"""Marks by which somebody asks to hear of one event, the wish behind a sign-up, and the proof of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OLD_KINDS = ("registered_elsewhere", "not_interested")
KINDS = (*OLD_KINDS, "interested", "materials_only")


def upgrade() -> None:
    _allow(KINDS)
    op.create_table(
        "mark_wish",
        sa.Column("signup_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="markkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signup_id"], ["signup.id"], name=op.f("fk_mark_wish_signup_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_mark_wish_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("signup_id", name=op.f("pk_mark_wish")),
    )
    op.create_index(op.f("ix_mark_wish_event_id"), "mark_wish", ["event_id"])
    op.add_column("consent_record", sa.Column("event_id", sa.BigInteger(), nullable=True))
    op.alter_column("consent_record", "topic_id", nullable=True)
    op.create_check_constraint(
        op.f("ck_consent_record_about_one"), "consent_record", "num_nonnulls(topic_id, event_id) = 1"
    )


def downgrade() -> None:
    """The new marks and their proof are lost: the older version has no place for them."""
    op.drop_constraint(op.f("ck_consent_record_about_one"), "consent_record")
    op.execute("DELETE FROM consent_record WHERE topic_id IS NULL")
    op.alter_column("consent_record", "topic_id", nullable=False)
    op.drop_column("consent_record", "event_id")
    op.drop_table("mark_wish")
    op.execute("DELETE FROM event_mark WHERE kind IN ('interested', 'materials_only')")
    _allow(OLD_KINDS)


def _allow(kinds: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_event_mark_markkind"), "event_mark")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(op.f("ck_event_mark_markkind"), "event_mark", f"kind IN ({listed})")
