from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy.orm import Session

from newsletter.contacts.models import Contact
from newsletter.events.models import DateState, Event, Mode
from tests.newsletter.registrations.support import at
from tests.newsletter.subscribers.factories import make_contact, make_sender


@pytest.fixture
def event(session: Session) -> Event:
    made = Event(
        slug="temadag",
        ics_uid="temadag@news.example.org",
        language="sv",
        texts={"sv": {"title": "Temadag"}, "en": {"title": "Theme day"}},
        date_state=DateState.TBA,
        zone="Europe/Stockholm",
        mode=Mode.ONLINE,
    )
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def contact(session: Session) -> Contact:
    return make_contact(language="en")


@pytest.fixture
def sender(session: Session) -> None:
    make_sender()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Monday, 19 April 2027, 10 in the morning: registration closes on Thursday of next week."""
    with time_machine.travel(at(2027, 4, 19, 10), tick=False) as moved:
        yield moved
