"""The two mails that the sign-up form can cause."""

import logging
from collections.abc import Sequence

from flask import current_app
from flask_babel import gettext as _

from newsletter.contacts.models import Contact
from newsletter.core.languages import is_supported
from newsletter.errors import RetryLater, StopMailing
from newsletter.organisation import senders
from newsletter.organisation import service as organisation
from newsletter.outbox import service as outbox
from newsletter.rendering import letters
from newsletter.rendering.letter import Sender

log = logging.getLogger(__name__)

CONFIRMATION = "confirmation"
ALREADY_SUBSCRIBED = "already_subscribed"


def send_confirmation(unconfirmed_id: int, language: str, topic_titles: Sequence[str], token: str) -> None:
    sender, reply_to = _from()
    letter = letters.confirmation(language=_sentences(language), sender=sender, reply_to=reply_to)
    confirm_url = f"{current_app.config['SETTINGS'].base_url}/confirm/{token}"
    values = {
        "confirm_url": confirm_url,
        "not_me_url": f"{confirm_url}/not-me",
        "topics": ", ".join(topic_titles),
    }
    outbox.post(CONFIRMATION, contact_id=unconfirmed_id, letter=letter, values=values)


def send_already_subscribed(contact: Contact) -> None:
    sender, reply_to = _from()
    letter = letters.already_subscribed(
        language=_sentences(contact.language), sender=sender, reply_to=reply_to
    )
    outbox.post(ALREADY_SUBSCRIBED, contact_id=contact.id, letter=letter)


def _from() -> tuple[Sender, Sender | None]:
    """A visitor cannot set up a sender, so what stops the mail is told to the log and not to them."""
    try:
        return senders.of_letter()
    except StopMailing as fault:
        log.error("a sign-up was turned away: %s", fault)
        raise RetryLater(_("We cannot take sign-ups at the moment. Try again later.")) from fault


def _sentences(language: str) -> str:
    """The mails are all our own sentences, so they come in a language that has a catalogue."""
    return language if is_supported(language) else organisation.get().default_language
