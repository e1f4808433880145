"""How much is enough, read from who was told of what."""

import pytest
from sqlalchemy.orm import Session

from newsletter.audiences.caps import told_often
from newsletter.core.clock import now
from newsletter.core.queue import Lane
from newsletter.outbox.models import Mailing, MailingState, OnUnknown, Purpose, ToldPerson
from tests.newsletter.subscribers.factories import make_contact

EVENT = 1


def tell(session: Session, contact_id: int, *steps: str) -> None:
    """One mail that told of the deadline in these steps."""
    mailing = Mailing(
        kind="digest",
        lane=Lane.NOTICES,
        on_unknown=OnUnknown.REPEAT,
        parameters={},
        state=MailingState.COMPLETED,
        start_at=now(),
        hours_only=False,
        fault="",
    )
    session.add(mailing)
    session.flush()
    session.add_all(
        ToldPerson(
            contact_id=contact_id,
            event_id=EVENT,
            purpose=Purpose.DEADLINE,
            generation=1,
            step=step,
            mailing_id=mailing.id,
        )
        for step in steps
    )
    session.flush()


@pytest.mark.parametrize(
    ("mails", "is_enough"),
    [([("7d",), ("1d",)], True), ([("7d", "1d")], False), ([("14d",), ("7d", "1d")], True), ([], False)],
)
def test_mails_about_a_deadline_are_counted_not_the_steps_that_one_of_them_gathered(
    session: Session, mails: list[tuple[str, ...]], is_enough: bool
) -> None:
    contact = make_contact()
    for steps in mails:
        tell(session, contact.id, *steps)
    found = session.scalars(told_often(EVENT, Purpose.DEADLINE, 2)).all()
    assert (contact.id in found) is is_enough
