import pytest
from sqlalchemy.orm import Session

from newsletter.contacts.models import Contact
from newsletter.events.models import DateState, Event, Mode
from tests.newsletter.subscribers.factories import make_contact


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
