"""What editors read about notices: names, states, reasons."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from newsletter.notices.models import NoticePlan, PlanReason, PlanState
from newsletter.outbox.models import Reason

STATES = {
    PlanState.PLANNED: (_l("Planned"), "info"),
    PlanState.SENDING: (_l("Being sent"), "info"),
    PlanState.SENT: (_l("Sent"), "success"),
    PlanState.SKIPPED: (_l("Skipped"), "neutral"),
    PlanState.CANCELLED: (_l("Dropped"), "neutral"),
    PlanState.MISSED: (_l("Missed"), "danger"),
}

REASONS = {
    PlanReason.NOT_PUBLISHED: _l("The event is not published."),
    PlanReason.EVENT_CANCELLED: _l("The event is cancelled."),
    PlanReason.EVENT_POSTPONED: _l("The event is postponed."),
    PlanReason.NO_DEADLINE: _l("The event has no deadline."),
    PlanReason.DEADLINE_PASSED: _l("The deadline has passed."),
    PlanReason.TOO_LATE_TO_PLAN: _l("Its time had passed already when the deadline was set."),
    PlanReason.RECENTLY_TOLD: _l("The last reminder of this deadline would be less than five days old."),
    PlanReason.NOT_OPEN_YET: _l("Registration is not open yet at that time."),
    PlanReason.NOT_SENT_IN_TIME: _l("It was not sent in time, and nothing is sent late by itself."),
    PlanReason.STOPPED: _l("Somebody stopped it."),
    PlanReason.FAILED: _l("It could not be put together, and nobody was mailed."),
}

EXCLUSIONS = {
    Reason.PENDING: _l("Not confirmed yet"),
    Reason.ENDED: _l("Left all of the topics"),
    Reason.PAUSED: _l("Paused the topics"),
    Reason.SUPPRESSED: _l("The address does not work, or the person left everything"),
    Reason.COMPLAINED: _l("Reported our mail as unwanted"),
    Reason.MARKED: _l("Said to be registered or not interested"),
    Reason.TOLD_ALREADY: _l("Already told"),
    Reason.ADDRESS_NOT_SERVABLE: _l("The address cannot be mailed"),
    Reason.ERASED: _l("Erased"),
    Reason.CANCELLED: _l("Sending was stopped before"),
    Reason.TOO_LATE: _l("The deadline had passed"),
}


def name(plan: NoticePlan) -> str:
    if plan.days_before == 1:
        return str(_("Reminder 1 day before the deadline"))
    return str(_("Reminder %(days)s days before the deadline", days=plan.days_before))


def state(plan: NoticePlan) -> tuple[str, str]:
    """The word and the colour for it."""
    word, color = STATES[plan.state]
    return str(word), color


def reason(plan: NoticePlan) -> str:
    return str(REASONS.get(plan.reason, ""))


def exclusion(why: Reason) -> str:
    """Beside the number of people."""
    return str(EXCLUSIONS.get(why, why.value))
