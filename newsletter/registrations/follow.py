"""What an edit of an event means for those who have registered."""

from flask_babel import gettext as _
from sqlalchemy import func, select

from newsletter.core.database import session
from newsletter.errors import Invalid
from newsletter.events.facts import EventChanged
from newsletter.events.models import Event, RegistrationMode
from newsletter.events.queries import by_id
from newsletter.registrations import desk as desks
from newsletter.registrations import terms, waiting
from newsletter.registrations.models import AttendAs, Registration, Source
from newsletter.registrations.people import ENGAGED

CAPACITY = frozenset({"places", "places_on_site", "places_online"})


def follow(fact: EventChanged) -> None:
    """Refuses what would take a place from somebody; passes on the places that an edit made.

    Raises:
        Invalid: naming the field of the form.
    """
    event = by_id(fact.event_id)
    if event.registration_mode is not RegistrationMode.BUILTIN:
        if "registration_mode" in fact.fields:
            _refuse_other_mode(event)
        return
    desk = desks.locked(event.id)
    if fact.fields & CAPACITY:
        _refuse_too_few(event)
    if "mode" in fact.fields:
        _take_the_way_that_is_left(event)
    waiting.fill(event, desk)


def _refuse_other_mode(event: Event) -> None:
    count = _registered_here(event)
    if count:
        raise Invalid(
            _(
                "%(count)d people have registered here. Cancel their registrations before people register elsewhere.",
                count=count,
            ),
            "registration_mode",
        )


def _refuse_too_few(event: Event) -> None:
    seats = desks.seats(event)
    for name, places, taken in (
        ("places", seats.places, seats.taken),
        ("places_on_site", seats.on_site, seats.taken_on_site),
        ("places_online", seats.online, seats.taken_online),
    ):
        if places is not None and places < taken:
            raise Invalid(_("%(count)d places are taken already. Enter at least as many.", count=taken), name)


def _take_the_way_that_is_left(event: Event) -> None:
    """Who registered for online comes to the room when that is all there is, and the other way round; a notice tells."""
    ways = terms.ways(event)
    stranded = select(Registration).where(
        Registration.event_id == event.id,
        Registration.attend_as.not_in(ways),
        Registration.state.in_(ENGAGED),
    )
    for registration in session.scalars(stranded):
        registration.attend_as = AttendAs(ways[0])
    session.flush()


def _registered_here(event: Event) -> int:
    query = select(func.count()).where(
        Registration.event_id == event.id,
        Registration.state.in_(ENGAGED),
        Registration.source.in_((Source.BUILTIN, Source.MANUAL)),
    )
    return session.scalar(query) or 0
