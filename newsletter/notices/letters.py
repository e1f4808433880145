"""The deadline notice of an event as a letter in one language."""

from babel import Locale
from babel.lists import format_list
from flask import current_app
from flask_babel import gettext as _

from newsletter.core.clock import now
from newsletter.errors import StopMailing
from newsletter.events.cards import card
from newsletter.events.models import Event
from newsletter.events.wording import sentence_language
from newsletter.notices.timing import today
from newsletter.organisation import service as organisation
from newsletter.organisation.models import Sender as SenderRow
from newsletter.rendering import letters
from newsletter.rendering.letter import Letter, ListId, Sender
from newsletter.settings import Settings
from newsletter.subscribers import topics
from newsletter.subscribers.models import Topic


def told_topics(event: Event) -> list[Topic]:
    """The topics whose followers are told: its own, and the project or series it belongs to."""
    wanted = {topic.id for topic in event.topics}
    if event.parent_topic_id is not None:
        wanted.add(event.parent_topic_id)
    return topics.by_ids(wanted)


def deadline_letter(event: Event, language: str) -> Letter:
    """
    Raises:
        StopMailing: nobody is set up to send it.
    """
    settings: Settings = current_app.config["SETTINGS"]
    about = told_topics(event)
    sender = _sender(about)
    return letters.deadline_notice(
        language=language,
        sender=Sender(sender.name, sender.address),
        reply_to=_reply_to(event, sender),
        list_id=_list_id(about, language, settings.host_name),
        card=card(event, language),
        today=today(event, now()),
        topics=any_of(about, language),
        headers=(("Feedback-ID", f"{event.id}:0:notice:{settings.host_name}"),),
        mailto_unsubscribe=settings.inbound_url is not None,
    )


def any_of(about: list[Topic], language: str) -> str:
    """Joined by “or”: true for everybody, whichever of the topics they follow."""
    tongue = sentence_language(language)
    names = [topics.title_in(topic, language) for topic in about]
    return format_list(names, style="or", locale=Locale.parse("en_GB" if tongue == "en" else tongue))


def _sender(about: list[Topic]) -> SenderRow:
    """That of the first topic that has one of its own, else the organisation's."""
    own = next((topic.sender_id for topic in about if topic.sender_id is not None), None)
    found = organisation.sender(own)
    if found is None:
        raise StopMailing(_("No sender is set up. An administrator adds one under “Organisation”."))
    return found


def _reply_to(event: Event, sender: SenderRow) -> Sender | None:
    """Who answers a notice has a question about the event."""
    if event.contact_email:
        return Sender(event.contact_name, event.contact_email)
    return Sender(sender.name, sender.reply_to) if sender.reply_to else None


def _list_id(about: list[Topic], language: str, host_name: str) -> ListId:
    """People's filters hang on it: one topic's notices stay apart, those of several share a name."""
    if len(about) == 1:
        return ListId(topics.title_in(about[0], language), f"{about[0].slug}.events.{host_name}")
    us = organisation.get()
    return ListId(organisation.name_in(us, language), f"events.{host_name}")
