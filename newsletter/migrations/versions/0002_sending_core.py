"""What the sending core learnt: decisions about unknown copies, the send epoch, transitions checked by the database."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LETTERS = "qsadrukx"
ALLOWED = {"q": "sk", "s": "qadruk", "d": "qsk", "u": "q", "a": "", "r": "", "k": "", "x": ""}
"""As in `newsletter.outbox.models.TRANSITIONS` at the time of this step; a later change needs a step of its own."""


def upgrade() -> None:
    op.add_column(
        "mailing", sa.Column("is_unbalanced", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("mailing", sa.Column("hours_only", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("batch", sa.Column("breaks", sa.SmallInteger(), server_default="0", nullable=False))
    op.create_index(
        "ix_batch_suspect", "batch", ["lane", "id"], postgresql_where=sa.text("is_open AND breaks >= 2")
    )
    op.create_index("ix_mailing_unbalanced", "mailing", ["id"], postgresql_where=sa.text("is_unbalanced"))
    op.add_column("delivery_note", sa.Column("decision", sa.String(40)))
    op.add_column("delivery_note", sa.Column("decided_at", sa.DateTime(timezone=True)))
    op.add_column("delivery_note", sa.Column("decided_by", sa.BigInteger()))
    op.add_column("delivery_note", sa.Column("repeated_at", sa.DateTime(timezone=True)))
    op.create_check_constraint(
        op.f("ck_delivery_note_decision"), "delivery_note", "decision IN ('repeat', 'leave')"
    )
    op.create_index(
        "ix_delivery_note_to_repeat",
        "delivery_note",
        ["mailing_id"],
        postgresql_where=sa.text("decision = 'repeat' AND repeated_at IS NULL"),
    )
    op.create_table(
        "send_epoch",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("seen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("id = 1", name=op.f("ck_send_epoch_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_send_epoch")),
    )
    op.execute("INSERT INTO send_epoch (id, line) VALUES (1, gen_random_uuid())")
    op.execute(TRANSITION_FUNCTION)
    op.execute(TRANSITION_TRIGGER)
    op.execute(refusal("batch_never_moves", "a batch keeps its mailing, its form and its contacts"))
    op.execute("""
        CREATE TRIGGER never_moves BEFORE UPDATE OF mailing_id, form_hash, contact_ids ON batch FOR EACH ROW
        WHEN (OLD.contact_ids <> NEW.contact_ids OR OLD.mailing_id <> NEW.mailing_id
            OR OLD.form_hash IS DISTINCT FROM NEW.form_hash)
        EXECUTE FUNCTION batch_never_moves()
    """)
    op.execute(refusal("mailing_keeps_count", "the figures of a mailing that has begun do not change"))
    op.execute("""
        CREATE TRIGGER keeps_count BEFORE UPDATE OF candidates, queued, excluded ON mailing FOR EACH ROW
        WHEN (OLD.started_at IS NOT NULL AND (OLD.candidates, OLD.queued, OLD.excluded)
            IS DISTINCT FROM (NEW.candidates, NEW.queued, NEW.excluded))
        EXECUTE FUNCTION mailing_keeps_count()
    """)
    op.execute(refusal("note_decided_once", "a copy without a reply is decided about, and repeated, once"))
    op.execute("""
        CREATE TRIGGER decided_once BEFORE UPDATE ON delivery_note FOR EACH ROW
        WHEN ((OLD.decision IS NOT NULL AND NEW.decision IS DISTINCT FROM OLD.decision)
            OR (OLD.repeated_at IS NOT NULL AND NEW.repeated_at IS DISTINCT FROM OLD.repeated_at)
            OR (NEW.repeated_at IS NOT NULL AND NEW.decision IS DISTINCT FROM 'repeat')
            OR (NEW.state = 'queued' AND OLD.state <> 'queued'
                AND (OLD.repeated_at IS NOT NULL OR NEW.repeated_at IS NULL)))
        EXECUTE FUNCTION note_decided_once()
    """)


def downgrade() -> None:
    op.execute("DROP TRIGGER decided_once ON delivery_note")
    op.execute("DROP TRIGGER keeps_count ON mailing")
    op.execute("DROP TRIGGER never_moves ON batch")
    op.execute("DROP TRIGGER keeps_to_transitions ON batch")
    for name in (
        "note_decided_once",
        "mailing_keeps_count",
        "batch_never_moves",
        "batch_keeps_to_transitions",
    ):
        op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("send_epoch")
    op.drop_index("ix_delivery_note_to_repeat", "delivery_note")
    op.drop_constraint("ck_delivery_note_decision", "delivery_note")
    for name in ("repeated_at", "decided_by", "decided_at", "decision"):
        op.drop_column("delivery_note", name)
    op.drop_index("ix_mailing_unbalanced", "mailing")
    op.drop_column("mailing", "is_unbalanced")
    op.drop_index("ix_batch_suspect", "batch")
    op.drop_column("batch", "breaks")
    op.drop_column("mailing", "hours_only")


def refusal(name: str, words: str) -> str:
    return f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE check_violation USING MESSAGE = '{words}', CONSTRAINT = '{name}', TABLE = TG_TABLE_NAME;
        END $$
    """


def broken(letters: str) -> str:
    """Whether a letter of NEW that is among these four may not follow the one of OLD at its place.

    Both are read as hexadecimal digits with a bit for each of the four: what has come, and what was allowed to.
    Comparing as bits takes a fifth of the time of comparing letter by letter, and this runs with every heartbeat.
    """
    bit = {letter: 8 >> place for place, letter in enumerate(letters)}
    came = "".join(f"{bit.get(letter, 0):x}" for letter in LETTERS)
    allowed = "".join(f"{sum(bit.get(after, 0) for after in ALLOWED[old] + old):x}" for old in LETTERS)
    return (
        f"bit_count(('x' || translate(NEW.states, '{LETTERS}', '{came}'))::varbit"
        f" & ~('x' || translate(OLD.states, '{LETTERS}', '{allowed}'))::varbit) > 0"
    )


PAIRS = ", ".join(f"'{old}{new}'" for old in LETTERS for new in ALLOWED[old])

TRANSITION_TRIGGER = f"""
    CREATE TRIGGER keeps_to_transitions BEFORE UPDATE OF states ON batch FOR EACH ROW
    WHEN (OLD.states <> NEW.states AND length(OLD.states) = length(NEW.states)
        AND ({broken("qsad")} OR {broken("rukx")} OR strpos(OLD.states, 'u') > 0))
    EXECUTE FUNCTION batch_keeps_to_transitions()
"""

TRANSITION_FUNCTION = f"""
    CREATE FUNCTION batch_keeps_to_transitions() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        wrong text;
    BEGIN
        SELECT format('contact %s of mailing %s: %s does not follow %s', contact_id, NEW.mailing_id, after, before)
        INTO wrong
        FROM unnest(OLD.contact_ids, string_to_array(OLD.states, NULL), string_to_array(NEW.states, NULL))
            AS place(contact_id, before, after)
        WHERE before <> after AND (
            before || after NOT IN ({PAIRS})
            OR before = 'u' AND NOT EXISTS (
                SELECT FROM delivery_note AS note
                WHERE note.mailing_id = NEW.mailing_id AND note.contact_id = place.contact_id
                    AND note.state = 'queued' AND note.repeated_at IS NOT NULL
            )
        )
        LIMIT 1;
        IF wrong IS NOT NULL THEN
            RAISE check_violation
                USING MESSAGE = wrong, CONSTRAINT = 'batch_keeps_to_transitions', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END $$
"""  # noqa: S608 - constants of this file
