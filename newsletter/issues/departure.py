"""When an issue leaves: now or at a local time, never in the past and never at a time that does not exist."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import get_locale
from flask_babel import gettext as _

from newsletter.core import clock
from newsletter.core.languages import format_moment
from newsletter.errors import Invalid
from newsletter.outbox import hours

FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Departure:
    """`start_at` is the first moment a message may leave, the time to regret it included.

    With `hours_only` it leaves and goes on in working hours alone.
    """

    start_at: datetime
    local: datetime
    zone: str
    hours_only: bool = False


def in_working_hours(wanted: Departure) -> Departure:
    """The same, or when working hours begin next, so that the page tells when it really leaves."""
    begins = hours.of_organisation().opening(wanted.start_at)
    local = wanted.local if begins == wanted.start_at else clock.utc_to_local(begins, wanted.zone)
    return Departure(begins, local, wanted.zone, hours_only=True)


def at_once(zone: str, regret_minutes: int) -> Departure:
    start = clock.in_minutes(regret_minutes)
    return Departure(start, clock.utc_to_local(start, zone), zone)


def at_local_time(day: str, time_of_day: str, zone: str, regret_minutes: int) -> Departure:
    """The typed day and time in `zone`.

    Raises:
        Invalid: not a day or time, past, too far away, or skipped when the clocks go forward.
    """
    local = datetime.combine(_day(day), _time(time_of_day))
    shown = format_moment(local, str(get_locale()))
    # Before any zone is asked: the first and the last days of the calendar exist in no other zone.
    if local.date() > clock.now().date() + FURTHEST:
        raise Invalid(_("Choose a day within a year from now."), "day")
    if local.date() < clock.now().date() - timedelta(days=1):
        raise _passed(shown)
    if not clock.exists(local, zone):
        raise Invalid(
            _("%(moment)s does not exist: the clocks go forward then. Choose another time.", moment=shown),
            "time",
        )
    start = clock.local_to_utc(local, zone)
    if start <= clock.now():
        raise _passed(shown)
    return Departure(max(start, clock.in_minutes(regret_minutes)), local, zone)


def _passed(moment: str) -> Invalid:
    return Invalid(_("%(moment)s has passed. Choose a later time, or send now.", moment=moment), "time")


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise Invalid(_("Write the day as year, month and day, like 2027-03-19."), "day") from None


def _time(typed: str) -> time:
    try:
        return time.fromisoformat(typed.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Invalid(_("Write the time as hours and minutes, like 09:30."), "time") from None
