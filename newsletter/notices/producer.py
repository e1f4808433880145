"""What the outbox asks of notices: letters, audience, who must not get it any more, and what follows when it is done.

One producer per sort of audience; what differs between kinds is in `reach`, `needs` and the letters.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.queue import Lane
from newsletter.errors import StopMailing
from newsletter.events.models import Event
from newsletter.notices import letters, reach
from newsletter.notices.models import NoticePlan, PlanReason, PlanState
from newsletter.notices.needs import PAST, why_unwanted
from newsletter.notices.topics import told_topic_ids
from newsletter.organisation import service as organisation
from newsletter.outbox.look import organisation_look
from newsletter.outbox.models import Mailing, MailingState, OnUnknown, Reason
from newsletter.outbox.producer import Told
from newsletter.rendering.form import Form
from newsletter.rendering.freeze import freeze
from newsletter.subscribers import topics
from newsletter.subscribers.models import Subscription, SubscriptionState, Topic


class Notice:
    """A copy whose reply was lost is sent once more: a notice that is missed does more harm than one that comes twice."""

    lane = Lane.NOTICES
    on_unknown = OnUnknown.REPEAT

    def freeze(self, mailing: Mailing) -> Mapping[str, Form]:
        plan = plan_of(mailing)
        event = _event(plan)
        if _unwanted(plan, event) is not PlanReason.NONE:
            raise StopMailing(_("The event has changed: nobody needs this notice any more."))
        return {
            language: freeze(letters.letter_for(plan, event, language), organisation_look(language))
            for language in organisation.get().languages
        }

    def audience(self, mailing: Mailing) -> Select[Any]:
        plan = plan_of(mailing)
        return reach.audience(plan, _event(plan))

    def told(self, mailing: Mailing) -> Told:
        return reach.told(plan_of(mailing))

    def unwanted(self, mailing: Mailing, contact_ids: Collection[int]) -> Mapping[int, Reason]:
        """Everybody when the event was cancelled or its time has passed meanwhile."""
        plan = plan_of(mailing)
        event = session.get_one(Event, plan.event_id, populate_existing=True)
        why = _unwanted(plan, event)
        if why is not PlanReason.NONE:
            return dict.fromkeys(contact_ids, Reason.TOO_LATE if why in PAST else Reason.CANCELLED)
        return self._left(plan, event, contact_ids)

    def _left(self, plan: NoticePlan, event: Event, contact_ids: Collection[int]) -> Mapping[int, Reason]:
        return reach.unwanted_among_participants(plan, event, contact_ids)

    def finished(self, mailing: Mailing) -> None:
        plan = session.get(NoticePlan, mailing.subject_id, with_for_update=True, populate_existing=True)
        if plan is None or plan.mailing_id != mailing.id or plan.state is PlanState.SENT:
            return
        match mailing.state:
            case MailingState.COMPLETED:
                plan.state = PlanState.SENT
            case MailingState.CANCELLED:
                plan.state, plan.reason = PlanState.CANCELLED, PlanReason.STOPPED
            case MailingState.FAILED:
                plan.state, plan.reason = _failure(plan)


class FollowerNotice(Notice):
    def _left(self, plan: NoticePlan, event: Event, contact_ids: Collection[int]) -> Mapping[int, Reason]:
        return reach.unwanted_among_followers(plan, event, contact_ids)


class ParticipantNotice(Notice):
    """To those who come or wait; left by giving up the place."""


class EverybodyNotice(Notice):
    """To participants, and to everybody who heard of the event."""


def plan_of(mailing: Mailing) -> NoticePlan:
    plan = session.get(NoticePlan, mailing.subject_id) if mailing.subject_id is not None else None
    if plan is None:
        raise StopMailing(_("The event has been removed."))
    return plan


def topics_left(mailing: Mailing, contact_id: int) -> Sequence[Topic]:
    """What one click in a notice leaves: the topics of the event that this person follows."""
    told = topics.by_ids(told_topic_ids(_event(plan_of(mailing))))
    followed = session.scalars(
        select(Subscription.topic_id).where(
            Subscription.contact_id == contact_id,
            Subscription.topic_id.in_([topic.id for topic in told]),
            Subscription.state == SubscriptionState.ACTIVE,
        )
    ).all()
    return [topic for topic in told if topic.id in followed]


def _event(plan: NoticePlan) -> Event:
    return session.get_one(Event, plan.event_id)


def _unwanted(plan: NoticePlan, event: Event) -> PlanReason:
    return why_unwanted(event, plan.kind, now(), plan.step)


def _failure(plan: NoticePlan) -> tuple[PlanState, PlanReason]:
    """The event may have changed after the notice was handed over and before it was put together."""
    unwanted = _unwanted(plan, _event(plan))
    if unwanted is PlanReason.NONE:
        return PlanState.MISSED, PlanReason.FAILED
    return PlanState.CANCELLED, unwanted
