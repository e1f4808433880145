"""The followers of topics as an audience, with the reason for each one left out.

Candidates are all contacts with a subscription row in the topics, whatever its state, so that every “why did I not
get this” has an answer. Set SQL throughout: a million candidates take seconds, not minutes.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    SmallInteger,
    Text,
    case,
    cast,
    false,
    func,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from newsletter.contacts.models import Contact, Suppression, SuppressionReason
from newsletter.core.database import id_array, session
from newsletter.outbox.models import Reason
from newsletter.subscribers.models import Frequency, Subscription, SubscriptionState

When = tuple[ColumnElement[bool], str]

ASKED_BIT = 1
"""As the letters to followers know it: this copy goes to somebody who asked to hear of the event."""


class Exclusion(NamedTuple):
    """Leaves out whoever is among `contact_ids` (a SELECT of one column) for `reason`."""

    reason: Reason
    contact_ids: Select[Any]


def followers(
    topic_ids: Collection[int],
    languages: Sequence[str],
    default_language: str,
    exclusions: Sequence[Exclusion] = (),
    frequencies: Collection[Frequency] | None = None,
    asked: Select[Any] | None = None,
) -> Select[Any]:
    """SELECT of (contact_id, language, reason or NULL, bits, values) as `outbox.Producer.audience` wants it.

    Whoever follows any of the topics is in; a contact whose language the mailing does not have gets the default.
    Of several reasons the person's own choice comes first, then what happened to the address, then `exclusions` in
    their order, and last how often the person wants mail: with `frequencies` the others are left to their digest.
    `asked` are ids of those who asked for just this: they are in whatever they follow and however often.
    """
    standing = (_standing(topic_ids) if asked is None else _standing_or_asked(topic_ids, asked)).cte(
        "standing"
    )
    has_asked = false() if asked is None else standing.c.has_asked
    stopped = _stopped().cte("stopped")
    listed = [_listed(exclusion, place) for place, exclusion in enumerate(exclusions)]
    reasons = [*_own_choice(standing, has_asked), *_stops(stopped)]
    for table, exclusion in zip(listed, exclusions, strict=True):
        reasons.append((table.c.contact_id.is_not(None), exclusion.reason.value))
    if frequencies is not None:
        others = standing.c.frequency.not_in(_places(frequencies)) & ~has_asked
        reasons.append((others, Reason.DIGEST_INSTEAD.value))
    query = (
        select(
            Contact.id.label("contact_id"),
            case((Contact.language.in_(languages), Contact.language), else_=default_language).label(
                "language"
            ),
            cast(case(*reasons, else_=null()), Text).label("reason"),
            cast(case((has_asked, ASKED_BIT), else_=0), SmallInteger).label("bits"),
            cast(null(), JSONB).label("values"),
        )
        .join(standing, standing.c.contact_id == Contact.id)
        .outerjoin(stopped, stopped.c.contact_id == Contact.id)
    )
    for table in listed:
        query = query.outerjoin(table, table.c.contact_id == Contact.id)
    return query


def unwanted_followers(
    topic_ids: Collection[int], contact_ids: Collection[int], still_asked: Select[Any] | None = None
) -> Mapping[int, Reason]:
    """Of these contacts, those who follow none of the topics any more or must not be mailed, with the reason.

    Workers ask this twice a second. One look into the indexes per contact stays fast where a join does not: right
    after a large import the planner knows nothing of the new rows and would compare everybody with everybody.
    """
    asked = func.unnest(id_array(contact_ids)).table_valued("contact_id", name="asked").render_derived()
    standing = _standing(topic_ids).where(Subscription.contact_id == asked.c.contact_id).lateral("standing")
    stopped = _stopped().where(Suppression.contact_id == asked.c.contact_id).lateral("stopped")
    has_asked = false() if still_asked is None else asked.c.contact_id.in_(still_asked)
    reason = case(
        (Contact.id.is_(None), Reason.ERASED.value),
        *_own_choice(standing, has_asked),
        *_stops(stopped),
        else_=null(),
    )
    rows = session.execute(
        select(asked.c.contact_id, reason)
        .select_from(asked)
        .outerjoin(Contact, Contact.id == asked.c.contact_id)
        .outerjoin(standing, true())
        .outerjoin(stopped, true())
        .where(reason.is_not(None))
    )
    return {contact_id: Reason(reason) for contact_id, reason in rows}


_PLACE = {frequency: place for place, frequency in enumerate(Frequency)}
_how_often = case(
    *((Subscription.frequency == frequency, place) for frequency, place in _PLACE.items()), else_=len(_PLACE)
)
"""Of several subscriptions the most frequent wins for one event."""


def _places(frequencies: Collection[Frequency]) -> list[int]:
    return [_PLACE[frequency] for frequency in frequencies]


def _standing(topic_ids: Collection[int]) -> Select[Any]:
    """One row per contact with a subscription in any of the topics; the most willing one counts."""
    return (
        select(
            Subscription.contact_id,
            func.bool_or(Subscription.state == SubscriptionState.ACTIVE).label("is_active"),
            func.bool_or(Subscription.state == SubscriptionState.PAUSED).label("is_paused"),
            func.min(_how_often).filter(Subscription.state == SubscriptionState.ACTIVE).label("frequency"),
        )
        .where(Subscription.topic_id.in_(topic_ids))
        .group_by(Subscription.contact_id)
    )


def _standing_or_asked(topic_ids: Collection[int], asked: Select[Any]) -> Select[Any]:
    """The same, and those who asked beside them: few, so a join from both sides stays fast."""
    standing, wishes = _standing(topic_ids).subquery(), asked.subquery()
    has_asked = wishes.c[0]
    return select(
        func.coalesce(standing.c.contact_id, has_asked).label("contact_id"),
        standing.c.is_active,
        standing.c.is_paused,
        standing.c.frequency,
        has_asked.is_not(None).label("has_asked"),
    ).select_from(standing.join(wishes, standing.c.contact_id == has_asked, full=True))


def _stopped() -> Select[Any]:
    """One row per suppressed contact."""
    return (
        select(
            Suppression.contact_id,
            func.bool_or(Suppression.reason == SuppressionReason.COMPLAINT).label("complained"),
        )
        .where(Suppression.lifted_at.is_(None))
        .group_by(Suppression.contact_id)
    )


def _listed(exclusion: Exclusion, place: int) -> CTE:
    """The excluded, each once: a repeated id would double the candidate."""
    given = exclusion.contact_ids.subquery()
    return select(given.c[0].label("contact_id")).distinct().cte(f"excluded_{place}")


def _own_choice(standing: FromClause, has_asked: ColumnElement[bool]) -> list[When]:
    return [
        (standing.c.is_paused & ~standing.c.is_active & ~has_asked, Reason.PAUSED.value),
        (func.coalesce(~standing.c.is_active, True) & ~has_asked, Reason.ENDED.value),
    ]


def _stops(stopped: FromClause) -> list[When]:
    return [
        (stopped.c.complained, Reason.COMPLAINED.value),
        (stopped.c.contact_id.is_not(None), Reason.SUPPRESSED.value),
    ]
