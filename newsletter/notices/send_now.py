"""Sending a notice at an editor's word, before its time or after it was missed."""

from flask_babel import gettext as _

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.queue import Lane
from newsletter.errors import NotPossible
from newsletter.events.models import Event
from newsletter.notices import plans, reach
from newsletter.notices.handing import hand_over
from newsletter.notices.models import NoticePlan, NoticeRule, PlanReason, PlanState
from newsletter.notices.needs import why_unwanted
from newsletter.notices.timing import anchored
from newsletter.outbox.models import Mailing

WAITING = (PlanState.PLANNED, PlanState.SKIPPED, PlanState.MISSED, PlanState.CANCELLED)


def event_of(plan: NoticePlan) -> Event:
    return session.get_one(Event, plan.event_id)


def can_be_sent(plan: NoticePlan) -> bool:
    """Not what was handed over or stopped: whoever was told once is never told again."""
    is_waiting = plan.state in WAITING and plan.reason is not PlanReason.STOPPED
    return is_waiting and why_unwanted(event_of(plan), plan.kind, now(), plan.step) is PlanReason.NONE


def send_now(plan_id: int, staff_id: int | None) -> NoticePlan:
    """Hands the notice to the outbox. A second press finds it on its way and changes nothing."""
    plan = plans.locked(plan_id)
    if plan.state in plans.HANDED_OVER:
        return plan
    if not can_be_sent(plan):
        raise NotPossible(_("This notice cannot be sent any more."))
    found = anchored(event_of(plan), session.get_one(NoticeRule, plan.rule_id).anchor)
    plan.anchor = found.at if found else plan.anchor
    hand_over(plan, staff_id)
    return plan


def trial_mailing(plan: NoticePlan) -> Mailing:
    """Asks the outbox who would get the notice now; never stored."""
    return Mailing(kind=reach.mailing_kind(plan), lane=Lane.NOTICES, subject_id=plan.id, parameters={})
