"""Those who come, or wait, as an audience: everybody who ever registered, with the reason for each one left out.

They asked to come, so topics, frequency and pauses do not count; only an address that does not work stops such mail.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    SmallInteger,
    Text,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import JSONB, distinct_on

from newsletter.audiences.followers import Exclusion
from newsletter.contacts.models import Contact, Suppression, SuppressionReason
from newsletter.core.database import id_array, session
from newsletter.outbox.models import Reason
from newsletter.registrations.models import AttendAs, EventMark, MarkKind, Registration, RegistrationState
from newsletter.registrations.people import WAITS
from newsletter.subscribers.models import Subscription, SubscriptionState

ONLINE_BIT, WAITS_BIT, TAKES_PART_BIT, ASKED_BIT = 1, 2, 4, 8
"""As the letters know them: comes online, waits for a place, takes part at all, or asked to hear of the event."""

AFFECTED = (
    RegistrationState.CONFIRMED,
    *WAITS,
    RegistrationState.RECEIVED,
)
"""Whom a change or a cancellation concerns."""

ENDED = (RegistrationState.CANCELLED, RegistrationState.REJECTED)


def came(event_id: int) -> tuple[RegistrationState, ...]:
    """Whom to tell afterwards: those who were there, or where nobody noted that, those who had a place."""
    noted = session.scalar(
        select(
            exists().where(
                Registration.event_id == event_id, Registration.state == RegistrationState.ATTENDED
            )
        )
    )
    return (RegistrationState.ATTENDED,) if noted else (RegistrationState.CONFIRMED,)


def participants(
    event_id: int,
    states: Collection[RegistrationState],
    languages: Sequence[str],
    default_language: str,
    *,
    also: Select[Any] | None = None,
    asked: Select[Any] | None = None,
    attend_as: AttendAs | None = None,
    exclusions: Sequence[Exclusion] = (),
) -> Select[Any]:
    """SELECT as `outbox.Producer.audience` wants it; `also` are ids of contacts to tell who did not register here.

    Of them `asked` did so for this event; their letter says that this is why they get it.
    """
    standing = _standing(event_id).cte("standing")
    people = select(standing.c.contact_id)
    others = also.subquery() if also is not None else None
    if others is not None:
        people = select(union(people, select(others.c[0].label("contact_id"))).subquery().c[0])
    candidates = people.cte("candidates")
    fits: ColumnElement[bool] = standing.c.state.in_(states)
    if attend_as is not None:
        fits &= standing.c.attend_as == attend_as
    if others is not None:
        fits = or_(func.coalesce(fits, False), candidates.c[0].in_(select(others.c[0])))
    reasons: list[tuple[ColumnElement[bool], str]] = [
        (_has_ended(standing.c.state) & ~fits, Reason.ENDED.value),
        (~func.coalesce(fits, False), Reason.OUTSIDE_SEGMENT.value),
        (Contact.id.in_(_unreachable()), Reason.SUPPRESSED.value),
    ]
    reasons += [(Contact.id.in_(exclusion.contact_ids), exclusion.reason.value) for exclusion in exclusions]
    wanted = func.coalesce(func.nullif(standing.c.language, ""), Contact.language)
    return (
        select(
            Contact.id.label("contact_id"),
            case(
                (wanted.in_(languages), wanted),
                (Contact.language.in_(languages), Contact.language),
                else_=default_language,
            ).label("language"),
            cast(case(*reasons, else_=null()), Text).label("reason"),
            cast(_bits(standing, asked), SmallInteger).label("bits"),
            cast(null(), JSONB).label("values"),
        )
        .select_from(Contact)
        .join(candidates, candidates.c[0] == Contact.id)
        .outerjoin(standing, standing.c.contact_id == Contact.id)
    )


def _bits(standing: CTE, asked: Select[Any] | None) -> ColumnElement[int]:
    bits = func.coalesce(standing.c.bits, 0)
    if asked is None:
        return bits
    takes_no_part = func.coalesce(_has_ended(standing.c.state), True)
    return case((takes_no_part & Contact.id.in_(asked), ASKED_BIT), else_=bits)


def _standing(event_id: int) -> Select[Any]:
    """One row per person who ever registered; an ended registration counts last."""
    state, is_over = Registration.state, case((Registration.state.in_(ENDED), 1), else_=0)
    bits = (
        case((Registration.attend_as == AttendAs.ONLINE, ONLINE_BIT), else_=0)
        + case((state.in_((*WAITS, RegistrationState.RECEIVED)), WAITS_BIT), else_=0)
        + literal(TAKES_PART_BIT)
    )
    return (
        select(
            Registration.contact_id,
            state.label("state"),
            Registration.attend_as.label("attend_as"),
            Registration.language.label("language"),
            bits.label("bits"),
        )
        .ext(distinct_on(Registration.contact_id))
        .where(
            Registration.event_id == event_id,
            state != RegistrationState.UNCONFIRMED,
            Registration.erased_at.is_(None),
        )
        .order_by(Registration.contact_id, is_over, Registration.id.desc())
    )


def _has_ended(state: ColumnElement[Any]) -> ColumnElement[bool]:
    return state.in_(ENDED)


def _unreachable() -> Select[Any]:
    """Leaving all newsletters does not stop mail about one's own place; an address that does not work does."""
    return select(Suppression.contact_id).where(
        Suppression.lifted_at.is_(None), Suppression.reason == SuppressionReason.HARD_BOUNCE
    )


def unreachable_among(contact_ids: Collection[int]) -> Mapping[int, Reason]:
    found = session.scalars(_unreachable().where(Suppression.contact_id == id_array(contact_ids).any_()))
    return dict.fromkeys(found, Reason.SUPPRESSED)


def received_since(event_id: int, moment: Any) -> Select[Any]:
    """Those whose receipt is so new that it says all a reminder would."""
    return select(Registration.contact_id).where(
        Registration.event_id == event_id, Registration.received_at > moment
    )


def marked_as(event_id: int, *kinds: MarkKind) -> Select[Any]:
    return select(EventMark.contact_id).where(EventMark.event_id == event_id, EventMark.kind.in_(kinds))


def asking(event_id: int, *kinds: MarkKind) -> Select[Any]:
    """The same, without those whom nothing may be sent to."""
    stopped = select(Suppression.contact_id).where(Suppression.lifted_at.is_(None))
    return marked_as(event_id, *kinds).where(EventMark.contact_id.not_in(stopped))


def has_any(event_id: int, states: Collection[RegistrationState]) -> bool:
    return bool(
        session.scalar(
            select(exists().where(Registration.event_id == event_id, Registration.state.in_(states)))
        )
    )


def left_everything() -> Select[Any]:
    """Those who follow nothing any more, or asked for no mail at all."""
    active = select(Subscription.contact_id).where(Subscription.state == SubscriptionState.ACTIVE)
    stopped = select(Suppression.contact_id).where(Suppression.lifted_at.is_(None))
    idle = select(Subscription.contact_id).where(Subscription.contact_id.not_in(active))
    return select(union(idle, stopped).subquery().c[0])


def left_among(contact_ids: Collection[int], still_asked: Select[Any] | None = None) -> Sequence[int]:
    """The same, of these contacts, but for who asked for this; asked by workers, so it looks at nobody else."""
    asked = func.unnest(id_array(contact_ids)).table_valued("contact_id", name="asked").render_derived()
    of_asked = Subscription.contact_id == asked.c.contact_id
    has_any_left = exists().where(of_asked, Subscription.state == SubscriptionState.ACTIVE)
    is_stopped = exists().where(Suppression.contact_id == asked.c.contact_id, Suppression.lifted_at.is_(None))
    is_idle = exists().where(of_asked) & ~has_any_left
    if still_asked is not None:
        is_idle &= asked.c.contact_id.not_in(still_asked)
    return session.scalars(select(asked.c.contact_id).where(or_(is_stopped, is_idle))).all()
