"""Published events as feeds: a calendar to subscribe to (RFC 5545, 7986) and an Atom feed (RFC 4287).

Everything follows from the events, so the same events give the same octets and readers that ask “changed?” are answered
no. Nothing personal and no secret address is in them: calendars are shared.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask_babel import force_locale
from flask_babel import gettext as _
from icalendar import Calendar, vDuration, vText
from icalendar import Event as Entry
from lxml import etree

from newsletter.core.clock import now
from newsletter.events import calendar, queries, wording
from newsletter.events.content import TextField
from newsletter.events.models import Event, Occurrence
from newsletter.events.times import first_moment
from newsletter.organisation import service as organisation
from newsletter.subscribers import topics

KEPT_FOR = timedelta(days=90)
"""So long past events stay in a calendar: people look up where they were."""

LONGEST = 200
LOOK_AGAIN_AFTER = timedelta(hours=6)
ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Feed:
    """What a feed is about. `topic_ids` None: every topic."""

    address: str
    page_address: str
    language: str
    topic_ids: Collection[int] | None = None
    with_deadlines: bool = False


def title(feed: Feed) -> str:
    """`Events about children and young people – Network Sundland`."""
    name = organisation.name_in(organisation.get(), feed.language)
    if feed.topic_ids is None:
        with force_locale(wording.sentence_language(feed.language)):
            return str(_("Events – %(organisation)s", organisation=name))
    about = ", ".join(topics.title_in(topic, feed.language) for topic in topics.by_ids(feed.topic_ids))
    return f"{about} – {name}"


# Calendars


def calendar_feed(feed: Feed) -> bytes:
    """Cancelled events stay until their date is past, marked as such: removing one would leave it in calendars."""
    made = Calendar()
    made.add("prodid", calendar.PRODUCT)
    made.add("version", "2.0")
    made.add("name", title(feed))
    made.add("x-wr-calname", title(feed))
    made.add("url", feed.page_address)
    made.add("refresh-interval", vDuration(LOOK_AGAIN_AFTER, params={"VALUE": "DURATION"}))
    made.add("x-published-ttl", vDuration(LOOK_AGAIN_AFTER))
    for event in queries.for_calendar(now() - KEPT_FOR, feed.topic_ids, LONGEST):
        if event.starts_on is not None:
            made.add_component(calendar.entry(event, feed.language, stamp=calendar.changed_at(event)))
        if feed.with_deadlines and _has_living_deadline(event):
            made.add_component(_deadline_entry(event, feed.language))
    return bytes(made.to_ical())


def _has_living_deadline(event: Event) -> bool:
    return event.deadline_on is not None and event.occurrence is Occurrence.SCHEDULED


def _deadline_entry(event: Event, language: str) -> Entry:
    """The last day to register: an entry that takes nobody's time."""
    assert event.deadline_on is not None
    name = wording.title(event, language).words
    made = Entry()
    made.add("uid", f"deadline-{event.ics_uid}")
    made.add("sequence", event.ics_sequence)
    made.add("dtstamp", calendar.changed_at(event))
    with force_locale(wording.sentence_language(language)):
        made.add("summary", vText(_("Last day to register: %(title)s", title=name)))
    if event.deadline_at is None:
        made.add("dtstart", event.deadline_on)
        made.add("dtend", event.deadline_on + timedelta(days=1))
    else:
        made.add("dtstart", first_moment(event.deadline_on, event.deadline_at, event.zone))
    made.add("transp", "TRANSPARENT")
    made.add("url", wording.page_url(event))
    return made


# Atom


def atom_feed(feed: Feed) -> bytes:
    """The latest published first; a change that matters brings an entry up again."""
    events = queries.latest_published(feed.topic_ids, LONGEST // 4)
    root = etree.Element(f"{{{ATOM}}}feed", {XML_LANG: feed.language}, nsmap={None: ATOM})
    _add(root, "title", title(feed))
    _add(root, "id", feed.address)
    etree.SubElement(root, f"{{{ATOM}}}link", rel="self", type="application/atom+xml", href=feed.address)
    etree.SubElement(root, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=feed.page_address)
    _add(root, "updated", _stamp(_latest_change(events)))
    author = etree.SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", organisation.name_in(organisation.get(), feed.language))
    for event in events:
        root.append(_atom_entry(event, feed.language))
    octets: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return octets


def _latest_change(events: Sequence[Event]) -> datetime:
    """An empty feed has never changed since it exists."""
    return max((calendar.changed_at(event) for event in events), default=datetime(2000, 1, 1, tzinfo=UTC))


def _atom_entry(event: Event, language: str) -> etree._Element:
    made = etree.Element(f"{{{ATOM}}}entry")
    name = wording.title(event, language)
    _add(made, "title", _headline(event, language)).set(XML_LANG, name.language)
    _add(made, "id", f"urn:uuid:{event.ics_uid.split('@')[0]}")
    etree.SubElement(made, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=wording.page_url(event))
    if event.published_at is not None:
        _add(made, "published", _stamp(event.published_at))
    _add(made, "updated", _stamp(calendar.changed_at(event)))
    for topic in event.topics:
        etree.SubElement(made, f"{{{ATOM}}}category", term=topic.slug, label=topics.title_in(topic, language))
    _add(made, "summary", _summary(event, language))
    return made


def _headline(event: Event, language: str) -> str:
    name = wording.title(event, language).words
    with force_locale(wording.sentence_language(language)):
        if event.occurrence is Occurrence.CANCELLED:
            return str(_("Cancelled: %(title)s", title=name))
        if event.occurrence is Occurrence.POSTPONED:
            return str(_("Postponed: %(title)s", title=name))
    return name


def _summary(event: Event, language: str) -> str:
    lines = [
        wording.when(event, language),
        wording.where(event, language),
        wording.register_by(event, language) if event.occurrence is Occurrence.SCHEDULED else "",
        wording.text(event, TextField.LEAD, language).words,
    ]
    return "\n".join(line for line in lines if line)


def _add(parent: etree._Element, name: str, words: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    made.text = words
    return made


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
