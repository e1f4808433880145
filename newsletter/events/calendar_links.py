"""Links that open a filled-in entry in calendars on the web. They carry what the public page says, and nobody's name.

The reader opens them; nothing is asked of these services by our pages.
"""

from datetime import UTC, date, datetime
from urllib.parse import urlencode

from newsletter.events import calendar, wording
from newsletter.events.models import Event

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.office.com/calendar/deeplink/compose"
LONGEST_DETAILS = 1000
"""Longer addresses are cut off by some browsers and servers on the way."""


def google(event: Event, language: str) -> str:
    start, end = calendar.times(event)
    values = {
        "action": "TEMPLATE",
        "text": wording.title(event, language).words,
        "dates": f"{_compact(start)}/{_compact(end or start)}",
        **_more(event, language, details="details"),
    }
    return f"{GOOGLE}?{urlencode(values)}"


def outlook(event: Event, language: str) -> str:
    start, end = calendar.times(event)
    values = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": wording.title(event, language).words,
        "startdt": start.isoformat(),
        "enddt": (end or start).isoformat(),
        **({} if isinstance(start, datetime) else {"allday": "true"}),
        **_more(event, language, details="body"),
    }
    return f"{OUTLOOK}?{urlencode(values)}"


def _more(event: Event, language: str, *, details: str) -> dict[str, str]:
    told = calendar.description(event, language)
    if len(told) > LONGEST_DETAILS:
        told = wording.page_url(event)
    values = {details: told, "location": wording.where(event, language)}
    return {name: value for name, value in values.items() if value}


def _compact(moment: date | datetime) -> str:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return moment.strftime("%Y%m%d")
