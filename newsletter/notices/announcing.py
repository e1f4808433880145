"""Telling followers that an event is announced, once ever; and once more when an open date is set."""

from datetime import datetime, timedelta

from newsletter.events.models import DateState, Event
from newsletter.notices.models import NoticeKind, NoticePlan, PlanReason, PlanState
from newsletter.notices.needs import why_unwanted
from newsletter.notices.plans import (
    HANDED_OVER,
    OPEN,
    Board,
    is_chosen_for_later,
    is_settled,
    place,
    without_choice,
)
from newsletter.notices.timing import Slot, next_open_slot

COOLING_OFF = timedelta(minutes=30)
"""Time to notice a slip after pressing “Publish”; withdrawn within it, nobody hears of the event."""

SHORT_NOTICE = timedelta(hours=24)
DATE_SET = "date_set"


def follow(board: Board) -> None:
    rule = board.rule(NoticeKind.NEW)
    newest = board.newest(rule)
    if why_unwanted(board.event, NoticeKind.NEW, board.now) or not rule.enabled:
        _let_go(newest, rule.enabled)
    elif newest is None:
        if board.event.first_announced_at is None:
            _judge(board, board.add(rule, board.now, _slot(board)))
    elif newest.state is PlanState.CANCELLED and not is_settled(newest):
        if not is_chosen_for_later(newest, board.now):
            place(newest, board.now, _slot(board))
            without_choice(newest)
        _judge(board, newest)
    elif newest.state in HANDED_OVER and _has_date_now(board.event, newest):
        _judge(board, board.add(rule, board.now, _slot(board), details={"variant": DATE_SET}))
    elif newest.state in OPEN:
        _judge(board, newest)


def note_date_state(event: Event, plan: NoticePlan) -> None:
    """Kept with what was sent: whether people were told a date."""
    plan.details = {**plan.details, "date_state": event.date_state.value}


def _slot(board: Board) -> Slot:
    return next_open_slot(board.event, NoticeKind.NEW, board.now + COOLING_OFF)


def _let_go(plan: NoticePlan | None, is_enabled: bool) -> None:
    if plan is not None and plan.state in OPEN and not is_enabled:
        plan.state, plan.reason = PlanState.CANCELLED, PlanReason.RULE_OFF


def _judge(board: Board, plan: NoticePlan) -> None:
    judge(board.event, plan, board.now)


def judge(event: Event, plan: NoticePlan, moment: datetime) -> None:
    """So near its deadline or start, an editor decides whether the news still makes sense."""
    ends = [at for at in (event.deadline_instant, event.starts_instant) if at is not None and at > moment]
    is_short = any(at - plan.due_at < SHORT_NOTICE for at in ends)
    if is_short and not plan.details.get("approved"):
        plan.state, plan.reason = PlanState.AWAITING_APPROVAL, PlanReason.SHORT_NOTICE
    else:
        plan.state, plan.reason = PlanState.PLANNED, PlanReason.NONE


def _has_date_now(event: Event, told: NoticePlan) -> bool:
    return told.details.get("date_state") == DateState.TBA.value and event.date_state is DateState.FIXED
