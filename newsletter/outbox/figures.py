"""What became of a mailing, of one delivery, and of all mail to one person."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    any_,
    bindparam,
    func,
    join,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.selectable import LateralFromClause

from newsletter.core.database import session
from newsletter.outbox.models import (
    NO_REASON,
    REASON_OF_LETTER,
    STATE_LETTERS,
    STATE_OF_LETTER,
    Batch,
    DeliveryNote,
    DeliveryState,
    Mailing,
    MailingForm,
    Reason,
    StoredForm,
)


@dataclass(frozen=True)
class Figures:
    """How many copies are in each state."""

    queued: int = 0
    sending: int = 0
    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    unknown: int = 0
    skipped: int = 0
    excluded: int = 0

    @property
    def handed_over(self) -> int:
        """Given to a mail server, whatever it answered: what was skipped has not been sent."""
        return self.accepted + self.refused + self.unknown

    @property
    def settled(self) -> int:
        return self.handed_over + self.skipped

    @property
    def waiting(self) -> int:
        return self.queued + self.sending + self.deferred

    @property
    def recipients(self) -> int:
        """All that were queued at the start, whatever became of them."""
        return self.settled + self.waiting

    @property
    def candidates(self) -> int:
        return self.recipients + self.excluded

    @property
    def percent(self) -> int:
        """Of those to be mailed, how many are settled; 100 only when all are."""
        return 100 * self.settled // self.recipients if self.recipients else 100


@dataclass(frozen=True)
class Delivery:
    """One mailing to one contact. `said` is what the server answered, `reason` why it was left out or skipped."""

    mailing_id: int
    kind: str
    contact_id: int
    state: DeliveryState
    reason: Reason | None = None
    code: str = ""
    said: str = ""
    tries: int = 0
    next_try_at: datetime | None = None
    at: datetime | None = None
    language: str | None = None


def figures(mailing_id: int) -> Figures:
    """Counted from the states themselves, so they are exact at any moment (some 50 ms for a million people)."""
    return _figures(Batch.mailing_id == mailing_id)


def of_several(mailing_ids: Select[tuple[int]]) -> Figures:
    """All of these mailings together."""
    return _figures(Batch.mailing_id.in_(mailing_ids))


def _figures(which: ColumnElement[bool]) -> Figures:
    counts = [_count(STATE_LETTERS[DeliveryState(field.name)]) for field in fields(Figures)]
    row = session.execute(select(*counts).where(which)).one()
    return Figures(*(int(count or 0) for count in row))


def _count(letter: str) -> Any:
    return func.sum(func.length(Batch.states) - func.length(func.replace(Batch.states, letter, "")))


def reasons(mailing_id: int) -> dict[Reason, int]:
    """How many were left out or skipped, by reason."""
    letters = [
        func.sum(func.length(Batch.reasons) - func.length(func.replace(Batch.reasons, letter, "")))
        for letter in REASON_OF_LETTER
    ]
    row = session.execute(
        select(*letters).where(Batch.mailing_id == mailing_id, Batch.reasons.is_not(None))
    ).one()
    counted = zip(REASON_OF_LETTER.values(), row, strict=True)
    return {reason: int(count) for reason, count in counted if count}


def delivery(mailing_id: int, contact_id: int) -> Delivery | None:
    """What became of the mailing for this contact; None when the contact was no candidate at all."""
    return next(iter(_deliveries(contact_id, mailing_id)), None)


def deliveries_of(contact_id: int, most: int = 500) -> list[Delivery]:
    """All mail to one contact, newest first, with what kept it from getting the rest."""
    return _deliveries(contact_id)[:most]


def exceptions(mailing_id: int, state: DeliveryState, most: int = 200) -> Sequence[DeliveryNote]:
    """Copies in a state that needs words, latest first."""
    return session.scalars(
        select(DeliveryNote)
        .where(DeliveryNote.mailing_id == mailing_id, DeliveryNote.state == state)
        .order_by(DeliveryNote.at.desc(), DeliveryNote.contact_id)
        .limit(most)
    ).all()


def unbalanced() -> Sequence[Mailing]:
    """Mailings that ended with other figures than they began with, latest first. There must never be one."""
    return session.scalars(select(Mailing).where(Mailing.is_unbalanced).order_by(Mailing.id.desc())).all()


_person = bindparam("person", type_=BigInteger)


def _deliveries(contact_id: int, mailing_id: int | None = None) -> list[Delivery]:
    statement = _statement(of_one_mailing=mailing_id is not None)
    rows = session.execute(statement, {"person": contact_id, "mailing": mailing_id})
    return [_delivery(row, contact_id) for row in rows]


@cache
def _statement(of_one_mailing: bool) -> Select[Any]:
    """Made once: putting it together takes ten times as long as running it."""
    which = Mailing.id == bindparam("mailing", type_=BigInteger) if of_one_mailing else true()
    places = union_all(_alone().where(which), _queued().where(which), _excluded().where(which)).subquery()
    return (
        select(places, Mailing.kind, StoredForm.language, DeliveryNote)
        .join(Mailing, Mailing.id == places.c.mailing_id)
        .outerjoin(StoredForm, StoredForm.hash == places.c.form_hash)
        .outerjoin(
            DeliveryNote,
            (DeliveryNote.mailing_id == places.c.mailing_id) & (DeliveryNote.contact_id == _person),
        )
        .order_by(places.c.mailing_id.desc())
    )


def _delivery(row: Row[Any], contact_id: int) -> Delivery:
    state = STATE_OF_LETTER[row.state]
    found = Delivery(
        mailing_id=row.mailing_id,
        kind=row.kind,
        contact_id=contact_id,
        state=state,
        reason=REASON_OF_LETTER.get(row.reason or NO_REASON),
        at=row.changed_at,
        language=row.language,
    )
    note: DeliveryNote | None = row.DeliveryNote
    if note is None or note.state is not state:  # an earlier deferral says nothing of a copy accepted since
        return found
    return replace(
        found, code=note.code, said=note.said, tries=note.tries, next_try_at=note.next_try_at, at=note.at
    )


def _alone() -> Select[Any]:
    """In mail to single persons: a hundred times as many mailings, found by the contact alone."""
    return (
        _place(Batch.__table__.c)
        .join(Mailing, Mailing.id == Batch.mailing_id)
        .where(Batch.low_id == _person, Batch.low_id == Batch.high_id, Mailing.candidates <= 1)
    )


def _queued() -> Select[Any]:
    """In mail to many: in each language only one batch can hold the contact, and the index leads to it."""
    nearest = _nearest(Batch.form_hash == MailingForm.form_hash)
    source = join(Mailing, MailingForm, MailingForm.mailing_id == Mailing.id).join(nearest, true())
    return _of_many(nearest).select_from(source)


def _excluded() -> Select[Any]:
    nearest = _nearest(Batch.form_hash.is_(None))
    return _of_many(nearest).select_from(join(Mailing, nearest, true()))


def _nearest(of_form: ColumnElement[bool]) -> LateralFromClause:
    return (
        select(Batch.__table__)
        .where(Batch.mailing_id == Mailing.id, of_form, Batch.low_id <= _person)
        .order_by(Batch.low_id.desc())
        .limit(1)
        .correlate(Mailing, MailingForm)
        .lateral()
    )


def _of_many(nearest: LateralFromClause) -> Select[Any]:
    return _place(nearest.c).where(Mailing.candidates > 1, _person == any_(nearest.c.contact_ids))


def _place(batch: Any) -> Select[Any]:
    """State and reason of the contact in its batch."""
    position = func.array_position(batch.contact_ids, _person)
    return select(
        batch.mailing_id,
        batch.form_hash,
        batch.changed_at,
        func.substr(batch.states, position, 1).label("state"),
        func.substr(batch.reasons, position, 1).label("reason"),
    )
