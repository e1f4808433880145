"""Cancelled and postponed: told at once, and everything else that was planned is dropped in the same transaction."""

from datetime import timedelta

from sqlalchemy import select

from newsletter.core.database import session
from newsletter.events.models import EventChange, Occurrence
from newsletter.notices.models import NoticeKind
from newsletter.notices.needs import is_over, why_unwanted
from newsletter.notices.plans import Board, drop
from newsletter.notices.timing import at_once

JUST_NOW = timedelta(minutes=1)
"""A change older than that was made before notices followed it, or was dealt with."""

KINDS = {Occurrence.CANCELLED: NoticeKind.CANCELLED, Occurrence.POSTPONED: NoticeKind.POSTPONED}


def follow(board: Board) -> None:
    for plan in board.plans:
        if reason := why_unwanted(board.event, plan.kind, board.now, plan.step):
            drop(plan, reason)
    kind = KINDS.get(board.event.occurrence)
    if kind is not None and not why_unwanted(board.event, kind, board.now):
        _call(board, kind)


def _call(board: Board, kind: NoticeKind) -> None:
    rule, change = board.rule(kind), last_turn(board.event.id)
    newest = board.newest(rule)
    if (
        change is None
        or change.at < board.now - JUST_NOW
        or not rule.enabled
        or is_over(board.event, board.now)
    ):
        return
    if newest is not None and newest.details.get("upto") == change.id:
        return
    details = {"reason": board.event.cancelled_reason, "upto": change.id}
    board.add(rule, board.now, at_once(board.event, kind, board.now), details=details)


def last_turn(event_id: int) -> EventChange | None:
    """The latest change between taking place, postponed and cancelled."""
    return session.scalars(
        select(EventChange)
        .where(EventChange.event_id == event_id, EventChange.field == "occurrence")
        .order_by(EventChange.id.desc())
        .limit(1)
    ).one_or_none()
