"""Extending the deadline: an explicit act with a reason, told to those who read the old date."""

from dataclasses import replace
from datetime import date, time

from flask_babel import gettext as _

from newsletter.core.clock import now
from newsletter.core.text import one_line
from newsletter.errors import Invalid
from newsletter.events import checks, edit
from newsletter.events.models import Event
from newsletter.events.times import last_moment
from newsletter.notices.drafts import written_deadline
from newsletter.notices.models import NoticeKind, NoticePlan
from newsletter.notices.needs import why_unwanted
from newsletter.notices.plans import Board
from newsletter.notices.timing import next_open_slot, within

LONGEST_REASON = 500


def extend(
    event_id: int,
    day: date,
    at: time | None,
    reason: str,
    *,
    tell: bool = True,
    staff_id: int | None = None,
) -> NoticePlan | None:
    """A later deadline, and with `tell` a notice about it; the reminders of the new date are planned as for any.

    Raises:
        Invalid: the date is not later, is in the past, or the reason is missing.
        Faulty: the event does not allow this date: it begins before.
    """
    reason = one_line(reason)
    event = edit.locked(event_id)
    _check(event, day, at, reason)
    old = written_deadline(event.deadline_on, event.deadline_at, "old_deadline")
    content = replace(edit.content_of(event), deadline_on=day, deadline_at=at)
    saved = edit.save(event.id, content, event.revision, staff_id)
    if not tell or why_unwanted(saved, NoticeKind.EXTENDED, now()):
        return None
    return _plan(saved, {**old, "reason": reason})


def _check(event: Event, day: date, at: time | None, reason: str) -> None:
    if event.deadline_instant is None:
        raise Invalid(_("The event has no deadline."), "deadline_on")
    if not checks.FIRST_YEAR <= day.year <= checks.LAST_YEAR:
        raise Invalid(_("Check the year."), "deadline_on")
    new = last_moment(day, at, event.zone)
    if new <= event.deadline_instant:
        raise Invalid(_("The new deadline must be later than the present one."), "deadline_on")
    if new <= now():
        raise Invalid(_("The new deadline has passed already."), "deadline_on")
    if not reason:
        raise Invalid(_("Write why, in a sentence for those who get the notice."), "reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Shorten this to at most %(count)d characters.", count=LONGEST_REASON), "reason")


def _plan(event: Event, details: dict[str, str]) -> NoticePlan | None:
    board = Board.of(event, now())
    rule = board.rule(NoticeKind.EXTENDED)
    if not rule.enabled or event.deadline_instant is None:
        return None
    slot = within(next_open_slot(event, rule.kind, now()), event.deadline_instant)
    return board.add(rule, event.deadline_instant, slot, details=details)
