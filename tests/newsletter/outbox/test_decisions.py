"""Copies whose reply was lost: a person decides, and what is sent again is sent once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role
from newsletter.audit.models import AuditEntry
from newsletter.core.clock import now
from newsletter.errors import NotPossible
from newsletter.outbox import control, decisions, service
from newsletter.outbox.models import Batch, Decision, DeliveryState, Mailing, MailingState, OnUnknown
from tests.newsletter.outbox.conftest import Send
from tests.newsletter.outbox.support import Room, people, states
from tests.support.sink import DROP, Sink
from tests.support.staff import sign_in_as

Start = Callable[[], Mailing]


def _message_id(data: bytes) -> str:
    return next(line for line in data.decode().splitlines() if line.startswith("Message-ID:"))


@pytest.fixture
def lost(session: Session, room: Room, start: Start, send: Send) -> tuple[Mailing, list[int]]:
    """A completed mailing to four people; of the first two the server took the mail and hung up."""
    room.on_unknown = OnUnknown.ASK
    ids = people(4)
    mailing = start()
    hung_up = {"reader-sv-1@example.org", "reader-sv-2@example.org"}
    with Sink(hooks={"BODY": lambda to: DROP if to in hung_up else None}) as sink:
        send(sink, connections=1)
        first = next(message for message in sink.messages if message.rcpt_to == "reader-sv-1@example.org")
    mailing.parameters = {"first": _message_id(first.data)}
    assert (states(mailing.id), mailing.state) == ("uuaa", MailingState.COMPLETED)
    return mailing, ids


def test_what_is_sent_again_goes_on_completes_again_and_carries_the_same_id(
    session: Session, room: Room, lost: tuple[Mailing, list[int]], send: Send
) -> None:
    mailing, ids = lost
    assert service.send_again(mailing.id, [ids[0], ids[2]], actor_id=7) == 1, "the third was accepted"
    assert service.send_again(mailing.id, [ids[0]], actor_id=7) == 0, "pressing twice sends once"
    assert (states(mailing.id), mailing.state) == ("quaa", MailingState.SENDING)
    with Sink() as sink:
        send(sink)
    assert sink.recipients == ["reader-sv-1@example.org"]
    assert _message_id(sink.messages[0].data) == mailing.parameters["first"]
    session.refresh(mailing)
    assert (states(mailing.id), mailing.state, mailing.is_unbalanced) == (
        "auaa",
        MailingState.COMPLETED,
        False,
    )
    assert room.ended == [mailing.id, mailing.id]
    found = service.delivery(mailing.id, ids[0])
    assert found is not None
    assert found.state is DeliveryState.ACCEPTED
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "mailing.unknown_repeated")).one()
    assert (entry.actor_id, entry.details) == (7, {"people": 1, "contacts": [ids[0]]})


def test_a_reply_that_is_lost_a_second_time_ends_it(
    session: Session, room: Room, lost: tuple[Mailing, list[int]], send: Send
) -> None:
    mailing, _ids = lost
    mailing.on_unknown = OnUnknown.REPEAT  # even then
    service.send_again(mailing.id, None, actor_id=None)
    with Sink(hooks={"BODY": lambda to: DROP}) as sink:
        send(sink, connections=1)
        assert len(sink.messages) == 2
    assert states(mailing.id) == "uuaa"
    assert service.send_again(mailing.id, None, actor_id=None) == 0
    assert decisions.carry_out() == 0
    with Sink() as sink:
        send(sink)
        assert sink.messages == []


def test_what_is_left_stays_as_it_is(session: Session, lost: tuple[Mailing, list[int]]) -> None:
    mailing, ids = lost
    assert service.leave(mailing.id, [ids[1]], actor_id=7) == 1
    assert service.send_again(mailing.id, None, actor_id=7) == 1
    assert states(mailing.id) == "quaa"
    assert service.count_undecided(mailing.id) == 0
    assert [note.decision for note in service.lost_replies(mailing.id)] == [Decision.LEAVE]


def test_a_batch_in_a_workers_hands_is_queued_again_by_the_next_sweep(
    session: Session, lost: tuple[Mailing, list[int]]
) -> None:
    mailing, _ids = lost
    session.execute(update(Batch).values(lease_id="f" * 32, lease_until=now() + timedelta(minutes=1)))
    service.send_again(mailing.id, None, actor_id=None)
    assert states(mailing.id) == "uuaa"
    assert mailing.state is MailingState.SENDING
    control.complete()
    assert mailing.state is MailingState.SENDING, "what was decided is still to be done"
    session.execute(update(Batch).values(lease_id=None, lease_until=None))
    assert decisions.carry_out() == 2
    assert states(mailing.id) == "qqaa"


def test_nothing_is_sent_again_of_a_mailing_that_was_stopped_or_is_too_late(
    session: Session, lost: tuple[Mailing, list[int]]
) -> None:
    mailing, _ids = lost
    mailing.not_after = now() - timedelta(minutes=1)
    session.flush()
    with pytest.raises(NotPossible, match="too late"):
        service.send_again(mailing.id, None, actor_id=None)
    mailing.state = MailingState.CANCELLED
    session.flush()
    with pytest.raises(NotPossible, match="stopped"):
        service.send_again(mailing.id, None, actor_id=None)


def test_the_page_asks_first_and_then_does_it(
    client: FlaskClient, session: Session, lost: tuple[Mailing, list[int]]
) -> None:
    mailing, ids = lost
    sign_in_as(client, Role.EDITOR)
    address = f"/staff/mailings/{mailing.id}/unknown"
    page = client.get(address).text
    assert "reader-sv-1@example.org" in page
    assert "reader-sv-3@example.org" not in page
    assert client.post(address, data={"wish": "repeat"}).status_code == 422
    asked = client.post(address, data={"wish": "repeat", "contact": [ids[0]]})
    assert "never a third time" in asked.text
    assert states(mailing.id) == "uuaa"
    confirmed = {"wish": "repeat", "contacts": str(ids[0]), "confirmed": "1"}
    for said in ("1 mail is sent again", "nothing left to decide"):
        assert said in client.post(address, data=confirmed, follow_redirects=True).text
    assert states(mailing.id) == "quaa"
    client.post(address, data={"wish": "leave", "whom": "all", "confirmed": "1"})
    assert "Left as it is" in client.get(address).text
    assert client.post(address, data={"wish": "nonsense", "whom": "all"}).status_code == 400
    assert client.get("/staff/mailings/999999/unknown").status_code == 404
