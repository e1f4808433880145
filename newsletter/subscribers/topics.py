"""What one may follow: making, changing and ordering topics, and reading their texts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func, select

from newsletter.audit import service as audit
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.languages import LANGUAGES
from newsletter.core.text import many_lines, one_line, slugify
from newsletter.errors import Conflict, Invalid, NotFound
from newsletter.organisation import service as organisation
from newsletter.organisation.models import Sender
from newsletter.subscribers.models import LegalBasis, Topic, TopicKind

LONGEST_TITLE = 120
LONGEST_TEXT = 2000


TEXTS = {
    "title": one_line,
    "description": many_lines,
    "purpose": many_lines,
    "aim": many_lines,
    "audience": many_lines,
}
"""Texts that a topic has in each language, and how each is cleaned."""

FIRST_YEAR, LAST_YEAR = 1990, 2100


class Text(NamedTuple):
    """Words and the language they are in: not always the one that was asked for."""

    words: str
    language: str


class Branch(NamedTuple):
    topic: Topic
    children: "tuple[Branch, ...]"


@dataclass(frozen=True)
class TopicData:
    """What the form says about a topic. `texts` is {language: {name of TEXTS: words}}."""

    slug: str
    kind: TopicKind
    texts: Mapping[str, Mapping[str, str]]
    parent_id: int | None = None
    responsible: str = ""
    legal_basis: LegalBasis = LegalBasis.CONSENT
    sender_id: int | None = None
    is_public: bool = True
    first_year: int | None = None
    last_year: int | None = None
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    revision: int = 1


# Reading


def by_slug(slug: str) -> Topic:
    found = session.scalar(select(Topic).where(Topic.slug == slug))
    if found is None:
        raise NotFound(_("There is no such topic."))
    return found


def by_ids(ids: Collection[int]) -> list[Topic]:
    return list(session.scalars(select(Topic).where(Topic.id.in_(ids)).order_by(Topic.position, Topic.id)))


def list_topics(*, archived: bool = False) -> list[Topic]:
    """Topics in use in the order of the staff pages; with `archived` those put away as well."""
    wanted = select(Topic).order_by(Topic.position, Topic.id)
    return list(session.scalars(wanted if archived else wanted.where(Topic.archived_at.is_(None))))


def offered() -> list[Topic]:
    """What the public may sign up for."""
    return [topic for topic in list_topics() if topic.is_public]


def tree(topics: Sequence[Topic]) -> tuple[Branch, ...]:
    """The topics under their parents; one whose parent is not among them stands at the top."""
    present = {topic.id for topic in topics}

    def below(parent_id: int | None) -> tuple[Branch, ...]:
        return tuple(
            Branch(topic, below(topic.id))
            for topic in topics
            if (topic.parent_id if topic.parent_id in present else None) == parent_id
        )

    return below(None)


def text_in(topic: Topic, name: str, language: str) -> Text:
    """A text of the topic in `language`, else in the organisation's default, else in any it has."""
    for candidate in (language, organisation.get().default_language, *LANGUAGES, *topic.texts):
        if words := topic.texts.get(candidate, {}).get(name):
            return Text(words, candidate)
    return Text("", language)


def title(topic: Topic, language: str) -> Text:
    """Never empty: a topic without a title is shown by its short name."""
    found = text_in(topic, "title", language)
    return found if found.words else Text(topic.slug, language)


def title_in(topic: Topic, language: str) -> str:
    return title(topic, language).words


def responsible_for(topic: Topic, language: str) -> str:
    """The controller that the topic names, else the organisation."""
    return topic.responsible or organisation.name_in(organisation.get(), language)


# Changing


def add(data: TopicData, actor_id: int | None = None) -> Topic:
    last = session.scalar(select(func.max(Topic.position))) or 0
    topic = Topic(position=last + 1)
    _fill(topic, data)
    topic.slug = _free_slug(data)
    session.add(topic)
    session.flush()
    audit.record("topic.added", actor_id=actor_id, subject=("topic", topic.id), slug=topic.slug)
    return topic


def add_topic(slug: str, title: str, kind: str = TopicKind.THEME) -> Topic:
    """A topic with nothing but a name, in the organisation's default language, for the command line."""
    language = organisation.get().default_language
    return add(TopicData(slug=slug, kind=TopicKind(kind), texts={language: {"title": title}}))


def edit(topic: Topic, data: TopicData, actor_id: int | None) -> None:
    """Replaces everything but the slug, which stands in published addresses."""
    session.refresh(topic, with_for_update=True)
    if topic.revision != data.revision:
        raise Conflict(_("Somebody else changed this topic meanwhile. Load the page again and repeat."))
    _fill(topic, data)
    topic.revision += 1
    session.flush()
    audit.record("topic.edited", actor_id=actor_id, subject=("topic", topic.id))


def archive(topic: Topic, actor_id: int | None) -> None:
    """Takes the topic out of every form; subscriptions and history stay."""
    if topic.archived_at is None:
        topic.archived_at = now()
        audit.record("topic.archived", actor_id=actor_id, subject=("topic", topic.id))


def restore(topic: Topic, actor_id: int | None) -> None:
    if topic.archived_at is not None:
        topic.archived_at = None
        audit.record("topic.restored", actor_id=actor_id, subject=("topic", topic.id))


def move(topic: Topic, steps: int, actor_id: int | None) -> None:
    """Moves the topic `steps` places (negative: up) among those with the same parent; the ends hold it."""
    siblings = [other for other in list_topics() if other.parent_id == topic.parent_id]
    if topic not in siblings:
        return
    place = siblings.index(topic)
    siblings.insert(max(0, min(len(siblings) - 1, place + steps)), siblings.pop(place))
    positions = sorted({sibling.position for sibling in siblings})
    if len(positions) < len(siblings):
        positions = list(range(1, len(siblings) + 1))
    for position, sibling in zip(positions, siblings, strict=True):
        sibling.position = position
    audit.record("topic.moved", actor_id=actor_id, subject=("topic", topic.id), steps=steps)


def possible_parents(topic: Topic | None) -> list[Topic]:
    """Topics that may stand above this one: any but itself and what is below it."""
    everything = list_topics()
    if topic is None:
        return everything
    barred = {topic.id}
    while more := {other.id for other in everything if other.parent_id in barred} - barred:
        barred |= more
    return [other for other in everything if other.id not in barred]


def _fill(topic: Topic, data: TopicData) -> None:
    known_parents = {parent.id for parent in possible_parents(topic if topic.id else None)}
    if data.parent_id is not None and data.parent_id not in known_parents:
        raise Invalid(_("Choose a topic that is not this one and not below it."), "parent")
    if data.sender_id is not None and session.get(Sender, data.sender_id) is None:
        raise Invalid(_("Choose one of the senders in the list."), "sender")
    topic.kind = data.kind
    topic.parent_id = data.parent_id
    topic.texts = _clean_texts(data.texts)
    topic.responsible = one_line(data.responsible)[:LONGEST_TITLE]
    topic.legal_basis = data.legal_basis
    topic.sender_id = data.sender_id
    topic.is_public = data.is_public
    _fill_project(topic, data)


def _fill_project(topic: Topic, data: TopicData) -> None:
    """What only projects and series say about themselves."""
    years = [year for year in (data.first_year, data.last_year) if year is not None]
    if any(not FIRST_YEAR <= year <= LAST_YEAR for year in years):
        raise Invalid(_("Write the year with four digits, like 2027."), "first_year")
    if years != sorted(years):
        raise Invalid(_("The last year is before the first one."), "last_year")
    topic.first_year, topic.last_year = data.first_year, data.last_year
    topic.contact_name = one_line(data.contact_name)[:LONGEST_TITLE]
    topic.contact_email = one_line(data.contact_email)[:LONGEST_TITLE]
    topic.contact_phone = one_line(data.contact_phone)[:LONGEST_TITLE]


def _clean_texts(texts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    cleaned = {}
    for language, words in texts.items():
        kept = {name: clean(words.get(name, ""))[: _longest(name)] for name, clean in TEXTS.items()}
        if any(kept.values()):
            cleaned[language] = {name: value for name, value in kept.items() if value}
    if not any("title" in words for words in cleaned.values()):
        raise Invalid(_("Give the topic a title in at least one language."), "title")
    return cleaned


def _longest(name: str) -> int:
    return LONGEST_TITLE if name == "title" else LONGEST_TEXT


def _free_slug(data: TopicData) -> str:
    titles = [words["title"] for words in data.texts.values() if words.get("title")]
    slug = slugify(data.slug or next(iter(titles), ""), fallback="")
    if not slug:
        raise Invalid(_("Give the topic a short name for its address, like barns-ratt."), "slug")
    if session.scalar(select(Topic.id).where(Topic.slug == slug)) is not None:
        raise Invalid(_("Another topic has this address already. Choose another one."), "slug")
    return slug
