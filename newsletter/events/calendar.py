"""An event as a calendar file (RFC 5545, published as RFC 5546 has it).

Instants are in UTC, so no zone definitions have to be shipped. The UID never changes; SEQUENCE rises with time, place
and status, so that a second download moves the entry instead of adding one.
"""

from datetime import date, datetime, timedelta

from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry

from newsletter.core.clock import now
from newsletter.core.languages import format_time
from newsletter.events import wording
from newsletter.events.content import TextField
from newsletter.events.models import DateState, Event, Occurrence
from newsletter.events.times import first_moment
from newsletter.organisation import service as organisation
from newsletter.subscribers import topics

PRODUCT = "-//Budkavle//Events//EN"


def file(event: Event, language: str) -> bytes:
    """A file with this one event, for a person who adds it to a calendar. The event must have a date."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry(event, language))
    return bytes(calendar.to_ical())


def changed_at(event: Event) -> datetime:
    """The last change that matters to those who come."""
    return event.updated_at or event.published_at or event.created_at


def entry(event: Event, language: str, stamp: datetime | None = None) -> Entry:
    """`stamp`: when this was written; now, unless it stands in a feed (RFC 5545 3.8.7.2)."""
    made = Entry()
    made.add("uid", event.ics_uid)
    made.add("sequence", event.ics_sequence)
    made.add("dtstamp", stamp or now())
    made.add("created", event.created_at)
    made.add("last-modified", changed_at(event))
    title = wording.title(event, language)
    made.add("summary", vText(title.words, params={"LANGUAGE": title.language}))
    _add_times(made, event)
    if place := wording.where(event, language):
        made.add("location", place)
    made.add("description", description(event, language))
    made.add("url", wording.page_url(event))
    made.add("status", status(event))
    names = [topics.title_in(topic, language) for topic in event.topics]
    if names:
        made.add("categories", names)
    _add_organiser(made, event)
    return made


def status(event: Event) -> str:
    """A postponed event leaves the calendars: its date stands no more."""
    if event.occurrence is not Occurrence.SCHEDULED:
        return "CANCELLED"
    return "TENTATIVE" if event.date_state is DateState.TENTATIVE else "CONFIRMED"


def _add_times(made: Entry, event: Event) -> None:
    start, end = times(event)
    made.add("dtstart", start)
    if end is not None:
        made.add("dtend", end)


def times(event: Event) -> tuple[date | datetime, date | datetime | None]:
    """Start and end as calendars want them: whole days end, exclusively, on the day after the last one."""
    if event.starts_on is None:
        raise ValueError("an event without a date has no place in a calendar")
    last = event.ends_on or event.starts_on
    if event.starts_at is None:
        return event.starts_on, last + timedelta(days=1)
    start = first_moment(event.starts_on, event.starts_at, event.zone)
    if event.ends_on is None or event.ends_at is None:
        return start, None
    return start, first_moment(event.ends_on, event.ends_at, event.zone)


def description(event: Event, language: str) -> str:
    """What a calendar shows below the title. Nothing personal and nothing secret: calendars are shared."""
    parts = [wording.text(event, TextField.LEAD, language).words]
    parts.append("\n".join(programme_lines(event, language)))
    parts.append(wording.register_by(event, language))
    parts.append(wording.page_url(event))
    return "\n\n".join(part for part in parts if part)


def programme_lines(event: Event, language: str) -> list[str]:
    return [
        f"{format_time(row.starts_at, language)} {row.title}" if row.starts_at else row.title
        for row in event.programme
    ]


def _add_organiser(made: Entry, event: Event) -> None:
    """Shown as the sender of the entry. No attendees: nobody's calendar answers to a published file."""
    address = event.contact_email or organisation.get().contact_email
    if address:
        organiser = vCalAddress(f"mailto:{address}")
        organiser.params["CN"] = event.organisers[0].name if event.organisers else organisation.get().name
        made.add("organizer", organiser)
