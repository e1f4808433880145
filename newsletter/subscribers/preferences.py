"""What a subscriber changes on the page behind the link in every mail."""

from collections.abc import Collection

from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact
from newsletter.core.database import session
from newsletter.core.tokens import verify
from newsletter.subscribers import consent, subscriptions, topics
from newsletter.subscribers.models import ChangeReason, Topic
from newsletter.subscribers.subscriptions import Cause

SOURCE = "/preferences"


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


def change(contact: Contact, wanted: Collection[int], language: str, page_language: str) -> None:
    """Follows exactly the wanted among the choices from now on."""
    cause = Cause(ChangeReason.PREFERENCES)
    contact.language = language
    listed = choices(contact)
    subscriptions.end(contact.id, [topic.id for topic in listed if topic.id not in wanted], cause)
    if wanted:
        suppressions.lift_by_own_action(contact.id)
    for topic in listed:
        if topic.id in wanted and subscriptions.follow(contact.id, topic, cause):
            told = consent.Told(consent.wording(topic, page_language), page_language, SOURCE)
            consent.record(contact.id, topic.id, told)


def leave_all(contact: Contact) -> None:
    subscriptions.leave_all(contact.id, Cause(ChangeReason.LEFT_ALL))
