"""States of registrations and of an event's places in words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext, ngettext

from newsletter.events.models import Event
from newsletter.registrations import desk as desks
from newsletter.registrations.attendance_files import Outcome as InMeeting
from newsletter.registrations.desk import Seats
from newsletter.registrations.fairness import Why
from newsletter.registrations.models import AttendAs, EndReason, Registration, RegistrationState

STATES: dict[RegistrationState, tuple[Any, str]] = {
    RegistrationState.UNCONFIRMED: (_l("Address not confirmed"), "neutral"),
    RegistrationState.RECEIVED: (lazy_pgettext("registration", "Received"), "info"),
    RegistrationState.CONFIRMED: (_l("Has a place"), "success"),
    RegistrationState.WAITLISTED: (_l("On the waiting list"), "warning"),
    RegistrationState.OFFERED: (_l("Was offered a place"), "info"),
    RegistrationState.DECLINED: (_l("Got no place"), "neutral"),
    RegistrationState.REJECTED: (_l("Turned away"), "neutral"),
    RegistrationState.CANCELLED: (lazy_pgettext("registration", "Cancelled"), "neutral"),
    RegistrationState.ATTENDED: (_l("Took part"), "success"),
    RegistrationState.NO_SHOW: (_l("Did not come"), "neutral"),
}
ENDS = {
    EndReason.GIVEN_UP: _l("Gave up the place"),
    EndReason.LEFT_LIST: _l("Left the waiting list"),
    EndReason.OFFER_DECLINED: _l("Declined the offered place"),
    EndReason.OFFER_EXPIRED: _l("Did not answer the offer in time"),
    EndReason.NOT_CONFIRMED: _l("Did not confirm the address"),
    EndReason.TRANSFERRED: _l("Passed the place on"),
    EndReason.BY_STAFF: _l("Cancelled by staff"),
}
WAYS = {AttendAs.PHYSICAL: _l("In the room"), AttendAs.ONLINE: _l("Online")}


OUTCOMES = {
    Why.ENOUGH_PLACES: _l("There are places for all"),
    Why.FAIR_SHARE: _l("Within the share of the workplace"),
    Why.SHARED_OUT: _l("All places are given"),
    Why.CAP_REACHED: _l("The workplace has as many as it may have"),
}


IN_MEETING: dict[InMeeting, tuple[Any, str]] = {
    InMeeting.NOTED: (_l("Noted as there"), "success"),
    InMeeting.ALREADY: (_l("Was noted already"), "success"),
    InMeeting.TOO_SHORT: (_l("Was there too short a time"), "warning"),
    InMeeting.UNKNOWN: (_l("Nobody with a place has this address or name"), "warning"),
    InMeeting.AMBIGUOUS: (_l("Several people have this name: tick the right one"), "warning"),
    InMeeting.NOTHING: (_l("There is no name or address on this line"), "neutral"),
}


def outcome(why: Why) -> str:
    return str(OUTCOMES[why])


def state(registration: Registration) -> str:
    if registration.ended_because is not None:
        return str(ENDS[registration.ended_because])
    return str(STATES[registration.state][0])


def colour(registration: Registration) -> str:
    return STATES[registration.state][1]


def in_meeting(outcome: InMeeting) -> str:
    return str(IN_MEETING[outcome][0])


def in_meeting_colour(outcome: InMeeting) -> str:
    return IN_MEETING[outcome][1]


def way(attend_as: AttendAs) -> str:
    return str(WAYS[attend_as])


def summary(event: Event) -> str:
    """For staff: `34 of 50 places taken, 3 are waiting`."""
    seats = desks.seats(event)
    parts = [_taken(seats)]
    if seats.waiting:
        parts.append(ngettext("%(num)s is waiting", "%(num)s are waiting", seats.waiting))
    return ", ".join(parts)


def _taken(seats: Seats) -> str:
    total = total_places(seats)
    if total is None:
        return str(ngettext("%(num)s registered", "%(num)s registered", seats.taken))
    return str(_("%(taken)s of %(total)s places taken", taken=seats.taken, total=total))


def total_places(seats: Seats) -> int | None:
    if seats.places is not None:
        return seats.places
    if seats.on_site is not None and seats.online is not None:
        return seats.on_site + seats.online
    return None


def left(event: Event) -> list[str]:
    """For everybody: how many places are left, for each way to take part where they differ."""
    seats = desks.seats(event)
    on_site, online = seats.free(AttendAs.PHYSICAL), seats.free(AttendAs.ONLINE)
    if event.mode != "hybrid" or (seats.on_site is None and seats.online is None):
        free = online if event.mode == "online" else on_site
        total = event.places
        if free is None or total is None:
            return []
        return [_left_of(free, total)]
    lines = []
    if on_site is not None:
        lines.append(_("In the room: %(left)s", left=_left(on_site)))
    if online is not None:
        lines.append(_("Online: %(left)s", left=_left(online)))
    return lines


def _left_of(free: int, total: int) -> str:
    if not free:
        return str(_("All %(total)s places are taken.", total=total))
    return str(
        ngettext("%(num)s of %(total)s places left", "%(num)s of %(total)s places left", free, total=total)
    )


def _left(free: int) -> str:
    return str(ngettext("%(num)s place left", "%(num)s places left", free) if free else _("all places taken"))
