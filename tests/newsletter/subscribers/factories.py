"""Topics and subscribers for tests; everything is committed, as requests begin with a fresh session."""

from itertools import count
from typing import Any

from sqlalchemy import select

from newsletter.contacts import service as contacts
from newsletter.contacts.models import Contact
from newsletter.core.database import session
from newsletter.organisation import senders
from newsletter.outbox.models import Batch, Mailing
from newsletter.subscribers import subscriptions, topics
from newsletter.subscribers.models import ChangeReason, LegalBasis, Topic, TopicKind
from newsletter.subscribers.subscriptions import Cause
from newsletter.subscribers.topics import TopicData

_numbers = count(1)


def make_topic(slug: str = "", kind: TopicKind = TopicKind.THEME, **more: Any) -> Topic:
    slug = slug or f"topic-{next(_numbers)}"
    texts = {
        "sv": {"title": f"Ämne {slug}", "description": "Om ämnet.", "purpose": "Att berätta om ämnet."},
        "en": {"title": f"Topic {slug}", "purpose": "To tell you about the topic."},
    }
    data = TopicData(
        slug=slug,
        kind=kind,
        **{"texts": texts, "responsible": "Exempelstad", "legal_basis": LegalBasis.CONSENT} | more,
    )
    topic = topics.add(data)
    session.commit()
    return topic


def make_contact(address: str = "", language: str = "sv", name: str = "") -> Contact:
    address = address or f"reader{next(_numbers)}@example.org"
    contact = contacts.get_or_create(contacts.parse_address(address), language, name)
    session.commit()
    return contact


def make_subscriber(*followed: Topic, **contact: Any) -> Contact:
    made = make_contact(**contact)
    for topic in followed:
        subscriptions.follow(made.id, topic, Cause(ChangeReason.SIGN_UP))
    session.commit()
    return made


def make_sender() -> None:
    """Without one no letter has a From line."""
    senders.add("Exempelstad", "nyheter@example.org", "", actor_id=None)
    session.commit()


def mailed(kind: str) -> list[tuple[int, dict[str, str]]]:
    """Who was posted a mail of this kind, and the values in it; oldest first."""
    batches = session.scalars(
        select(Batch)
        .join(Mailing, Mailing.id == Batch.mailing_id)
        .where(Mailing.kind == kind)
        .order_by(Batch.id)
    )
    return [(batch.low_id, (batch.values or {}).get(str(batch.low_id), {})) for batch in batches]


def confirm_token() -> str:
    """The token in the latest confirmation."""
    _contact_id, values = mailed("confirmation")[-1]
    return values["confirm_url"].rpartition("/")[2]
