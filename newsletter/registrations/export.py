"""Participants as a table for a spreadsheet."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from newsletter.audit import service as audit
from newsletter.contacts import service as contacts
from newsletter.contacts.models import Contact
from newsletter.core.clock import utc_to_local
from newsletter.core.database import session
from newsletter.core.sheets import Cell
from newsletter.events.models import Event, Mode
from newsletter.events.questions import QuestionContent
from newsletter.registrations import answers, words
from newsletter.registrations.answers import Answers
from newsletter.registrations.models import Registration


def rows(event: Event, *, with_sensitive: bool, actor_id: int | None = None) -> Iterator[Sequence[Cell]]:
    """Headings, then everybody in the order of arrival, ended registrations included: their state says so.

    Answers about health, food and the like only on wish: a file cannot be called back. Taking one is noted.
    """
    audit.record(
        "event.participants_exported",
        actor_id=actor_id,
        subject=("event", event.id),
        with_sensitive=with_sensitive,
    )
    asked = [question for question in answers.questions(event) if with_sensitive or not question.is_sensitive]
    return _rows(event, asked)


def _rows(event: Event, asked: Sequence[QuestionContent]) -> Iterator[Sequence[Cell]]:
    is_hybrid = event.mode is Mode.HYBRID
    yield [
        *(_("Name"), _("Title"), _("E-mail address"), _("Workplace"), _("Municipality"), _("State")),
        *([_("Takes part")] if is_hybrid else []),
        _("Received"),
        *(answers.label(question) for question in asked),
    ]
    query = (
        select(Registration, Contact.address)
        .join(Contact, Contact.id == Registration.contact_id)
        .where(Registration.event_id == event.id)
        .order_by(Registration.received_at, Registration.id)
    )
    for registration, address in session.execute(query):
        given = Answers.of(registration)
        yield [
            *(registration.name, registration.title, contacts.shown(address)),
            *(registration.affiliation, registration.municipality, words.state(registration)),
            *([words.way(registration.attend_as)] if is_hybrid else []),
            _local(registration.received_at, event),
            *(answers.words(question, given.to(question)) for question in asked),
        ]


def _local(moment: datetime, event: Event) -> str:
    return utc_to_local(moment, event.zone).isoformat(sep=" ", timespec="minutes")


def file_name(event: Event, ending: str) -> str:
    return f"{event.slug}-participants.{ending}"
