import pytest
from sqlalchemy.orm import Session

from newsletter.contacts import suppressions
from newsletter.contacts.models import SuppressionReason
from tests.newsletter.subscribers.factories import make_contact

pytestmark = pytest.mark.usefixtures("session")


def test_the_same_reason_stands_once() -> None:
    contact = make_contact()
    suppressions.suppress(contact.id, SuppressionReason.HARD_BOUNCE, "550 5.1.1")
    suppressions.suppress(contact.id, SuppressionReason.HARD_BOUNCE, "again")
    assert [stop.note for stop in suppressions.standing(contact.id)] == ["550 5.1.1"]


def test_what_was_lifted_can_come_back() -> None:
    contact = make_contact()
    suppressions.suppress(contact.id, SuppressionReason.HARD_BOUNCE)
    suppressions.lift(contact.id, (SuppressionReason.HARD_BOUNCE,))
    assert suppressions.standing(contact.id) == []
    suppressions.suppress(contact.id, SuppressionReason.HARD_BOUNCE)
    assert len(suppressions.standing(contact.id)) == 1


def test_a_person_cannot_lift_what_staff_stopped(session: Session) -> None:
    contact = make_contact()
    for reason in SuppressionReason:
        suppressions.suppress(contact.id, reason)
    suppressions.lift_by_own_action(contact.id)
    assert [stop.reason for stop in suppressions.standing(contact.id)] == [SuppressionReason.STAFF]


@pytest.mark.parametrize(
    ("reason", "takes"),
    [
        (SuppressionReason.HARD_BOUNCE, True),
        (SuppressionReason.LEFT_ALL, True),
        (SuppressionReason.COMPLAINT, False),
        (SuppressionReason.STAFF, False),
    ],
)
def test_who_called_our_mail_spam_is_not_even_asked(reason: SuppressionReason, takes: bool) -> None:
    contact = make_contact()
    suppressions.suppress(contact.id, reason)
    assert suppressions.takes_confirmations(contact.id) is takes
