"""What an editor decides about a notice: approve a draft, pass it over, skip it, change its rule."""

from datetime import time
from typing import Any

from flask_babel import gettext as _

from newsletter.audit import service as audit
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.text import one_line
from newsletter.errors import Invalid, NotPossible
from newsletter.events import edit
from newsletter.events.models import Event
from newsletter.notices import drafts, planning, rules
from newsletter.notices.models import NoticeKind, NoticePlan, NoticeRule, PlanReason, PlanState
from newsletter.notices.needs import why_unwanted
from newsletter.notices.plans import by_id, locked, place

LONGEST_REASON = 500
NEEDS_REASON = (NoticeKind.EARLIER,)
EXPLAINED = (NoticeKind.EARLIER, NoticeKind.EXTENDED, NoticeKind.CANCELLED)
"""Readers are owed a reason for what these tell."""


def approve(plan_id: int, staff_id: int | None, reason: str = "") -> NoticePlan:
    """Lets a draft go in the next open hours; `reason` is told to its readers. A second press changes nothing."""
    plan, event = held(plan_id)
    if plan.state is not PlanState.AWAITING_APPROVAL:
        return plan
    if why_unwanted(event, plan.kind, now(), plan.step):
        raise NotPossible(_("This notice cannot be sent any more."))
    reason = _checked(reason, is_needed=plan.kind in NEEDS_REASON)
    plan.details = {**plan.details, "approved": True, **({"reason": reason} if reason else {})}
    anchor = plan.anchor
    if plan.kind is not NoticeKind.NEW or plan.due_at <= now():
        place(plan, anchor, drafts.approved_slot(event, plan))
    plan.state, plan.reason = PlanState.PLANNED, PlanReason.NONE
    record("notice.approved", plan, staff_id, reason=reason)
    return plan


def pass_over(plan_id: int, staff_id: int | None, reason: str) -> NoticePlan:
    """Nobody is told; why is kept for those who ask."""
    plan, _event = held(plan_id)
    if plan.state is not PlanState.AWAITING_APPROVAL:
        raise NotPossible(_("This notice does not wait for a decision."))
    return _end(plan, PlanReason.PASSED_OVER, "notice.passed_over", staff_id, reason)


def skip(plan_id: int, staff_id: int | None, reason: str) -> NoticePlan:
    """A planned notice that is not to be sent."""
    plan, _event = held(plan_id)
    if plan.state is not PlanState.PLANNED:
        raise NotPossible(_("This notice is not planned any more."))
    return _end(plan, PlanReason.SKIPPED_BY_HAND, "notice.skipped", staff_id, reason)


def say(plan_id: int, staff_id: int | None, words: str) -> NoticePlan:
    """An editor's own sentence, which stands first in a planned notice; empty takes it back."""
    plan, _event = held(plan_id)
    if plan.state is not PlanState.PLANNED:
        raise NotPossible(_("This notice is not planned any more."))
    words = _checked(words, is_needed=plan.kind in EXPLAINED)
    kept = {name: value for name, value in plan.details.items() if name != "reason"}
    plan.details = kept | ({"reason": words} if words else {})
    record("notice.words_changed", plan, staff_id, words=words)
    return plan


def change_rule(
    rule_id: int,
    *,
    enabled: bool,
    offset_days: int | None = None,
    at_local: time | None = None,
    staff_id: int | None = None,
) -> NoticeRule:
    """Changes a rule; that of an event moves, drops or brings back its notices at once."""
    event_id = rules.by_id(rule_id).event_id
    event = edit.locked(event_id) if event_id is not None else None
    rule = rules.change(
        rule_id, enabled=enabled, offset_days=offset_days, at_local=at_local, staff_id=staff_id
    )
    if event is not None:
        planning.plan_anew(event)
    return rule


def held(plan_id: int) -> tuple[NoticePlan, Event]:
    """The event before its plan, in the order in which an editor who saves takes them."""
    event = edit.locked(by_id(plan_id).event_id)
    return locked(plan_id), event


def _end(plan: NoticePlan, why: PlanReason, action: str, staff_id: int | None, reason: str) -> NoticePlan:
    reason = _checked(reason, is_needed=True)
    plan.state, plan.reason, plan.held_until = PlanState.SKIPPED, why, None
    plan.details = {**plan.details, "note": reason}
    record(action, plan, staff_id, reason=reason)
    return plan


def _checked(reason: str, *, is_needed: bool) -> str:
    reason = one_line(reason)
    if is_needed and not reason:
        raise Invalid(_("Write why, in a sentence."), "reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Shorten this to at most %(count)d characters.", count=LONGEST_REASON), "reason")
    return reason


def record(action: str, plan: NoticePlan, staff_id: int | None, **details: Any) -> None:
    session.flush()
    audit.record(action, actor_id=staff_id, subject=("event", plan.event_id), plan=plan.id, **details)
