"""What editors read about notices: names, states, reasons."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from newsletter.notices.models import Anchor, NoticeKind, NoticePlan, NoticeRule, PlanReason, PlanState
from newsletter.outbox.models import DeliveryState, Reason

KINDS = {
    NoticeKind.NEW: _l("New event"),
    NoticeKind.OPENS: _l("Registration opens"),
    NoticeKind.DEADLINE: _l("Reminder of the deadline"),
    NoticeKind.LAST_SEATS: _l("Last places"),
    NoticeKind.EXTENDED: _l("The deadline is extended"),
    NoticeKind.EARLIER: _l("The deadline moved earlier"),
    NoticeKind.PRACTICAL: _l("Practical information"),
    NoticeKind.REMINDER: _l("Reminder to participants"),
    NoticeKind.CHANGED: _l("Changed"),
    NoticeKind.POSTPONED: _l("Postponed"),
    NoticeKind.CANCELLED: _l("Cancelled"),
    NoticeKind.MATERIAL: _l("Material"),
    NoticeKind.EVALUATION: _l("Evaluation"),
    NoticeKind.ORGANISER: _l("Notes to the organiser"),
}

STEPS = {
    (NoticeKind.DEADLINE, "14d"): _l("First reminder of the deadline"),
    (NoticeKind.DEADLINE, "7d"): _l("Reminder of the deadline, a week before"),
    (NoticeKind.DEADLINE, "1d"): _l("Last reminder of the deadline"),
    (NoticeKind.PRACTICAL, "online"): _l("Practical information and link, to those who take part online"),
    (NoticeKind.PRACTICAL, "on_site"): _l("Practical information, to those who come to the place"),
    (NoticeKind.MATERIAL, "participants"): _l("Material, to participants"),
    (NoticeKind.MATERIAL, "followers"): _l("Material, to followers"),
    (NoticeKind.EVALUATION, "nudge"): _l("Evaluation, asked once more"),
}

STATES = {
    PlanState.PLANNED: (_l("Planned"), "info"),
    PlanState.AWAITING_APPROVAL: (_l("Waits for you"), "warning"),
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
    PlanReason.ANCHOR_MOVED: _l("The date was moved, and its time has passed."),
    PlanReason.NO_ANCHOR: _l("The event does not need it any more."),
    PlanReason.EVENT_OVER: _l("The event is over."),
    PlanReason.EVENT_BEGUN: _l("The event has begun."),
    PlanReason.RULE_OFF: _l("The rule is switched off."),
    PlanReason.NOBODY: _l("There was nobody to tell."),
    PlanReason.CHANGED_BACK: _l("It was changed back before anybody was told."),
    PlanReason.PASSED_OVER: _l("Somebody decided not to tell."),
    PlanReason.SKIPPED_BY_HAND: _l("Somebody skipped it."),
    PlanReason.WITH_MATERIAL: _l("It goes together with the material."),
    PlanReason.SHORT_NOTICE: _l("The deadline or the start is less than a day away: decide whether to tell."),
    PlanReason.LIST_AWAITED: _l("It waits for the participant list: the newest is missing or too old."),
    PlanReason.JOIN_LINK_MISSING: _l("It waits for the link: enter it under the event."),
    PlanReason.NOT_REINSTATED: _l("It was taken back before anybody was told."),
}

EXCLUSIONS = {
    Reason.PENDING: _l("Not confirmed yet"),
    Reason.ENDED: _l("Left all of the topics, or gave up their place"),
    Reason.PAUSED: _l("Paused the topics"),
    Reason.SUPPRESSED: _l("The address does not work, or the person left everything"),
    Reason.COMPLAINED: _l("Reported our mail as unwanted"),
    Reason.REGISTERED: _l("Have registered, or gave up their place"),
    Reason.OUTSIDE_SEGMENT: _l("Not concerned"),
    Reason.DIGEST_INSTEAD: _l("Get it in their digest"),
    Reason.REMINDERS_OFF: _l("Want no mail between their digests"),
    Reason.CAP: _l("Have had enough news lately"),
    Reason.MARKED: _l("Said to be registered, not interested, or to want only the material"),
    Reason.OUTSIDE_TARGET_GROUP: _l("Outside the target group, by what they told of themselves"),
    Reason.TOLD_ALREADY: _l("Already told"),
    Reason.ADDRESS_NOT_SERVABLE: _l("The address cannot be mailed"),
    Reason.ERASED: _l("Erased"),
    Reason.CANCELLED: _l("Sending was stopped before"),
    Reason.TOO_LATE: _l("The deadline had passed"),
}


def name(plan: NoticePlan) -> str:
    if plan.kind is NoticeKind.DEADLINE and plan.step.rstrip("d").isdigit():
        days = int(plan.step.rstrip("d"))
        return str(
            ngettext(
                "Reminder %(count)d day before the deadline",
                "Reminder %(count)d days before the deadline",
                days,
                count=days,
            )
        )
    return rule_name(plan.kind, plan.step)


def rule_name(kind: NoticeKind, step: str) -> str:
    return str(STEPS.get((kind, step)) or KINDS[kind])


def state(plan: NoticePlan) -> tuple[str, str]:
    """The word and the colour for it."""
    word, color = STATES[plan.state]
    return str(word), color


def reason(plan: NoticePlan) -> str:
    return str(REASONS.get(plan.reason, ""))


def exclusion(why: Reason) -> str:
    """Beside the number of people."""
    return str(EXCLUSIONS.get(why, why.value))


DELIVERIES = {
    DeliveryState.QUEUED: _l("Waits to be sent."),
    DeliveryState.SENDING: _l("Is being sent."),
    DeliveryState.ACCEPTED: _l("Was sent and taken by the mail server."),
    DeliveryState.DEFERRED: _l("Could not be delivered yet and is tried again."),
    DeliveryState.REFUSED: _l("Was refused by the mail server."),
    DeliveryState.UNKNOWN: _l("Was sent, but the connection broke before an answer came."),
}


def delivery(state: DeliveryState) -> str:
    return str(DELIVERIES.get(state, ""))


ANCHORS = {
    Anchor.PUBLISH: _l("Half an hour after the event is published."),
    Anchor.OPENS: _l("When registration opens."),
    Anchor.DEADLINE: _l("Days before the deadline."),
    Anchor.START: _l("Days before the start."),
    Anchor.END: _l("Days after the end."),
}

ACTS = {
    NoticeKind.LAST_SEATS: _l("When few places are left for the first time."),
    NoticeKind.EXTENDED: _l("When you extend the deadline."),
    NoticeKind.EARLIER: _l("When the deadline moves earlier: a draft waits for you."),
    NoticeKind.CHANGED: _l("When time, place or link change: a draft waits for you."),
    NoticeKind.POSTPONED: _l("When the event is postponed."),
    NoticeKind.CANCELLED: _l("When the event is cancelled."),
    NoticeKind.MATERIAL: _l("An hour after the first material, once the event is over."),
    NoticeKind.ORGANISER: _l("Once a day, when something needs a hand."),
}


def rule_about(rule: NoticeRule) -> str:
    if rule.in_working_days and rule.anchor is Anchor.START:
        return str(_("Working days before the start."))
    if rule.in_working_days and rule.anchor is Anchor.END:
        return str(_("Working days after the end."))
    return str(ACTS.get(rule.kind) or ANCHORS[rule.anchor])
