"""Filling an empty database with the sample organisation, through the tables of the rooms."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select

from newsletter.contacts.models import Contact
from newsletter.contacts.service import parse_address
from newsletter.core.announce import announce
from newsletter.core.clock import now, utc_to_local
from newsletter.core.database import session, transaction
from newsletter.events.facts import EventChanged
from newsletter.events.models import Event, Material, Organiser, ProgrammeRow, Publication
from newsletter.issues.models import Issue
from newsletter.local.sample import draft
from newsletter.local.sample.coming import coming
from newsletter.local.sample.past import past_and_changed
from newsletter.local.sample.people import Person, people
from newsletter.local.sample.topics import ORGANISATION, RESPONSIBLE, SENDER, TOPICS
from newsletter.organisation import service as organisation
from newsletter.organisation.models import Sender
from newsletter.registrations import desk as desks
from newsletter.registrations.models import Registration, RegistrationState
from newsletter.subscribers.models import (
    ConsentMethod,
    ConsentRecord,
    Frequency,
    Subscription,
    SubscriptionChange,
    SubscriptionState,
    Topic,
    TopicKind,
)

BASIS = "Sample data: an invented person"
WORKPLACES = (
    "Almvika kommun",
    "Region Sundland",
    "Lindhagens kommun",
    "Granåsa kommun",
    "Barnrättsbyrån Kompass",
    "Väsby strands kommun",
    "",
)
FULL_SEMINAR = "barnets-rost-i-samordnade-planer"
WAITING = 3
RELATIONS = ("topics", "parent_topic", "organisers", "programme", "materials")


def fill(host_name: str) -> None:
    """Fills the database in one transaction; it must be freshly migrated and empty."""
    with transaction():
        _fill_organisation()
        topics = _fill_topics()
        _fill_people(topics)
        today = utc_to_local(now(), ORGANISATION["zone"]).date()
        event_ids = _fill_events(today, topics, host_name)
        _fill_registrations(event_ids[FULL_SEMINAR])
        _fill_draft(topics, event_ids)


def is_empty() -> bool:
    return session.scalar(select(Topic.id).limit(1)) is None


def _fill_organisation() -> None:
    sender = Sender(**SENDER)
    session.add(sender)
    session.flush()
    row = organisation.get()
    for name, value in ORGANISATION.items():
        setattr(row, name, value)
    row.default_sender_id = sender.id


def _fill_topics() -> dict[str, Topic]:
    made: dict[str, Topic] = {}
    for position, described in enumerate(TOPICS):
        parent = made.get(described.get("parent", ""))
        topic = Topic(
            slug=described["slug"],
            kind=TopicKind(described["kind"]),
            parent_id=parent.id if parent else None,
            position=position,
            texts=described["texts"],
            responsible=RESPONSIBLE,
        )
        session.add(topic)
        session.flush()
        made[topic.slug] = topic
    return made


def _default_frequency(topic: Topic) -> Frequency:
    return Frequency.WEEKLY if topic.kind == TopicKind.THEME else Frequency.IMMEDIATE


def _fill_people(topics: dict[str, Topic]) -> None:
    everybody = list(people(tuple(topics)))
    addresses = [parse_address(person.address) for person in everybody]
    ids = session.scalars(
        insert(Contact).returning(Contact.id, sort_by_parameter_order=True),
        [
            {
                "address": address.mailed,
                "address_key": address.key,
                "name": person.name,
                "language": person.language,
            }
            for person, address in zip(everybody, addresses, strict=True)
        ],
    ).all()
    rows = [
        _subscription(contact_id, person, topics[slug])
        for contact_id, person in zip(ids, everybody, strict=True)
        for slug in person.topics
    ]
    session.execute(insert(Subscription), rows)
    session.execute(insert(SubscriptionChange), [row | {"reason": "import"} for row in rows])
    session.execute(
        insert(ConsentRecord),
        [
            {
                "contact_id": row["contact_id"],
                "topic_id": row["topic_id"],
                "method": ConsentMethod.IMPORT,
                "basis": BASIS,
                "wording": BASIS,
                "wording_version": "sample",
                "language": "en",
                "source": "sample",
                "requested_at": now(),
                "confirmed_at": now(),
            }
            for row in rows
        ],
    )


def _subscription(contact_id: int, person: Person, topic: Topic) -> dict[str, Any]:
    state = SubscriptionState.ENDED if topic.slug in person.ended else SubscriptionState.ACTIVE
    return {
        "contact_id": contact_id,
        "topic_id": topic.id,
        "state": state,
        "frequency": _default_frequency(topic),
    }


def _fill_events(today: date, topics: dict[str, Topic], host_name: str) -> dict[str, int]:
    ids = {}
    for described in coming(today) + past_and_changed(today):
        event = _event(described, topics, host_name)
        session.add(event)
        session.flush()
        session.expire(event)  # the descriptions hold plain words where rooms expect enumerations
        announce(EventChanged(event.id))
        ids[event.slug] = event.id
    return ids


def _event(described: dict[str, Any], topics: dict[str, Topic], host_name: str) -> Event:
    plain = {name: value for name, value in described.items() if name not in RELATIONS}
    event = Event(
        **plain,
        ics_uid=f"sample-{described['slug']}@{host_name}",
        publication=Publication.PUBLISHED,
        published_at=now(),
        updated_at=now(),
        topics=[topics[slug] for slug in described["topics"]],
    )
    if parent := described.get("parent_topic"):
        event.parent_topic_id = topics[parent].id
    event.organisers = [
        Organiser(position=position, name=name, role=role)
        for position, (name, role) in enumerate(described["organisers"])
    ]
    event.programme = [
        ProgrammeRow(position=position, **row) for position, row in enumerate(described["programme"])
    ]
    event.materials = [
        Material(position=position, kind=kind, title=title, url=url, language=language)
        for position, (kind, title, url, language) in enumerate(described.get("materials", []))
    ]
    return event


def _fill_registrations(event_id: int) -> None:
    """A seminar that is full, with three on the waiting list."""
    event = session.get_one(Event, event_id)
    guests = session.scalars(
        select(Contact)
        .where(Contact.language == event.language, Contact.name != "")
        .order_by(Contact.id)
        .limit((event.places or 0) + WAITING)
    ).all()
    desks.locked(event.id).last_position = WAITING
    for number, guest in enumerate(guests):
        waits = number - (event.places or 0) + 1
        came = now() - timedelta(minutes=len(guests) - number)
        session.add(
            Registration(
                event_id=event.id,
                contact_id=guest.id,
                name=guest.name,
                affiliation=WORKPLACES[number % len(WORKPLACES)],
                state=RegistrationState.WAITLISTED if waits > 0 else RegistrationState.CONFIRMED,
                position=waits if waits > 0 else None,
                received_at=came,
                state_since=came,
                language=guest.language,
                answers={},
                sensitive_answers={"mat": "Vegetariskt"} if number % 6 == 0 else {},
            )
        )
    session.flush()


def _fill_draft(topics: dict[str, Topic], event_ids: dict[str, int]) -> None:
    session.add(
        Issue(
            slug="arets-sista-nyhetsbrev",
            topic_id=topics["nyhetsbrevet-sma-steg"].id,
            title=draft.TITLE,
            content=draft.content(event_ids),
        )
    )
