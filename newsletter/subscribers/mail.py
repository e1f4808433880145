"""The two mails that the sign-up form can cause."""

from collections.abc import Sequence

from flask import current_app

from newsletter.contacts.models import Contact
from newsletter.core.languages import is_supported
from newsletter.organisation import senders
from newsletter.organisation import service as organisation
from newsletter.outbox import service as outbox
from newsletter.rendering import letters

CONFIRMATION = "confirmation"
ALREADY_SUBSCRIBED = "already_subscribed"


def send_confirmation(unconfirmed_id: int, language: str, topic_titles: Sequence[str], token: str) -> None:
    sender, reply_to = senders.of_letter()
    letter = letters.confirmation(language=_sentences(language), sender=sender, reply_to=reply_to)
    confirm_url = f"{current_app.config['SETTINGS'].base_url}/confirm/{token}"
    values = {
        "confirm_url": confirm_url,
        "not_me_url": f"{confirm_url}/not-me",
        "topics": ", ".join(topic_titles),
    }
    outbox.post(CONFIRMATION, contact_id=unconfirmed_id, letter=letter, values=values)


def send_already_subscribed(contact: Contact) -> None:
    sender, reply_to = senders.of_letter()
    letter = letters.already_subscribed(
        language=_sentences(contact.language), sender=sender, reply_to=reply_to
    )
    outbox.post(ALREADY_SUBSCRIBED, contact_id=contact.id, letter=letter)


def _sentences(language: str) -> str:
    """The mails are all our own sentences, so they come in a language that has a catalogue."""
    return language if is_supported(language) else organisation.get().default_language
