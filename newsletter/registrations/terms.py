"""Until when one may do what with a registration; nothing is asked of the database here."""

from datetime import datetime, timedelta
from enum import StrEnum

from newsletter.core.clock import now
from newsletter.events.models import Allocation, Event, LatePolicy, Mode, Occurrence, Publication
from newsletter.events.models import RegistrationMode as How
from newsletter.events.state import RegistrationState as Window
from newsletter.events.state import registration_state
from newsletter.registrations.models import AttendAs, Desk

DAY = timedelta(hours=24)


class Door(StrEnum):
    """What somebody finds who comes to register now."""

    OPEN = "open"
    NOT_OPEN = "not_open"
    LATE_LIST = "late_list"
    ASK_CONTACT = "ask_contact"
    NEEDS_LINK = "needs_link"
    CLOSED = "closed"
    ENDED = "ended"


PASSABLE = (Door.OPEN, Door.LATE_LIST)


def takes_registrations(event: Event) -> bool:
    return event.registration_mode is How.BUILTIN and event.publication is Publication.PUBLISHED


def door(event: Event, *, has_late_link: bool = False) -> Door:
    """`has_late_link`: the contact gave this person a link that opens the door after the deadline."""
    if not takes_registrations(event) or event.occurrence is not Occurrence.SCHEDULED or has_begun(event):
        return Door.ENDED
    window = registration_state(event, now())
    if window is Window.OPEN or (window is Window.CLOSED and has_late_link):
        return Door.OPEN
    if window is Window.NOT_OPEN:
        return Door.NOT_OPEN
    return {
        LatePolicy.CLOSED: Door.CLOSED,
        LatePolicy.WAITLIST: Door.LATE_LIST,
        LatePolicy.ASK_CONTACT: Door.ASK_CONTACT,
        LatePolicy.TOKEN: Door.NEEDS_LINK,
    }[event.late_policy]


def is_late(event: Event) -> bool:
    return event.deadline_instant is not None and event.deadline_instant <= now()


def begins(event: Event) -> datetime | None:
    """From then on nothing can be changed: the start, or where the day ends if no time is stated."""
    return event.starts_instant if event.starts_at is not None else event.over_instant


def has_begun(event: Event) -> bool:
    start = begins(event)
    return start is not None and start <= now()


def _earliest(*moments: datetime | None) -> datetime | None:
    known = [moment for moment in moments if moment is not None]
    return min(known) if known else None


def change_until(event: Event) -> datetime | None:
    return _earliest(event.change_until_instant, begins(event))


def cancel_until(event: Event) -> datetime | None:
    return _earliest(event.cancel_until_instant, begins(event))


def may_change(event: Event) -> bool:
    return _is_ahead(change_until(event)) and event.occurrence is not Occurrence.CANCELLED


def may_give_up(event: Event) -> bool:
    """Whether one may give up a place; who only waits for one may leave until the event begins."""
    return _is_ahead(cancel_until(event)) and event.occurrence is not Occurrence.CANCELLED


def may_leave_list(event: Event) -> bool:
    return not has_begun(event)


def _is_ahead(moment: datetime | None) -> bool:
    return moment is None or now() < moment


def last_offer(event: Event) -> datetime | None:
    """No offer reaches beyond this: the day before the start, or the last moment to give a place up again."""
    start = event.starts_instant
    return _earliest(event.cancel_until_instant, start - DAY if start is not None else None)


def decides_later(event: Event, desk: Desk | None) -> bool:
    """Whether registrations are only received, and people told later whether they have a place."""
    shared_out = desk is not None and desk.allocated_at is not None
    return event.allocation is not Allocation.FCFS and not shared_out


def fills_by_order(event: Event, desk: Desk) -> bool:
    """Whether a freed place goes to the next on the list by itself."""
    if event.allocation is Allocation.MANUAL or decides_later(event, desk):
        return False
    is_on = event.occurrence is Occurrence.SCHEDULED and takes_registrations(event)
    return is_on and not has_begun(event)


def ways(event: Event) -> tuple[AttendAs, ...]:
    """How one can take part."""
    return {
        Mode.PHYSICAL: (AttendAs.PHYSICAL,),
        Mode.ONLINE: (AttendAs.ONLINE,),
        Mode.HYBRID: (AttendAs.PHYSICAL, AttendAs.ONLINE),
    }[event.mode]


def shows_join_link_from(event: Event) -> datetime | None:
    """Null: at once, or while nobody knows when it begins."""
    if event.join_reveal_hours is None or event.starts_instant is None:
        return None
    return event.starts_instant - timedelta(hours=event.join_reveal_hours)


def shows_join_link(event: Event) -> bool:
    since = shows_join_link_from(event)
    return bool(event.join_url) and (since is None or since <= now())
