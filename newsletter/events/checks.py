"""What is wrong with the content of an event, one sentence for each field, for the person who typed it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from urllib.parse import urlsplit

from flask_babel import gettext as _

from newsletter.contacts.service import parse_address
from newsletter.core import languages
from newsletter.core.clock import exists
from newsletter.errors import Invalid
from newsletter.events import registration_checks, times
from newsletter.events.content import EventContent, TextField, text_input
from newsletter.events.models import DateState, EventKind, GeoScope, Mode, RegistrationMode
from newsletter.web.language import interface_language

LONGEST_TITLE = 200
LONGEST_LINE = 500
LONGEST_TEXT = 60_000
MOST_ROWS = 200
FIRST_YEAR, LAST_YEAR = 1990, 2100

Fault = tuple[str, str]
"""Field of the form and the sentence that stands beside it."""

URL_FIELDS = ("map_url", "online_url", "registration_url", "join_url", "source_url")
EMAIL_FIELDS = ("contact_email", "registration_contact_email", "registration_email")
PHONE_FIELDS = ("contact_phone", "registration_contact_phone")
MOMENTS = ("starts", "ends", "registration_opens", "deadline", "change_until", "cancel_until")


class Faulty(Invalid):
    """The content cannot be taken as it is; `faults` has a sentence for each field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        field, sentence = next(iter(self.faults.items()))
        super().__init__(sentence, field)


def check(content: EventContent) -> None:
    """Raises Faulty with every fault at once; the first fault of a field is the one that is told."""
    found: dict[str, str] = {}
    for field, sentence in _faults(content):
        found.setdefault(field, sentence)
    if found:
        raise Faulty(found)


def _faults(content: EventContent) -> Iterator[Fault]:
    yield from _texts(content)
    yield from _lengths(content)
    yield from _dates(content)
    yield from _order(content)
    yield from _addresses(content)
    yield from _registration(content)
    yield from _area(content)
    if content.registration_mode is RegistrationMode.BUILTIN:
        yield from registration_checks.faults(content)
    yield from _rows(content)


def _texts(content: EventContent) -> Iterator[Fault]:
    if not content.text(TextField.TITLE):
        yield "main-title", _("Write a title.")
    for language, fields in content.texts.items():
        for name, text in fields.items():
            longest = LONGEST_TITLE if name == TextField.TITLE else LONGEST_TEXT
            if len(text) > longest:
                yield text_input(content.language, language, name), too_long(longest)


def _area(content: EventContent) -> Iterator[Fault]:
    if content.geo_scope is GeoScope.REGIONS and not content.audience_regions:
        yield "audience_regions", _("Choose at least one region.")
    if content.geo_scope is GeoScope.MUNICIPALITIES and not content.audience_municipalities:
        yield "audience_municipalities", _("Write at least one municipality.")


def too_long(longest: int) -> str:
    sentence: str = _("Shorten this to at most %(count)d characters.", count=longest)
    return sentence


def _lengths(content: EventContent) -> Iterator[Fault]:
    for name, value in vars(content).items():
        if isinstance(value, str) and len(value) > LONGEST_LINE:
            yield name, too_long(LONGEST_LINE)


def _dates(content: EventContent) -> Iterator[Fault]:
    if not times.is_zone(content.zone):
        yield "zone", _("Choose a time zone from the list.")
        return
    if content.date_state is DateState.TBA:
        if content.starts_on is not None:
            yield "starts_on", _("Remove the date, or choose that it is decided or preliminary.")
        if content.kind is EventKind.EVENT and not content.text(TextField.DATE):
            yield "main-date", _("Write what is known about the date, for example “spring 2027”.")
    elif content.starts_on is None:
        yield "starts_on", _("Enter the date, or choose that it is not decided yet.")
    for name in MOMENTS:
        yield from _moment(content, name)


def _moment(content: EventContent, name: str) -> Iterator[Fault]:
    day: date | None = getattr(content, f"{name}_on")
    at: time | None = getattr(content, f"{name}_at")
    if day is None:
        if at is not None:
            yield f"{name}_on", _("Enter the day as well, or remove the time.")
    elif not FIRST_YEAR <= day.year <= LAST_YEAR:
        yield f"{name}_on", _("Check the year.")
    elif at is not None and not exists(datetime.combine(day, at), content.zone):
        yield (
            f"{name}_at",
            _(
                "%(time)s does not exist on %(day)s: the clocks go forward then. Choose another time.",
                time=languages.format_time(at, interface_language()),
                day=languages.format_date(day, interface_language()),
            ),
        )


def _order(content: EventContent) -> Iterator[Fault]:
    if content.starts_on is None or not times.is_zone(content.zone):
        return
    if content.ends_at is not None and content.starts_at is None:
        yield "starts_at", _("Enter when it starts, or remove the time when it ends.")
    elif content.ends_on is not None and _ends_too_early(content):
        is_about_the_day = content.ends_at is None or content.ends_on < content.starts_on
        yield "ends_on" if is_about_the_day else "ends_at", _("The end must be after the start.")
    if content.deadline_on is not None and _is_after_start(content, content.deadline_on, content.deadline_at):
        yield "deadline_on", _("The deadline must be before the event starts.")


def _ends_too_early(content: EventContent) -> bool:
    assert content.starts_on is not None and content.ends_on is not None
    if content.starts_at is None or content.ends_at is None:
        return content.ends_on < content.starts_on
    start = times.first_moment(content.starts_on, content.starts_at, content.zone)
    return times.last_moment(content.ends_on, content.ends_at, content.zone) <= start


def _is_after_start(content: EventContent, day: date, at: time | None) -> bool:
    """A deadline without a time on the day of the event is fine: it ends when the event begins."""
    assert content.starts_on is not None
    if at is None or content.starts_at is None:
        return day > content.starts_on
    return datetime.combine(day, at) > datetime.combine(content.starts_on, content.starts_at)


def _addresses(content: EventContent) -> Iterator[Fault]:
    for name in URL_FIELDS:
        if (url := getattr(content, name)) and not is_web_address(url):
            yield name, _bad_web_address()
    for name in EMAIL_FIELDS:
        if address := getattr(content, name):
            yield from _mail_address(name, address)
    for name in PHONE_FIELDS:
        if (phone := getattr(content, name)) and not _PHONE.fullmatch(phone):
            yield name, _("Write the phone number with digits, for example +46 8 123 45 67.")


_PHONE = re.compile(r"\+?[\d\s()/.,–-]{3,40}")


def is_web_address(url: str) -> bool:
    """http or https with a host, and nothing that could pass for another site or break out of a link."""
    if re.search(r"[\s<>\"'\\]", url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _port = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc


def _bad_web_address() -> str:
    sentence: str = _("Write the whole address, for example https://www.example.org/page.")
    return sentence


def _mail_address(name: str, address: str) -> Iterator[Fault]:
    try:
        parse_address(address)
    except Invalid as fault:
        yield name, str(fault)


def _registration(content: EventContent) -> Iterator[Fault]:
    mode = content.registration_mode
    if mode is RegistrationMode.EXTERNAL and not content.registration_url:
        yield "registration_url", _("Enter the address of the page where people register.")
    if mode is RegistrationMode.EMAIL and not content.registration_email:
        yield "registration_email", _("Enter the e-mail address that takes registrations.")
    if mode is RegistrationMode.NONE and content.deadline_on is not None:
        yield "registration_mode", _("Choose how people register, or remove the deadline.")
    if content.places is not None and not 1 <= content.places <= 1_000_000:
        yield "places", _("Enter the number of places, or leave it empty.")
    if times.is_zone(content.zone):
        yield from registration_checks.opening(content)


def _rows(content: EventContent) -> Iterator[Fault]:
    for number, organiser in enumerate(content.organisers):
        if not organiser.name:
            yield f"organisers-{number}-name", _("Write the name of the organiser, or remove the row.")
    yield from _programme(content)
    for number, material in enumerate(content.materials):
        if not material.title:
            yield f"materials-{number}-title", _("Write what this is, for example “Slides from the morning”.")
        if not is_web_address(material.url):
            yield f"materials-{number}-url", _bad_web_address()
    for name in ("organisers", "programme", "materials"):
        if len(getattr(content, name)) > MOST_ROWS:
            yield name, _("At most %(count)d rows are possible.", count=MOST_ROWS)


def _programme(content: EventContent) -> Iterator[Fault]:
    last_day = content.ends_on or content.starts_on
    for number, row in enumerate(content.programme):
        name = f"programme-{number}"
        if not row.title:
            yield f"{name}-title", _("Write a title, or remove the row.")
        if row.ends_at is not None and (row.starts_at is None or row.ends_at <= row.starts_at):
            yield f"{name}-ends_at", _("The end must be after the start.")
        if row.day and content.starts_on and last_day and not content.starts_on <= row.day <= last_day:
            yield f"{name}-day", _("This day is outside the event.")


def unready(content: EventContent, has_contact: bool = True) -> list[str]:
    """What is missing before the event may be shown to the public, a sentence each."""
    missing = []
    takes_place = content.kind is EventKind.EVENT and content.mode is not Mode.ONLINE
    if takes_place and not (content.venue or content.city or content.street):
        missing.append(_("Enter the place."))
    if not content.organisers and not content.text(TextField.ORGANISERS):
        missing.append(_("Enter who organises it."))
    if not content.text(TextField.AUDIENCE):
        missing.append(_("Describe who it is for."))
    if not has_contact:
        missing.append(_("Enter a contact."))
    return missing
