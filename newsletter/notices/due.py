"""Handing notices to the outbox when they are due.

Beat's tick claims plans in PostgreSQL, each in a transaction of its own; several beats at once do no harm. A plan that
is later than its grace is missed and shown to the editors, never sent late.
"""

from sqlalchemy import select

from newsletter.audit import service as audit
from newsletter.core.clock import now
from newsletter.core.database import session, transaction
from newsletter.events.models import Event
from newsletter.notices import plans
from newsletter.notices.models import NoticePlan, PlanReason, PlanState
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Mailing
from newsletter.outbox.producer import NewMailing

MAILING_KIND = "deadline_notice"
PRIORITY = 5
MOST_PER_TICK = 200


def tick() -> int:
    """Settles every plan that is due; how many were."""
    settled = 0
    while settled < MOST_PER_TICK and _settle_next():
        settled += 1
    return settled


def _settle_next() -> bool:
    with transaction():
        plan = session.scalar(
            select(NoticePlan)
            .where(NoticePlan.state == PlanState.PLANNED, NoticePlan.due_at <= now())
            .order_by(NoticePlan.due_at, NoticePlan.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        if plan is None:
            return False
        _settle(plan)
        return True


def _settle(plan: NoticePlan) -> None:
    event = session.get_one(Event, plan.event_id, populate_existing=True)
    unwanted = plans.why_unwanted(event, now())
    if plan.not_after <= now():
        plan.state, plan.reason = PlanState.MISSED, PlanReason.NOT_SENT_IN_TIME
        audit.record("notice.missed", subject=("event", event.id), plan=plan.id)
    elif unwanted is not PlanReason.NONE:
        plan.state, plan.reason = PlanState.SKIPPED, unwanted
    else:
        hand_over(plan, None)


def hand_over(plan: NoticePlan, staff_id: int | None) -> Mailing:
    """From here on the outbox has it; the plan must be locked."""
    mailing = outbox.create(
        NewMailing(
            kind=MAILING_KIND,
            subject_id=plan.id,
            not_after=plan.anchor,
            priority=PRIORITY,
            created_by=staff_id,
        )
    )
    plan.state, plan.reason = PlanState.SENDING, PlanReason.NONE
    plan.mailing_id, plan.sent_at, plan.sent_by = mailing.id, now(), staff_id
    audit.record("notice.sent", actor_id=staff_id, subject=("event", plan.event_id), plan=plan.id)
    session.flush()
    return mailing
