"""Who was there: ticked at the door, or told by the meeting afterwards. Everything here may be taken back."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select

from newsletter.core.clock import now, utc_to_local
from newsletter.core.database import session
from newsletter.errors import NotPossible
from newsletter.events.models import DateState, Event, Occurrence
from newsletter.registrations import desk as desks
from newsletter.registrations import states
from newsletter.registrations.models import Registration, RegistrationState
from newsletter.registrations.people import HAS_PLACE

CONFIRMED, ATTENDED, NO_SHOW = HAS_PLACE


def is_open(event: Event) -> bool:
    """From the morning of the first day."""
    if event.starts_on is None or event.date_state is DateState.TBA:
        return False
    today = utc_to_local(now(), event.zone).date()
    return event.occurrence is Occurrence.SCHEDULED and today >= event.starts_on


def is_over(event: Event) -> bool:
    return event.over_instant is not None and event.over_instant <= now()


def held(event_id: int) -> Event:
    """The event, held so that nobody gives up a place meanwhile.

    Raises:
        NotPossible: it is not the day of the event yet, or it does not take place.
    """
    event, _desk = desks.held(event_id)
    if not is_open(event):
        raise NotPossible(_("Attendance can be noted from the day of the event."))
    return event


def counts(event_id: int) -> dict[RegistrationState, int]:
    """Of those with a place."""
    query = (
        select(Registration.state, func.count())
        .where(Registration.event_id == event_id, Registration.state.in_(HAS_PLACE))
        .group_by(Registration.state)
    )
    return dict.fromkeys(HAS_PLACE, 0) | dict(session.execute(query).all())


def note(
    event_id: int, came: Collection[int], taken_back: Collection[int] = (), actor_id: int | None = None
) -> int:
    """Notes the registrations `came` as there and those `taken_back` as before; others stay as they are. How many changed.

    Only what somebody changed is to be passed: two people tick at two doors.
    """
    held(event_id)
    changed = _turn(_of(event_id, came, CONFIRMED, NO_SHOW), ATTENDED, actor_id)
    return changed + _turn(_of(event_id, taken_back, ATTENDED), CONFIRMED, actor_id)


def note_rest_absent(event_id: int, actor_id: int | None = None) -> int:
    """Everybody with a place who was not noted did not come.

    Raises:
        NotPossible: the event is not over.
    """
    if not is_over(held(event_id)):
        raise NotPossible(_("Wait until the event is over."))
    return _turn(_of(event_id, None, CONFIRMED), NO_SHOW, actor_id)


def take_back_absent(event_id: int, actor_id: int | None = None) -> int:
    held(event_id)
    return _turn(_of(event_id, None, NO_SHOW), CONFIRMED, actor_id)


def _of(event_id: int, numbers: Collection[int] | None, *wanted: RegistrationState) -> Sequence[Registration]:
    query = select(Registration).where(Registration.event_id == event_id, Registration.state.in_(wanted))
    if numbers is not None:
        query = query.where(Registration.id.in_(numbers))
    return session.scalars(query.order_by(Registration.id).execution_options(populate_existing=True)).all()


def _turn(found: Sequence[Registration], state: RegistrationState, actor_id: int | None) -> int:
    for registration in found:
        states.turn(registration, state, actor_id=actor_id)
    return len(found)
