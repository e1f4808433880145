"""Which notices an event has: planned when it is published, moved with its dates, dropped with the event.

`follow` is the one place that decides, in the transaction that changed the event, which holds the event's row. What was
sent is never sent again: an anchor that moves later starts a new generation, a deadline that moves earlier becomes a
proposal that an editor decides about.
"""

from datetime import datetime, timedelta

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.events.facts import EventChanged
from newsletter.events.models import Event, Publication
from newsletter.notices import announcing, calls, drafts, materials, timing
from newsletter.notices.kinds import ANCHORED
from newsletter.notices.models import Anchor, NoticeKind, NoticePlan, NoticeRule, PlanReason, PlanState
from newsletter.notices.needs import why_unwanted
from newsletter.notices.plans import (
    HANDED_OVER,
    Board,
    drop,
    has_own_time,
    is_chosen_for_later,
    is_settled,
    of_event,
    place,
    without_choice,
)
from newsletter.notices.timing import ROOM_TO_ACT, Slot, anchored, due, next_open_slot, within

EARLY_GAP = timedelta(days=5)
"""A new generation of the early deadline notices is not sent so soon after any other mail about the deadline."""

LAST_DEADLINE_STEP = -1


def follow(fact: EventChanged) -> None:
    """Brings the plans of the event in line with what it says now."""
    plan_anew(session.get_one(Event, fact.event_id))


def plan_anew(event: Event) -> None:
    if event.publication is not Publication.PUBLISHED and not of_event(event.id):
        return  # a draft never fires
    board = Board.of(event, now())
    calls.follow(board)
    drafts.follow(board)
    announcing.follow(board)
    materials.follow(board)
    for rule in board.rules:
        if rule.kind in ANCHORED:
            _follow_rule(board, rule)
    for plan in board.plans:
        _drop_out_of_place(board, plan)
    session.flush()


def _drop_out_of_place(board: Board, plan: NoticePlan) -> None:
    """A time that an editor chose, and at which the event as it is now leaves nothing to tell."""
    is_own = plan.state is PlanState.PLANNED and has_own_time(plan)
    if is_own and (reason := why_unwanted(board.event, plan.kind, plan.due_at, plan.step)):
        drop(plan, reason)


def _follow_rule(board: Board, rule: NoticeRule) -> None:
    newest = board.newest(rule)
    unwanted = why_unwanted(board.event, rule.kind, board.now, rule.step)
    slot = due(board.event, rule)
    if not rule.enabled:
        drop(newest, PlanReason.RULE_OFF)
    elif unwanted is not PlanReason.NONE or slot is None:
        drop(newest, unwanted or PlanReason.NO_ANCHOR)
    elif newest is None:
        _plan(board, rule, None, slot, is_moved=False)
    elif is_settled(newest):
        if _anchor(board.event, rule) > newest.anchor:
            _plan(board, rule, None, slot, is_moved=True)
    elif newest.state is PlanState.PLANNED:
        if not _stands(board.event, rule, newest, slot):
            _plan(board, rule, newest, slot, is_moved=True)
    elif not _may_come_back(board.event, rule, newest):
        return
    elif is_chosen_for_later(newest, board.now) and newest.anchor == _anchor(board.event, rule):
        newest.state, newest.reason = PlanState.PLANNED, PlanReason.NONE
    else:
        _plan(board, rule, newest, slot, is_moved=False)


def _anchor(event: Event, rule: NoticeRule) -> datetime:
    found = anchored(event, rule.anchor)
    assert found is not None
    return found.at


def _stands(event: Event, rule: NoticeRule, plan: NoticePlan, slot: Slot) -> bool:
    """Whether nothing has moved; a notice that waits for its tick is not called late because a text was edited.

    A time that an editor chose stands as long as the date does for which it was chosen.
    """
    return plan.anchor == _anchor(event, rule) and (plan.due_at == slot.at or has_own_time(plan))


def _may_come_back(event: Event, rule: NoticeRule, plan: NoticePlan) -> bool:
    has_moved = plan.anchor != _anchor(event, rule)
    return has_moved or plan.state is PlanState.CANCELLED or plan.reason is PlanReason.NOT_OPEN_YET


def _plan(board: Board, rule: NoticeRule, plan: NoticePlan | None, wanted: Slot, *, is_moved: bool) -> None:
    """Gives the plan its slot, or says why it has none.

    The last notice before a date that was moved may still go in the next office hours, and so may what tells people how
    to get in. Any other whose time has passed is let go: nobody wants a mail to leave in the second in which an event
    is published.
    """
    event, anchor = board.event, _anchor(board.event, rule)
    slot, reason = wanted, PlanReason.NONE
    if wanted.at <= board.now:
        found = _later_slot(board, rule, anchor) if is_moved or rule.kind is NoticeKind.PRACTICAL else None
        late = PlanReason.ANCHOR_MOVED if is_moved else PlanReason.TOO_LATE_TO_PLAN
        slot, reason = (found, reason) if found else (wanted, late)
    if plan is None:
        if reason and rule.kind is NoticeKind.OPENS:
            return  # it was open when it was announced: nothing worth a line in the timeline
        plan = board.add(rule, anchor, slot)
    else:
        place(plan, anchor, slot)
        without_choice(plan)
    plan.reason = reason or _why_not_then(board, rule, plan)
    plan.state = PlanState.SKIPPED if plan.reason else PlanState.PLANNED
    if rule.kind is NoticeKind.REMINDER and event.starts_at is None:
        plan.not_after = min(plan.due_at + timing.GRACE, event.over_instant or plan.not_after)


def _later_slot(board: Board, rule: NoticeRule, anchor: datetime) -> Slot | None:
    """For the last notice before its anchor: the next office hours, if that leaves people room to act."""
    is_last = rule.kind in (NoticeKind.REMINDER, NoticeKind.PRACTICAL) or (
        rule.kind is NoticeKind.DEADLINE and rule.offset_days >= LAST_DEADLINE_STEP
    )
    if not is_last:
        return None
    slot = next_open_slot(board.event, rule.kind, board.now)
    return within(slot, anchor) if anchor - slot.at >= ROOM_TO_ACT else None


def _why_not_then(board: Board, rule: NoticeRule, plan: NoticePlan) -> PlanReason:
    if rule.kind is not NoticeKind.DEADLINE:
        return PlanReason.NONE
    last = _last_told(board, plan)
    if rule.offset_days < LAST_DEADLINE_STEP and last is not None and plan.due_at - last < EARLY_GAP:
        return PlanReason.RECENTLY_TOLD
    opens = anchored(board.event, Anchor.OPENS)
    return PlanReason.NOT_OPEN_YET if opens and opens.at > plan.due_at else PlanReason.NONE


def _last_told(board: Board, but: NoticePlan) -> datetime | None:
    """When people were last mailed about this deadline."""
    told = (plan for plan in board.of_kind(NoticeKind.DEADLINE) if plan.state in HANDED_OVER)
    return max((plan.sent_at for plan in told if plan is not but and plan.sent_at), default=None)
