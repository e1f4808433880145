"""For whom an event is meant, and what subscribers tell of themselves."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LISTS = ("audience_regions", "audience_municipalities", "audience_roles")


def upgrade() -> None:
    op.add_column(
        "event",
        sa.Column(
            "geo_scope",
            sa.Enum(
                "national",
                "regions",
                "municipalities",
                name="geoscope",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="national",
            nullable=False,
        ),
    )
    for name in LISTS:
        op.add_column("event", _texts(name))
    op.create_table(
        "subscriber_profile",
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.Text(), server_default="", nullable=False),
        sa.Column("municipality", sa.Text(), server_default="", nullable=False),
        sa.Column("municipality_key", sa.Text(), server_default="", nullable=False),
        _texts("roles"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_subscriber_profile_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_subscriber_profile")),
    )


def downgrade() -> None:
    op.drop_table("subscriber_profile")
    for name in (*LISTS, "geo_scope"):
        op.drop_column("event", name)


def _texts(name: str) -> sa.Column[list[str]]:
    return sa.Column(name, postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False)
