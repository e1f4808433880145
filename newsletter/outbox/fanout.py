"""From an audience to batches, in one statement: a million people in a second or two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Insert,
    Integer,
    Select,
    SmallInteger,
    Text,
    case,
    cast,
    column,
    func,
    insert,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as insert_or_nothing

from newsletter.core.database import session
from newsletter.outbox.models import (
    AT_ONCE,
    REASON_LETTERS,
    STATE_LETTERS,
    Batch,
    DeliveryState,
    Mailing,
    Reason,
    ToldPerson,
)
from newsletter.outbox.producer import Producer, Told
from newsletter.outbox.told import tells, told_any, told_by_issues

BATCH_SIZE = 500
TELLING = 0x7E11
"""Name of the advisory lock under which one mailing after the other tells people: each sees whom the last one told."""


@dataclass(frozen=True)
class AudienceCounts:
    """How many a mailing goes to, in which language, and why others are left out. It always adds up."""

    candidates: int
    queued_by_language: Mapping[str, int] = field(default_factory=dict)
    excluded_by_reason: Mapping[Reason, int] = field(default_factory=dict)

    @property
    def queued(self) -> int:
        return sum(self.queued_by_language.values())

    @property
    def excluded(self) -> int:
        return sum(self.excluded_by_reason.values())


@dataclass(frozen=True)
class FanOut:
    """What the statement wrote; `candidates` is counted apart from the batches."""

    candidates: int
    people: int
    queued: int
    excluded: int

    @property
    def is_balanced(self) -> bool:
        return self.candidates == self.people == self.queued + self.excluded


def preview(mailing: Mailing, producer: Producer) -> AudienceCounts:
    """Who would get the mailing if it started now. Writes nothing."""
    audience = producer.audience(mailing).cte("audience")
    told = tells(mailing, producer)
    settled = _settled(audience, told_any(told).cte("told") if told else None).subquery()
    rows = session.execute(
        select(settled.c.reason, settled.c.language, func.count())
        .group_by(settled.c.reason, settled.c.language)
        .order_by(func.count().desc(), settled.c.language)
    )
    queued: dict[str, int] = {}
    excluded: dict[Reason, int] = {}
    for reason, language, count in rows:
        if reason is None:
            queued[language] = count
        else:
            excluded[Reason(reason)] = excluded.get(Reason(reason), 0) + count
    return AudienceCounts(sum(queued.values()) + sum(excluded.values()), queued, excluded)


def fan_out(mailing: Mailing, producer: Producer, form_hashes: Mapping[str, str]) -> FanOut:
    """Writes the batches of a mailing, with those left out and their reasons, and who is told of what.

    Told rows are written by the same statement, so of two notices that start at once only one reaches a person.
    """
    told = tells(mailing, producer)
    if told:
        session.execute(select(func.pg_advisory_xact_lock(TELLING)))
    audience = producer.audience(mailing).cte("audience")
    newly = _tell(audience, told, mailing) if told else None
    settled = _settled(audience, newly, is_told_now=True).cte("settled")
    statement = _insert_batches(mailing, settled, form_hashes).returning(
        Batch.form_hash.is_not(None),
        func.cardinality(Batch.contact_ids),
        select(func.count()).select_from(audience).scalar_subquery(),
        select(func.count(audience.c.contact_id.distinct())).scalar_subquery(),
    )
    rows = session.execute(statement).all()
    return FanOut(
        candidates=rows[0][2] if rows else 0,
        people=rows[0][3] if rows else 0,
        queued=sum(size for is_queued, size, *_ in rows if is_queued),
        excluded=sum(size for is_queued, size, *_ in rows if not is_queued),
    )


def _tell(audience: CTE, told: Sequence[Told], mailing: Mailing) -> CTE:
    """Notes who is told now; who was told before is not among the contacts it returns.

    Of several things a person is told all or none: in a copy nothing can be left out.
    """
    matters = _matters(told)
    candidates = select(
        audience.c.contact_id,
        matters.c.event_id,
        cast(matters.c.purpose, ToldPerson.purpose.type),
        matters.c.generation,
        matters.c.step,
        literal(mailing.id),
    ).where(audience.c.reason.is_(None))
    if len(told) == 1:
        candidates = candidates.where(audience.c.contact_id.not_in(told_by_issues(told[0])))
    else:
        candidates = candidates.where(audience.c.contact_id.not_in(told_any(told)))
    written = (
        insert_or_nothing(ToldPerson)
        .from_select(
            ["contact_id", "event_id", "purpose", "generation", "step", "mailing_id"],
            candidates.select_from(audience.join(matters, true())),
        )
        .on_conflict_do_nothing()
        .returning(ToldPerson.contact_id)
        .cte("written")
    )
    return select(written.c.contact_id).distinct().cte("newly")


def _matters(told: Sequence[Told]) -> FromClause:
    """As arrays: a statement with VALUES is compiled anew each time, which for this one takes longer than running it."""
    arrays = [
        cast([each.event_id for each in told], ARRAY(BigInteger)),
        cast([each.purpose.value for each in told], ARRAY(Text)),
        cast([each.generation for each in told], ARRAY(SmallInteger)),
        cast([each.step for each in told], ARRAY(Text)),
    ]
    columns = (
        column("event_id", BigInteger),
        column("purpose", Text),
        column("generation", SmallInteger),
        column("step", Text),
    )
    return func.unnest(*arrays).table_valued(*columns, name="matters").render_derived()


def _settled(audience: CTE, told: CTE | None, is_told_now: bool = False) -> Select[Any]:
    """The audience with its last reason: `told` holds who was told before, or with `is_told_now` who is told now."""
    reason: ColumnElement[Any] = cast(audience.c.reason, Text)
    source = select(audience.c.contact_id, audience.c.language, audience.c.bits, audience.c["values"])
    if told is None:
        return source.add_columns(reason.label("reason"))
    missing = told.c.contact_id.is_(None)
    told_before = case((missing if is_told_now else ~missing, Reason.TOLD_ALREADY.value))
    return source.add_columns(func.coalesce(reason, told_before).label("reason")).outerjoin_from(
        audience, told, told.c.contact_id == audience.c.contact_id
    )


def _insert_batches(mailing: Mailing, settled: CTE, form_hashes: Mapping[str, str]) -> Insert:
    numbered = _numbered(settled).cte("numbered")
    forms = _forms(form_hashes)
    is_queued = numbered.c.language.is_not(None)
    queued, excluded = (STATE_LETTERS[state] for state in (DeliveryState.QUEUED, DeliveryState.EXCLUDED))
    in_order = numbered.c.contact_id
    columns: dict[str, ColumnElement[Any]] = {
        "mailing_id": literal(mailing.id),
        "form_hash": forms.c.form_hash,
        "lane": literal(mailing.lane, Batch.lane.type),
        "low_id": func.min(numbered.c.contact_id),
        "high_id": func.max(numbered.c.contact_id),
        "contact_ids": func.array_agg(aggregate_order_by(numbered.c.contact_id, in_order)),
        "states": func.repeat(case((is_queued, queued), else_=excluded), cast(func.count(), Integer)),
        "reasons": case(
            (~is_queued, func.string_agg(numbered.c.letter, aggregate_order_by(literal(""), in_order)))
        ),
        "bits": case(
            (
                func.bool_or(numbered.c.bits != 0),
                func.string_agg(
                    _as_byte(numbered.c.bits), aggregate_order_by(cast(literal(b""), BYTEA), in_order)
                ),
            )
        ),
        "values": func.jsonb_object_agg(cast(numbered.c.contact_id, Text), numbered.c["values"]).filter(
            numbered.c["values"].is_not(None)
        ),
        "is_open": is_queued,
        "due_at": literal(AT_ONCE),
    }
    rows = (
        select(*columns.values())
        .select_from(numbered)
        .outerjoin(forms, forms.c.language == numbered.c.language)
        .group_by(numbered.c.language, numbered.c.number, forms.c.form_hash)
    )
    return insert(Batch).from_select(list(columns), rows)


def _numbered(settled: CTE) -> Select[Any]:
    """Language (null for the excluded) and number of the batch for each contact."""
    language = case((settled.c.reason.is_(None), settled.c.language))
    place = func.row_number().over(partition_by=language, order_by=settled.c.contact_id) - 1
    letters = {reason.value: letter for reason, letter in REASON_LETTERS.items()}
    return select(
        settled.c.contact_id,
        language.label("language"),
        (place // BATCH_SIZE).label("number"),
        case(letters, value=settled.c.reason).label("letter"),
        settled.c.bits,
        settled.c["values"],
    )


def _forms(form_hashes: Mapping[str, str]) -> FromClause:
    arrays = [cast(list(words), ARRAY(Text)) for words in (form_hashes.keys(), form_hashes.values())]
    columns = column("language", Text), column("form_hash", Text)
    return func.unnest(*arrays).table_valued(*columns, name="forms").render_derived()


def _as_byte(bits: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.set_byte(cast(literal(b"\0"), BYTEA), 0, bits)
