"""What tests of digests share: beat at a moment, people and their digests."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import time_machine
from sqlalchemy import select

from newsletter.core.database import session
from newsletter.events.models import Event
from newsletter.notices import digests, due
from newsletter.outbox.models import (
    Batch,
    Mailing,
    ToldPerson,
)
from newsletter.outbox.start import start_due
from newsletter.subscribers import subscriptions
from newsletter.subscribers.models import ChangeReason, Frequency, Topic
from newsletter.subscribers.subscriptions import Cause
from tests.newsletter.events.factories import WITH_DEADLINE, make_event
from tests.newsletter.subscribers.factories import make_contact, make_topic

MONDAY = datetime(2027, 3, 1, 11, tzinfo=UTC)  # where the clock of these tests stands
TUESDAY = datetime(2027, 3, 2, 7, 30, tzinfo=UTC)
NEXT_TUESDAY = datetime(2027, 3, 9, 7, 30, tzinfo=UTC)


def run(clock: time_machine.Traveller, moment: datetime) -> None:
    """Everything beat does at that moment."""
    clock.move_to(moment)
    due.tick()
    start_due()
    digests.tick()
    start_due()


def follow(topic: Topic, frequency: Frequency, **contact: Any) -> int:
    made = make_contact(**contact)
    subscriptions.follow(made.id, topic, Cause(ChangeReason.SIGN_UP), frequency)
    session.commit()
    return made.id


def announce(*topics: Topic, **more: Any) -> Event:
    return make_event(**WITH_DEADLINE | more, topic_ids=tuple(topic.id for topic in topics))


def sent() -> list[Mailing]:
    return list(session.scalars(select(Mailing).where(Mailing.kind == "digest").order_by(Mailing.id)))


def readers(mailings: Collection[Mailing]) -> set[int]:
    ids = [mailing.id for mailing in mailings]
    query = select(Batch.contact_ids).where(Batch.mailing_id.in_(ids), Batch.form_hash.is_not(None))
    return {contact for found in session.scalars(query) for contact in found}


def told(contact_id: int) -> set[int]:
    return set(session.scalars(select(ToldPerson.event_id).where(ToldPerson.contact_id == contact_id)))


def make_topic_with_news(clock: time_machine.Traveller) -> Topic:
    theme = make_topic()
    announce(theme)
    clock.move_to(datetime(2027, 3, 1, 12, tzinfo=UTC))
    due.tick()
    start_due()
    return theme
