"""The mails that answer a registration. Each goes to one person, in the language of the registration, at once."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from flask_babel import gettext as _

from newsletter.core.clock import now, utc_to_local
from newsletter.core.languages import format_deadline, is_supported
from newsletter.errors import RetryLater, StopMailing
from newsletter.events import cards, wording
from newsletter.events.content import TextField
from newsletter.events.models import Allocation, Event
from newsletter.organisation import senders
from newsletter.organisation import service as organisation
from newsletter.outbox import service as outbox
from newsletter.registrations import answers as asked
from newsletter.registrations import line, links, terms
from newsletter.registrations.models import AttendAs, Desk, EndReason, Registration, RegistrationState
from newsletter.rendering import answers as letters
from newsletter.rendering.answers import Answer, WayIn
from newsletter.rendering.cards import ContactCard, EventCard, Mode
from newsletter.rendering.letter import CalendarFile, Letter, Sender

log = logging.getLogger(__name__)

RECEIPT = "registration_receipt"
WAITING_LIST = "registration_waiting_list"
OFFER = "registration_offer"
OFFER_EXPIRED = "registration_offer_expired"
GRANTED = "registration_granted"
DECLINED = "registration_declined"
GIVEN_UP = "registration_given_up"
GROUP = "registration_group"
CONFIRM = "registration_confirm"
WITHDRAWN = "withdrawn"
KINDS = (RECEIPT, WAITING_LIST, OFFER, OFFER_EXPIRED, GRANTED, DECLINED, GIVEN_UP, GROUP, CONFIRM)


def warm_up() -> None:
    """Reads what every letter needs, so that it is at hand by the time others wait for the desk."""
    organisation.sender(None)


def state(event: Event, desk: Desk, registration: Registration) -> None:
    """Tells how it stands with a registration."""
    tellers: dict[RegistrationState, Callable[[], None]] = {
        RegistrationState.UNCONFIRMED: lambda: confirm(event, registration),
        RegistrationState.RECEIVED: lambda: received(event, registration),
        RegistrationState.CONFIRMED: lambda: receipt(event, desk, registration),
        RegistrationState.WAITLISTED: lambda: waiting_list(event, desk, registration),
        RegistrationState.OFFERED: lambda: offer(event, registration),
        RegistrationState.DECLINED: lambda: declined(event, registration),
    }
    if teller := tellers.get(registration.state):
        teller()


def receipt(event: Event, desk: Desk, registration: Registration) -> None:
    _post(RECEIPT, registration, _receipt(event, desk, registration, moved_up=False))


def granted(event: Event, desk: Desk, registration: Registration, *, moved_up: bool = True) -> None:
    """A place after some waiting: `moved_up` from the waiting list, in order or by hand, else by a decision."""
    _post(GRANTED, registration, _receipt(event, desk, registration, moved_up=moved_up))


def _receipt(event: Event, desk: Desk, registration: Registration, *, moved_up: bool) -> Letter:
    answer = _answer(event, registration)
    calendar = _calendar(event, answer)
    return letters.receipt(
        replace(answer, calendar=calendar),
        way_in=_way_in(event, registration),
        practical=_practical(event, answer.language) if desk.practical_sent_at else (),
        moved_up=moved_up,
        asks_more=_asks_more(event, registration),
    )


def _calendar(event: Event, answer: Answer, *, withdrawn: bool = False) -> CalendarFile | None:
    from newsletter.events import calendar_mail  # late: workers that only send do without icalendar

    return calendar_mail.for_participants(event, answer.language, answer.sender, withdrawn=withdrawn)


def received(event: Event, registration: Registration) -> None:
    answer = _answer(event, registration)
    asks_more = _asks_more(event, registration)
    letter = letters.received(answer, told_by=event.allocate_on, asks_more=asks_more)
    _post(RECEIPT, registration, letter)


def waiting_list(event: Event, desk: Desk, registration: Registration) -> None:
    offers = event.allocation is not Allocation.MANUAL and not terms.decides_later(event, desk)
    letter = letters.waiting_list(_answer(event, registration), offers=offers, offer_hours=event.offer_hours)
    _post(WAITING_LIST, registration, letter, position=str(line.number(registration)))


def offer(event: Event, registration: Registration) -> None:
    assert registration.offer_expires_at is not None
    answer = _answer(event, registration)
    local = utc_to_local(registration.offer_expires_at, event.zone)
    letter = letters.offer(
        answer, expires=moment_in_words(event, local, answer.language), expires_on=local.date()
    )
    _post(OFFER, registration, letter)


def offer_expired(event: Event, registration: Registration) -> None:
    _post(OFFER_EXPIRED, registration, letters.offer_expired(_answer(event, registration)))


def declined(
    event: Event, registration: Registration, reason: str = "", *, material_follows: bool = False
) -> None:
    """`reason` is a whole sentence in the language of the registration."""
    letter = letters.declined(_answer(event, registration), reason=reason, material_follows=material_follows)
    _post(DECLINED, registration, letter)


def given_up(event: Event, registration: Registration, *, had_place: bool) -> None:
    """The end of a registration; with what takes the event out of the calendar of those who had it there."""
    answer = _answer(event, registration)
    reason = (registration.ended_because or EndReason.GIVEN_UP).value
    if had_place:
        calendar = _calendar(event, answer, withdrawn=True)
        answer = replace(answer, calendar=calendar)
    elif reason == EndReason.GIVEN_UP:
        reason = WITHDRAWN
    _post(GIVEN_UP, registration, letters.given_up(answer, reason=reason))


def confirm(event: Event, registration: Registration) -> None:
    _post(CONFIRM, registration, letters.confirm(_answer(event, registration)))


def group(event: Event, submitter_id: int, language: str, names: Sequence[str]) -> None:
    """To the one who filled in the form for several; the others' answers are not in it."""
    submitter = Registration(
        event_id=event.id, contact_id=submitter_id, name="", language=language, attend_as=terms.ways(event)[0]
    )
    _post(GROUP, submitter, letters.group(_answer(event, submitter)), colleagues=", ".join(names))


def _post(kind: str, registration: Registration, letter: Letter, **slots: str) -> None:
    values = {
        "registration_url": links.own_address(registration),
        "join_key": links.key(registration.event_id, registration.contact_id),
        "name": registration.name or "–",
        **slots,
    }
    outbox.post(
        kind,
        contact_id=registration.contact_id,
        letter=letter,
        values={name: value for name, value in values.items() if name in letter.slots},
        subject_id=registration.event_id,
    )


def _answer(event: Event, registration: Registration) -> Answer:
    language = registration.language
    language = language if is_supported(language) else organisation.get().default_language
    try:
        sender, reply_to = senders.of_letter()
    except StopMailing as fault:
        log.error("a registration was turned away: %s", fault)
        raise RetryLater(_("We cannot take registrations at the moment. Try again later.")) from fault
    return Answer(
        card=_card(event, language, registration.attend_as),
        language=language,
        sender=sender,
        reply_to=_whom_to_ask(event) or reply_to,
        today=_today(event),
        change_until=_until(event, event.change_until_instant and terms.change_until(event), language),
        cancel_until=_until(event, event.cancel_until_instant and terms.cancel_until(event), language),
        keep_days=event.keep_days,
        sensitive_days=event.sensitive_days if asked.asks_sensitive(event) else 0,
        by_colleague=registration.registered_by is not None,
    )


def _whom_to_ask(event: Event) -> Sender | None:
    """Who answers such a mail has a question about the registration."""
    if event.registration_contact_email:
        return Sender(event.registration_contact_name, event.registration_contact_email)
    return Sender(event.contact_name, event.contact_email) if event.contact_email else None


def _card(event: Event, language: str, attend_as: AttendAs) -> EventCard:
    """The event as this person takes part in it, with the contact for registration where there is one."""
    card = cards.card(event, language)
    if event.mode == "hybrid":
        card = replace(card, mode=Mode.ONLINE if attend_as is AttendAs.ONLINE else Mode.PHYSICAL)
    contact = ContactCard(
        name=event.registration_contact_name,
        email=event.registration_contact_email,
        phone=event.registration_contact_phone,
    )
    return replace(card, contact=contact) if any(vars(contact).values()) else card


def _way_in(event: Event, registration: Registration) -> WayIn | None:
    if registration.attend_as is not AttendAs.ONLINE:
        return None
    if terms.shows_join_link(event):
        return WayIn(url=wording.page_url(event))
    return WayIn(from_when=_until(event, terms.shows_join_link_from(event), registration.language))


def _practical(event: Event, language: str) -> tuple[str, ...]:
    fields = (TextField.PRACTICAL, TextField.ACCESS)
    return tuple(
        words
        for field in fields
        for words in wording.text(event, field, language).words.split("\n\n")
        if words
    )


def _asks_more(event: Event, registration: Registration) -> bool:
    """Whether questions wait for somebody whom a colleague registered."""
    is_unanswered = not registration.answers and not registration.sensitive_answers
    return registration.registered_by is not None and is_unanswered and bool(asked.questions(event))


def _until(event: Event, moment: datetime | None, language: str) -> str:
    return moment_in_words(event, utc_to_local(moment, event.zone), language) if moment else ""


def moment_in_words(event: Event, local: datetime, language: str) -> str:
    """As it stands in a sentence: `Friday 12 March at 12:00`. Where a day ends the day itself is named."""
    at, day = local.time(), local.date()
    if at.hour == at.minute == 0:
        return format_deadline(date.fromordinal(day.toordinal() - 1), None, language, _today(event), on=True)
    return format_deadline(day, at.replace(second=0, microsecond=0), language, _today(event), on=True)


def _today(event: Event) -> date:
    return utc_to_local(now(), event.zone).date()
