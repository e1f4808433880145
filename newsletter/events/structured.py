"""An event as schema.org data, for search engines and other programs that read pages."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from newsletter.events import wording
from newsletter.events.content import Speaker, TextField
from newsletter.events.models import Event, Mode, Occurrence, OrganiserRole, PriceKind, ProgrammeRow
from newsletter.events.state import has_date

Thing = dict[str, Any]

_STATUS = {
    Occurrence.SCHEDULED: "EventScheduled",
    Occurrence.POSTPONED: "EventPostponed",
    Occurrence.CANCELLED: "EventCancelled",
}
_ATTENDANCE = {
    Mode.PHYSICAL: "OfflineEventAttendanceMode",
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.HYBRID: "MixedEventAttendanceMode",
}


def event_data(event: Event, language: str) -> Thing:
    """One `Event`; what is unknown is left out."""
    title = wording.title(event, language)
    data: Thing = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": wording.page_url(event),
        "url": wording.page_url(event),
        "name": title.words,
        "description": wording.text(event, TextField.LEAD, language).words,
        "eventStatus": f"https://schema.org/{_status(event)}",
        "eventAttendanceMode": f"https://schema.org/{_ATTENDANCE[event.mode]}",
        "previousStartDate": [_iso(moment, event.zone) for moment in event.previous_starts],
        "location": _location(event),
        "organizer": _organisations(event, funders=False),
        "funder": _organisations(event, funders=True),
        "performer": _performers(event.programme),
        "isAccessibleForFree": True if event.price_kind is PriceKind.FREE else None,
        "inLanguage": event.languages_spoken or [event.language],
        "audience": _audience(event, language),
        "maximumAttendeeCapacity": event.places,
        **_dates(event),
    }
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


def _status(event: Event) -> str:
    is_moved = event.occurrence is Occurrence.SCHEDULED and event.previous_starts
    return "EventRescheduled" if is_moved else _STATUS[event.occurrence]


def _dates(event: Event) -> Thing:
    """A postponed event keeps its old start here: schema.org asks for it until there is a new one."""
    if event.starts_on is None or not (has_date(event) or event.occurrence is Occurrence.POSTPONED):
        return {}
    dates: Thing = {"startDate": local(event.starts_on, event.starts_at, event.zone)}
    if event.ends_on is not None:
        dates["endDate"] = local(event.ends_on, event.ends_at, event.zone)
    return dates


def local(day: date, at: time | None, zone: str) -> str:
    """With the offset of the zone, or the day alone where no time is stated."""
    if at is None:
        return day.isoformat()
    return datetime.combine(day, at, ZoneInfo(zone)).isoformat(timespec="minutes")


def _iso(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")


def _location(event: Event) -> list[Thing]:
    places: list[Thing] = []
    if event.mode is not Mode.ONLINE and (event.venue or event.street or event.city):
        address = {
            "streetAddress": event.street,
            "postalCode": event.postcode,
            "addressLocality": event.city,
            "addressCountry": event.country,
        }
        filled = {name: value for name, value in address.items() if value}
        places.append(
            {
                "@type": "Place",
                "name": event.venue or event.city or event.street,
                "address": {"@type": "PostalAddress", **filled},
            }
        )
    if event.mode is not Mode.PHYSICAL:
        url = event.online_url or event.registration_url or wording.page_url(event)
        places.append({"@type": "VirtualLocation", "url": url})
    return places


def _organisations(event: Event, *, funders: bool) -> list[Thing]:
    return [
        {"@type": "Organization", "name": row.name}
        for row in event.organisers
        if (row.role is OrganiserRole.FUNDER) == funders
    ]


def _performers(programme: list[ProgrammeRow]) -> list[Thing]:
    """Those of whom name and affiliation are stated; a single name may be a person or a body."""
    found: list[Thing] = []
    for row in programme:
        for speaker in map(Speaker.stored, row.speakers):
            if speaker.affiliation:
                found.append(_person(speaker))
    return found


def _person(speaker: Speaker) -> Thing:
    person: Thing = {
        "@type": "Person",
        "name": speaker.name,
        "affiliation": {"@type": "Organization", "name": speaker.affiliation},
    }
    return person | ({"jobTitle": speaker.title} if speaker.title else {})


def _audience(event: Event, language: str) -> Thing | None:
    words = wording.text(event, TextField.AUDIENCE, language).words
    if not words:
        return None
    name = wording.area(event, language)
    area = {"geographicArea": {"@type": "AdministrativeArea", "name": name}}
    return {"@type": "Audience", "audienceType": words} | (area if name else {})
