"""What the public page of a topic shows: a project or series with its period and contact, and the events of any topic."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from newsletter.core.clock import now
from newsletter.events import page, queries
from newsletter.events.page import EventView
from newsletter.subscribers import topics
from newsletter.subscribers.models import Topic, TopicKind
from newsletter.subscribers.topics import Text

MOST = 50


@dataclass(frozen=True)
class TopicView:
    topic: Topic
    language: str
    coming: Sequence[EventView]
    past: Sequence[EventView]

    @property
    def title(self) -> Text:
        return topics.title(self.topic, self.language)

    def text(self, name: str) -> Text:
        return topics.text_in(self.topic, name, self.language)

    @property
    def is_project(self) -> bool:
        return self.topic.kind in (TopicKind.PROJECT, TopicKind.SERIES)

    @property
    def kind(self) -> str:
        names = {TopicKind.PROJECT: _("Project"), TopicKind.SERIES: _("Series of events")}
        return str(names.get(self.topic.kind, _("Topic")))

    @property
    def period(self) -> str:
        """`2026–2028`, `from 2026`, `until 2028`; empty when no year is known."""
        first, last = self.topic.first_year, self.topic.last_year
        if first and last:
            return str(first) if first == last else f"{first}–{last}"
        if first:
            return str(_("from %(year)s", year=first))
        return str(_("until %(year)s", year=last)) if last else ""

    @property
    def has_contact(self) -> bool:
        return any((self.topic.contact_name, self.topic.contact_email, self.topic.contact_phone))


def view_of(topic: Topic, language: str) -> TopicView:
    found = [page.view_of(event, language) for event in queries.about(topic.id, MOST)]
    coming = [view for view in found if not view.is_over]
    past = [view for view in reversed(found) if view.is_over]
    return TopicView(topic, language, coming, past)


def is_shown(topic: Topic) -> bool:
    """Topics put away keep their page, so that links to it hold; hidden ones never had one."""
    return topic.is_public and (topic.archived_at is None or topic.archived_at <= now())
