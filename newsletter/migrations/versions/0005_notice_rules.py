"""Every kind of notice: rules, plans with any anchor, drafts of changes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OLD_PURPOSES = (
    "new",
    "opens",
    "deadline",
    "last_seats",
    "extended",
    "changed",
    "cancelled",
    "material",
    "evaluation",
)
PURPOSES = (*OLD_PURPOSES, "earlier", "practical", "reminder", "postponed")
KINDS = (*PURPOSES, "organiser")
ANCHORS = ("publish", "opens", "deadline", "start", "end", "manual")
AUDIENCES = ("followers", "participants", "everybody_told", "owner")
OLD_STATES = ("planned", "sending", "sent", "skipped", "cancelled", "missed")
STATES = (*OLD_STATES, "awaiting_approval")
OLD_REASONS = (
    "",
    "not_published",
    "event_cancelled",
    "event_postponed",
    "no_deadline",
    "deadline_passed",
    "too_late_to_plan",
    "recently_told",
    "not_open_yet",
    "not_sent_in_time",
    "stopped",
    "failed",
)
REASONS = (
    *OLD_REASONS,
    "anchor_moved",
    "no_anchor",
    "event_over",
    "event_begun",
    "rule_off",
    "nobody",
    "changed_back",
    "passed_over",
    "skipped_by_hand",
    "with_material",
    "short_notice",
    "list_awaited",
    "join_link_missing",
    "not_reinstated",
)


def upgrade() -> None:
    _allow("told_person", "purpose", "purpose", PURPOSES)
    _allow("told_mailing", "purpose", "purpose", PURPOSES)
    op.create_index("ix_told_person_event", "told_person", ["event_id", "purpose", "contact_id"])
    op.create_index("ix_told_person_mailing_id", "told_person", ["mailing_id"])
    _allow("notice_plan", "kind", "noticekind", KINDS)
    _allow("notice_plan", "state", "planstate", STATES)
    _allow("notice_plan", "reason", "planreason", REASONS)
    op.create_table(
        "notice_rule",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", _enum("noticekind", KINDS), nullable=False),
        sa.Column("step", sa.Text(), server_default="", nullable=False),
        sa.Column("anchor", _enum("anchor", ANCHORS), nullable=False),
        sa.Column("offset_days", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("in_working_days", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("at_local", sa.Time(), nullable=True),
        sa.Column("audience", _enum("audiencekind", AUDIENCES), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default="true", nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_notice_rule_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_rule")),
        sa.UniqueConstraint(
            "event_id",
            "kind",
            "step",
            name=op.f("uq_notice_rule_event_id_kind_step"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "ix_notice_rule_last_seats",
        "notice_rule",
        ["event_id"],
        postgresql_where=sa.text("kind = 'last_seats' AND enabled"),
    )
    op.create_table(
        "notice_hours",
        sa.Column("id", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("opens_at", sa.Time(), server_default="07:30", nullable=False),
        sa.Column("closes_at", sa.Time(), server_default="17:00", nullable=False),
        sa.Column("still_weeks", postgresql.ARRAY(sa.SmallInteger()), server_default="{}", nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_notice_hours_only_one")),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_notice_hours_opens_before_it_closes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_hours")),
    )
    op.execute("INSERT INTO notice_hours DEFAULT VALUES")
    op.add_column("notice_plan", sa.Column("rule_id", sa.BigInteger(), nullable=True))
    op.add_column("notice_plan", sa.Column("step", sa.Text(), server_default="", nullable=False))
    op.add_column("notice_plan", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "notice_plan", sa.Column("details", postgresql.JSONB(), server_default="{}", nullable=False)
    )
    _give_old_plans_their_rules()
    op.alter_column("notice_plan", "rule_id", nullable=False)
    op.create_foreign_key(
        op.f("fk_notice_plan_rule_id"), "notice_plan", "notice_rule", ["rule_id"], ["id"], ondelete="CASCADE"
    )
    op.drop_constraint("uq_notice_plan_event_id_kind_days_before_generation", "notice_plan", type_="unique")
    op.drop_column("notice_plan", "days_before")
    op.create_unique_constraint(
        op.f("uq_notice_plan_event_id_rule_id_generation"),
        "notice_plan",
        ["event_id", "rule_id", "generation"],
    )
    op.create_index("ix_notice_plan_rule_id", "notice_plan", ["rule_id"])
    _index_due("state IN ('planned', 'awaiting_approval')")
    # What is on the page already is no news any more.
    op.execute("UPDATE event SET first_announced_at = published_at WHERE first_announced_at IS NULL")


def downgrade() -> None:
    op.execute("DELETE FROM notice_plan WHERE kind <> 'deadline' OR state = 'awaiting_approval'")
    op.drop_index("ix_told_person_mailing_id", table_name="told_person")
    op.drop_index("ix_told_person_event", table_name="told_person")
    op.execute(_outside("DELETE FROM told_person WHERE purpose", OLD_PURPOSES))
    op.execute(_outside("DELETE FROM told_mailing WHERE purpose", OLD_PURPOSES))
    op.execute(_outside("UPDATE notice_plan SET reason = '' WHERE reason", OLD_REASONS))
    op.add_column("notice_plan", sa.Column("days_before", sa.SmallInteger(), nullable=True))
    op.execute("UPDATE notice_plan SET days_before = rtrim(step, 'd')::smallint")
    op.alter_column("notice_plan", "days_before", nullable=False)
    _index_due("state = 'planned'")
    op.drop_index("ix_notice_plan_rule_id", table_name="notice_plan")
    op.drop_constraint("uq_notice_plan_event_id_rule_id_generation", "notice_plan", type_="unique")
    op.drop_constraint("fk_notice_plan_rule_id", "notice_plan", type_="foreignkey")
    for name in ("rule_id", "step", "held_until", "details"):
        op.drop_column("notice_plan", name)
    op.create_unique_constraint(
        op.f("uq_notice_plan_event_id_kind_days_before_generation"),
        "notice_plan",
        ["event_id", "kind", "days_before", "generation"],
    )
    op.drop_table("notice_rule")
    op.drop_table("notice_hours")
    _allow("notice_plan", "kind", "noticekind", ("deadline",))
    _allow("notice_plan", "state", "planstate", OLD_STATES)
    _allow("notice_plan", "reason", "planreason", OLD_REASONS)
    _allow("told_person", "purpose", "purpose", OLD_PURPOSES)
    _allow("told_mailing", "purpose", "purpose", OLD_PURPOSES)


def _give_old_plans_their_rules() -> None:
    op.execute(
        "INSERT INTO notice_rule (event_id, kind, step, anchor, offset_days, at_local, audience) "
        "SELECT DISTINCT event_id, kind, days_before || 'd', 'deadline', -days_before, time '08:30', 'followers' "
        "FROM notice_plan"
    )
    op.execute(
        "UPDATE notice_plan SET rule_id = notice_rule.id, step = notice_rule.step FROM notice_rule "
        "WHERE notice_rule.event_id = notice_plan.event_id AND notice_rule.step = days_before || 'd'"
    )


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}")
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, sa.column(column).in_(values))


def _outside(beginning: str, values: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{beginning} NOT IN ({listed})"


def _index_due(condition: str) -> None:
    op.drop_index("ix_notice_plan_due", table_name="notice_plan")
    op.create_index("ix_notice_plan_due", "notice_plan", ["due_at"], postgresql_where=sa.text(condition))
