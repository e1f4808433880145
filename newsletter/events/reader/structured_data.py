"""schema.org data of a page (JSON-LD): the event it describes, as it says it."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from newsletter.events.reader.result import Mode, Moment, Reading, Row, Status, day_of

_STATUS = {
    "EventCancelled": Status.CANCELLED,
    "EventPostponed": Status.POSTPONED,
    "EventRescheduled": Status.POSTPONED,
}
_MODES = {
    "OnlineEventAttendanceMode": Mode.ONLINE,
    "OfflineEventAttendanceMode": Mode.PHYSICAL,
    "MixedEventAttendanceMode": Mode.HYBRID,
}


def read(data: list[dict[str, Any]], title: str | None, zone: str) -> Reading | None:
    """The only event described, or the one the page is named after: lists of other events are no answer."""
    events = [node for node in data if _is_event(node)]
    if len(events) > 1:
        plain = (title or "").casefold().strip()
        events = [node for node in events if plain and _string(node.get("name")).casefold() in plain]
    return _reading(events[0], zone) if events else None


def _is_event(node: dict[str, Any]) -> bool:
    types = node.get("@type")
    return any(
        str(one).endswith("Event") for one in (types if isinstance(types, list) else [types])
    ) and bool(node.get("startDate"))


def _reading(node: dict[str, Any], zone: str) -> Reading | None:
    start = _moment(node.get("startDate"), zone)
    if start is None:
        return None
    reading = Reading(is_event=True, year_stated=True)
    reading.status = _STATUS.get(_last(node.get("eventStatus")), Status.SCHEDULED)
    for name, value, source in (
        ("title", _string(node.get("name")), "name"),
        ("start", start, "startDate"),
        ("end", _end(node, start, zone), "endDate"),
        ("mode", _mode(node), "eventAttendanceMode"),
        ("venue", _venue(node.get("location")), "location"),
        ("organiser", _names(node.get("organizer")), "organizer"),
        ("audience", _audience(node.get("audience")), "audience"),
        ("contact_email", _email(node), "organizer"),
        ("is_free", _is_free(node), "isAccessibleForFree"),
        ("price", _price(node), "offers"),
        ("language", _string(node.get("inLanguage"))[:2].lower() or None, "inLanguage"),
        ("programme", _rows(node.get("subEvent"), zone), "subEvent"),
    ):
        reading.take(name, value, f"{source}: {_string(node.get(source)) or node.get(source)}"[:300])
    return reading


def _string(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    return re.sub(r"\s+", " ", str(value or "")).strip()


def _last(value: Any) -> str:
    return _string(value).rsplit("/", 1)[-1]


def _moment(value: Any, zone: str) -> Moment | None:
    text = _string(value)
    try:
        if len(text) <= 10 or re.search(r"T00:00(?::00)?(?:\.0+)?(?:Z|[+-]\d\d:?\d\d)?$", text):
            return date.fromisoformat(text[:10])
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if text.endswith("Z"):
        moment = moment.astimezone(ZoneInfo(zone))
    return moment.replace(tzinfo=None, second=0, microsecond=0)


def _end(node: dict[str, Any], start: Moment, zone: str) -> Moment | None:
    end = _moment(node.get("endDate"), zone)
    if end is None or day_of(end) < day_of(start):
        return None
    same_kind = isinstance(end, datetime) == isinstance(start, datetime)
    return end if (same_kind and end != start) or day_of(end) > day_of(start) else None


def _places(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _mode(node: dict[str, Any]) -> Mode | None:
    if mode := _MODES.get(_last(node.get("eventAttendanceMode"))):
        return mode
    online = any(
        isinstance(one, dict) and one.get("@type") == "VirtualLocation"
        for one in _places(node.get("location"))
    )
    if _venue(node.get("location")):
        return Mode.HYBRID if online else Mode.PHYSICAL
    return Mode.ONLINE if online else None


def _venue(value: Any) -> str | None:
    for one in _places(value):
        if isinstance(one, str):
            return one.strip() or None
        if isinstance(one, dict) and one.get("@type") != "VirtualLocation":
            name, address = _string(one.get("name")), one.get("address")
            if isinstance(address, dict):
                address = ", ".join(
                    filter(
                        None, (_string(address.get(part)) for part in ("streetAddress", "addressLocality"))
                    )
                )
            return name or _string(address) or None
    return None


def _names(value: Any) -> str | None:
    return ", ".join(filter(None, (_string(one) for one in _places(value)))) or None


def _audience(value: Any) -> str | None:
    found = [
        _string(one.get("audienceType")) or _string(one) if isinstance(one, dict) else _string(one)
        for one in _places(value)
    ]
    return ", ".join(filter(None, found)) or None


def _email(node: dict[str, Any]) -> str | None:
    for one in _places(node.get("organizer")):
        if isinstance(one, dict):
            contact = one.get("contactPoint")
            email = one.get("email") or (contact.get("email") if isinstance(contact, dict) else None)
            if email:
                return _string(email).removeprefix("mailto:")
    return None


def _is_free(node: dict[str, Any]) -> bool | None:
    stated = node.get("isAccessibleForFree")
    if stated is not None:
        return str(stated).lower() in ("true", "1") or str(stated).lower().endswith("/true")
    price = _offer(node)
    return float(price) == 0 if price and re.fullmatch(r"\d+(?:\.\d+)?", price) else None


def _offer(node: dict[str, Any]) -> str:
    offers = _places(node.get("offers"))
    return (
        _string(offers[0].get("price"))
        if offers and isinstance(offers[0], dict) and offers[0].get("price") is not None
        else ""
    )


def _price(node: dict[str, Any]) -> str | None:
    price = _offer(node)
    if not price or float(price if re.fullmatch(r"\d+(?:\.\d+)?", price) else 1) == 0:
        return None
    return f"{price} {_string(_places(node.get('offers'))[0].get('priceCurrency'))}".strip()


def _rows(value: Any, zone: str) -> list[Row]:
    rows = []
    for one in _places(value):
        if isinstance(one, dict) and (title := _string(one.get("name"))):
            start, end = _moment(one.get("startDate"), zone), _moment(one.get("endDate"), zone)
            rows.append(Row(_clock(start), _clock(end), title))
    return rows


def _clock(moment: Moment | None) -> str | None:
    return moment.strftime("%H:%M") if isinstance(moment, datetime) else None
