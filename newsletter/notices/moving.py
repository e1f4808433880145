"""One notice at a time of its own: chosen by an editor, set aside and brought back, or left to its rule again.

The time stands until the date moves that it was chosen for; then the notice goes back to its rule, and the preview of
the edit says so: nobody knows whether a time picked for the old date suits the new one.
"""

from datetime import datetime

from flask_babel import gettext as _

from newsletter.core import clock
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.languages import format_date, format_moment, format_time
from newsletter.core.working_days import is_working_day
from newsletter.errors import Invalid, NotPossible
from newsletter.events.models import Event
from newsletter.notices import announcing, decisions, drafts, hours, planning, words
from newsletter.notices.handing import last_moment
from newsletter.notices.kinds import AFTER_END, ANCHORED
from newsletter.notices.models import NoticeKind, NoticePlan, NoticeRule, PlanReason, PlanState
from newsletter.notices.needs import why_unwanted
from newsletter.notices.plans import CHOSEN, is_newest, place, without_choice
from newsletter.notices.timing import GRACE, Slot, anchored, due
from newsletter.web.language import interface_language

LET_GO = frozenset(
    {
        PlanReason.SKIPPED_BY_HAND,
        PlanReason.TOO_LATE_TO_PLAN,
        PlanReason.ANCHOR_MOVED,
        PlanReason.RECENTLY_TOLD,
        PlanReason.NOT_OPEN_YET,
    }
)
"""Skipped for its time, or by hand: at another time it may well be sent."""


class OutsideHours(Invalid):
    """The chosen time is none at which notices leave by themselves; an editor may want it all the same."""


def can_be_moved(plan: NoticePlan, event: Event) -> bool:
    is_waiting = plan.state in (PlanState.PLANNED, PlanState.MISSED) or (
        plan.state is PlanState.SKIPPED and plan.reason in LET_GO
    )
    is_undecided_news = plan.kind is NoticeKind.NEW and plan.state is PlanState.AWAITING_APPROVAL
    is_wanted = _rule(plan).enabled and not _unwanted(plan, event, now())
    return (is_waiting or is_undecided_news) and is_newest(plan) and is_wanted


def can_be_brought_back(plan: NoticePlan, event: Event) -> bool:
    return plan.reason is PlanReason.SKIPPED_BY_HAND and can_be_moved(plan, event)


def by_rule(plan: NoticePlan, event: Event) -> Slot | None:
    """When its rule would send it; None for what follows an act."""
    return due(event, _rule(plan)) if plan.kind in ANCHORED else None


def choose_time(
    plan_id: int, local: datetime, staff_id: int | None, *, outside_hours: bool = False
) -> NoticePlan:
    """Plans the notice for a local time of the event's zone; one that was skipped or missed is planned again.

    Raises:
        NotPossible: it is on its way, or nobody should get it any more.
        Invalid: the time does not exist, has passed, or the notice would make no sense then.
        OutsideHours: it may be wanted all the same: then with `outside_hours`.
    """
    plan, event = decisions.held(plan_id)
    if not can_be_moved(plan, event):
        raise NotPossible(_("The time of this notice cannot be changed any more."))
    _check(plan, event, local)
    if not outside_hours and (why := why_outside_hours(plan, event, local)):
        raise OutsideHours(why, "at")
    before = plan.due_local
    at = clock.local_to_utc(local, event.zone)
    place(plan, plan.anchor, Slot(local, at, min(at + GRACE, last_moment(plan, event) or at + GRACE)))
    _plan_again(plan)
    plan.details = {**plan.details, CHOSEN: True}
    if plan.kind in ANCHORED and (found := anchored(event, _rule(plan).anchor)):
        plan.anchor = found.at  # the date as it was when this time was chosen
    if plan.kind is NoticeKind.NEW:
        announcing.judge(event, plan, now())
    decisions.record("notice.time_chosen", plan, staff_id, before=_written(before), now=_written(local))
    return plan


def bring_back(plan_id: int, staff_id: int | None) -> NoticePlan:
    """A notice that was skipped by hand is planned again, for the time that it had.

    Raises:
        NotPossible: that time has passed, or it makes no sense any more.
    """
    plan, event = decisions.held(plan_id)
    if not can_be_brought_back(plan, event):
        raise NotPossible(_("This notice cannot be brought back."))
    _plan_again(plan)
    session.flush()
    planning.plan_anew(event)  # the event may have moved meanwhile
    if plan.state not in (PlanState.PLANNED, PlanState.AWAITING_APPROVAL) or plan.due_at <= now():
        raise NotPossible(_("Its time has passed. Choose another one."))
    decisions.record("notice.brought_back", plan, staff_id)
    return plan


def leave_to_rule(plan_id: int, staff_id: int | None) -> NoticePlan:
    """Back to the time that its rule gives it.

    Raises:
        NotPossible: it follows no rule, or that time has passed.
    """
    plan, event = decisions.held(plan_id)
    slot = by_rule(plan, event)
    if slot is None or not can_be_moved(plan, event):
        raise NotPossible(_("The time of this notice cannot be changed any more."))
    if slot.at <= now():
        raise NotPossible(_("The time of its rule has passed. Choose another one."))
    place(plan, plan.anchor, slot)
    _plan_again(plan)
    without_choice(plan)
    session.flush()
    planning.plan_anew(event)
    decisions.record("notice.left_to_rule", plan, staff_id, now=_written(plan.due_local))
    return plan


def why_outside_hours(plan: NoticePlan, event: Event, local: datetime) -> str:
    """A sentence for the editor; empty when notices of this kind leave at such a time by themselves."""
    office, language = hours.get(), interface_language()
    day = format_date(local.date(), language)
    if not is_working_day(local.date(), event.country):
        return str(_("This is no working day: %(day)s.", day=day))
    if not hours.calendar(event, plan.kind).is_open(local.date()):
        return str(_("This day lies in a week without news: %(day)s.", day=day))
    if office.opens <= local.time() < office.closes:
        return ""
    opens, closes = format_time(office.opens, language), format_time(office.closes, language)
    return str(_("Notices leave between %(opens)s and %(closes)s.", opens=opens, closes=closes))


def _check(plan: NoticePlan, event: Event, local: datetime) -> None:
    shown = format_moment(local, interface_language())
    if not clock.exists(local, event.zone):
        raise Invalid(
            _("%(moment)s does not exist: the clocks go forward then. Choose another time.", moment=shown),
            "at",
        )
    at = clock.local_to_utc(local, event.zone)
    if at <= now():
        raise Invalid(_("%(moment)s has passed. Choose a later time.", moment=shown), "day")
    if plan.kind in AFTER_END and event.over_instant is not None and at < event.over_instant:
        raise Invalid(_("The event is not over at that time. Choose a later one."), "day")
    if plan.kind is NoticeKind.OPENS and at < plan.anchor:
        raise Invalid(_("Registration is not open yet at that time. Choose a later one."), "day")
    if drafts.is_settling(plan, at):
        raise Invalid(
            _("More edits may follow. Choose a time a quarter of an hour after the last one."), "at"
        )
    if unwanted := _unwanted(plan, event, at):
        raise Invalid(
            _("At that time it would make no sense. %(reason)s", reason=words.REASONS[unwanted]), "day"
        )


def _rule(plan: NoticePlan) -> NoticeRule:
    return session.get_one(NoticeRule, plan.rule_id)


def _unwanted(plan: NoticePlan, event: Event, moment: datetime) -> PlanReason:
    return why_unwanted(event, plan.kind, moment, plan.step)


def _plan_again(plan: NoticePlan) -> None:
    if plan.state is not PlanState.AWAITING_APPROVAL:
        plan.state, plan.reason = PlanState.PLANNED, PlanReason.NONE
    plan.details = {name: value for name, value in plan.details.items() if name != "note"}


def _written(local: datetime) -> str:
    return local.isoformat(timespec="minutes")
