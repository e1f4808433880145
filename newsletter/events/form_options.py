"""What the announcement form offers here: the organisation's languages, zones, topics; and the empty form."""

from collections.abc import Sequence

from newsletter.core.languages import LANGUAGES
from newsletter.events import choices
from newsletter.events.content import EventContent, OrganiserContent
from newsletter.events.form import EventForm, Typed, as_typed, form_class, language_names
from newsletter.events.models import Event, Mode
from newsletter.organisation import service as organisation
from newsletter.subscribers import topics
from newsletter.subscribers.models import Topic, TopicKind
from newsletter.web.forms import choices as options
from newsletter.web.language import interface_language

FOLLOWED_AS_WHOLE = (TopicKind.PROJECT, TopicKind.SERIES)


def empty() -> EventContent:
    """What a new announcement begins with."""
    us = organisation.get()
    return EventContent(
        language=us.default_language,
        texts={},
        mode=Mode.PHYSICAL,
        zone=us.zone,
        country=us.country,
        organisers=(OrganiserContent(""),),
    )


def filled_with(content: EventContent, revision: int = 0) -> EventForm:
    form = _made(content, None)
    form.revision.data = str(revision)
    return form


def as_posted(typed: Typed, event: Event | None) -> EventForm:
    """The form as it was sent; `event` is the one being edited."""
    return _made(None, event, typed)


def _made(content: EventContent | None, event: Event | None, typed: Typed | None = None) -> EventForm:
    spoken = {content.language, *content.texts} if content else set()
    stored = {event.language, *event.texts} if event else set()
    known = _in_order({*organisation.get().languages, *spoken, *stored})
    made = form_class(known)
    form = made(formdata=typed, data=as_typed(content) if content else None)
    form.language.choices = options(language_names(known))
    form.languages_spoken.choices = options(language_names(_in_order({*LANGUAGES, *known})))
    stated = content or event
    form.zone.choices = options(_keeping(choices.ZONES, stated.zone if stated else ""))
    form.country.choices = options(choices.COUNTRIES)
    _offer_topics(form, event)
    return form


def _keeping(zones: Sequence[str], present: str) -> list[tuple[str, str]]:
    """What is stored stays possible even when it is not offered to newcomers."""
    offered = [*zones, present] if present and present not in zones else zones
    return [(zone, zone_label(zone)) for zone in offered]


def _offer_topics(form: EventForm, event: Event | None) -> None:
    offered = topics.list_topics()
    kept = [topic for topic in (event.topics if event else []) if topic not in offered]
    form.topic_ids.choices = options((str(topic.id), _title(topic)) for topic in [*offered, *kept])
    wholes = [topic for topic in offered if topic.kind in FOLLOWED_AS_WHOLE]
    form.parent_topic_id.choices = options([("", "–"), *((str(topic.id), _title(topic)) for topic in wholes)])


def _title(topic: Topic) -> str:
    return topics.title_in(topic, interface_language())


def _in_order(languages: set[str]) -> list[str]:
    """The five first, as everywhere, then others by their codes."""
    return sorted(languages, key=lambda code: (code not in LANGUAGES, (*LANGUAGES, code).index(code), code))


def zone_label(zone: str) -> str:
    return zone.partition("/")[2].replace("_", " ") or zone
