"""What a subscriber changes on the page behind the link in every mail."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact
from newsletter.core.database import session
from newsletter.core.tokens import verify
from newsletter.subscribers import consent, profiles, subscriptions, topics
from newsletter.subscribers.models import ChangeReason, Frequency, Topic, TopicKind
from newsletter.subscribers.profiles import Told
from newsletter.subscribers.subscriptions import Cause

SOURCE = "/preferences"


@dataclass(frozen=True)
class Wishes:
    """What somebody has filled in. `frequencies`: {topic id: how often}, where events are concerned; None: not asked."""

    topic_ids: Collection[int]
    language: str
    frequencies: Mapping[int, Frequency] = field(default_factory=dict)
    deadline_reminders: bool | None = None
    told: Told | None = None


def find(token: str) -> Contact | None:
    """None for a token that is none of ours or was made worthless since."""
    numbers = verify("preferences", token)
    if numbers is None or len(numbers) != 2:
        return None
    contact_id, token_version = numbers
    contact = session.get(Contact, contact_id)
    return contact if contact is not None and contact.token_version == token_version else None


def choices(contact: Contact) -> list[Topic]:
    """What the page lists: all that is offered to everybody, and what the contact follows besides."""
    followed = subscriptions.followed(contact.id)
    return [topic for topic in topics.list_topics() if topic.is_public or topic.id in followed]


def has_frequency(topic: Topic) -> bool:
    """Newsletters come when they are sent; how often is asked of what events cause."""
    return topic.kind is not TopicKind.NEWSLETTER


def frequencies(contact: Contact) -> dict[int, Frequency]:
    """How often the contact hears of each topic that it follows, where that is asked."""
    wanted = {topic.id for topic in topics.list_topics() if has_frequency(topic)}
    followed = subscriptions.followed(contact.id) & wanted
    return {row.topic_id: row.frequency for row in subscriptions.of(contact.id) if row.topic_id in followed}


def change(contact: Contact, wishes: Wishes, page_language: str) -> None:
    """Follows exactly the wanted among the choices from now on."""
    cause = Cause(ChangeReason.PREFERENCES)
    contact.language = wishes.language
    if wishes.deadline_reminders is not None:
        contact.deadline_reminders = wishes.deadline_reminders
    listed = choices(contact)
    wanted = [topic for topic in listed if topic.id in wishes.topic_ids]
    subscriptions.end(contact.id, [topic.id for topic in listed if topic not in wanted], cause)
    if wanted:
        suppressions.lift_by_own_action(contact.id)
    for topic in wanted:
        frequency = wishes.frequencies.get(topic.id) if has_frequency(topic) else None
        if subscriptions.follow(contact.id, topic, cause, frequency):
            told = consent.Told(consent.wording(topic, page_language), page_language, SOURCE)
            consent.record(contact.id, topic.id, told)
        elif frequency is not None:
            subscriptions.set_frequency(contact.id, topic.id, frequency, cause)
    if wishes.told is not None:
        profiles.tell(contact.id, wishes.told if wanted else Told())


def in_digests(contact: Contact) -> list[Topic]:
    """The topics whose news come in a digest."""
    found = frequencies(contact)
    return topics.by_ids([id for id, frequency in found.items() if frequency is not Frequency.IMMEDIATE])


def leave_digests(contact: Contact) -> None:
    subscriptions.end(
        contact.id, [topic.id for topic in in_digests(contact)], Cause(ChangeReason.PREFERENCES)
    )


def leave_all(contact: Contact) -> None:
    subscriptions.leave_all(contact.id, Cause(ChangeReason.LEFT_ALL))
