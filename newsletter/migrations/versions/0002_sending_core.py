"""What the sending core learnt: decisions about unknown copies, the send epoch, transitions checked by the database."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
