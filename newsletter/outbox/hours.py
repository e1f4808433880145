"""Working hours, for mailings that keep to them: outside they neither start nor go on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from newsletter.core.clock import local_to_utc, now, utc_to_local
from newsletter.core.working_days import is_working_day
from newsletter.organisation import service as organisations
from newsletter.outbox.models import Mailing, MailingState

ONE_DAY = timedelta(days=1)
OPENS, CLOSES = time(7, 30), time(17, 0)

_span: Callable[[], tuple[time, time]] = lambda: (OPENS, CLOSES)  # noqa: E731


def register(span: Callable[[], tuple[time, time]]) -> None:
    """Who knows when the office opens and closes; set once by `newsletter.app`."""
    global _span
    _span = span


@dataclass(frozen=True)
class Hours:
    zone: str
    country: str
    opens: time = OPENS
    closes: time = CLOSES

    def opening(self, moment: datetime) -> datetime:
        """The moment itself within working hours, else when they begin next."""
        day = utc_to_local(moment, self.zone).date()
        while True:
            begins, ends = (
                local_to_utc(datetime.combine(day, wall), self.zone) for wall in (self.opens, self.closes)
            )
            if is_working_day(day, self.country) and moment < ends:
                return max(moment, begins)
            day += ONE_DAY


def of_organisation() -> Hours:
    organisation = organisations.get()
    return Hours(organisation.zone, organisation.country, *_span())


def opening(mailing: Mailing) -> datetime | None:
    """When the mailing may go on; None when no hours stand in its way now."""
    if not mailing.hours_only:
        return None
    moment = now()
    begins = of_organisation().opening(moment)
    return begins if begins > moment else None


def waits_until(mailing: Mailing) -> datetime | None:
    """For pages: until when a mailing that has begun waits for working hours."""
    return opening(mailing) if mailing.state is MailingState.SENDING else None
