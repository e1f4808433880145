"""A day may have two digests: one that a clock which ran ahead made, and its own."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_digest_frequency", table_name="digest")
    op.create_index("ix_digest_frequency", "digest", ["frequency", "due_at"])


def downgrade() -> None:
    """Fails where a day has had two digests: which of them to forget is nothing that a program may decide."""
    op.drop_index("ix_digest_frequency", table_name="digest")
    op.create_index("ix_digest_frequency", "digest", ["frequency", "due_at"], unique=True)
