"""What a project or series says about itself."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CONTACT = ("contact_name", "contact_email", "contact_phone")


def upgrade() -> None:
    op.add_column("topic", sa.Column("first_year", sa.SmallInteger(), nullable=True))
    op.add_column("topic", sa.Column("last_year", sa.SmallInteger(), nullable=True))
    for name in CONTACT:
        op.add_column("topic", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.create_check_constraint(op.f("ck_topic_years_in_order"), "topic", "last_year >= first_year")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_topic_years_in_order"), "topic")
    for name in ("first_year", "last_year", *CONTACT):
        op.drop_column("topic", name)
