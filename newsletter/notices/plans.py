"""Which notices an event has: planned when it is published, moved with its deadline, dropped with the event.

`follow` is the one place that decides, in the transaction that changed the event. What was sent is never sent again:
a deadline that moves later starts a new generation, one that moves earlier changes nothing about what was sent.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.events.facts import EventChanged
from newsletter.events.models import Event, Occurrence, Publication, RegistrationMode
from newsletter.events.times import first_moment
from newsletter.notices.models import NoticeKind, NoticePlan, PlanReason, PlanState
from newsletter.notices.timing import RULES, due, next_open_slot

FIRST_RULE_GAP = timedelta(days=5)
"""A new generation of the early notice is not sent so soon after any other mail about the deadline."""

LAST_RULE = min(RULES)
HANDED_OVER = (PlanState.SENDING, PlanState.SENT)


def follow(fact: EventChanged) -> None:
    """Brings the plans of the event in line with what it says now."""
    event = session.get_one(Event, fact.event_id)
    plans = _locked_plans(event.id)
    unwanted = why_unwanted(event, now())
    for days_before in RULES:
        newest = next((plan for plan in plans if plan.days_before == days_before), None)
        if unwanted is not PlanReason.NONE:
            _drop(newest, unwanted)
        else:
            _bring_in_line(event, days_before, newest, _last_told(plans))
    session.flush()


def of_event(event_id: int) -> Sequence[NoticePlan]:
    """Newest generation first, the early notice before the late one."""
    return session.scalars(
        select(NoticePlan)
        .where(NoticePlan.event_id == event_id, NoticePlan.kind == NoticeKind.DEADLINE)
        .order_by(NoticePlan.generation.desc(), NoticePlan.days_before.desc())
    ).all()


def _locked_plans(event_id: int) -> Sequence[NoticePlan]:
    """Locked against the tick that may be handing one of them to the outbox."""
    query = (
        select(NoticePlan)
        .where(NoticePlan.event_id == event_id, NoticePlan.kind == NoticeKind.DEADLINE)
        .order_by(NoticePlan.generation.desc(), NoticePlan.days_before.desc())
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def why_unwanted(event: Event, moment: datetime) -> PlanReason:
    """Why nobody should be reminded of this event's deadline; NONE if somebody should."""
    if event.publication is not Publication.PUBLISHED:
        return PlanReason.NOT_PUBLISHED
    if event.occurrence is Occurrence.CANCELLED:
        return PlanReason.EVENT_CANCELLED
    if event.occurrence is Occurrence.POSTPONED:
        return PlanReason.EVENT_POSTPONED
    if event.deadline_instant is None or event.registration_mode is RegistrationMode.NONE:
        return PlanReason.NO_DEADLINE
    has_ended = event.over_instant is not None and event.over_instant <= moment
    return PlanReason.DEADLINE_PASSED if has_ended or event.deadline_instant <= moment else PlanReason.NONE


def _drop(plan: NoticePlan | None, reason: PlanReason) -> None:
    if plan is None or plan.state is not PlanState.PLANNED:
        return
    plan.state = PlanState.SKIPPED if reason is PlanReason.DEADLINE_PASSED else PlanState.CANCELLED
    plan.reason = reason


def _bring_in_line(
    event: Event, days_before: int, newest: NoticePlan | None, last_told: datetime | None
) -> None:
    if newest is None:
        _plan(event, NoticePlan(days_before=days_before, generation=1), is_moved=False)
    elif newest.state in HANDED_OVER or newest.reason is PlanReason.STOPPED:
        if _deadline(event) > newest.anchor:
            following = NoticePlan(days_before=days_before, generation=newest.generation + 1)
            _plan(event, following, is_moved=True, last_told=last_told)
    elif newest.state is PlanState.PLANNED:
        if not _stands(event, newest):
            _plan(event, newest, is_moved=True)
    elif newest.anchor != _deadline(event) or newest.state is PlanState.CANCELLED or _may_open(newest):
        _plan(event, newest, is_moved=False, last_told=last_told)


def _deadline(event: Event) -> datetime:
    assert event.deadline_instant is not None
    return event.deadline_instant


def _stands(event: Event, plan: NoticePlan) -> bool:
    """Whether nothing has moved; a notice that waits for its tick is not called late because a text was edited."""
    return plan.anchor == _deadline(event) and plan.due_at == due(event, plan.days_before).at


def _may_open(plan: NoticePlan) -> bool:
    return plan.reason is PlanReason.NOT_OPEN_YET


def _plan(event: Event, plan: NoticePlan, *, is_moved: bool, last_told: datetime | None = None) -> None:
    """Gives the plan its slot, or says why it has none.

    The last notice of a deadline that was moved may still go in the next office hours. A new plan whose time has
    passed is let go: nobody wants a mail to leave in the second in which an event is published.
    """
    wanted = slot = due(event, plan.days_before)
    reason = PlanReason.NONE
    if wanted.at <= now():
        found = next_open_slot(event, now()) if is_moved and plan.days_before == LAST_RULE else None
        slot, reason = (found, reason) if found else (wanted, PlanReason.TOO_LATE_TO_PLAN)
    plan.event_id, plan.kind, plan.anchor = event.id, NoticeKind.DEADLINE, _deadline(event)
    plan.due_local, plan.due_at, plan.not_after = slot.local, slot.at, slot.not_after
    plan.reason = reason or _why_not_then(event, plan, last_told)
    plan.state = PlanState.SKIPPED if plan.reason else PlanState.PLANNED
    session.add(plan)


def _why_not_then(event: Event, plan: NoticePlan, last_told: datetime | None) -> PlanReason:
    is_early = plan.days_before != LAST_RULE
    if is_early and last_told is not None and plan.due_at - last_told < FIRST_RULE_GAP:
        return PlanReason.RECENTLY_TOLD
    opens_on = event.registration_opens_on
    if opens_on and first_moment(opens_on, event.registration_opens_at, event.zone) > plan.due_at:
        return PlanReason.NOT_OPEN_YET
    return PlanReason.NONE


def _last_told(plans: Sequence[NoticePlan]) -> datetime | None:
    """When people were last mailed about this deadline."""
    moments = [plan.sent_at for plan in plans if plan.state in HANDED_OVER and plan.sent_at is not None]
    return max(moments, default=None)
