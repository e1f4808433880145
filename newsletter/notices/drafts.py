"""Drafts of what those who come must learn: “changed”, and “the deadline moved earlier”.

Edits settle for a quarter of an hour, then one draft says old and new; an editor sends it or passes it over with a
reason. What is changed back within that time was never changed.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from newsletter.core.clock import now, utc_to_local
from newsletter.core.database import session
from newsletter.errors import NotPossible
from newsletter.events.changes import LINKS, SECRET
from newsletter.events.models import Event, EventChange
from newsletter.notices.calls import JUST_NOW
from newsletter.notices.kinds import INVITING
from newsletter.notices.models import NoticeKind, NoticePlan, PlanReason, PlanState
from newsletter.notices.needs import why_unwanted
from newsletter.notices.plans import HANDED_OVER, OPEN, Board, drop, place
from newsletter.notices.reach import would_be_told
from newsletter.notices.timing import GRACE, Slot, at_once

SETTLING = timedelta(minutes=15)
KEPT = timedelta(days=30)
"""How long a draft of an event without a date waits for somebody."""

_TELL_OF_A_TURN = (NoticeKind.CHANGED, NoticeKind.POSTPONED, NoticeKind.CANCELLED)


def follow(board: Board) -> None:
    if not why_unwanted(board.event, NoticeKind.CHANGED, board.now):
        _follow_changes(board)
    if not why_unwanted(board.event, NoticeKind.EARLIER, board.now):
        _follow_deadline(board)


def is_settling(plan: NoticePlan, moment: datetime) -> bool:
    """More edits may follow: it waits for them even when somebody has approved it."""
    return plan.kind is NoticeKind.CHANGED and moment < _settled_at(plan)


def _settled_at(plan: NoticePlan) -> datetime:
    return plan.anchor + SETTLING


def _follow_changes(board: Board) -> None:
    rule = board.rule(NoticeKind.CHANGED)
    draft = next((plan for plan in board.of_kind(NoticeKind.CHANGED) if plan.state in OPEN), None)
    rows = _rows(board, draft)
    if not rows or not rule.enabled:
        return
    changes = net(rows)
    details = {"changes": changes, "since": rows[0].id, "upto": rows[-1].id}
    if draft is not None and draft.details.get("upto") == rows[-1].id:
        return
    if not changes:
        if draft is not None:
            draft.details = {**draft.details, "upto": rows[-1].id}
            drop(draft, PlanReason.CHANGED_BACK)
        return
    if draft is None:
        draft = board.add(rule, board.now, _draft_slot(board.event, board.now), details=details)
    else:
        draft.details = details
        place(draft, board.now, _draft_slot(board.event, board.now))
    draft.state, draft.reason = PlanState.AWAITING_APPROVAL, PlanReason.NONE
    session.flush()
    if not would_be_told(draft):
        draft.state, draft.reason = PlanState.SKIPPED, PlanReason.NOBODY


def _rows(board: Board, draft: NoticePlan | None) -> Sequence[EventChange]:
    """Material changes that nobody was told of: all since the draft began, or those made just now."""
    handled = [plan for plan in board.of_kind(*_TELL_OF_A_TURN) if plan is not draft]
    told_upto = max((plan.details.get("upto", 0) for plan in handled), default=0)
    query = select(EventChange).where(
        EventChange.event_id == board.event.id, EventChange.is_material, EventChange.id > told_upto
    )
    if draft is not None:
        query = query.where(EventChange.id >= draft.details.get("since", 0))
    else:
        query = query.where(EventChange.at >= board.now - JUST_NOW)
    return session.scalars(query.order_by(EventChange.id)).all()


def net(rows: Sequence[EventChange]) -> list[dict[str, Any]]:
    """What differs between before the first and after the last of the rows."""
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    for row in rows:
        first.setdefault(row.field, row.old)
        last[row.field] = row.new
    return [
        {"field": field, "old": old, "new": last[field]}
        for field, old in first.items()
        if _is_other(field, old, last[field])
    ]


def _is_other(field: str, old: str, new: str) -> bool:
    """A link that is entered for the first time is no change: nobody has the old one. Of one that is kept from the
    history each row tells that it was replaced, and both values look alike."""
    if field in LINKS:
        return bool(old and new) and (field in SECRET or old != new)
    return old != new


def _draft_slot(event: Event, moment: datetime) -> Slot:
    slot = at_once(event, NoticeKind.CHANGED, moment + SETTLING)
    return Slot(slot.local, slot.at, event.over_instant or slot.at + KEPT)


def approved_slot(event: Event, plan: NoticePlan) -> Slot:
    """Not before edits have settled, and then in the next open hours, or at once shortly before the start.

    Raises:
        NotPossible: the time for it has gone by.
    """
    moment = max(now(), _settled_at(plan)) if plan.kind is NoticeKind.CHANGED else now()
    slot = at_once(event, plan.kind, moment)
    if event.over_instant is not None and event.over_instant <= slot.at:
        raise NotPossible(_("The event will be over before this notice may leave."))
    return Slot(slot.local, slot.at, slot.at + GRACE)


def _follow_deadline(board: Board) -> None:
    event, rule = board.event, board.rule(NoticeKind.EARLIER)
    assert event.deadline_instant is not None
    told_later = [
        plan
        for plan in board.of_kind(*INVITING)
        if plan.state in HANDED_OVER and _told_deadline(plan) > event.deadline_instant
    ]
    draft = next((plan for plan in board.of_kind(NoticeKind.EARLIER) if plan.state in OPEN), None)
    if not told_later:
        drop(draft, PlanReason.CHANGED_BACK)
        return
    if (draft is not None and draft.anchor == event.deadline_instant) or not rule.enabled:
        return
    if any(plan.anchor == event.deadline_instant for plan in board.of_kind(NoticeKind.EARLIER)):
        return
    details = old_deadline(event, max(told_later, key=_told_deadline))
    slot = at_once(event, NoticeKind.EARLIER, board.now)
    slot = Slot(slot.local, slot.at, event.deadline_instant)
    if draft is None:
        draft = board.add(rule, event.deadline_instant, slot)
    else:
        place(draft, event.deadline_instant, slot)
    draft.details, draft.state = details, PlanState.AWAITING_APPROVAL


def _told_deadline(plan: NoticePlan) -> datetime:
    """The deadline that people read in a notice."""
    written = plan.details.get("told_deadline")
    return datetime.fromisoformat(written) if written else plan.anchor


def note_deadline(event: Event, plan: NoticePlan) -> None:
    """Kept with what was sent, so that a deadline that moves earlier is noticed."""
    if event.deadline_instant is not None:
        plan.details = {
            **plan.details,
            "told_deadline": event.deadline_instant.isoformat(),
            **written_deadline(event.deadline_on, event.deadline_at, "told_deadline"),
        }


def written_deadline(day: date | None, at: time | None, name: str) -> dict[str, str]:
    return {
        f"{name}_on": day.isoformat() if day else "",
        f"{name}_at": at.isoformat(timespec="minutes") if at else "",
    }


def old_deadline(event: Event, told: NoticePlan) -> dict[str, Any]:
    """As `old_deadline_on` and `old_deadline_at`; notices from before details were kept tell it by their anchor."""
    if "told_deadline_on" in told.details:
        return {
            "old_deadline_on": told.details["told_deadline_on"],
            "old_deadline_at": told.details["told_deadline_at"],
        }
    local = utc_to_local(told.anchor, event.zone)
    if local.time() == time():
        return written_deadline(local.date() - timedelta(days=1), None, "old_deadline")
    return written_deadline(local.date(), local.time(), "old_deadline")
