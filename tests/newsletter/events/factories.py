"""Events for tests: a seminar in May 2027, everything else on wish."""

from dataclasses import replace
from datetime import date, time
from itertools import count
from typing import Any

from newsletter.core.database import session
from newsletter.events import service
from newsletter.events.content import EventContent, OrganiserContent
from newsletter.events.models import Event, Mode, RegistrationMode
from newsletter.subscribers.models import Topic, TopicKind

_numbers = count(1)

SEMINAR = EventContent(
    language="sv",
    texts={
        "sv": {
            "title": "Barnets röst",
            "lead": "En förmiddag om delaktighet.",
            "audience": "Du som arbetar med barn.",
        }
    },
    mode=Mode.PHYSICAL,
    zone="Europe/Stockholm",
    starts_on=date(2027, 5, 6),
    starts_at=time(9),
    ends_on=date(2027, 5, 6),
    ends_at=time(12),
    venue="Gamla Tullhuset",
    street="Kajgatan 3",
    city="Almvika",
    organisers=(OrganiserContent("Region Sundland"),),
    contact_email="fragor@sundland.example",
)

WITH_DEADLINE: dict[str, Any] = {
    "registration_mode": RegistrationMode.EXTERNAL,
    "registration_url": "https://anmalan.example/barnets-rost",
    "deadline_on": date(2027, 4, 29),
}


def content(**changes: Any) -> EventContent:
    return replace(SEMINAR, **changes)


def texts(**fields: str) -> dict[str, dict[str, str]]:
    """The seminar's texts with some replaced."""
    return {"sv": {**SEMINAR.texts["sv"], **fields}}


def make_draft(**changes: Any) -> Event:
    return service.create(content(**changes))


def make_event(**changes: Any) -> Event:
    """A published event."""
    return service.publish(make_draft(**changes).id)


def make_topic(title: str = "Barns rättigheter", kind: TopicKind = TopicKind.THEME) -> Topic:
    number = next(_numbers)
    topic = Topic(slug=f"topic-{number}", kind=kind, position=number, texts={"sv": {"title": title}})
    session.add(topic)
    session.flush()
    return topic
