"""From a plan to the outbox: from then on the notice is on its way and is never planned again."""

from datetime import datetime

from sqlalchemy import select

from newsletter.audit import service as audit
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.events.models import Event
from newsletter.notices import announcing, drafts, kinds, materials, reach
from newsletter.notices.kinds import BEFORE_START, INVITING
from newsletter.notices.models import NoticeKind, NoticePlan, PlanReason, PlanState
from newsletter.notices.needs import survey
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Mailing
from newsletter.outbox.producer import NewMailing
from newsletter.registrations import desk


def hand_over(plan: NoticePlan, staff_id: int | None) -> Mailing:
    """The plan must be locked."""
    event = session.get_one(Event, plan.event_id)
    _join_evaluation(plan, event)
    mailing = outbox.create(
        NewMailing(
            kind=reach.mailing_kind(plan),
            subject_id=plan.id,
            not_after=last_moment(plan, event),
            priority=kinds.priority(plan.kind, to_participants=reach.is_for_participants(plan)),
            created_by=staff_id,
        )
    )
    _mark_sent(plan, mailing, staff_id)
    _remember(plan, event)
    audit.record("notice.sent", actor_id=staff_id, subject=("event", plan.event_id), plan=plan.id)
    session.flush()
    return mailing


def _mark_sent(plan: NoticePlan, mailing: Mailing, staff_id: int | None) -> None:
    plan.state, plan.reason, plan.held_until = PlanState.SENDING, PlanReason.NONE, None
    plan.mailing_id, plan.sent_at, plan.sent_by = mailing.id, now(), staff_id


def last_moment(plan: NoticePlan, event: Event) -> datetime | None:
    """No copy leaves after it."""
    if plan.kind is NoticeKind.OPENS or plan.kind not in INVITING | BEFORE_START | kinds.ANSWERS:
        return None if plan.kind in kinds.AFTER_END else event.over_instant
    if plan.kind in INVITING:
        return event.deadline_instant
    if plan.kind in BEFORE_START and event.starts_at is not None:
        return event.starts_instant
    return event.over_instant


def _remember(plan: NoticePlan, event: Event) -> None:
    """What people were told, where a later change has to be measured against it."""
    if plan.kind is NoticeKind.NEW:
        event.first_announced_at = event.first_announced_at or now()
        announcing.note_date_state(event, plan)
    if plan.kind in INVITING | {NoticeKind.NEW}:
        drafts.note_deadline(event, plan)
    if plan.kind is NoticeKind.PRACTICAL:
        desk.note_practical_sent(event.id)


def _join_evaluation(plan: NoticePlan, event: Event) -> None:
    """Material and evaluation that would reach the same people within two days are one mail."""
    plans = list(session.scalars(select(NoticePlan).where(NoticePlan.event_id == event.id).with_for_update()))
    evaluation = materials.evaluation_to_join(plans, plan)
    if evaluation is None or not survey(event):
        return
    plan.details = {**plan.details, "with_evaluation": True}
    evaluation.state, evaluation.reason = PlanState.SKIPPED, PlanReason.WITH_MATERIAL
    evaluation.sent_at = now()
