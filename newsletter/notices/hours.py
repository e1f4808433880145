"""When notices may leave: office hours on working days of the event's country, outside the weeks without news."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time

from flask_babel import gettext as _

from newsletter.audit import service as audit
from newsletter.core.database import hold, session
from newsletter.errors import Invalid
from newsletter.events.models import Event
from newsletter.notices.kinds import NEWS
from newsletter.notices.models import NoticeHours, NoticeKind
from newsletter.notices.workdays import WorkCalendar

OPENS, CLOSES = time(7, 30), time(17, 0)
MONDAY, TUESDAY, FRIDAY = 1, 2, 5
DIGEST_AT = time(8, 30)
LAST_WEEK = 53
MOST_STILL_WEEKS = 12


@dataclass(frozen=True)
class Hours:
    opens: time = OPENS
    closes: time = CLOSES
    still_weeks: frozenset[int] = frozenset()
    digest_day: int = TUESDAY
    digest_at: time = DIGEST_AT


def get() -> Hours:
    row = session.get(NoticeHours, 1)
    if row is None:
        return Hours()
    hold(row)
    return Hours(row.opens_at, row.closes_at, frozenset(row.still_weeks), row.digest_day, row.digest_at)


def span() -> tuple[time, time]:
    """When the office opens and closes, for all mail that keeps to its hours."""
    found = get()
    return found.opens, found.closes


def calendar(event: Event, kind: NoticeKind) -> WorkCalendar:
    """The weeks without news hold back no mail to those who come."""
    still = get().still_weeks if kind in NEWS else frozenset()
    return WorkCalendar(event.country, still)


def change(opens: time, closes: time, still_weeks: Collection[int], staff_id: int | None = None) -> None:
    if opens >= closes:
        raise Invalid(_("The hours must end after they begin."), "closes_at")
    if any(not 1 <= week <= LAST_WEEK for week in still_weeks):
        raise Invalid(_("Weeks have numbers from 1 to 53."), "still_weeks")
    if len(set(still_weeks)) > MOST_STILL_WEEKS:
        raise Invalid(
            _("At most %(count)d weeks can be without news.", count=MOST_STILL_WEEKS), "still_weeks"
        )
    row = _locked()
    row.opens_at, row.closes_at, row.still_weeks = opens, closes, sorted(set(still_weeks))
    session.flush()
    audit.record("notice.hours_changed", actor_id=staff_id, still_weeks=row.still_weeks)


def change_digests(day: int, at: time, staff_id: int | None = None) -> bool:
    """The day of the weekly digest and the hour of all; false when they were so already."""
    if not MONDAY <= day <= FRIDAY:
        raise Invalid(_("Choose a day from Monday to Friday."), "digest_day")
    found = get()
    if (day, at) == (found.digest_day, found.digest_at):
        return False
    row = _locked()
    row.digest_day, row.digest_at = day, at
    session.flush()
    audit.record("notice.digests_changed", actor_id=staff_id, day=day, at=at.isoformat("minutes"))
    return True


def _locked() -> NoticeHours:
    row = session.get(NoticeHours, 1, with_for_update=True) or NoticeHours(
        id=1, opens_at=OPENS, closes_at=CLOSES, still_weeks=[], digest_day=TUESDAY, digest_at=DIGEST_AT
    )
    session.add(row)
    return row
