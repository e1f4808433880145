"""Events as mails show them."""

from newsletter.core.clock import now
from newsletter.events import wording
from newsletter.events.content import TextField
from newsletter.events.models import DateState, Event, EventKind, PriceKind, ProgrammeRow, RegistrationMode
from newsletter.events.state import RegistrationState, registration_state
from newsletter.rendering import cards


def card(event: Event, language: str) -> cards.EventCard:
    """In `language` as far as the event has texts in it, else in the event's own; the card says which."""
    title = wording.title(event, language)
    tongue = title.language
    return cards.EventCard(
        id=str(event.id),
        language=tongue,
        title=title.words,
        url=wording.page_url(event),
        is_application_round=event.kind is EventKind.APPLICATION_ROUND,
        lead=wording.text(event, TextField.LEAD, tongue).words,
        occurrence=cards.Occurrence(event.occurrence),
        starts=wording.starts(event),
        ends=wording.ends(event),
        date_only=event.starts_at is None,
        is_preliminary=event.date_state is DateState.TENTATIVE,
        date_text=wording.text(event, TextField.DATE, tongue).words,
        zone_city=wording.zone_name(event, wording.sentence_language(language)),
        mode=_mode(event),
        place=wording.address_line(event),
        audience=wording.text(event, TextField.AUDIENCE, tongue).words,
        organisers=wording.organisers(event, tongue),
        is_free=_is_free(event),
        price=wording.text(event, TextField.PRICE, tongue).words,
        contact=_contact(event),
        registration=_registration(event),
        programme=tuple(_row(row) for row in event.programme),
    )


def _mode(event: Event) -> cards.Mode:
    """An application round happens nowhere unless a place is stated: then a mail says nothing of it."""
    is_nowhere = event.kind is EventKind.APPLICATION_ROUND and not wording.address_line(event)
    return cards.Mode.PHYSICAL if is_nowhere else cards.Mode(event.mode)


def _is_free(event: Event) -> bool | None:
    return None if event.price_kind is PriceKind.UNKNOWN else event.price_kind is PriceKind.FREE


def _contact(event: Event) -> cards.ContactCard | None:
    contact = cards.ContactCard(
        name=event.contact_name or event.contact_unit,
        title=event.contact_title,
        email=event.contact_email,
        phone=event.contact_phone,
    )
    return contact if any(vars(contact).values()) else None


def _registration(event: Event) -> cards.RegistrationCard:
    targets = {
        RegistrationMode.EXTERNAL: event.registration_url,
        RegistrationMode.EMAIL: event.registration_email,
    }
    return cards.RegistrationCard(
        mode=cards.RegistrationMode(event.registration_mode),
        target=targets.get(event.registration_mode, ""),
        deadline=event.deadline_on,
        deadline_time=event.deadline_at,
        is_open=registration_state(event, now()) is RegistrationState.OPEN,
        opens=event.registration_opens_on,
        opens_time=event.registration_opens_at,
    )


def _row(row: ProgrammeRow) -> cards.ProgrammeRow:
    return cards.ProgrammeRow(
        title=row.title,
        start=row.starts_at,
        end=row.ends_at,
        speakers="; ".join(wording.speakers(row.speakers)),
    )
