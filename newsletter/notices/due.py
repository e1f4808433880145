"""Handing notices to the outbox when they are due.

Beat's tick claims plans in PostgreSQL, each in a transaction of its own; several beats at once do no harm. A plan that
is later than its grace is missed and shown to the editors, never sent late; one that has to wait says for what.
"""

from datetime import timedelta

from sqlalchemy import or_, select

from newsletter.audit import service as audit
from newsletter.core.clock import now
from newsletter.core.database import session, transaction
from newsletter.events.models import Event
from newsletter.notices import organiser, seats, waiting
from newsletter.notices.handing import hand_over
from newsletter.notices.models import NoticePlan, PlanReason, PlanState
from newsletter.notices.needs import why_unwanted
from newsletter.notices.plans import OPEN, drop

MOST_PER_TICK = 200
LOOK_AGAIN = timedelta(minutes=5)


def tick() -> int:
    """Settles every plan that is due; how many were."""
    seats.look()
    organiser.look()
    settled = 0
    while settled < MOST_PER_TICK and _settle_next():
        settled += 1
    return settled


def _settle_next() -> bool:
    moment = now()
    is_due = (NoticePlan.state == PlanState.PLANNED) & (NoticePlan.due_at <= moment)
    is_free = or_(NoticePlan.held_until.is_(None), NoticePlan.held_until <= moment)
    with transaction():
        plan = session.scalar(
            select(NoticePlan)
            .where(
                NoticePlan.state.in_(OPEN),
                NoticePlan.due_at <= moment,
                (is_due & is_free) | (NoticePlan.not_after <= moment),
            )
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
    unwanted = why_unwanted(event, plan.kind, now(), plan.step)
    if plan.not_after <= now():
        _miss(plan)
    elif unwanted is not PlanReason.NONE:
        drop(plan, unwanted)
    elif (reason := waiting.why_waits(plan, event)) is not PlanReason.NONE:
        plan.reason, plan.held_until = reason, now() + LOOK_AGAIN
    elif (reason := waiting.why_for_nobody(plan, event)) is not PlanReason.NONE:
        plan.state, plan.reason = PlanState.SKIPPED, reason
    else:
        hand_over(plan, None)


def _miss(plan: NoticePlan) -> None:
    """What it waited for stays as the reason: that is what the editor has to look after."""
    plan.state, plan.reason = PlanState.MISSED, plan.reason or PlanReason.NOT_SENT_IN_TIME
    audit.record("notice.missed", subject=("event", plan.event_id), plan=plan.id)


__all__ = ["hand_over", "tick"]
