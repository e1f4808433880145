"""Whether anybody should get a notice of an event, judged by what the event says now."""

from datetime import datetime

from newsletter.events.models import (
    DateState,
    Event,
    MaterialKind,
    Mode,
    Occurrence,
    Publication,
    RegistrationMode,
)
from newsletter.notices.kinds import AFTER_END, BEFORE_START, INVITING
from newsletter.notices.models import NoticeKind, PlanReason
from newsletter.notices.rules import ON_SITE, ONLINE

PAST = frozenset({PlanReason.DEADLINE_PASSED, PlanReason.EVENT_OVER, PlanReason.EVENT_BEGUN})
"""Nobody dropped such a notice: its time went by."""


def why_unwanted(event: Event, kind: NoticeKind, moment: datetime, step: str = "") -> PlanReason:
    """NONE if somebody should get it."""
    reason = _standing(event, kind)
    if reason is not PlanReason.NONE:
        return reason
    if kind in INVITING:
        return _registration(event, kind, moment)
    if kind in BEFORE_START:
        return _start(event, step, moment)
    if kind in AFTER_END:
        return _end(event, kind)
    if kind is NoticeKind.NEW:
        return _news(event, moment)
    if kind is NoticeKind.CHANGED and is_over(event, moment):
        return PlanReason.EVENT_OVER
    return PlanReason.NONE


def is_over(event: Event, moment: datetime) -> bool:
    return event.over_instant is not None and event.over_instant <= moment


def has_begun(event: Event, moment: datetime) -> bool:
    """Without a clock time it begins when its day is over: nobody knows better."""
    if event.starts_at is None:
        return is_over(event, moment)
    return event.starts_instant is not None and event.starts_instant <= moment


def _standing(event: Event, kind: NoticeKind) -> PlanReason:
    if event.publication is not Publication.PUBLISHED:
        return PlanReason.NOT_PUBLISHED
    if kind is NoticeKind.CANCELLED:
        return PlanReason.NONE if event.occurrence is Occurrence.CANCELLED else PlanReason.NOT_REINSTATED
    if event.occurrence is Occurrence.CANCELLED:
        return PlanReason.EVENT_CANCELLED
    if kind is NoticeKind.POSTPONED:
        return PlanReason.NONE if event.occurrence is Occurrence.POSTPONED else PlanReason.NOT_REINSTATED
    return PlanReason.EVENT_POSTPONED if event.occurrence is Occurrence.POSTPONED else PlanReason.NONE


def _registration(event: Event, kind: NoticeKind, moment: datetime) -> PlanReason:
    if event.registration_mode is RegistrationMode.NONE:
        return PlanReason.NO_DEADLINE
    if kind is NoticeKind.LAST_SEATS and event.registration_mode is not RegistrationMode.BUILTIN:
        return PlanReason.NO_ANCHOR  # who counts the places now is somebody else
    if kind is NoticeKind.OPENS:
        if event.registration_opens_on is None:
            return PlanReason.NO_ANCHOR
    elif event.deadline_instant is None and kind is not NoticeKind.LAST_SEATS:
        return PlanReason.NO_DEADLINE
    has_passed = event.deadline_instant is not None and event.deadline_instant <= moment
    return PlanReason.DEADLINE_PASSED if has_passed or is_over(event, moment) else PlanReason.NONE


def _start(event: Event, step: str, moment: datetime) -> PlanReason:
    if event.starts_instant is None or event.date_state is not DateState.FIXED:
        return PlanReason.NO_ANCHOR
    if has_begun(event, moment):
        return PlanReason.EVENT_BEGUN
    if event.registration_mode is RegistrationMode.NONE:
        return PlanReason.NOBODY
    is_other_way = (step == ONLINE and event.mode is Mode.PHYSICAL) or (
        step == ON_SITE and event.mode is Mode.ONLINE
    )
    return PlanReason.NO_ANCHOR if is_other_way else PlanReason.NONE


def _end(event: Event, kind: NoticeKind) -> PlanReason:
    if event.over_instant is None:
        return PlanReason.NO_ANCHOR
    if kind is NoticeKind.EVALUATION:
        return PlanReason.NONE if survey(event) else PlanReason.NO_ANCHOR
    return PlanReason.NONE if readings(event) else PlanReason.NO_ANCHOR


def _news(event: Event, moment: datetime) -> PlanReason:
    return PlanReason.EVENT_OVER if is_over(event, moment) else PlanReason.NONE


def survey(event: Event) -> str:
    """Address of the evaluation, if there is one."""
    return next((material.url for material in event.materials if material.kind is MaterialKind.SURVEY), "")


def readings(event: Event) -> list[str]:
    """Addresses of what there is to read or watch."""
    return [material.url for material in event.materials if material.kind is not MaterialKind.SURVEY]
