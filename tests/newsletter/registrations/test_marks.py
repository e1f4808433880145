from sqlalchemy.orm import Session

from newsletter.contacts.models import Contact
from newsletter.core.tokens import sign
from newsletter.events.models import Event
from newsletter.registrations import marks
from newsletter.registrations.marks import MarkLink
from newsletter.registrations.models import MarkKind

REGISTERED, NOT_INTERESTED, INTERESTED, MATERIALS_ONLY = 1, 2, 3, 4


def link(contact: Contact, event: Event, kind: int, mailing_id: int = 5) -> MarkLink:
    found = marks.find(sign("mark", mailing_id, contact.id, event.id, kind))
    assert found is not None
    return found


def marked(session: Session, event: Event) -> list[int]:
    return list(session.scalars(marks.marked(event.id)))


def test_a_mark_keeps_reminders_away_until_it_is_taken_back(
    session: Session, contact: Contact, event: Event
) -> None:
    registered = link(contact, event, REGISTERED)
    marks.mark(registered)
    assert marked(session, event) == [contact.id]
    marks.unmark(registered)
    assert marked(session, event) == []


def test_the_later_mark_takes_the_place_of_the_earlier(
    session: Session, contact: Contact, event: Event
) -> None:
    marks.mark(link(contact, event, REGISTERED))
    marks.mark(link(contact, event, NOT_INTERESTED))
    assert marks.present(link(contact, event, REGISTERED)) is MarkKind.NOT_INTERESTED
    assert marked(session, event) == [contact.id]


def test_marking_twice_changes_nothing(session: Session, contact: Contact, event: Event) -> None:
    marks.mark(link(contact, event, REGISTERED))
    marks.mark(link(contact, event, REGISTERED))
    assert marked(session, event) == [contact.id]


def test_a_link_of_another_kind_or_to_nothing_is_none_of_ours(contact: Contact, event: Event) -> None:
    assert marks.find("nonsense") is None
    assert marks.find(sign("unsubscribe", 5, contact.id)) is None
    assert marks.find(sign("mark", 5, contact.id, event.id, 5)) is None
    assert marks.find(sign("mark", 5, contact.id, event.id + 1, 1)) is None
    assert marks.find(sign("mark", 5, contact.id + 1, event.id, 1)) is None
