"""What the announcement form offers here: the organisation's languages, zones, topics; and the empty form."""

from typing import Any

from newsletter.core import regions
from newsletter.core.languages import LANGUAGES, zone_city
from newsletter.events import choices
from newsletter.events.content import EventContent, OrganiserContent
from newsletter.events.edit import content_of
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
    form = _made(content, data=as_typed(content))
    form.revision.data = str(revision)
    return form


def as_posted(typed: Typed, event: Event | None, known: EventContent | None = None) -> EventForm:
    """The form as it was sent; `event` is the one being edited, `known` what a new one was filled with."""
    return _made(content_of(event) if event else known or empty(), formdata=typed)


def _made(known: EventContent, **filling: Any) -> EventForm:
    """What `known` holds stays possible, even when it is not offered to newcomers any more."""
    languages = _in_order({*organisation.get().languages, known.language, *known.texts})
    form = form_class(languages)(**{"formdata": None, **filling})
    form.language.choices = options(language_names(languages))
    spoken = _in_order({*LANGUAGES, *languages, *known.languages_spoken})
    form.languages_spoken.choices = options(language_names(spoken))
    zones = [*choices.ZONES, *({known.zone} - set(choices.ZONES))]
    form.zone.choices = options((zone, zone_city(zone, interface_language())) for zone in zones)
    form.country.choices = options(choices.COUNTRIES)
    form.audience_regions.choices = options(_regions(known))
    form.join_reveal_hours.choices = options(choices.JOIN_REVEAL)
    _offer_topics(form, known)
    return form


def _regions(known: EventContent) -> list[tuple[str, str]]:
    """Those of our country and of the event's, and what was chosen before."""
    countries = [organisation.get().country, known.country]
    near = [code for country in dict.fromkeys(countries) for code in regions.BY_COUNTRY.get(country, ())]
    return [
        (code, regions.name(code, interface_language()))
        for code in dict.fromkeys((*near, *known.audience_regions))
    ]


def _offer_topics(form: EventForm, known: EventContent) -> None:
    kept = {*known.topic_ids, known.parent_topic_id}
    offered = [
        topic for topic in topics.list_topics(archived=True) if topic.archived_at is None or topic.id in kept
    ]
    form.topic_ids.choices = options((str(topic.id), _title(topic)) for topic in offered)
    wholes = [topic for topic in offered if topic.kind in FOLLOWED_AS_WHOLE]
    form.parent_topic_id.choices = options([("", "–"), *((str(topic.id), _title(topic)) for topic in wholes)])


def _title(topic: Topic) -> str:
    return topics.title_in(topic, interface_language())


def _in_order(languages: set[str]) -> list[str]:
    """The five first, as everywhere, then others by their codes."""
    return sorted(languages, key=lambda code: (code not in LANGUAGES, (*LANGUAGES, code).index(code), code))
