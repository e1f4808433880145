"""The desk of an event: its lock, and how many places are left.

Two people never count at once: whoever may take or free a place holds the desk until the transaction ends. The event
is held before the desk, always in this order, so that an editor who saves and a person who registers cannot wait for
each other.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.errors import NotFound
from newsletter.events.models import Event
from newsletter.registrations.models import AttendAs, Desk, Registration, RegistrationState
from newsletter.registrations.people import HAS_PLACE

TAKEN = (*HAS_PLACE, RegistrationState.OFFERED)
"""States in which a place is taken; an unconfirmed registration takes one as well, unless it is to wait."""


@dataclass(frozen=True)
class Seats:
    """Places of an event and who has them. Limits are null where as many may come as like."""

    places: int | None
    on_site: int | None
    online: int | None
    taken_on_site: int = 0
    taken_online: int = 0
    waiting_on_site: int = 0
    waiting_online: int = 0

    @property
    def taken(self) -> int:
        return self.taken_on_site + self.taken_online

    @property
    def waiting(self) -> int:
        return self.waiting_on_site + self.waiting_online

    def free(self, attend_as: AttendAs) -> int | None:
        """Places left for those who come this way; None where there is no limit."""
        is_online = attend_as is AttendAs.ONLINE
        own = self.online if is_online else self.on_site
        left = [] if own is None else [own - (self.taken_online if is_online else self.taken_on_site)]
        if self.places is not None:
            left.append(self.places - self.taken)
        return max(0, min(left)) if left else None

    def waiting_for(self, attend_as: AttendAs) -> int:
        return self.waiting_online if attend_as is AttendAs.ONLINE else self.waiting_on_site

    def has_place(self, attend_as: AttendAs) -> bool:
        return self.free(attend_as) != 0

    @property
    def has_any_place(self) -> bool:
        return any(self.has_place(way) for way in AttendAs)


def held(event_id: int) -> tuple[Event, Desk]:
    """The event as it stands now, and its desk, both held until the transaction ends."""
    query = select(Event).where(Event.id == event_id).with_for_update(of=Event, read=True, key_share=True)
    event = session.scalar(query.execution_options(populate_existing=True))
    if event is None:
        raise NotFound(_("There is no such event."))
    return event, locked(event_id)


def locked(event_id: int) -> Desk:
    """The desk, held until the transaction ends; for callers that hold the event already."""
    session.execute(insert(Desk).values(event_id=event_id).on_conflict_do_nothing())
    query = select(Desk).where(Desk.event_id == event_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def find(event_id: int) -> Desk | None:
    return session.get(Desk, event_id)


def takes_place() -> ColumnElement[bool]:
    """Condition of registrations that take one of the places."""
    holds_one = (Registration.state == RegistrationState.UNCONFIRMED) & Registration.position.is_(None)
    return Registration.state.in_(TAKEN) | holds_one


def seats(event: Event) -> Seats:
    """Exact for whoever holds the desk, a moment's view for everybody else."""
    state, attend_as = Registration.state, Registration.attend_as
    is_taken = takes_place()
    is_online = attend_as == AttendAs.ONLINE
    waits = state == RegistrationState.WAITLISTED
    counted = session.execute(
        select(
            func.count().filter(is_taken, ~is_online),
            func.count().filter(is_taken, is_online),
            func.count().filter(waits, ~is_online),
            func.count().filter(waits, is_online),
        ).where(Registration.event_id == event.id)
    ).one()
    return Seats(event.places, event.places_on_site, event.places_online, *counted)


def next_position(desk: Desk) -> int:
    """The last place on the waiting list."""
    desk.last_position += 1
    return desk.last_position


def note_practical_sent(event_id: int) -> None:
    """The practical information is out: from now on every receipt carries it."""
    desk = locked(event_id)
    desk.practical_sent_at = desk.practical_sent_at or now()
