"""Material and evaluation: once the event is over and there is something to read, watch or answer."""

from datetime import datetime, timedelta

from newsletter.notices.models import NoticeKind, NoticePlan, NoticeRule, PlanReason, PlanState
from newsletter.notices.needs import readings, why_unwanted
from newsletter.notices.plans import OPEN, Board, has_own_time, is_settled, place, without_choice
from newsletter.notices.rules import TO_PARTICIPANTS
from newsletter.notices.timing import next_open_slot

SETTLING = timedelta(minutes=60)
"""Slides, recording and report are often put up one after the other: one mail tells of all."""

TOGETHER_WITHIN = timedelta(days=2)
"""An evaluation that would follow so soon goes with the material."""


def follow(board: Board) -> None:
    for rule in board.rules:
        if rule.kind is NoticeKind.MATERIAL:
            _follow_rule(board, rule)


def _follow_rule(board: Board, rule: NoticeRule) -> None:
    event, newest = board.event, board.newest(rule)
    if not rule.enabled:
        if newest is not None and newest.state in OPEN:
            newest.state, newest.reason = PlanState.CANCELLED, PlanReason.RULE_OFF
        return
    if why_unwanted(event, rule.kind, board.now) or _is_archive(board):
        return
    if newest is not None and is_settled(newest):
        return  # later additions are for the digest only
    urls = readings(event)
    over = event.over_instant or board.now
    if newest is None:
        plan = board.add(rule, over, next_open_slot(event, rule.kind, _ready(board.now, over)))
    elif newest.details.get("urls") == urls and newest.anchor == over and newest.state in OPEN:
        return
    else:
        plan = newest
        if not (has_own_time(plan) and plan.state is PlanState.PLANNED and plan.anchor == over):
            place(plan, over, next_open_slot(event, rule.kind, _ready(board.now, over)))
            without_choice(plan)
    plan.details = {**plan.details, "urls": urls}
    plan.state, plan.reason = PlanState.PLANNED, PlanReason.NONE


def _ready(moment: datetime, over: datetime) -> datetime:
    return max(moment, over) + SETTLING


def _is_archive(board: Board) -> bool:
    """Entered after it took place: nobody was ever asked to come."""
    published, over = board.event.published_at, board.event.over_instant
    return published is not None and over is not None and published >= over


def evaluation_to_join(plans: list[NoticePlan], material: NoticePlan) -> NoticePlan | None:
    """The evaluation that would reach the same people so soon after the material that it goes along, unless somebody
    chose a time for it."""
    if material.kind is not NoticeKind.MATERIAL or material.step != TO_PARTICIPANTS:
        return None
    return next(
        (
            plan
            for plan in plans
            if plan.kind is NoticeKind.EVALUATION
            and not plan.step
            and plan.state is PlanState.PLANNED
            and not has_own_time(plan)
            and plan.due_at - material.due_at <= TOGETHER_WITHIN
        ),
        None,
    )


def material_to_wait_for(plans: list[NoticePlan], evaluation: NoticePlan) -> NoticePlan | None:
    """The material that is to follow so soon after the evaluation that the evaluation waits for it."""
    if evaluation.kind is not NoticeKind.EVALUATION or evaluation.step or has_own_time(evaluation):
        return None
    return next(
        (
            plan
            for plan in plans
            if plan.kind is NoticeKind.MATERIAL
            and plan.step == TO_PARTICIPANTS
            and plan.state is PlanState.PLANNED
            and timedelta() <= plan.due_at - evaluation.due_at <= TOGETHER_WITHIN
        ),
        None,
    )
