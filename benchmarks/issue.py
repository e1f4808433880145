"""An installation with many invented subscribers and a real issue of about 20 kB for them."""

from typing import Any

from sqlalchemy import Text, cast, func, insert, literal, select

from newsletter.contacts.models import Contact
from newsletter.core.database import session, transaction
from newsletter.issues.models import Issue, IssueState
from newsletter.organisation import service as organisations
from newsletter.organisation.models import Sender
from newsletter.outbox import service as outbox
from newsletter.outbox.producer import NewMailing
from newsletter.subscribers.models import Frequency, Subscription, SubscriptionState, Topic, TopicKind

PERSONAL_PARAGRAPHS = 14
OTHER_PARAGRAPHS = 11
NAMES = 2000  # people share first names
PARAGRAPH = (
    "<p>{greeting}, kommunerna i nätverket möts i höst för att tala om skolskjutsar, biblioteksbussar och "
    "gräsklippning längs de mindre vägarna. Programmet är öppet för alla som arbetar med barn och unga.</p>"
)


def subscribe(count: int) -> Topic:
    """A newsletter with that many followers, at a reserved domain."""
    with transaction():
        sender = Sender(name="Nyheter från nätverket", address="news@sender.example")
        session.add(sender)
        session.flush()
        organisations.get().default_sender_id = sender.id
        topic = Topic(
            slug=f"benchmark-{sender.id}",
            kind=TopicKind.NEWSLETTER,
            texts={"sv": {"title": "Nätverksnytt", "description": "", "purpose": "Mäta farten"}},
        )
        session.add(topic)
        session.flush()
        _add_followers(topic, count)
    return topic


def _add_followers(topic: Topic, count: int) -> None:
    numbers = func.generate_series(1, count).table_valued("number").render_derived(name="numbers")
    number = cast(numbers.c.number, Text)
    address = literal("reader") + number + literal(f"@{topic.slug}.example")
    added = (
        insert(Contact)
        .from_select(
            ["address", "address_key", "name", "language"],
            select(
                address, address, literal("Läsare ") + cast(numbers.c.number % NAMES, Text), literal("sv")
            ),
        )
        .returning(Contact.id)
        .cte("added")
    )
    session.execute(
        insert(Subscription).from_select(
            ["contact_id", "topic_id", "state", "frequency"],
            select(
                added.c.id,
                literal(topic.id),
                literal(SubscriptionState.ACTIVE, Subscription.state.type),
                literal(Frequency.WEEKLY, Subscription.frequency.type),
            ),
        )
    )


def write(topic: Topic) -> int:
    """Id of the mailing of a new issue, due at once."""
    with transaction():
        issue = Issue(
            slug=f"benchmark-{topic.id}-{session.scalar(select(func.count()).select_from(Issue))}",
            topic_id=topic.id,
            title="Höstens möten",
            content={"sv": {"subject": "Höstens möten", "preheader": "", "blocks": _blocks()}},
            state=IssueState.SCHEDULED,
        )
        session.add(issue)
        session.flush()
        mailing = outbox.create(NewMailing(kind="issue", subject_id=issue.id))
        issue.mailing_id = mailing.id
    return mailing.id


def _blocks() -> list[dict[str, Any]]:
    personal, other = (
        PARAGRAPH.replace("{greeting}", greeting) for greeting in ("Hej {name|du}", "Välkommen")
    )
    html = personal * PERSONAL_PARAGRAPHS + other * OTHER_PARAGRAPHS
    heading = {"id": "heading", "type": "heading", "version": 1, "level": 2, "text": "Höstens möten"}
    text = {"id": "text", "type": "text", "version": 1, "html": html}
    button = {
        "id": "button",
        "type": "button",
        "version": 1,
        "text": "Läs i webbläsaren",
        "url": "https://www.example.org/",
    }
    return [heading, text, button]
