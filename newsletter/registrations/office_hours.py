"""The clock of offers runs on working days only, by day: nobody loses a place over a weekend.

Unless the event leaves no time for that: an offer never reaches beyond `terms.last_offer`.
"""

from datetime import datetime, time, timedelta

from newsletter.core.clock import local_to_utc, utc_to_local
from newsletter.core.working_days import is_working_day
from newsletter.events.models import Event
from newsletter.registrations.terms import last_offer

OPENS, CLOSES = time(8), time(20)
LEAST_TIME = timedelta(hours=4)
"""An offer with less time than this to answer would reach nobody: the place is given at once."""


def offer_expiry(event: Event, given_at: datetime) -> datetime | None:
    """When an offer given now ends; None where there is no time for one, and the place is given without asking."""
    expiry = after_office_hours(given_at, event.offer_hours, event.zone, event.country)
    limit = last_offer(event)
    if limit is None or expiry <= limit:
        return expiry
    return limit if limit - given_at >= LEAST_TIME else None


def after_office_hours(start: datetime, hours: int, zone: str, country: str) -> datetime:
    """The instant at which so many hours between 8 and 20 of working days have passed."""
    local = utc_to_local(start, zone)
    left = timedelta(hours=hours)
    while True:
        opens, closes = datetime.combine(local.date(), OPENS), datetime.combine(local.date(), CLOSES)
        if local < closes and is_working_day(local.date(), country):
            begin = max(local, opens)
            if begin + left <= closes:
                return local_to_utc(begin + left, zone)
            left -= closes - begin
        local = datetime.combine(local.date() + timedelta(days=1), time())
