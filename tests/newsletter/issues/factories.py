"""Issues and what they stand on, made the short way."""

from itertools import count
from typing import Any

from newsletter.contacts import service as contacts
from newsletter.contacts.models import Contact
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.issues.content import Block, BlockType, LanguageText
from newsletter.issues.models import Issue
from newsletter.organisation import senders
from newsletter.organisation import service as organisation
from newsletter.subscribers.models import Frequency, Subscription, SubscriptionState, Topic, TopicKind

_numbers = count(1)


def make_newsletter(slug: str = "", title: str = "Nätverksbrevet", **changes: Any) -> Topic:
    topic = Topic(
        slug=slug or f"brev-{next(_numbers)}",
        kind=TopicKind.NEWSLETTER,
        texts={"sv": {"title": title, "purpose": "Nytt från nätverket"}},
        is_public=True,
        **changes,
    )
    session.add(topic)
    session.flush()
    return topic


def set_up_organisation(*languages: str, regret_minutes: int = 0) -> None:
    """A sender, so that mail can leave, and the languages an issue should have."""
    us = organisation.get()
    us.name, us.contact_email = "Nätverket Sundland", "fragor@sundland.example"
    us.languages, us.default_language = list(languages or ("sv",)), (languages or ("sv",))[0]
    us.regret_minutes = regret_minutes
    senders.add("Nätverksbrevet", "brev@sundland.example", "", actor_id=None)
    us.default_sender_id = senders.everyone()[0].id
    session.flush()


def block(block_type: BlockType, block_id: str | None = None, **values: object) -> Block:
    return Block.of(block_type, values, block_id)


def written(subject: str = "Nytt i höst", *blocks: Block) -> LanguageText:
    own = blocks or (block(BlockType.TEXT, "hello", html="<p>Hej {name|du}!</p>"),)
    return LanguageText(subject=subject, preheader="Tre seminarier", blocks=own, revision=1)


def make_issue(topic: Topic | None = None, slug: str = "", **languages: LanguageText) -> Issue:
    texts = languages or {"sv": written()}
    content: dict[str, Any] = {language: text.to_json() for language, text in texts.items()}
    issue = Issue(
        slug=slug or f"hosten-{next(_numbers)}",
        topic=topic or make_newsletter(),
        title="Hösten",
        content=content,
    )
    session.add(issue)
    session.commit()
    return issue


def make_follower(
    topic: Topic,
    address: str,
    language: str = "sv",
    state: SubscriptionState = SubscriptionState.ACTIVE,
    name: str = "",
) -> Contact:
    contact = contacts.get_or_create(contacts.parse_address(address), language, name)
    session.add(
        Subscription(
            contact_id=contact.id,
            topic_id=topic.id,
            state=state,
            frequency=Frequency.IMMEDIATE,
            created_at=now(),
        )
    )
    session.commit()
    return contact
