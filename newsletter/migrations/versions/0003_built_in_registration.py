"""Built-in registration: what an event states about it, registrations, waiting list, offers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _allow_modes("none", "external", "email", "builtin")
    for column in _event_columns():
        op.add_column("event", column)
    _make_registration()
    op.create_table(
        "registration_desk",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("last_position", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("late_link_number", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allocated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("practical_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_registration_desk_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_registration_desk")),
    )


def downgrade() -> None:
    op.drop_table("registration_desk")
    op.drop_table("registration")
    for column in reversed(_event_columns()):
        op.drop_column("event", column.name)
    op.execute("UPDATE event SET registration_mode = 'none' WHERE registration_mode = 'builtin'")
    _allow_modes("none", "external", "email")


def _allow_modes(*modes: str) -> None:
    op.drop_constraint(op.f("ck_event_registrationmode"), "event", type_="check")
    allowed = ", ".join(f"'{mode}'" for mode in modes)
    op.create_check_constraint(
        op.f("ck_event_registrationmode"), "event", f"registration_mode IN ({allowed})"
    )


def _event_columns() -> list[sa.Column[object]]:
    allocations = ("fcfs", "fcfs_with_redistribution", "after_deadline", "manual")
    policies = ("closed", "waitlist", "ask_contact", "token")
    return [
        sa.Column("places_on_site", sa.Integer(), nullable=True),
        sa.Column("places_online", sa.Integer(), nullable=True),
        sa.Column("change_until_on", sa.Date(), nullable=True),
        sa.Column("change_until_at", sa.Time(), nullable=True),
        sa.Column("change_until_instant", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_until_on", sa.Date(), nullable=True),
        sa.Column("cancel_until_at", sa.Time(), nullable=True),
        sa.Column("cancel_until_instant", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_policy", _enum("latepolicy", *policies), server_default="closed", nullable=False),
        sa.Column("allocation", _enum("allocation", *allocations), server_default="fcfs", nullable=False),
        sa.Column("affiliation_cap", sa.Integer(), nullable=True),
        sa.Column("allocate_on", sa.Date(), nullable=True),
        sa.Column("offer_hours", sa.Integer(), server_default="48", nullable=False),
        sa.Column("confirm_email", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("list_due", sa.Date(), nullable=True),
        sa.Column("substitutes_allowed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("join_url", sa.Text(), server_default="", nullable=False),
        sa.Column("join_reveal_hours", sa.Integer(), nullable=True),
        sa.Column("min_participants", sa.Integer(), nullable=True),
        sa.Column("questions", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("sensitive_days", sa.Integer(), server_default="14", nullable=False),
        sa.Column("keep_days", sa.Integer(), server_default="365", nullable=False),
    ]


def _make_registration() -> None:
    states = ("unconfirmed", "received", "confirmed", "waitlisted", "offered", "declined", "rejected")
    ends = ("given_up", "left_list", "offer_declined", "offer_expired", "not_confirmed", "transferred")
    op.create_table(
        "registration",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("affiliation", sa.Text(), server_default="", nullable=False),
        sa.Column("municipality", sa.Text(), server_default="", nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "state",
            _enum("registrationstate", *states, "cancelled", "attended", "no_show"),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_because", _enum("endreason", *ends, "by_staff"), nullable=True),
        sa.Column(
            "attend_as",
            _enum("attendas", "physical", "online"),
            server_default="physical",
            nullable=False,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("offer_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_late", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=True),
        sa.Column("registered_by", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("sensitive_answers", sa.Text(), nullable=True),
        sa.Column(
            "source",
            _enum("source", "builtin", "import", "manual", "external_claim"),
            server_default="builtin",
            nullable=False,
        ),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'waitlisted' OR position IS NOT NULL", name=op.f("ck_registration_waits_in_order")
        ),
        sa.CheckConstraint(
            "state <> 'offered' OR offer_expires_at IS NOT NULL", name=op.f("ck_registration_offer_expires")
        ),
        sa.CheckConstraint(
            "state <> 'unconfirmed' OR confirm_by IS NOT NULL",
            name=op.f("ck_registration_unconfirmed_until"),
        ),
        sa.CheckConstraint(
            "(state = 'cancelled') = (ended_because IS NOT NULL)",
            name=op.f("ck_registration_end_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_registration_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_registration_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registered_by"],
            ["contact.id"],
            name=op.f("fk_registration_registered_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
    )
    op.create_index(op.f("ix_registration_contact_id"), "registration", ["contact_id"])
    op.create_index(
        "ix_registration_standing",
        "registration",
        ["event_id", "contact_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('cancelled', 'rejected')"),
    )
    op.create_index("ix_registration_event_state", "registration", ["event_id", "state", "attend_as"])
    op.create_index(
        "ix_registration_waiting",
        "registration",
        ["event_id", "position"],
        unique=True,
        postgresql_where=sa.text("state = 'waitlisted'"),
    )
    op.create_index(
        "ix_registration_due",
        "registration",
        ["offer_expires_at", "confirm_by"],
        postgresql_where=sa.text("state IN ('offered', 'unconfirmed')"),
    )
