"""What the ledger knows of mail about an event that did not arrive, for those who answer for the event."""

from dataclasses import dataclass

from sqlalchemy import Select, select, union

from newsletter.contacts import service as contacts
from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact, SuppressionReason
from newsletter.errors import Invalid
from newsletter.events.models import Event
from newsletter.notices.models import NoticeKind, NoticePlan
from newsletter.outbox import figures
from newsletter.outbox.models import DeliveryState, Mailing
from newsletter.registrations import mail as registration_mail

MANY = 0.05
"""A larger share than that deserves a look: a list that was mistyped, a server that refuses us."""


@dataclass(frozen=True)
class Lost:
    """So many of all copies that a server has answered for, or should have."""

    count: int
    total: int

    @property
    def is_much(self) -> bool:
        return self.count > MANY * self.total


def lost(event: Event) -> Lost:
    """Refused, or sent without an answer: notices of the event and mail to those who register."""
    found = figures.of_several(_mailings(event))
    count = found.refused + found.unknown
    return Lost(count, found.accepted + count)


def _mailings(event: Event) -> Select[tuple[int]]:
    notices = select(NoticePlan.mailing_id).where(
        NoticePlan.event_id == event.id,
        NoticePlan.kind != NoticeKind.ORGANISER,
        NoticePlan.mailing_id.is_not(None),
    )
    answers = select(Mailing.id).where(
        Mailing.kind.in_(registration_mail.KINDS), Mailing.subject_id == event.id
    )
    return select(union(notices, answers).subquery().c[0])


def contact_fails(event: Event) -> bool:
    """Whether mail to an address that the event names for questions is known to come back."""
    return any(map(_fails, filter(None, (event.contact_email, event.registration_contact_email))))


def _fails(address: str) -> bool:
    try:
        contact = contacts.find(contacts.parse_address(address))
    except Invalid:
        return False
    return contact is not None and (_is_given_up(contact) or _was_refused_last(contact))


def _is_given_up(contact: Contact) -> bool:
    return any(each.reason is SuppressionReason.HARD_BOUNCE for each in suppressions.standing(contact.id))


def _was_refused_last(contact: Contact) -> bool:
    """Of what was tried; a copy accepted since says that the mailbox works again."""
    tried = (DeliveryState.ACCEPTED, DeliveryState.REFUSED)
    latest = next((each for each in figures.deliveries_of(contact.id) if each.state in tried), None)
    return latest is not None and latest.state is DeliveryState.REFUSED
