"""What the outbox asks of a deadline notice: its letters, its readers, and what follows when it is done."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from newsletter.audiences.followers import Exclusion, followers, unwanted_followers
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.queue import Lane
from newsletter.errors import StopMailing
from newsletter.events.models import Event
from newsletter.notices import letters, plans
from newsletter.notices.models import NoticePlan, PlanReason, PlanState
from newsletter.organisation import service as organisation
from newsletter.outbox.look import organisation_look
from newsletter.outbox.models import Mailing, MailingState, OnUnknown, Purpose, Reason
from newsletter.outbox.producer import Told
from newsletter.registrations.marks import marked
from newsletter.registrations.models import EventMark
from newsletter.rendering.form import Form
from newsletter.rendering.freeze import freeze
from newsletter.subscribers.models import Subscription, SubscriptionState, Topic


class DeadlineNotice:
    """Nobody is reminded twice: a copy whose reply was lost is left for a person to decide."""

    lane = Lane.NOTICES
    on_unknown = OnUnknown.ASK

    def freeze(self, mailing: Mailing) -> Mapping[str, Form]:
        event = _event(mailing)
        if plans.why_unwanted(event, now()) is not PlanReason.NONE:
            raise StopMailing(_("The event has changed: nobody needs this reminder any more."))
        return {
            language: freeze(letters.deadline_letter(event, language), organisation_look(language))
            for language in organisation.get().languages
        }

    def audience(self, mailing: Mailing) -> Select[Any]:
        event = _event(mailing)
        us = organisation.get()
        return followers(
            [topic.id for topic in letters.told_topics(event)],
            us.languages,
            us.default_language,
            [Exclusion(Reason.MARKED, marked(event.id))],
        )

    def told(self, mailing: Mailing) -> Told:
        plan = _plan(mailing)
        return Told(plan.event_id, Purpose.DEADLINE, plan.generation, plan.step)

    def unwanted(self, mailing: Mailing, contact_ids: Collection[int]) -> Mapping[int, Reason]:
        """Everybody when the event was cancelled or its deadline has passed meanwhile."""
        event = session.get_one(Event, _plan(mailing).event_id, populate_existing=True)
        why = plans.why_unwanted(event, now())
        if why is not PlanReason.NONE:
            reason = Reason.TOO_LATE if why is PlanReason.DEADLINE_PASSED else Reason.CANCELLED
            return dict.fromkeys(contact_ids, reason)
        left = unwanted_followers([topic.id for topic in letters.told_topics(event)], contact_ids)
        return {**dict.fromkeys(_marked_among(event.id, contact_ids), Reason.MARKED), **left}

    def finished(self, mailing: Mailing) -> None:
        plan = session.get(NoticePlan, mailing.subject_id, with_for_update=True, populate_existing=True)
        if plan is None or plan.mailing_id != mailing.id:
            return
        match mailing.state:
            case MailingState.COMPLETED:
                plan.state = PlanState.SENT
            case MailingState.CANCELLED:
                plan.state, plan.reason = PlanState.CANCELLED, PlanReason.STOPPED
            case MailingState.FAILED:
                plan.state, plan.reason = _failure(plan)


def _failure(plan: NoticePlan) -> tuple[PlanState, PlanReason]:
    """The event may have changed after the notice was handed over and before it was put together."""
    unwanted = plans.why_unwanted(session.get_one(Event, plan.event_id), now())
    if unwanted is PlanReason.NONE:
        return PlanState.MISSED, PlanReason.FAILED
    return PlanState.CANCELLED, unwanted


def topics_left(mailing: Mailing, contact_id: int) -> Sequence[Topic]:
    """What one click in a notice leaves: the topics of the event that this person follows."""
    told = letters.told_topics(_event(mailing))
    followed = session.scalars(
        select(Subscription.topic_id).where(
            Subscription.contact_id == contact_id,
            Subscription.topic_id.in_([topic.id for topic in told]),
            Subscription.state == SubscriptionState.ACTIVE,
        )
    ).all()
    return [topic for topic in told if topic.id in followed]


def _plan(mailing: Mailing) -> NoticePlan:
    plan = session.get(NoticePlan, mailing.subject_id) if mailing.subject_id is not None else None
    if plan is None:
        raise StopMailing(_("The event has been removed."))
    return plan


def _event(mailing: Mailing) -> Event:
    return session.get_one(Event, _plan(mailing).event_id)


def _marked_among(event_id: int, contact_ids: Collection[int]) -> Sequence[int]:
    return session.scalars(
        select(EventMark.contact_id).where(
            EventMark.event_id == event_id, EventMark.contact_id.in_(contact_ids)
        )
    ).all()
