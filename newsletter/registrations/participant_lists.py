"""Lists of participants that somebody else keeps, matched on the address.

Whoever is on the list is not reminded to register. People on it who are no contacts of ours are only counted, unless
the editor says that we are to write to them as participants.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from newsletter.audit import service as audit
from newsletter.contacts import service as contacts
from newsletter.contacts.models import Contact
from newsletter.contacts.service import Address, parse_address
from newsletter.core import sheets
from newsletter.core.clock import now
from newsletter.core.database import id_array, session
from newsletter.core.sheets import Row
from newsletter.core.text import one_line
from newsletter.errors import Invalid, NotPossible
from newsletter.events.models import Event, RegistrationMode
from newsletter.events.queries import by_id
from newsletter.registrations import states, terms
from newsletter.registrations.models import (
    EndReason,
    ParticipantList,
    Registration,
    RegistrationState,
    Source,
)
from newsletter.registrations.service import clean_line

MOST_PEOPLE = 10_000
LONGEST_QUOTE = 80

ADDRESS_HEADINGS = {
    *(
        "e-post",
        "epost",
        "e-postadress",
        "epostadress",
        "e-postadresse",
        "epostadresse",
        "mail",
        "mailadress",
    ),
    *("mailadresse", "e-mail", "email", "e-mailadresse", "emailadresse", "e-mail address", "email address"),
    *("sähköposti", "sähköpostiosoite", "s-posti", "user email"),
}
NAME_HEADINGS = {
    "namn",
    "navn",
    "nimi",
    "name",
    "full name",
    "deltagare",
    "deltager",
    "deltaker",
    "osallistuja",
}
FIRST_NAME_HEADINGS = {"förnamn", "fornavn", "etunimi", "first name", "firstname"}
LAST_NAME_HEADINGS = {"efternamn", "efternavn", "etternavn", "sukunimi", "last name", "lastname", "surname"}
WORKPLACE_HEADINGS = {
    *("organisation", "organization", "organisasjon", "organisaatio", "arbetsplats", "arbejdsplads"),
    *(
        "arbeidssted",
        "arbeidsplass",
        "työpaikka",
        "workplace",
        "company",
        "företag",
        "kommun",
        "kommune",
        "kunta",
    ),
}


@dataclass(frozen=True)
class Listed:
    """Somebody on a list."""

    line: int
    address: Address
    name: str = ""
    affiliation: str = ""


@dataclass(frozen=True)
class Refused:
    """A line that cannot be used, as it stands there, and why."""

    line: int
    value: str
    reason: str


@dataclass(frozen=True)
class Contents:
    people: Sequence[Listed]
    refused: Sequence[Refused]
    duplicates: int


@dataclass
class Report:
    """What taking in a list did."""

    contents: Contents
    known: int = 0
    added: int = 0
    already: int = 0
    gone: int = 0
    strangers: int = 0
    is_trial: bool = field(default=False)


# Reading


def read(octets: bytes) -> Contents:
    """
    Raises:
        Invalid: no table, no column with addresses, or too many people.
    """
    rows = sheets.read(octets)
    columns = _columns(rows)
    found: dict[str, Listed] = {}
    refused: list[Refused] = []
    duplicates = 0
    for row in rows[1:] if columns.has_heading else rows:
        try:
            listed = columns.listed(row)
        except Invalid as fault:
            refused.append(Refused(row.line, _quote(row), str(fault)))
            continue
        if listed.address.key in found:
            duplicates += 1
        found.setdefault(listed.address.key, listed)
    if len(found) > MOST_PEOPLE:
        raise Invalid(_("The list has more than 10,000 people. Split it."), "file")
    return Contents(list(found.values()), refused, duplicates)


def _quote(row: Row) -> str:
    return "; ".join(cell for cell in row.cells if cell)[:LONGEST_QUOTE]


@dataclass(frozen=True)
class _Columns:
    address: int
    names: Sequence[int]
    affiliation: int | None
    has_heading: bool

    def listed(self, row: Row) -> Listed:
        """
        Raises:
            Invalid: the line holds no usable address.
        """
        typed = _cell(row, self.address)
        if not typed:
            raise Invalid(_("There is no e-mail address on this line."))
        name = " ".join(part for part in (_cell(row, place) for place in self.names) if part)
        affiliation = _cell(row, self.affiliation) if self.affiliation is not None else ""
        return Listed(row.line, parse_address(typed), clean_line(name), clean_line(affiliation))


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _columns(rows: Sequence[Row]) -> _Columns:
    """By their headings; where the addresses have none, by the column that holds most of them."""
    headings = [one_line(cell).casefold().strip(" :*") for cell in rows[0].cells]
    address = _place(headings, ADDRESS_HEADINGS)
    if address is None:
        counts = [
            sum("@" in cell for row in rows for cell in row.cells[place : place + 1])
            for place in range(len(headings))
        ]
        address = max(range(len(headings)), key=counts.__getitem__)
        if not counts[address]:
            raise Invalid(_("No column holds e-mail addresses. Give one the heading “E-mail”."), "file")
    has_heading = "@" not in _cell(rows[0], address)
    name = _place(headings, NAME_HEADINGS)
    parts = [_place(headings, FIRST_NAME_HEADINGS), _place(headings, LAST_NAME_HEADINGS)]
    names = [name] if name is not None else [place for place in parts if place is not None]
    return _Columns(address, names, _place(headings, WORKPLACE_HEADINGS), has_heading)


def _place(headings: Sequence[str], wanted: Collection[str]) -> int | None:
    return next((place for place, heading in enumerate(headings) if heading in wanted), None)


# Taking in


def take_in(
    event_id: int,
    octets: bytes,
    *,
    is_whole: bool = True,
    writes_to_strangers: bool = False,
    actor_id: int | None = None,
    is_trial: bool = False,
) -> Report:
    """Notes everybody on the list as registered. `is_whole`: who was on an earlier list and is not on this one has left.

    Nobody gets a mail. With `is_trial` only the report is made.

    Raises:
        Invalid: the file is no such list.
        NotPossible: people register for this event here.
    """
    event = by_id(event_id)
    if event.registration_mode is RegistrationMode.BUILTIN:
        raise NotPossible(_("People register for this event here, so there is no list from elsewhere."))
    report = Report(read(octets), is_trial=is_trial)
    known = _contacts(report.contents.people)
    report.known = len(known)
    report.strangers = len(report.contents.people) - len(known)
    if writes_to_strangers and not is_trial:
        known |= {
            listed.address.key: contacts.get_or_create(listed.address, event.language, listed.name)
            for listed in report.contents.people
            if listed.address.key not in known
        }
    _register(event, known, report, actor_id)
    if is_whole:
        _let_go(event, known, report, actor_id)
    if not is_trial:
        _note(event, report, actor_id)
    return report


def _contacts(people: Sequence[Listed]) -> dict[str, Contact]:
    keys = [listed.address.key for listed in people]
    found = session.scalars(select(Contact).where(Contact.address_key.in_(keys)))
    return {contact.address_key: contact for contact in found}


def _register(event: Event, known: dict[str, Contact], report: Report, actor_id: int | None) -> None:
    numbers = [contact.id for contact in known.values()]
    standing = set(
        session.scalars(
            select(Registration.contact_id).where(
                Registration.event_id == event.id,
                Registration.contact_id == id_array(numbers).any_(),
                Registration.state.not_in(states.ENDED),
            )
        )
    )
    for listed in report.contents.people:
        contact = known.get(listed.address.key)
        if contact is None:
            continue
        if contact.id in standing:
            report.already += 1
            continue
        report.added += 1
        if not report.is_trial:
            states.add(_registration(event, contact, listed), actor_id)


def _registration(event: Event, contact: Contact, listed: Listed) -> Registration:
    return Registration(
        event_id=event.id,
        contact_id=contact.id,
        name=listed.name or contact.name,
        affiliation=listed.affiliation,
        state=RegistrationState.CONFIRMED,
        attend_as=terms.ways(event)[0],
        received_at=now(),
        language=contact.language,
        answers={},
        sensitive_answers={},
        source=Source.IMPORT,
    )


def _let_go(event: Event, known: dict[str, Contact], report: Report, actor_id: int | None) -> None:
    on_list = {contact.id for contact in known.values()}
    earlier = session.scalars(
        select(Registration).where(
            Registration.event_id == event.id,
            Registration.source == Source.IMPORT,
            Registration.state.not_in(states.ENDED),
        )
    ).all()
    for registration in earlier:
        if registration.contact_id not in on_list:
            report.gone += 1
            if not report.is_trial:
                states.end(registration, EndReason.BY_STAFF, actor_id)


def _note(event: Event, report: Report, actor_id: int | None) -> None:
    session.add(
        ParticipantList(
            event_id=event.id,
            at=now(),
            staff_id=actor_id,
            people=len(report.contents.people),
            known=report.known,
            refused=len(report.contents.refused),
        )
    )
    session.flush()
    audit.record(
        "event.participant_list",
        actor_id=actor_id,
        subject=("event", event.id),
        people=len(report.contents.people),
        added=report.added,
        gone=report.gone,
    )


def newest(event_id: int) -> datetime | None:
    """When the last list was taken in; an empty list is one too."""
    return session.scalar(select(func.max(ParticipantList.at)).where(ParticipantList.event_id == event_id))
